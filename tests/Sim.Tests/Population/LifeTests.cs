using CsCheck;
using Overblik.Population;

namespace Overblik.Sim.Tests;

/// <summary>Lives hold together: within one date over 100,000 people, and from one day to the next.</summary>
public sealed class LifeTests
{
    private static readonly People Crowd = new();

    [Theory]
    [InlineData("2020-01-01")]
    [InlineData("2026-11-23")]
    [InlineData("2027-01-01")]
    [InlineData("2033-05-01")]
    [InlineData("2036-12-31")]
    public void Everybody_fits_together(string today)
    {
        var date = DateOnly.Parse(today);
        var wrong = new List<string>();
        Parallel.For(0, Crowd.Count, i =>
        {
            var it = Crowd.At(Crowd[i], date);
            var found = it.IsAlive ? Wrong(it) : WrongWithoutLife(it);
            foreach (var what in found) lock (wrong) wrong.Add($"{i}: {what}");
        });
        Assert.Equal([], wrong.Take(20));
    }

    [Fact]
    public void What_is_new_since_yesterday_says_so()
    {
        Gen.Select(Gen.Int[0, Crowd.Count - 1], Gen.Int[0, World.Last.DayNumber - World.First.DayNumber - 400]).Sample((i, days) =>
        {
            var before = Crowd.At(Crowd[i], World.First.AddDays(days));
            for (var day = 1; day < 400; day++)
            {
                var after = Crowd.At(before.Person, before.Date.AddDays(1));
                if (before.IsAlive && after.IsAlive) AssertStep(before, after);
                Assert.True(before.IsAlive || !after.IsAlive || after.Date == after.Person.Birth);
                before = after;
            }
        }, iter: 300);
    }

    [Fact]
    public void A_situation_is_the_same_every_time_and_whatever_the_number_of_people()
    {
        var few = new People(count: 1000);
        Gen.Select(Gen.Int[0, 999], Gen.Int[0, 6000]).Sample((i, days) =>
        {
            var (a, b) = (Crowd.At(Crowd[i], World.First.AddDays(days)), few.At(few[i], World.First.AddDays(days)));
            return (a.Home, a.HomeSince, a.CivilStatus, a.Work, a.DrivingLicence, a.Passport, a.Debt) == (b.Home, b.HomeSince, b.CivilStatus, b.Work, b.DrivingLicence, b.Passport, b.Debt)
                && (a.Protected, a.Doctor, a.Leave, a.Bereaved, a.PreviousHome, a.Partner?.Cpr) == (b.Protected, b.Doctor, b.Leave, b.Bereaved, b.PreviousHome, b.Partner?.Cpr);
        });
    }

    private static void AssertStep(Situation before, Situation after)
    {
        var today = after.Date;
        if (after.HomeSince == today) Assert.Equal(before.Home, after.PreviousHome);
        else Assert.Equal((before.Home, before.HomeSince), (after.Home, after.HomeSince));
        Assert.True(after.Home.Municipality == before.Home.Municipality || after.Doctor.Since == today);
        Assert.True((after.CivilStatus, after.CivilStatusSince) == (before.CivilStatus, before.CivilStatusSince) || after.CivilStatusSince == today);
        Assert.True(after.Work == before.Work || after.Work.Since == today, $"{after.Person.Index} {before.Work} {after.Work}");
        Assert.True(after.DrivingLicence == before.DrivingLicence || after.DrivingLicence?.Issued == today);
        Assert.True(after.Passport == before.Passport || after.Passport?.Issued == today);
        Assert.True(after.Debt == before.Debt || after.Debt is not { } debt || debt.Since == today);
        Assert.True(after.Protected == before.Protected || after.Protected is not { } protection || protection.Since == today);
        Assert.True(after.Bereaved == before.Bereaved || after.Bereaved is not { } bereaved || bereaved.Day == today);
        Assert.True(after.Leave == before.Leave || after.Leave is not { } leave || leave.Since == today);
        Assert.Equal(before.Partner is not null && after.Partner is null ? today : before.AloneSince, after.AloneSince);
        if (before.Partner is { } partner && after.Partner is null) Assert.True(partner.Death == today || before.Home != after.Home || Crowd.At(partner, today).HomeSince == today);
    }

    private static IEnumerable<string> WrongWithoutLife(Situation it)
    {
        if (it.Partner is not null || it.Leave is not null || it.Work.Kind != WorkKind.NotYet || it.Company is not null || it.Bereaved is not null) yield return "has a life";
        if (it.DrivingLicence is not null || it.Passport is not null || it.Protected is not null || it.Debt is not null) yield return "has papers";
        if (it.ChildrenAtHome.Count > 0 || it.LivesWithParents) yield return "lives with somebody";
    }

