using Overblik.Authorities;
using Overblik.Population;
using Overblik.Source;
using Laid = Overblik.Authorities.Desk;

namespace Overblik.Sim.Tests;

/// <summary>What the authorities say of the same person holds together, for a hundred thousand people at one date and for fewer at others.</summary>
public sealed class CountryTests
{
    private static readonly People People = new();

    public static TheoryData<string, int> Dates { get; } = new()
    {
        { "2026-11-23", 1 }, // everyone
        { "2020-01-01", 21 }, { "2027-01-01", 21 }, { "2030-02-28", 21 }, { "2036-12-31", 21 },
    };

    [Theory]
    [MemberData(nameof(Dates))]
    public void All_authorities_tell_the_same_story(string date, int every)
    {
        var today = DateOnly.Parse(date, null);
        var seen = new Dictionary<string, int>();
        for (var i = 0; i < People.Count; i += every) Check(People.At(People[i], today), seen);
        foreach (var persona in Persona.All) Check(People.At(persona.Person, today), seen);
        // Each story was met, so that no check above is empty.
        // Nobody is dead on the first day.
        if (today > World.First) Assert.True(seen["dead"] > 0);
        Assert.All(new[] { "unborn", "newborn", "pensioner", "student", "unemployed", "moved", "divorced", "debtor", "licence", "owner", "couple", "two of the same sex", "grown-up child at home" }, it => Assert.True(seen.GetValueOrDefault(it) > 0, it));
    }

    [Fact]
    public void A_child_who_lives_where_a_parent_may_not_know_is_not_named_to_that_parent()
    {
        var today = new DateOnly(2027, 1, 1);
        var (kept, named) = (0, 0);
        foreach (var life in Enumerable.Range(0, People.Count).Select(i => People.At(People[i], today)).Where(life => life.IsAlive && life.Person.Volume != Volume.Nothing))
        {
            foreach (var child in life.Children.Where(it => it.Cpr is not null && it.Age(today) < 18))
            {
                var home = People.At(child, today);
                // Who looked at a child's data tells where the child lives.
                var away = home.Home != life.Home && home.ParentsAtHome.Any(it => People.At(it, today).Protected is not null);
                if (!away && named > 500) continue;
                Assert.Equal(away ? 0 : 1, PlayedApi.ItemsOf(PlayedSource.All.Single(it => it.Id == "cpr"), People.Seed, life).SelectMany(it => it.Registration?.Fields ?? []).Count(it => it.CustodyOf == child.Cpr));
                if (away) kept++;
                else named++;
            }
        }
        Assert.True(kept > 0 && named > 0, $"{kept} and {named}");
    }

