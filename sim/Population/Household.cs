namespace Overblik.Population;

/// <summary>
/// One household of the crowd through the years: one adult, or two who are or were a couple, and their children. Days are day numbers.
/// A pure function of the seed and the number of its first member.
/// </summary>
internal readonly struct Household
{
    private readonly ulong _seed;
    private readonly int _start; // the number of the block's first person
    private readonly int _shift;
    private readonly int _plan;
    private readonly (int First, int Second) _deaths;

    public Household(ulong seed, int block, int plan, int shift, Households.Place place)
    {
        (_seed, _start, _plan, _shift) = (seed, block * Households.Block, plan, shift);
        (First, Adults, Size) = (_start + place.First, place.Adults, place.Size);
        HasChildren = Size > Adults;
        var draw = Draw.Of(seed, First, Purpose.Household);
        LastName = draw.Pick(Words.LastNames);
        FirstIsFemale = draw.Percent(50);
        IsMixed = draw.Percent(95);
        Keeper = First + draw.Next(Adults);
        YoungestAdult = BirthOf(First);
        LastBirth = HasChildren ? place.Youngest + shift : World.FirstDay;
        _deaths = (AdultsDeath(First), Adults == 2 ? AdultsDeath(First + 1) : Lives.Never);
        var (first, second) = _deaths;
        // Four couples of five marry, when the younger is 20 to 34; a quarter part, married or not, within 35 years from a year after all this.
        var wedding = YoungestAdult + (20 * 365) + draw.Next(14 * 365);
        Wedding = Adults == 2 && draw.Percent(80) && wedding < Math.Min(first, second) ? wedding : Lives.Never;
        var parting = (HasChildren ? Math.Max(wedding, LastBirth) : wedding) + 365 + draw.Next(35 * 365);
        Parting = Adults == 2 && draw.Percent(25) && parting < Math.Min(first, second) ? parting : Lives.Never;
        End = Parting != Lives.Never ? (Keeper == First ? first : second) : Adults == 2 ? Math.Max(first, second) : first;
    }

    /// <summary>The number of its first adult, who is the younger of two.</summary>
    public int First { get; }
    public int Adults { get; }
    public int Size { get; }
    public bool HasChildren { get; }
    public string LastName { get; }
    public bool FirstIsFemale { get; }
    public bool IsMixed { get; }

    /// <summary>The adult who keeps the home and the children if the two part, and who lives until the youngest child is of age, so that no child is left alone.</summary>
    public int Keeper { get; }
    public int YoungestAdult { get; }

    /// <summary>The birth of the youngest child; the world's first day without children.</summary>
    public int LastBirth { get; }
    public int Wedding { get; }

    /// <summary>The day on which the other adult moves out: the divorce, where they were married.</summary>
    public int Parting { get; }

    /// <summary>The day on which no adult is left in it.</summary>
    public int End { get; }

    public bool IsAdult(int index) => index < First + Adults;

    /// <summary>The other adult's number.</summary>
    public int Other(int adult) => First + First + 1 - adult;

    public int BirthOf(int index) => Households.Of(_plan, index - _start).FirstBirth + _shift;

    public int DeathOf(int index) => index == First ? _deaths.First
        : IsAdult(index) ? _deaths.Second
        : Lives.Death(_seed, index, BirthOf(index), Math.Max(World.FirstDay, BirthOf(index)));

    /// <summary>The day on which someone moves into a home of their own: a child at 18 to 23, or before if no parent is left; the other adult at the parting; else never.</summary>
    public int Leaving(int index)
    {
        if (IsAdult(index)) return index == Keeper ? Lives.Never : Parting;
        var birth = BirthOf(index);
        var draw = Draw.Of(_seed, index, Purpose.Leaving);
        var ofAge = Lives.Birthday(birth, 18);
        return Math.Min(ofAge + draw.Next(5 * 365), Math.Max(ofAge, End));
    }

    // Nobody dies before their child is born, nor the keeper before the youngest is of age.
    private int AdultsDeath(int adult)
    {
        var alive = !HasChildren ? World.FirstDay : Math.Max(World.FirstDay, adult == Keeper ? Lives.Birthday(LastBirth, 18) : LastBirth);
        return Lives.Death(_seed, adult, BirthOf(adult), alive);
    }
}
