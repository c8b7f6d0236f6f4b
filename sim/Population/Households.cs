namespace Overblik.Population;

/// <summary>
/// The plan of the households. People come in blocks of ten; a block follows one of <see cref="Plans"/> plans and has one of <see cref="Shifts"/> shifts,
/// and everyone in it is born on the plan's first day for that place plus the shift. So the ages within a household are fixed by the plan,
/// and a birth date and a place (which the CPR serial holds) lead back to the block.
/// </summary>
internal static class Households
{
    public const int Block = 10;
    public const int Plans = 206;
    public const int Shifts = 2922; // eight years of days

    /// <summary>One place in a plan: the first day of birth, and the household around it.</summary>
    public readonly record struct Place(int FirstBirth, byte First, byte Size, byte Adults);

    // Sizes of the households of a block, adults first: "22" is a couple with two children, "11" a single parent with one.
    private static readonly string[][] Kinds =
    [
        ["22", "20", "10", "10", "11"],
        ["21", "20", "20", "10", "10", "10"],
        ["23", "10", "10", "10", "20"],
        ["22", "21", "10", "10", "10"],
        ["20", "20", "20", "10", "10", "10", "10"],
        ["22", "12", "20", "10"],
    ];

    private static readonly Place[] Places = Plan();

    public static Place Of(int plan, int place) => Places[(plan * Block) + place];

    private static Place[] Plan()
    {
        var places = new Place[Plans * Block];
        for (var plan = 0; plan < Plans; plan++)
        {
            var draw = Draw.Of(0, plan, Purpose.Plan);
            var first = 0;
            foreach (var kind in draw.Pick(Kinds))
            {
                var (adults, children) = (kind[0] - '0', kind[1] - '0');
                var youngest = FirstBirthOfAdult(ref draw);
                if (children > 0)
                {
                    // The last child of the last shift is born in 2025; the eldest is at most 18 years older than that child's own plan allows.
                    var child = Day(2008) + draw.Next(Day(2017) - Day(2008));
                    youngest = child - (365 * draw.Between(22, 36)) - draw.Next(365);
                    for (var i = adults; i < adults + children; i++)
                    {
                        places[(plan * Block) + first + i] = new(child, (byte)first, (byte)(adults + children), (byte)adults);
                        child += Math.Min(365 + draw.Next(1100), Day(2018) - 1 - child);
                    }
                }
                for (var i = 0; i < adults; i++)
                {
                    places[(plan * Block) + first + i] = new(youngest, (byte)first, (byte)(adults + children), (byte)adults);
                    youngest = Math.Max(Day(1937), youngest - draw.Next(2000));
                }
                first += adults + children;
            }
        }
        return places;
    }

    // From 1937, the first year whose dates have room, to 1999, so that the youngest is of age in 2026; the old are fewer.
    private static int FirstBirthOfAdult(ref Draw draw)
    {
        var day = draw.Next(Day(2000) - Day(1937));
        return Day(1937) + (draw.Percent(60) ? Math.Max(day, draw.Next(Day(2000) - Day(1937))) : day);
    }

    private static int Day(int year) => new DateOnly(year, 1, 1).DayNumber;
}

/// <summary>What a stream of random numbers is for; two purposes never share one.</summary>
internal static class Purpose
{
    public const uint Plan = 1, Household = 2, Person = 3, Uuid = 4;
}
