namespace Overblik.Population;

/// <summary>
/// The plan of the households. People come in blocks of ten; a block follows one of <see cref="Plans"/> plans and has one of <see cref="Shifts"/> shifts,
/// and everyone in it is born on the plan's first day for that place plus the shift. So the ages within a household are fixed by the plan,
/// and a birth date and a place (which the CPR serial holds) lead back to the block.
/// </summary>
internal static class Households
{
    public const int Block = 10;
    public const int Plans = 190; // 1900 slots: they fit the 2000 of a date before 1937 or after 2036
    public const int Shifts = 3200; // nearly nine years of days
    public const int Blocks = Plans * Shifts;

    /// <summary>One place in a plan: the first day of birth, the household around it, and the first day of birth of the household's youngest child, 0 without children.</summary>
    public readonly record struct Place(int FirstBirth, byte First, byte Size, byte Adults, int Youngest)
    {
        public bool IsAdult(int at) => at < First + Adults;
    }

    // Sizes of the households of a block, adults first: "22" is a couple with two children, "11" a single parent with one.
    private static readonly string[][] Kinds =
    [
        ["22", "20", "20", "11"],
        ["21", "22", "20", "10"],
        ["23", "22", "10"],
        ["22", "21", "20", "10"],
        ["23", "20", "20", "10"],
        ["22", "12", "20", "10"],
    ];

    // Adults are born from 1920, and are of age on the world's first date even with the last shift.
    private static readonly int Oldest = Day(1920);
    private static readonly int YoungestAdult = Day(2002) - Shifts;

    private static readonly Place[] Places = Plan();

    public static Place Of(int plan, int place) => Places[(plan * Block) + place];

    private static Place[] Plan()
    {
        var places = new Place[Plans * Block];
        for (var plan = 0; plan < Plans; plan++)
        {
            var draw = Draw.Of(0, plan, Purpose.Plan);
            var first = 0;
            foreach (var kind in Kinds[plan % Kinds.Length])
            {
                var (adults, children) = (kind[0] - '0', kind[1] - '0');
                var births = new int[adults + children];
                var parent = children > 0 ? WithChildren(ref draw, births.AsSpan(adults)) : WithoutChildren(ref draw);
                for (var i = 0; i < adults; i++)
                {
                    births[i] = parent;
                    parent = Math.Max(Oldest, parent - draw.Next(2000));
                }
                for (var i = 0; i < births.Length; i++)
                    places[(plan * Block) + first + i] = new(births[i], (byte)first, (byte)births.Length, (byte)adults, children > 0 ? births[^1] : 0);
                first += births.Length;
            }
        }
        return places;
    }

    // Sets the children's first days and returns the younger parent's: 22 to 37 years before the eldest child. The world's last years have only the last shifts
    // to take their births from, so more places lie there.
    private static int WithChildren(ref Draw draw, Span<int> children)
    {
        var child = draw.Next(100) switch
        {
            < 12 => Between(ref draw, Day(1985), Day(1997)),
            < 86 => Between(ref draw, Day(1997), Day(2027)),
            _ => Between(ref draw, Day(2028), Day(2030)),
        };
        var parent = Between(ref draw, child - (37 * 365), Math.Min(YoungestAdult, child - (22 * 365)));
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = child;
            child += Math.Max(350, Math.Min(450 + draw.Next(1000), parent + (39 * 365) - child));
        }
        return parent;
    }

    // Those without children in the plan are mostly older: their children, if any, are grown up and gone. The oldest are the fewest.
    private static int WithoutChildren(ref Draw draw) => draw.Percent(76)
        ? Math.Max(Between(ref draw, Day(1920), Day(1957)), Between(ref draw, Day(1920), Day(1957)))
        : Between(ref draw, Day(1958), Day(1985));

    private static int Between(ref Draw draw, int from, int to) => from + draw.Next(to - from);

    private static int Day(int year) => new DateOnly(year, 1, 1).DayNumber;
}

/// <summary>What a stream of random numbers is for; two purposes never share one. A stream for number k of something adds k at the ninth bit.</summary>
internal static class Purpose
{
    public const uint Plan = 1, Household = 2, Person = 3, Uuid = 4, Death = 5, Homes = 6, OwnHomes = 7, Work = 8, Licence = 9, Passport = 10,
        Protection = 11, Debt = 12, Leaving = 13, Alone = 14, Doctor = 15, Company = 16;

    public static uint Number(uint purpose, int number) => purpose + ((uint)(number + 1) << 8);
}
