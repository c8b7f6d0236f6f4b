using CsCheck;
using Overblik.Population;

namespace Overblik.Sim.Tests;

/// <summary>The sentence that introduces a persona is true at every date of the world.</summary>
public sealed class PersonaLifeTests
{
    private static readonly People People = new(count: 10);
    private static readonly Gen<DateOnly> Dates = Gen.Int[World.First.DayNumber, World.Last.DayNumber].Select(DateOnly.FromDayNumber);

    private static readonly Dictionary<string, Func<Situation, bool>> Sentences = new()
    {
        ["mette-holm"] = it => JustNow(it.HomeSince, it) && it.Home.Municipality.Name == "Aarhus" && it.PreviousHome?.Municipality.Name is not (null or "Aarhus") && it.Doctor.Since == it.HomeSince,
        ["jonas-birk"] = it => JustNow(it.HomeSince, it) && it.Protected is { } protection && protection.Until > it.Date && JustNow(protection.Since, it),
        ["sofie-krogh"] = it => IsParentOfBaby(it) && it.Partner?.Name == "Emil Krogh",
        ["emil-krogh"] = it => IsParentOfBaby(it) && it.Partner?.Name == "Sofie Krogh",
        ["noah-lind"] = HasJustStarted,
        ["freja-dam"] = HasJustStarted,
        ["henrik-skov"] = it => it.Work.Kind == WorkKind.Unemployed && JustNow(it.Work.Since, it),
        ["fatima-aydin"] = it => it.Work.Kind == WorkKind.Unemployed && JustNow(it.Work.Since, it) && it.ChildrenAtHome.Count == 2 && it.Partner is null,
        ["birthe-lund"] = it => it.Work.Kind == WorkKind.Pensioner && it.Work.Since >= it.Date.AddDays(-31) && it.PensionDay < it.Work.Since,
        ["ole-brandt"] = it => it.Work.Kind == WorkKind.Employed && it.PensionDay > it.Date && it.PensionDay < it.Date.AddMonths(6),
        ["camilla-juhl"] = it => it.CivilStatus == CivilStatus.Divorced && JustNow(it.CivilStatusSince, it) && it.ChildrenAtHome.Count == 2 && it.HomeSince < it.CivilStatusSince,
        ["thomas-winther"] = it => it.CivilStatus == CivilStatus.Divorced && JustNow(it.CivilStatusSince, it) && it.HomeSince == it.CivilStatusSince,
        ["inger-toft"] = it => it.CivilStatus == CivilStatus.Widowed && it.Bereaved is { Relation: Relation.Partner } loss && JustNow(loss.Day, it) && loss.Day == it.CivilStatusSince,
        ["peter-norgaard"] = it => it.Bereaved is { Relation: Relation.Parent } loss && JustNow(loss.Day, it) && it.Company?.Owners.Single().Person.Name == "Peter Nørgaard" && it.Work.Kind == WorkKind.SelfEmployed,
        ["anna-lykke"] = it => it is { DrivingLicence: null, Passport: null, Protected: null, Debt: null, Leave: null, Bereaved: null, Company: null } && it.ChildrenAtHome.Count == 0,
        ["karen-mose"] = it => it.ChildrenAtHome.Count == 2 && it.Debt is not null,
        ["lukas-vinter"] = it => it is { Protected: null, Debt: null, Leave: null },
        ["robin-kjaer-foer"] = it => it.Person.FormerCpr is not null,
        ["robin-kjaer"] = it => it.Person.FormerCpr != it.Person.Cpr,
        ["erik-dahl"] = it => it is { Work.Kind: WorkKind.Pensioner, DrivingLicence: null, Person.Country.Da: "Spanien" },
        ["ida-mose"] = it => it is { Age: < 15, LivesWithParents: true } && it.Parents.Single().Name == "Karen Mose",
        ["elena-marchetti"] = it => it is { DrivingLicence: null, Passport: null, Debt: null },
    };

