namespace Overblik.Population;

/// <summary>The situation of one of the crowd at a date.</summary>
internal static class CrowdLife
{
    // 32 weeks of leave; a death is fresh for seven months.
    internal const int LeaveDays = 32 * 7;
    private const int MourningDays = 210;

    public static Situation At(People people, Crowd crowd, Person person, DateOnly date)
    {
        var (seed, index, birth) = (crowd.Seed, person.Index, person.Birth);
        var household = crowd.HouseholdOf(index);
        var then = LastDayOf(person, date);
        var lives = person.Birth <= date && !(person.Death <= date);
        var (homes, joined) = HomesOf(seed, household, person, then.DayNumber);
        var home = homes.NumberAt(then.DayNumber);
        var (municipality, there) = homes.Place(home);
        var (status, statusSince) = StatusAt(seed, household, person, then);
        var pensionDay = person.PensionDay();
        var company = Companies.OwnedBy(crowd, index);
        return new(people, person, date)
        {
            Home = homes[home],
            HomeSince = DateOnly.FromDayNumber(Math.Max(joined, homes.Moved(home))),
            CivilStatus = status,
            CivilStatusSince = statusSince,
            PartnerIndex = PartnerAt(household, index, date.DayNumber),
            AloneSince = lives ? AloneSince(household, index, date.DayNumber) : null,
            LivesWithParents = lives && !household.IsAdult(index) && date.DayNumber < household.Leaving(index),
            Work = lives ? Work.At(seed, index, birth, pensionDay, company is { } own ? (own.Founded, own.Closed) : null, date) : new(WorkKind.NotYet, birth),
            PensionDay = pensionDay,
            Leave = lives ? LeaveAt(household, index, date.DayNumber) : null,
            Bereaved = lives ? BereavedAt(household, index, date.DayNumber) : null,
            DrivingLicence = lives ? Papers.Licence(seed, index, birth, date) : null,
            Passport = lives ? Papers.Passport(seed, index, birth, date) : null,
            Protected = lives ? Papers.Protection(seed, index, birth, date) : null,
            Debt = lives ? Papers.Debt(seed, index, birth, date) : null,
            Doctor = new(Papers.Practice(seed, index, municipality), DateOnly.FromDayNumber(Math.Max(there, birth.DayNumber))),
        };
    }

    public static Home? PreviousHome(Crowd crowd, Person person, DateOnly date)
    {
        var (household, day) = (crowd.HouseholdOf(person.Index), LastDayOf(person, date).DayNumber);
        var (homes, joined) = HomesOf(crowd.Seed, household, person, day);
        var home = homes.NumberAt(day);
        if (homes.Moved(home) > joined) return homes[home - 1];
        if (day < household.Leaving(person.Index)) return null;
        var left = Homes.Of(crowd.Seed, household);
        return left[left.NumberAt(joined - 1)];
    }

    /// <summary>An adult's children who are alive on a day: all of them, or those who live with the adult.</summary>
    public static IEnumerable<int> ChildrenAt(Household household, int adult, int day, bool atHome)
    {
        if (!household.IsAdult(adult) || (atHome && day >= Math.Min(household.Leaving(adult), household.DeathOf(adult)))) yield break;
        for (var child = household.First + household.Adults; child < household.First + household.Size; child++)
        {
            if (household.BirthOf(child) <= day && day < household.DeathOf(child) && (!atHome || day < household.Leaving(child))) yield return child;
        }
    }

    /// <summary>The parents of one who was born into the household.</summary>
    public static IEnumerable<int> ParentsOf(in Household household, int index) =>
        household.IsAdult(index) ? [] : Enumerable.Range(household.First, household.Adults);

    /// <summary>Those of them who are alive on a day, all or in the household.</summary>
    public static IEnumerable<int> ParentsAt(Household household, int index, int day, bool atHome) =>
        ParentsOf(household, index).Where(it => day < household.DeathOf(it) && (!atHome || day < household.Leaving(it)));

