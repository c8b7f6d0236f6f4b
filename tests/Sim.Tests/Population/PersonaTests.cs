using Overblik.Population;

namespace Overblik.Sim.Tests;

public sealed class PersonaTests
{
    [Fact]
    public void Each_event_in_life_has_two_personas()
    {
        foreach (var lifeEvent in Enum.GetValues<LifeEvent>().Where(it => it != LifeEvent.None))
            Assert.InRange(Persona.All.Count(it => it.Person.Event == lifeEvent), 2, 3);
    }

    [Fact]
    public void The_special_cases_are_there()
    {
        Assert.Contains(Persona.All, it => it.Person.Protected);
        Assert.Single(Persona.All, it => it.Person.Volume == Volume.Many);
        Assert.Single(Persona.All, it => it.Person.Cpr is null);
        Assert.Single(Persona.All, it => it.Acr == "low");
        Assert.Contains(Persona.All, it => it.Person is { Volume: Volume.Nothing, Cpr: not null });
        Assert.Single(Persona.All, it => it.Person.Country is not null);
        for (var day = World.First; day < World.Last; day = day.AddMonths(1)) Assert.InRange(Persona.ById("ida-mose")!.On(day).Age(day), 13, 14);
        Assert.Equal(Persona.All.Count, Persona.All.Select(it => it.Id).Distinct().Count());
    }

    [Fact]
    public void Personas_are_the_same_with_every_seed_and_are_found_by_number()
    {
        var people = new People(seed: 7, count: 10);
        foreach (var it in Persona.All.Where(it => it.Person.Cpr is not null)) Assert.Equal(it.Person.Index, people.ByCpr(it.Person.Cpr)?.Index);
    }

    [Fact]
    public void Both_numbers_of_the_one_who_has_had_two_lead_to_the_same_person()
    {
        var (before, now) = (Persona.ById("robin-kjaer-foer")!, Persona.ById("robin-kjaer")!);
        Assert.True(before.IsFormer && !now.IsFormer);
        var people = new People(seed: 7, count: 10);
        Assert.NotEqual(now.Person.Cpr, now.Person.FormerCpr);
        Assert.Same(people.ByCpr(now.Person.Cpr), people.ByCpr(now.Person.FormerCpr));
    }

    [Fact]
    public void The_age_is_the_one_of_the_day()
    {
        var mette = Persona.ById("mette-holm")!;
        Assert.StartsWith("Mette, 34, er lige flyttet", mette.Sentence(new(2026, 11, 23)).Da, StringComparison.Ordinal);
        Assert.StartsWith("Mette, 35, ", mette.Sentence(new(2027, 3, 14)).En, StringComparison.Ordinal);
    }

    [Fact]
    public void A_family_made_by_hand_holds_together()
    {
        var (people, today) = (new People(), new DateOnly(2026, 11, 23));
        var (sofie, emil) = (Persona.ById("sofie-krogh")!.Person, Persona.ById("emil-krogh")!.Person);
        Assert.Same(emil, people.Partner(sofie, today));
        Assert.Same(sofie, people.Partner(emil, today));
        var child = Assert.Single(people.Children(sofie, today));
        Assert.Equal([sofie, emil], people.Parents(child));
        Assert.Null(people.Partner(Persona.ById("camilla-juhl")!.Person, today));
    }
}