    private static IEnumerable<string> Wrong(Situation it)
    {
        var (date, birth, index) = (it.Date, it.Person.Birth, it.Person.Index);
        foreach (var (what, since) in Sinces(it))
            if (since < birth || since > date) yield return $"{what} since {since}";
        var region = it.Home.Municipality.Region(date);
        var eastern = region == "Region Østdanmark" ? 2027 : region is "Region Hovedstaden" or "Region Sjælland" ? 2026 : 0;
        if (Municipality.Of(it.Home.Municipality.Code) != it.Home.Municipality || (eastern != 0 && date.Year >= 2027 != (eastern == 2027))) yield return $"lives in {region}";

        if (it.Partner is { } partner)
        {
            var other = Crowd.At(partner, date);
            if (it.PartnersLife?.Person.Index != partner.Index || it.AloneSince is not null) yield return "partner's life";
            if (!other.IsAlive || other.Partner?.Index != index || other.Home != it.Home || other.HomeSince != it.HomeSince || other.CivilStatus != it.CivilStatus) yield return "partner does not agree";
            if (it.CivilStatus is not (CivilStatus.Married or CivilStatus.Unmarried)) yield return $"{it.CivilStatus} with a partner";
        }
        else if (it.CivilStatus == CivilStatus.Married)
        {
            yield return "married to nobody";
        }
        if (it.CivilStatus == CivilStatus.Widowed && it.CivilStatusSince >= World.First && !Around(index).Any(other => other.Death == it.CivilStatusSince)) yield return "widowed without a death";

        foreach (var sibling in it.Siblings)
            if (sibling.Index == index || sibling.Death <= date || !Crowd.Parents(sibling).Select(parent => parent.Index).SequenceEqual(Crowd.Parents(it.Person).Select(parent => parent.Index))) yield return "sibling of others";
        foreach (var child in it.Children)
            if (child.Birth < birth.AddYears(15) || child.Birth > date || child.Death <= date) yield return "child of another time";
        foreach (var child in it.ChildrenAtHome)
        {
            var theirs = Crowd.At(child, date);
            if (theirs.Home != it.Home || theirs.Age >= 24 || theirs.ParentsAtHome.All(parent => parent.Index != index)) yield return "child at home is elsewhere";
        }
        if (it.Age < 18 != it.LivesWithParents && it.Age is < 18 or > 23) yield return "lives with parents or not, at the wrong age";
        if (it.LivesWithParents && (it.ParentsAtHome.Count == 0 || it.ParentsAtHome.Any(parent => Crowd.At(parent, date).Home != it.Home))) yield return "child without a parent";
        if (it.Leave is { } leave && (leave.Until < date || it.ChildrenAtHome.All(child => child.Birth != leave.Since))) yield return "leave without a baby";

        foreach (var what in WrongWork(it)) yield return what;
    }

    private static IEnumerable<string> WrongWork(Situation it)
    {
        var date = it.Date;
        var allowed = it.Work.Kind switch
        {
            WorkKind.NotYet => it.Age < 7,
            WorkKind.Pupil => it.Age is >= 5 and <= 19,
            WorkKind.Student => it.Age is >= 15 and <= 28 && it.Work.Until >= date && it.Work.Since is { Month: 9, Day: 1 },
            WorkKind.Pensioner => it.Age >= 65 && it.Work.Since > it.PensionDay,
            _ => it.Age >= 15 && date < it.PensionDay.AddMonths(1),
        };
        if (!allowed) yield return $"{it.Work.Kind} at {it.Age}";
        if (it.DrivingLicence is { } licence && (licence.Issued < it.Person.Birth.AddYears(17) || licence.Expires != licence.Issued.AddYears(15) || licence.Expires < date.AddDays(-200))) yield return "licence";
        if (it.Passport is { } passport && passport.Expires != passport.Issued.AddYears(passport.Issued < it.Person.Birth.AddYears(18) ? 5 : 10)) yield return "passport";
        if (it.Protected is { } protection && (protection.Until < date || it.Age < 18)) yield return "protection";
        if (it.Debt is { } debt && (debt.Level is < 1 or > 3 || it.Age < 18)) yield return "debt";
        if (it.Bereaved is { } bereaved && bereaved.Day < date.AddDays(-210)) yield return "mourns long";
        if (it.Work.Kind == WorkKind.SelfEmployed && it.Company is null) yield return "self-employed without a company";
        if (it.Company is not { } company) yield break;
        if (it.Work.Kind is not (WorkKind.SelfEmployed or WorkKind.Pensioner)) yield return $"{it.Work.Kind} with a company";
        if (!company.IsOpen(date) || company.Owners.Sum(owner => owner.Percent) != 100 || company.Owners.All(owner => owner.Person.Index != it.Person.Index)) yield return "company";
        if (company.Owners.Any(owner => owner.Person.Age(date) < 18 || owner.Person.Death <= date) || Crowd.CompanyByCvr(company.Cvr)?.Name != company.Name) yield return "company's owners";
    }

    private static IEnumerable<(string What, DateOnly Since)> Sinces(Situation it)
    {
        yield return ("home", it.HomeSince);
        yield return ("status", it.CivilStatusSince);
        yield return ("work", it.Work.Since);
        yield return ("doctor", it.Doctor.Since);
        if (it.Leave is { } leave) yield return ("leave", leave.Since);
        if (it.Bereaved is { } bereaved) yield return ("bereaved", bereaved.Day);
        if (it.DrivingLicence is { } licence) yield return ("licence", licence.Issued);
        if (it.Passport is { } passport) yield return ("passport", passport.Issued);
        if (it.Protected is { } protection) yield return ("protection", protection.Since);
        if (it.Debt is { } debt) yield return ("debt", debt.Since);
    }

    private static IEnumerable<Person> Around(int index) => Enumerable.Range(index / 10 * 10, 10).Select(i => Crowd[i]);
}