    private static void Check(Situation life, Dictionary<string, int> seen)
    {
        var (person, today) = (life.Person, life.Date);
        void Met(string story) => seen[story] = seen.GetValueOrDefault(story) + 1;
        var items = PlayedSource.All.ToDictionary(it => it.Id, it => PlayedApi.ItemsOf(it, People.Seed, life));
        var all = items.Values.SelectMany(it => it).ToList();
        if (!life.IsAlive || person.Volume == Volume.Nothing)
        {
            Assert.Empty(all);
            if (!life.IsAlive) Met(life.IsBorn ? "dead" : "unborn");
            return;
        }
        foreach (var source in PlayedSource.All) CheckForm(source, items[source.Id], person, today);

        Item? Of(string source, Kind kind, Func<Item, bool> which) => items[source].SingleOrDefault(it => it.Kind == kind && which(it));
        Item One(string source, Kind kind, Func<Item, bool> which) => Of(source, kind, which) ?? throw new InvalidOperationException($"person {person.Index}: {source} has no such {kind}");
        Field Told(Item registration, string label) => registration.Registration!.Fields.Single(it => it.Label.En == label);

        if (life.Leave is { } leave && leave.Since < today && life.Work.Kind is WorkKind.Employed or WorkKind.SelfEmployed or WorkKind.Unemployed)
        {
            Met("newborn");
            Assert.Equal(leave.Until, One("udbetaling-danmark", Kind.Benefit, it => it.Area == "parental-benefit").Benefit!.Period.To);
            Assert.Contains(items["laegeregistret"].SelectMany(it => it.Registration?.Fields ?? []), it => it.Label.En.StartsWith("Doctor for", StringComparison.Ordinal));
            if (leave.Since.AddDays(3) <= today && leave.Since.AddDays(180) > today) Assert.Contains(items["cpr"], it => it.Area == "birth-registration");
        }
        if (life.Partner is { } partner) CheckCouple(life, all, PlayedSource.All.SelectMany(it => PlayedApi.ItemsOf(it, People.Seed, life.PartnersLife!)).ToList(), Met);
        else if (life.Age >= 18 && life.ChildrenAtHome.Any(it => it.Age(today) < 15)) Assert.Single(all, it => it.Title.En == "Child benefit");
        if (life.LivesWithParents)
        {
            Assert.DoesNotContain(all, it => it.Title.En is "Housing benefit" or "Application for housing benefit" or "Property valuation" or "Deed of your home" or "Application for a carport");
            if (life.Age >= 18) Met("grown-up child at home");
        }
        if (life.Bereaved is { Relation: Relation.Parent } && life.Parents.Count == 0)
        {
            Met("orphan");
            var grants = life.Siblings.Where(it => it.Age(today) >= 18).Select(it => People.At(it, today)).Append(life).Sum(it => PlayedApi.ItemsOf(PlayedSource.All[0], People.Seed, it).Count(item => item.Title.En == "Funeral grant"));
            Assert.True(grants <= 1, $"person {person.Index}: {grants} grants for one funeral");
        }
        if (life.Age >= 18)
        {
            var income = Told(One("skatteforvaltningen", Kind.Registration, it => it.Area == "preliminary-tax"), "Expected income a month").Value;
            if (life.Work.Kind == WorkKind.Pensioner)
            {
                Met("pensioner");
                var pension = One("udbetaling-danmark", Kind.Benefit, it => it.Title.En == "State pension").Benefit!;
                Assert.Equal(income, Laid.Kroner((int)pension.Amount!.Value));
                Assert.Equal(pension.Period.From, One("atp", Kind.Benefit, _ => true).Benefit!.Period.From);
            }
            if (life.Work.Kind == WorkKind.Student && life.Work.Since < today)
            {
                Met("student");
                Assert.Equal(income, Laid.Kroner((int)One("uddannelse", Kind.Benefit, _ => true).Benefit!.Amount!.Value));
            }
            if (life.Work.Kind == WorkKind.Unemployed && today.DayNumber - life.Work.Since.DayNumber < 21)
            {
                Met("unemployed");
                Assert.Equal(Laid.Kroner(0), income);
                Assert.Single(items[Kommune.IdOf(life.Home.Municipality)], it => it.Title.En == "Put your CV on Jobnet");
            }
            if (person.Country is null && life.HomeSince > person.Birth.AddYears(18) && today.DayNumber - life.HomeSince.DayNumber < 100)
            {
                Met("moved");
                Assert.Equal(Laid.Date(life.HomeSince), Told(One("cpr", Kind.Registration, _ => true), "Resident since").Value);
                Assert.Equal(life.HomeSince, DateOnly.FromDateTime(One(Kommune.IdOf(life.Home.Municipality), Kind.Case, it => it.Title.En == "Report of your move").CreatedAt!.Value.Date));
            }
        }
        if (life.CivilStatus == CivilStatus.Divorced && today.DayNumber - life.CivilStatusSince.DayNumber < 60)
        {
            Met("divorced");
            Assert.Equal("Divorced", Told(One("cpr", Kind.Registration, _ => true), "Civil status").Value.En);
            var steps = One("familieretshuset", Kind.Case, it => it.Area == "divorce").Case!.Timeline;
            Assert.Equal(life.CivilStatusSince, DateOnly.FromDateTime(steps.Single(it => it.Status == CaseStatus.Decided).At.Date));
        }
        if (life.Debt is not null && life.Age >= 18)
        {
            Met("debtor");
            var claimed = items["gaeldsstyrelsen"].Where(it => it.Debt is not null).Sum(it => it.Debt!.Amount.Value);
            var handedOver = all.Where(it => it.Debt?.State == DebtState.Collection && it.Authority.Id != PlayedSource.All.Single(source => source.Id == "gaeldsstyrelsen").Authority!.Id).Sum(it => it.Debt!.Amount.Value);
            Assert.Equal(claimed, handedOver);
        }
        if (life.DrivingLicence is { } licence)
        {
            Met("licence");
            Assert.Equal(licence.Expires, One("politiet", Kind.Credential, it => it.Area == "driving-licence").Credential!.ValidTo);
            if (licence.Expires >= today && licence.Expires.AddMonths(-3) <= today) Assert.Equal(licence.Expires, One("politiet", Kind.Deadline, _ => true).Deadline!.Due);
        }
        if (life.Company is { } company)
        {
            Met("owner");
            Assert.Equal(company.Cvr, Told(One("erhvervsstyrelsen", Kind.Registration, _ => true), "CVR number").Value.Da);
        }
    }

