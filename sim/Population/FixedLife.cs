namespace Overblik.Population;

/// <summary>
/// The situation of one made by hand: placed relative to the date, so that the persona's sentence is true at every date of the world. What has just happened did so
/// on the event day, 3 to 33 days ago; the rest goes back whole years from it.
/// </summary>
internal static class FixedLife
{
    private const string Owner = "Peter Nørgaard";
    private static readonly Home Elsewhere = new("Rosenvej 11", Municipality.Of("0657"), Rented: true);

    // The first number that is no block's.
    private static readonly Company Owned = new()
    {
        Cvr = Cvr.Number(Households.Blocks),
        Name = "Nørgaard Tømrer ApS",
        Form = CompanyForm.PrivateLimited,
        Owners = [new(Fixed.ByName(Owner), 100)],
        Founded = new(2011, 3, 1),
        Industry = new("Tømrer- og snedkervirksomhed", "Carpentry and joinery"),
        Employees = 4,
    };

    public static Situation At(People people, Person person, DateOnly date)
    {
        var day = person.EventDay(date);
        var has = person.Volume != Volume.Nothing;
        var (status, statusSince) = StatusAt(person, date, day);
        var homeSince = HomeSince(person, date, day);
        var pensionDay = PensionDay(person, date);
        var (index, birth) = (person.Index, person.Birth);
        return new(people, person, date)
        {
            Home = person.Home,
            HomeSince = homeSince,
            CivilStatus = status,
            CivilStatusSince = statusSince,
            PartnerIndex = Fixed.Partner(person)?.Index,
            AloneSince = status is CivilStatus.Divorced or CivilStatus.Widowed ? statusSince : null,
            LivesWithParents = Fixed.Parents(person).Count > 0,
            Work = WorkAt(person, date, day, pensionDay),
            PensionDay = pensionDay,
            Leave = Leave(people.Children(person, date), date),
            Bereaved = person.Event != LifeEvent.LostFamily ? null : new(person.FirstName == "Inger" ? Relation.Partner : Relation.Parent, day),
            DrivingLicence = has && person.Country is null ? Papers.Licence(0, index, birth, date) : null,
            Passport = has ? Papers.Passport(0, index, birth, date) : null,
            Protected = person.Protected ? new(day, day.AddYears(1).AddDays(-1)) : null,
            Debt = person.Volume == Volume.Many ? new(day.AddYears(-2), 3) : null,
            Doctor = new(Papers.Practice(0, index, person.Home.Municipality), homeSince),
        };
    }

    public static Company? CompanyOf(Person person) => person.Name == Owner ? Owned : null;

    public static Company? CompanyByCvr(ReadOnlySpan<char> cvr) => cvr.SequenceEqual(Owned.Cvr) ? Owned : null;

    /// <summary>In a municipality where nobody made by hand lives today; none for their children.</summary>
    public static Home? PreviousHome(Situation situation) =>
        Fixed.Parents(situation.Person).Count > 0 ? null : Elsewhere;

    // Students have lived near their school since the August before they began.
    private static DateOnly HomeSince(Person person, DateOnly date, DateOnly day)
    {
        if (Fixed.Parents(person).Count > 0) return person.Birth;
        return person.Event switch
        {
            LifeEvent.Moved => day,
            LifeEvent.Divorced when Fixed.Children(person, date).Count == 0 => day,
            LifeEvent.StartedEducation => LatestSeptember(date).AddDays(-17),
            _ => day.AddYears(-2 + (person.Index % 8)),
        };
    }

    private static (CivilStatus Status, DateOnly Since) StatusAt(Person person, DateOnly date, DateOnly day) => person.Event switch
    {
        LifeEvent.Divorced => (CivilStatus.Divorced, day),
        LifeEvent.LostFamily when person.FirstName == "Inger" => (CivilStatus.Widowed, day),
        LifeEvent.NewParent => (CivilStatus.Married, new DateOnly(date.Year, date.Month, 17).AddYears(-2)),
        _ => (CivilStatus.Unmarried, person.Birth),
    };

    // Birthe reached the age last month and draws her first pension this month; Ole reaches it in four months. Both keep their own day of the month.
    private static DateOnly PensionDay(Person person, DateOnly date)
    {
        if (person.Event != LifeEvent.Retired) return person.PensionDay();
        return new DateOnly(date.Year, date.Month, person.Birth.Day).AddMonths(person.FirstName == "Birthe" ? -1 : 4);
    }

    private static Work WorkAt(Person person, DateOnly date, DateOnly day, DateOnly pensionDay) => person.Event switch
    {
        LifeEvent.StartedEducation => new(WorkKind.Student, LatestSeptember(date), new(LatestSeptember(date).Year + 3, 6, 30)),
        LifeEvent.LostJob => new(WorkKind.Unemployed, day),
        _ when Work.FirstPensionDay(pensionDay) is var first && first <= date => new(WorkKind.Pensioner, first),
        _ when CompanyOf(person) is { } company => new(WorkKind.SelfEmployed, company.Founded),
        _ when Fixed.Parents(person).Count > 0 => Work.At(0, person.Index, person.Birth, pensionDay, null, date),
        _ => new(WorkKind.Employed, day.AddYears(-1 + (person.Index % 5))),
    };

    private static Leave? Leave(IReadOnlyList<Person> children, DateOnly date) =>
        children.Count > 0 && children.Max(it => it.Birth) is var birth && birth.AddDays(CrowdLife.LeaveDays) > date ? new(birth, birth.AddDays(CrowdLife.LeaveDays - 1)) : null;

    private static DateOnly LatestSeptember(DateOnly date) => new(date.Month >= 9 ? date.Year : date.Year - 1, 9, 1);
}