    /// <summary>The living partner of a living person in the household.</summary>
    public static int? PartnerAt(in Household household, int index, int day)
    {
        if (!household.IsAdult(index) || household.Adults < 2 || day >= Math.Min(household.Parting, household.DeathOf(index))) return null;
        var other = household.Other(index);
        return day < household.DeathOf(other) ? other : null;
    }

    private static DateOnly? AloneSince(in Household household, int index, int day)
    {
        if (!household.IsAdult(index) || household.Adults < 2) return null;
        var since = Math.Min(household.Parting, household.DeathOf(household.Other(index)));
        return since <= day ? DateOnly.FromDayNumber(since) : null;
    }

    // Before birth the day of birth, after death the last day.
    private static DateOnly LastDayOf(Person person, DateOnly date) =>
        date < person.Birth ? person.Birth : person.Death <= date ? person.Death.Value.AddDays(-1) : date;

    private static (Homes Homes, int Joined) HomesOf(ulong seed, in Household household, Person person, int day)
    {
        var (homes, leaving, birth) = (Homes.Of(seed, household), household.Leaving(person.Index), person.Birth.DayNumber);
        return day < leaving ? (homes, Math.Max(birth, homes.Start)) : (Homes.Own(seed, person.Index, birth, leaving, homes), leaving);
    }

    private static (CivilStatus Status, DateOnly Since) StatusAt(ulong seed, in Household household, Person person, DateOnly date)
    {
        var day = date.DayNumber;
        if (!household.IsAdult(person.Index) || (household.Adults == 1 && household.HasChildren)) return (CivilStatus.Unmarried, person.Birth);
        if (household.Adults == 1) return AloneBefore(seed, person);
        if (day < household.Wedding) return (CivilStatus.Unmarried, person.Birth);
        var othersDeath = household.DeathOf(household.Other(person.Index));
        var (status, since) = day >= household.Parting ? (CivilStatus.Divorced, household.Parting)
            : day >= othersDeath ? (CivilStatus.Widowed, othersDeath)
            : (CivilStatus.Married, household.Wedding);
        return (status, DateOnly.FromDayNumber(since));
    }

    // Who is alone in the plan may have been married to somebody who died or left before the world's first date.
    private static (CivilStatus Status, DateOnly Since) AloneBefore(ulong seed, Person person)
    {
        var draw = Draw.Of(seed, person.Index, Purpose.Alone);
        var years = World.First.Year - person.Birth.Year - 30;
        var chance = draw.Next(100);
        if (years < 5 || chance >= 75) return (CivilStatus.Unmarried, person.Birth);
        var since = World.First.AddDays(-1 - draw.Next(365 * Math.Min(years, 20)));
        return (years >= 35 && chance < 55 ? CivilStatus.Widowed : chance < 30 ? CivilStatus.Divorced : CivilStatus.Unmarried) switch
        {
            CivilStatus.Unmarried => (CivilStatus.Unmarried, person.Birth),
            var status => (status, since),
        };
    }

    private static Leave? LeaveAt(in Household household, int adult, int day)
    {
        if (!household.HasChildren || day - household.LastBirth >= LeaveDays) return null;
        int? latest = null;
        foreach (var child in ChildrenAt(household, adult, day, atHome: true)) latest = Math.Max(latest ?? 0, household.BirthOf(child));
        return latest is { } birth && day < birth + LeaveDays ? new(DateOnly.FromDayNumber(birth), DateOnly.FromDayNumber(birth + LeaveDays - 1)) : null;
    }

    private static Bereavement? BereavedAt(in Household household, int index, int day)
    {
        var isAdult = household.IsAdult(index);
        var (latest, relation) = (int.MinValue, isAdult ? Relation.Partner : Relation.Parent);
        for (var adult = household.First; adult < household.First + household.Adults; adult++)
        {
            var death = household.DeathOf(adult);
            if (adult != index && death <= day && (!isAdult || household.Parting == Lives.Never)) latest = Math.Max(latest, death);
        }
        return latest > day - MourningDays ? new(relation, DateOnly.FromDayNumber(latest)) : null;
    }
}