    [Fact]
    public void Each_sentence_is_true_at_every_date()
    {
        Assert.Equal(Persona.All.Select(it => it.Id).Order(), Sentences.Keys.Order());
        Dates.Sample(date =>
        {
            foreach (var persona in Persona.All)
            {
                var it = People.At(persona.On(date), date);
                Assert.True(Sentences[persona.Id](it), $"{persona.Id} on {date:O}");
                Assert.True(it.IsAlive, $"{persona.Id} on {date:O}");
                DateOnly[] sinces = [it.HomeSince, it.CivilStatusSince, it.Work.Since, it.Doctor.Since, it.DrivingLicence?.Issued ?? date, it.Debt?.Since ?? date];
                Assert.All(sinces, since => Assert.InRange(since, it.Person.Birth, date));
            }
        }, iter: 400);
    }

    [Fact]
    public void The_children_stay_children_and_are_found_by_their_number()
    {
        Dates.Sample(date =>
        {
            foreach (var parent in Persona.All.Select(it => it.Person))
            {
                foreach (var child in People.At(parent, date).ChildrenAtHome)
                {
                    var it = People.At(child, date);
                    Assert.Equal((child.Birth, child.Name, child.Index), (People.ByCpr(child.Cpr)!.Birth, People.ByCpr(child.Cpr)!.Name, People.ByCpr(child.Cpr)!.Index));
                    Assert.True(parent.Birth.AddYears(15) <= child.Birth && it is { Age: < 18, LivesWithParents: true } && it.Home == parent.Home && it.HomeSince <= date, $"{child.Name} on {date:O}");
                    Assert.Contains(it.Parents, other => other.Index == parent.Index);
                }
            }
        }, iter: 400);
    }

    [Fact]
    public void The_numbers_made_by_hand_are_those_that_are_printed()
    {
        (string Id, string Cpr)[] printed =
        [
            ("mette-holm", "7403929212"), ("jonas-birk", "6208981345"), ("sofie-krogh", "8105942762"), ("emil-krogh", "6901932487"), ("noah-lind", "7702064915"),
            ("freja-dam", "6511047528"), ("henrik-skov", "9006783165"), ("fatima-aydin", "7209870424"), ("birthe-lund", "7810593356"), ("ole-brandt", "6803600887"),
            ("camilla-juhl", "8704859780"), ("thomas-winther", "7112829587"), ("inger-toft", "8207489198"), ("peter-norgaard", "6302759079"), ("anna-lykke", "9001909842"),
            ("karen-mose", "7908711522"), ("lukas-vinter", "6605038593"), ("robin-kjaer", "8411892810"), ("erik-dahl", "6209492417"), ("ida-mose", "6603126822"),
        ];
        foreach (var (id, cpr) in printed) Assert.Equal(cpr, Persona.ById(id)!.Person.Cpr);
        Assert.Equal("8411892811", Persona.ById("robin-kjaer-foer")!.Person.FormerCpr);
    }

    [Fact]
    public void The_baby_of_November_2026_is_born_in_July()
    {
        var alma = People.At(Persona.ById("sofie-krogh")!.Person, new(2026, 11, 23)).ChildrenAtHome.Single();
        Assert.Equal(("Alma", new DateOnly(2026, 7, 3)), (alma.FirstName, alma.Birth));
    }

    private static bool JustNow(DateOnly day, Situation it) => day == it.Person.EventDay(it.Date) && it.Date.DayNumber - day.DayNumber is >= 3 and <= 34;

    private static bool IsParentOfBaby(Situation it) =>
        it.ChildrenAtHome is [var baby] && it.Date > baby.Birth.AddMonths(2) && it.Date < baby.Birth.AddMonths(5) && it.Leave?.Since == baby.Birth && it.Leave?.Until > it.Date;

    private static bool HasJustStarted(Situation it) =>
        it.Work is { Kind: WorkKind.Student, Since: { Month: 9, Day: 1 } } && it.Work.Since > it.Date.AddYears(-1) && it.Work.Until > it.Date && it.HomeSince is { Month: 8 } && it.HomeSince > it.Date.AddMonths(-13);
}
