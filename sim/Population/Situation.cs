namespace Overblik.Population;

/// <summary>Civil status, as the CPR register has it for the purposes here.</summary>
public enum CivilStatus { Unmarried, Married, Divorced, Widowed }

/// <summary>Who has died: the partner, married or not, or a parent.</summary>
public enum Relation { Partner, Parent }

/// <summary>A parent's leave after the birth of the youngest child.</summary>
/// <param name="Since">The day of the birth.</param>
/// <param name="Until">The last day.</param>
public readonly record struct Leave(DateOnly Since, DateOnly Until);

/// <summary>The latest death of someone close.</summary>
public readonly record struct Bereavement(Relation Relation, DateOnly Day);

/// <summary>The general practice.</summary>
/// <param name="Practice">Its number within the municipality, from 1.</param>
/// <param name="Since">The first day there: the day of the latest move from another municipality.</param>
public readonly record struct Doctor(int Practice, DateOnly Since);

/// <summary>
/// Everything in a person's life that depends on the date, at one date: a pure function of the person and the date, see <see cref="People.At"/>.
/// Of the unborn it shows the day of birth, of the dead their last day, but without whatever belongs to the living.
/// </summary>
public sealed class Situation
{
    private readonly People _people;

    internal Situation(People people, Person person, DateOnly date) => (_people, Person, Date) = (people, person, date);

    public Person Person { get; }
    public DateOnly Date { get; }
    public bool IsBorn => Person.Birth <= Date;
    public bool IsAlive => IsBorn && !(Person.Death <= Date);

    /// <summary>Full years; 0 before birth.</summary>
    public int Age => Person.Age(Date);

    public required Home Home { get; init; }

    /// <summary>The day of the latest move, or of birth.</summary>
    public required DateOnly HomeSince { get; init; }

    /// <summary>Where the person lived before the latest move; null for a child who has always lived here, and where it is before anything is known.</summary>
    public Home? PreviousHome => _people.PreviousHome(this);

    public CivilStatus CivilStatus { get; init; }

    /// <summary>The day of <see cref="CivilStatus"/>; the birth of the unmarried.</summary>
    public required DateOnly CivilStatusSince { get; init; }

    internal int? PartnerIndex { get; init; }

    /// <summary>The living partner in the household, married or not.</summary>
    public Person? Partner => PartnerIndex is { } index ? _people[index] : null;

    /// <summary>The partner's life at the same date.</summary>
    public Situation? PartnersLife => Partner is { } partner ? _people.At(partner, Date) : null;

    /// <summary>The day from which a person who had a partner lives without: the parting or the partner's death. Null with a partner, or where there was none.</summary>
    public DateOnly? AloneSince { get; init; }

    /// <summary>The living children who live with this person, the eldest first.</summary>
    public IReadOnlyList<Person> ChildrenAtHome => field ??= _people.Children(Person, Date);

    /// <summary>All living children, the eldest first.</summary>
    public IReadOnlyList<Person> Children => field ??= _people.AllChildren(Person, Date);

    /// <summary>This child of theirs lives with somebody who has name and address protection, and not with them.</summary>
    public bool MayNotKnowHomeOf(Person child) => ChildrenAtHome.All(it => it.Index != child.Index) && _people.Parents(child, Date, atHome: true).Any(parent => _people.At(parent, Date).Protected is not null);

    /// <summary>The living parents, whether they live with this person or not; none known of the first generation.</summary>
    public IReadOnlyList<Person> Parents => field ??= _people.Parents(Person, Date, atHome: false);

    /// <summary>The living parents with whom this person lives; none after moving out.</summary>
    public IReadOnlyList<Person> ParentsAtHome => field ??= LivesWithParents ? _people.Parents(Person, Date, atHome: true) : [];

    /// <summary>Living brothers and sisters, the eldest first.</summary>
    public IReadOnlyList<Person> Siblings => field ??= _people.Siblings(Person, Date);

    /// <summary>A child who has not moved out yet.</summary>
    public bool LivesWithParents { get; init; }

    public required Work Work { get; init; }

    /// <summary>The day on which the person reaches the state pension age; the pension runs from the first of the next month.</summary>
    public required DateOnly PensionDay { get; init; }

    public Leave? Leave { get; init; }

    /// <summary>A death within the last seven months.</summary>
    public Bereavement? Bereaved { get; init; }

    public DrivingLicence? DrivingLicence { get; init; }
    public Passport? Passport { get; init; }
    public Protection? Protected { get; init; }
    public PublicDebt? Debt { get; init; }
    public required Doctor Doctor { get; init; }

    /// <summary>The company that the person owns or shares.</summary>
    public Company? Company => IsAlive ? _people.CompanyOf(Person, Date) : null;
}
