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

    private readonly Crowd _crowd;

    /// <param name="seed">Another seed gives other people; those made by hand stay the same.</param>
    /// <param name="count">How many; rounded up to a whole block of ten, so that no household is cut.</param>
    public People(ulong seed = DefaultSeed, int count = DefaultCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        _crowd = new(seed, count);
    }

    /// <summary>The seed.</summary>
    public ulong Seed => _crowd.Seed;

    /// <summary>How many people there are, the unborn and the dead included, not counting those made by hand.</summary>
    public int Count => _crowd.Count;

    /// <summary>The person of a number: 0 to <see cref="Count"/> - 1, or a number below 0 of one made by hand.</summary>
    public Person this[int index]
    {
        get
        {
            if (index < 0) return Fixed.ByIndex(index) ?? throw new ArgumentOutOfRangeException(nameof(index));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return _crowd[index];
        }
    }

    /// <summary>The person of a number, or null where the number is nobody's.</summary>
    public Person? ByCpr(ReadOnlySpan<char> cpr)
    {
        if (!Cpr.TryRead(cpr, out var birth, out var slot, out var female)) return null;
        return slot < Households.Plans * Households.Block ? _crowd.ByCpr(birth, slot, female) : Fixed.ByCpr(cpr);
    }

    /// <summary>What depends on the date in a person's life. Between <see cref="World.First"/> and <see cref="World.Last"/>; beyond them nothing is promised.</summary>
    public Situation At(Person person, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Index < 0 ? FixedLife.At(this, person, date) : CrowdLife.At(this, _crowd, person, date);
    }

    /// <summary>The living partner of a living person in the household, married or not, where there is one.</summary>
    public Person? Partner(Person person, DateOnly on)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Index < 0) return Fixed.Partner(person);
        return CrowdLife.PartnerAt(_crowd.HouseholdOf(person.Index), person.Index, on.DayNumber) is { } index ? _crowd[index] : null;
    }

    /// <summary>The living children who live with a person on a date, the eldest first.</summary>
    public IReadOnlyList<Person> Children(Person person, DateOnly on) => Children(person, on, atHome: true);

    /// <summary>The living children on a date, wherever they live, the eldest first.</summary>
    public IReadOnlyList<Person> AllChildren(Person person, DateOnly on) => Children(person, on, atHome: false);

    /// <summary>The parents, alive or not; none known for the first generation.</summary>
    public IReadOnlyList<Person> Parents(Person person)
    {
        ArgumentNullException.ThrowIfNull(person);
        return person.Index < 0 ? Fixed.Parents(person) : [.. CrowdLife.ParentsOf(_crowd.HouseholdOf(person.Index), person.Index).Select(it => _crowd[it])];
    }

    internal IReadOnlyList<Person> Siblings(Person person, DateOnly on) =>
        Parents(person) is [var parent, ..] ? [.. Children(parent, on, atHome: false).Where(it => it.Index != person.Index)] : [];

    internal IReadOnlyList<Person> Parents(Person person, DateOnly on, bool atHome) =>
        person.Index < 0 ? Fixed.Parents(person) : [.. CrowdLife.ParentsAt(_crowd.HouseholdOf(person.Index), person.Index, on.DayNumber, atHome).Select(it => _crowd[it])];

    /// <summary>The open company that a person owns or shares on a date.</summary>
    public Company? CompanyOf(Person person, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(person);
        var company = person.Index < 0 ? FixedLife.CompanyOf(person)
            : Companies.OwnedBy(_crowd, person.Index) is null ? null
            : Companies.Of(_crowd, person.Index / Households.Block);
        return company?.IsOpen(date) == true ? company : null;
    }

    /// <summary>The company of a CVR number, open or not, or null where the number is no company's.</summary>
    public Company? CompanyByCvr(ReadOnlySpan<char> cvr)
    {
        if (!Cvr.TryRead(cvr, out var k)) return null;
        return k < Households.Blocks ? Companies.Of(_crowd, k) : FixedLife.CompanyByCvr(cvr);
    }

    internal Home? PreviousHome(Situation situation) =>
        situation.Person.Index < 0 ? FixedLife.PreviousHome(situation) : CrowdLife.PreviousHome(_crowd, situation.Person, situation.Date);

    private IReadOnlyList<Person> Children(Person person, DateOnly on, bool atHome)
    {
        ArgumentNullException.ThrowIfNull(person);
        if (person.Index < 0) return Fixed.Children(person, on);
        return [.. CrowdLife.ChildrenAt(_crowd.HouseholdOf(person.Index), person.Index, on.DayNumber, atHome).Select(it => _crowd[it])];
    }
}
