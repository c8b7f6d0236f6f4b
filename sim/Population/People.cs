namespace Overblik.Population;

/// <summary>
/// The synthetic people of Denmark: number i is a pure function of (seed, i), found in constant time by number, by CPR or through a member of the household.
/// </summary>
public sealed class People
{
    /// <summary>The seed that everything uses unless told otherwise.</summary>
    public const ulong DefaultSeed = 20260101;

    /// <summary>How many there are unless told otherwise.</summary>
    public const int DefaultCount = 100_000;

    /// <summary>The most there can be.</summary>
    public const int MaxCount = 6_000_000;

    private const int Blocks = Households.Shifts * Households.Plans;

    // Block number to (shift, plan) and back: multiplication modulo the number of blocks, by a number that has an inverse there.
    private readonly long _multiplier;
    private readonly long _inverse;
    private readonly long _start;

    /// <param name="seed">Another seed gives other people; those made by hand stay the same.</param>
    /// <param name="count">How many; rounded up to a whole block of ten, so that no household is cut.</param>
    public People(ulong seed = DefaultSeed, int count = DefaultCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        Seed = seed;
        Count = (count + Households.Block - 1) / Households.Block * Households.Block;
        var mixed = Draw.Mix(seed);
        _start = (long)(mixed % Blocks);
        _multiplier = (Blocks * 618L / 1000) + (long)(mixed % 1009);
        while (Inverse(_multiplier) is 0) _multiplier++;
        _inverse = Inverse(_multiplier);
    }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>How many people there are, not counting those made by hand.</summary>
    public int Count { get; }

    /// <summary>The person of a number: 0 to <see cref="Count"/> - 1, or a number below 0 of one made by hand.</summary>
    public Person this[int index]
    {
        get
        {
            if (index < 0) return Fixed.ByIndex(index) ?? throw new ArgumentOutOfRangeException(nameof(index));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return Make(index);
        }
    }

    /// <summary>The person of a number, or null where the number is nobody's.</summary>
    public Person? ByCpr(ReadOnlySpan<char> cpr)
    {
        if (!Cpr.TryRead(cpr, out var birth, out var slot, out var female)) return null;
        if (slot >= Households.Plans * Households.Block) return Fixed.ByCpr(cpr);
        var (plan, place) = Math.DivRem(slot, Households.Block);
        var shift = birth.DayNumber - Households.Of(plan, place).FirstBirth;
        if (shift is < 0 or >= Households.Shifts) return null;
        var block = ((((long)shift * Households.Plans) + plan - _start + Blocks) * _inverse) % Blocks;
        var index = (block * Households.Block) + place;
        if (index >= Count) return null;
        var person = Make((int)index);
        return person.Female == female ? person : null;
    }

    /// <summary>The other adult of the household, where there are two.</summary>
    public Person? Partner(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Index < 0) return Fixed.Partner(person);
        var (start, place, at) = PlaceOf(person.Index);
        return place.Adults == 2 && at < place.First + 2 ? Make(start + place.First + (at == place.First ? 1 : 0)) : null;
    }

    /// <summary>The children at home who are born by a date, the youngest last in no particular order; none for a child.</summary>
    public IReadOnlyList<Person> Children(Person person, DateOnly on)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Index < 0) return Fixed.Children(person, on);
        var (start, place, at) = PlaceOf(person.Index);
        if (at >= place.First + place.Adults) return [];
        var children = new List<Person>(place.Size - place.Adults);
        for (var i = place.First + place.Adults; i < place.First + place.Size; i++)
        {
            var child = Make(start + i);
            if (child.Birth <= on) children.Add(child);
        }
        return children;
    }

    /// <summary>The adults of a child's household; none for an adult.</summary>
    public IReadOnlyList<Person> Parents(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Index < 0) return Fixed.Parents(person);
        var (start, place, at) = PlaceOf(person.Index);
        if (at < place.First + place.Adults) return [];
        return place.Adults == 2 ? [Make(start + place.First), Make(start + place.First + 1)] : [Make(start + place.First)];
    }

    private Person Make(int index)
    {
        var (block, at) = Math.DivRem(index, Households.Block);
        var (shift, plan) = Math.DivRem((int)(((block * _multiplier) + _start) % Blocks), Households.Plans);
        var place = Households.Of(plan, at);
        var birth = DateOnly.FromDayNumber(place.FirstBirth + shift);
        var household = (block * Households.Block) + place.First;
        var adult = at < place.First + place.Adults;

        var shared = Draw.Of(Seed, household, Purpose.Household);
        var municipality = Municipality.Any(ref shared);
        var rented = shared.Percent(45);
        var street = Words.Street(ref shared) + " " + Draws.Number(1 + shared.Next(140)) + (rented ? Draws.Floor(ref shared) : "");
        var lastName = shared.Pick(Words.LastNames);
        var firstAdultFemale = shared.Percent(50);
        var mixedCouple = shared.Percent(95);

        var own = Draw.Of(Seed, index, Purpose.Person);
        var female = own.Percent(49);
        if (adult) female = at == place.First ? firstAdultFemale : firstAdultFemale != mixedCouple;
        if (adult && at > place.First && own.Percent(45)) lastName = own.Pick(Words.LastNames);
        return new Person
        {
            Index = index,
            Cpr = Cpr.Number(birth, (plan * Households.Block) + at, female),
            Birth = birth,
            Female = female,
            FirstName = Words.FirstName(ref own, female, birth.Year),
            LastName = lastName,
            Home = new Home(street, municipality, rented),
            Uuid = Draws.Uuid(Seed, index),
            Protected = own.Next(50) == 0,
            Event = Draws.Event(ref own, birth.Year, adult, place.Adults, place.Size),
        };
    }

    private static (int Start, Households.Place Place, int At) PlaceOf(int index, long shifted)
    {
        var at = index % Households.Block;
        return (index - at, Households.Of((int)(shifted % Households.Plans), at), at);
    }

    private (int Start, Households.Place Place, int At) PlaceOf(int index) =>
        PlaceOf(index, ((index / Households.Block * _multiplier) + _start) % Blocks);

    // The inverse modulo the number of blocks by Euclid's algorithm, or 0 where there is none.
    private static long Inverse(long number)
    {
        var (a, b, x, y) = (number % Blocks, (long)Blocks, 1L, 0L);
        while (b != 0)
        {
            var quotient = a / b;
            (a, b) = (b, a - (quotient * b));
            (x, y) = (y, x - (quotient * y));
        }
        return a == 1 ? (x % Blocks + Blocks) % Blocks : 0;
    }
}
