namespace Overblik.Population;

/// <summary>
/// The homes of a household, or of one person who has left it, one after the other: move number k lies a phase and k - 1 periods after the start,
/// so the home of a date is found without its predecessors. Days are day numbers.
/// </summary>
internal readonly struct Homes
{
    private static readonly string[] Floors = [", st. tv", ", st. th", ", 1. tv", ", 1. th", ", 2. tv", ", 2. th", ", 3. tv", ", 3. th", ", 4. mf"];

    private readonly ulong _seed;
    private readonly int _key;
    private readonly uint _purpose;
    private readonly int _period;
    private readonly int _phase;
    private readonly (Municipality Municipality, int Since)? _origin;

    private Homes(ulong seed, int key, uint purpose, int start, int birth, (Municipality, int)? origin)
    {
        (_seed, _key, _purpose, _origin, Start) = (seed, key, purpose, origin, start);
        var draw = Draw.Of(seed, key, purpose);
        var isOld = birth < Old;
        _period = (365 * (isOld ? draw.Between(12, 30) : draw.Between(4, 15))) + draw.Next(365);
        _phase = 1 + draw.Next(_period);
    }

    // Those born before 1960 move seldom.
    private static readonly int Old = new DateOnly(1960, 1, 1).DayNumber;

    /// <summary>A household's, from the day on which both adults are of age.</summary>
    public static Homes Of(ulong seed, in Household household) =>
        new(seed, household.First, Purpose.Homes, Lives.Birthday(household.YoungestAdult, 18), household.YoungestAdult, null);

    /// <summary>A person's own, from the day of leaving the household; the first one often lies in the same municipality.</summary>
    public static Homes Own(ulong seed, int index, int birth, int leaving, in Homes left) =>
        new(seed, index, Purpose.OwnHomes, leaving, birth, left.Place(left.NumberAt(leaving - 1)));

    /// <summary>The first day.</summary>
    public int Start { get; }

    /// <summary>The number of the home on a day.</summary>
    public int NumberAt(int day) => day < Start + _phase ? 0 : 1 + ((day - Start - _phase) / _period);

    /// <summary>The day of moving into a home.</summary>
    public int Moved(int number) => number == 0 ? Start : Start + _phase + ((number - 1) * _period);

    /// <summary>The home of a number.</summary>
    public Home this[int number]
    {
        get
        {
            Stays(number, out var draw);
            draw.Next(); // the municipality's
            var rented = draw.Percent(_purpose == Purpose.Homes ? 40 : 80);
            var street = Words.Street(ref draw) + " " + Draws.Number(1 + draw.Next(140));
            return new(rented ? street + draw.Pick(Floors) : street, Place(number).Municipality, rented);
        }
    }

    /// <summary>The municipality of a home, and the first day there.</summary>
    public (Municipality Municipality, int Since) Place(int number)
    {
        var stays = Stays(number, out var draw);
        while (stays && number > 0) stays = Stays(--number, out draw);
        return stays && _origin is { } origin ? origin : (Municipality.Any(ref draw), Moved(number));
    }

    // About two moves of three stay in the municipality.
    private bool Stays(int number, out Draw draw)
    {
        draw = Draw.Of(_seed, _key, Purpose.Number(_purpose, number));
        return draw.Percent(65);
    }
}
