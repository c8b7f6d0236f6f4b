namespace Overblik.Population;

/// <summary>The people of the crowd: who has which number, and what never changes in them.</summary>
internal sealed class Crowd
{
    // Block number to (shift, plan) and back: multiplication modulo the number of blocks, by a number that has an inverse there.
    private readonly long _multiplier;
    private readonly long _inverse;
    private readonly long _start;

    public Crowd(ulong seed, int count)
    {
        Seed = seed;
        Count = (count + Households.Block - 1) / Households.Block * Households.Block;
        var mixed = Draw.Mix(seed);
        _start = (long)(mixed % Households.Blocks);
        _multiplier = (Households.Blocks * 618L / 1000) + (long)(mixed % 1009);
        while (Inverse(_multiplier) is 0) _multiplier++;
        _inverse = Inverse(_multiplier);
    }

    public ulong Seed { get; }
    public int Count { get; }

    public Person this[int index]
    {
        get
        {
            var household = HouseholdOf(index, out var plan);
            var birth = DateOnly.FromDayNumber(household.BirthOf(index));
            var homes = Homes.Of(Seed, household);
            var own = Draw.Of(Seed, index, Purpose.Person);
            var (female, lastName) = (own.Percent(49), household.LastName);
            if (household.IsAdult(index)) female = index == household.First ? household.FirstIsFemale : household.FirstIsFemale != household.IsMixed;
            if (household.IsAdult(index) && index > household.First && own.Percent(45)) lastName = own.Pick(Words.LastNames);
            return new Person
            {
                Index = index,
                Cpr = Cpr.Number(birth, (plan * Households.Block) + (index % Households.Block), female),
                Birth = birth,
                Death = Lives.Date(household.DeathOf(index)),
                Female = female,
                FirstName = Words.FirstName(ref own, female, birth.Year),
                LastName = lastName,
                Home = homes[0],
                Uuid = Draws.Uuid(Seed, index),
            };
        }
    }

    public Person? ByCpr(DateOnly birth, int slot, bool female)
    {
        var (plan, at) = Math.DivRem(slot, Households.Block);
        var shift = birth.DayNumber - Households.Of(plan, at).FirstBirth;
        if (shift is < 0 or >= Households.Shifts) return null;
        var block = ((((long)shift * Households.Plans) + plan - _start + Households.Blocks) * _inverse) % Households.Blocks;
        var index = (block * Households.Block) + at;
        if (index >= Count) return null;
        var person = this[(int)index];
        return person.Female == female ? person : null;
    }

    public Household HouseholdOf(int index) => HouseholdOf(index, out _);

    private Household HouseholdOf(int index, out int plan)
    {
        var (block, at) = Math.DivRem(index, Households.Block);
        (var shift, plan) = Math.DivRem((int)(((block * _multiplier) + _start) % Households.Blocks), Households.Plans);
        return new(Seed, block, plan, shift, Households.Of(plan, at));
    }

    // The inverse modulo the number of blocks by Euclid's algorithm, or 0 where there is none.
    private static long Inverse(long number)
    {
        var (a, b, x, y) = (number % Households.Blocks, (long)Households.Blocks, 1L, 0L);
        while (b != 0)
        {
            var quotient = a / b;
            (a, b) = (b, a - (quotient * b));
            (x, y) = (y, x - (quotient * y));
        }
        return a == 1 ? (x % Households.Blocks + Households.Blocks) % Households.Blocks : 0;
    }
}