    // Of what there is one of for each home or child, only one of the two is told; of what they share, both are told the same.
    private static void CheckCouple(Situation life, List<Item> own, List<Item> partners, Action<string> met)
    {
        met("couple");
        var what = $"person {life.Person.Index} on {life.Date:O}";
        var both = own.Concat(partners).ToList();
        foreach (var title in new[] { "Housing benefit", "Application for housing benefit", "Child benefit", "Waiting list for a nursery", "Talk with the midwife", "Funeral grant", "Application for a carport", "Application for an extension" })
            Assert.True(both.Count(it => it.Title.En == title) <= 1, $"{what}: {title}");
        foreach (var title in new[] { "Youth benefit for ", "Payment for daycare for " })
            Assert.True(!own.Exists(it => it.Title.En.StartsWith(title, StringComparison.Ordinal)) || !partners.Exists(it => it.Title.En.StartsWith(title, StringComparison.Ordinal)), $"{what}: {title}");
        if (life.ChildrenAtHome.Any(it => it.Age(life.Date) < 15)) Assert.Single(both, it => it.Title.En == "Child benefit");
        if (life.Person.Female == life.Partner!.Female && life.ChildrenAtHome.Any(it => it.Age(life.Date) < 15)) met("two of the same sex");

        var partnersHomes = partners.Where(it => it.Title.En is "Your home in the building register" or "Property valuation").ToDictionary(it => it.Title.En);
        foreach (var home in own.Where(it => partnersHomes.ContainsKey(it.Title.En)))
            Assert.True(home.Registration!.Fields.Select(it => it.Value).SequenceEqual(partnersHomes[home.Title.En].Registration!.Fields.Select(it => it.Value)), $"{what}: {home.Title.En}");
        static IEnumerable<Overblik.Source.Text> Doctors(List<Item> items) => items.SelectMany(it => it.Registration?.Fields ?? []).Where(it => it.Label.En.StartsWith("Doctor for", StringComparison.Ordinal)).Select(it => it.Value);
        Assert.Equal(Doctors(own), Doctors(partners));
    }

    // What the contract's schema cannot say, and what a person must never be told.
    private static void CheckForm(PlayedSource source, List<Item> items, Person person, DateOnly today)
    {
        var ids = new HashSet<string>();
        foreach (var item in items)
        {
            var what = $"person {person.Index} on {today}: {source.Id}, {item.Title.En}";
            Assert.True(ids.Add(item.Id), what);
            Assert.True(item.Holder == Identifier.Cpr(person.Cpr!), what);
            Assert.True(source.Areas.Any(it => it.Code == item.Area && it.Kinds.Contains(item.Kind)), what);
            Assert.True(item.CreatedAt <= item.UpdatedAt && DateOnly.FromDateTime(item.UpdatedAt.Date) <= today, what);
            Assert.True(item.Expected?.Due is not { } due || due >= today || item.Kind == Kind.Debt, what);
            foreach (var text in new[] { item.Title, item.Summary, item.Case?.NextStep, item.Expected?.Text, item.Expected?.Consequence, item.Appointment?.Bring }.OfType<Overblik.Source.Text>())
            {
                Assert.True(text.Da.Trim() is { Length: > 0 } da && da == text.Da && text.En.Trim() is { Length: > 0 } en && en == text.En && !(da + en).Contains("  ", StringComparison.Ordinal), $"{what}: '{text.Da}' '{text.En}'");
                // Nobody is called by a part that may be another's: a child may have two fathers, and a nurse may be a man.
                Assert.False(Words(text.Da).Intersect(["mor", "mors", "far", "fars", "hun", "han"]).Any() || Words(text.En).Intersect(["mother", "mother's", "father", "father's", "she", "he"]).Any(), $"{what}: {text.Da}");
            }
            Assert.True(item.Registration?.Fields.Any(it => it.Value.Da == (person.Female ? "Enkemand" : "Enke")) != true, what);
            Assert.True(item.Benefit is not { } benefit || (benefit.Next?.Date ?? today) >= today, what);
        }
    }

    private static string[] Words(string text) => text.ToLowerInvariant().Split([' ', ',', '.']);
}
