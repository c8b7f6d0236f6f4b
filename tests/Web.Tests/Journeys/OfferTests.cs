using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Overblik.Journeys;
using Overblik.Platform;
using static Overblik.Web.Tests.WalkTests;

namespace Overblik.Web.Tests;

/// <summary>Lists are offered when an authority has reported a life event.</summary>
public sealed class OfferTests : ToldPortal
{
    [Fact]
    public async Task A_reported_event_is_offered_until_it_is_answered_and_then_never_again()
    {
        using var person = await portal.Portal.SignIn();
        Assert.Null((await person.Page("/overblik")).QuerySelector(".ov-offer"));
        await Happened(person, "flyt-1", "moving", portal.Today.AddDays(3));
        await Happened(person, "doed-1", "losingFamilyMember", portal.Today.AddDays(-3));
        var page = await person.Page("/overblik");
        Assert.Equal(["Flytte i Danmark", "Når en i familien dør"], page.QuerySelectorAll(".ov-offer h3").Select(it => it.TextContent).Order());
        Assert.Contains("Når du er klar", page.QuerySelectorAll(".ov-offer").Single(it => it.TextContent.Contains("familien", StringComparison.Ordinal)).TextContent, StringComparison.Ordinal);

        using (var no = await Answer(person, page, "Når en i familien dør", take: false)) Assert.Equal("/overblik", no.Headers.Location!.ToString());
        page = await person.Page("/overblik");
        Assert.Equal(["Flytte i Danmark"], page.QuerySelectorAll(".ov-offer h3").Select(it => it.TextContent));
        using (var yes = await Answer(person, page, "Flytte i Danmark", take: true)) Assert.Equal("/livssituationer/flytning", yes.Headers.Location!.ToString());
        // The day that was reported is not asked again: it can be seen and changed.
        Assert.Equal("/livssituationer/flytning/spoerg/home", (await person.Page("/livssituationer/flytning")).QuerySelector("main a.button-primary")!.GetAttribute("href"));
        Assert.Equal(Iso(portal.Today.AddDays(3)), (await person.Page("/livssituationer/flytning/spoerg/moved")).QuerySelector("#Answer")!.GetAttribute("value"));
        Assert.Null((await person.Page("/overblik")).QuerySelector(".ov-offer"));
        // The authority says it again, on another day: the same event, and it has been answered.
        await Happened(person, "flyt-1", "moving", portal.Today.AddDays(5), sequence: 2);
        Assert.Null((await person.Page("/overblik")).QuerySelector(".ov-offer"));
        Assert.Contains("2 tilbud", (await person.Page("/indstillinger")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_that_is_reported_answers_the_question_about_it_and_no_other()
    {
        using var person = await portal.Portal.SignIn();
        // The first question of retiring is about the birth; what is in the future is no birth either, but a due date.
        await Happened(person, "pension-1", "retiring", portal.Today.AddDays(30));
        await Happened(person, "barn-1", "newParent", portal.Today.AddDays(30));
        var page = await person.Page("/overblik");
        foreach (var heading in new[] { "Gå på pension", "Få et barn" }) (await Answer(person, page, heading, take: true)).Dispose();
        Assert.Equal("/livssituationer/pension/spoerg/birth", (await person.Page("/livssituationer/pension")).QuerySelector("main a.button-primary")!.GetAttribute("href"));
        Assert.NotEqual(Iso(portal.Today.AddDays(30)), (await person.Page("/livssituationer/pension/spoerg/birth")).QuerySelector("#Answer")!.GetAttribute("value"));
        // The due date is known, and not asked for.
        Assert.EndsWith("/spoerg/parent", await person.Walk("foraelder", ("born", "no")), StringComparison.Ordinal);
        Assert.Equal(Iso(portal.Today.AddDays(30)), (await person.Page("/livssituationer/foraelder/spoerg/due")).QuerySelector("#Answer")!.GetAttribute("value"));
    }

    [Fact]
    public async Task What_somebody_has_begun_to_answer_stays_when_they_take_the_offer()
    {
        using var person = await portal.Portal.SignIn();
        await person.Walk("flytning", ("moved", Iso(portal.Today.AddDays(8))), ("home", "own"));
        await Happened(person, "flyt-1", "moving", portal.Today.AddDays(3));
        (await Answer(person, await person.Page("/overblik"), "Flytte i Danmark", take: true)).Dispose();
        Assert.Equal("/livssituationer/flytning/spoerg/pensioner", (await person.Page("/livssituationer/flytning")).QuerySelector("main a.button-primary")!.GetAttribute("href"));
        Assert.Equal(Iso(portal.Today.AddDays(8)), (await person.Page("/livssituationer/flytning/spoerg/moved")).QuerySelector("#Answer")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_kept_list_of_the_same_move_is_not_offered_and_another_move_is()
    {
        using var person = await portal.Portal.SignIn();
        await Keep(person, portal.Today.AddDays(10));
        await Happened(person, "flyt-1", "moving", portal.Today.AddDays(12));
        Assert.Null((await person.Page("/overblik")).QuerySelector(".ov-offer"));
        await Happened(person, "flyt-2", "moving", portal.Today.AddDays(100));
        await Happened(person, "flyt-3", "moving", portal.Today.AddDays(150));
        var offer = Assert.Single((await person.Page("/overblik")).QuerySelectorAll(".ov-offer"));
        // Of two, the one with the latest day.
        Assert.EndsWith("flyt-3", offer.QuerySelector("input[name=key]")!.GetAttribute("value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_long_past_or_far_away_is_not_offered_nor_one_that_was_made_up()
    {
        using var person = await portal.Portal.SignIn();
        await Happened(person, "flyt-1", "moving", portal.Today.AddDays(-91));
        await Happened(person, "job-1", "newJob", portal.Today.AddDays(181));
        await Happened(person, "barn-1", "newParent", portal.Today.AddDays(-90));
        var page = await person.Page("/overblik");
        Assert.Equal(["Få et barn"], page.QuerySelectorAll(".ov-offer h3").Select(it => it.TextContent));
        using var forged = await person.Submit(page, ".ov-offer form", ("key", $"{PortalHost.A}/life-event-andens"), ("take", "true"));
        Assert.Equal("/overblik", forged.Headers.Location!.ToString());
        await using var db = await portal.Portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<OfferAnswer>().AnyAsync(o => o.Person == person.Person));
    }

    [Fact]
    public async Task Whoever_turns_15_soon_is_offered_the_list()
    {
        // Day + 60, and a seventh digit of this century.
        var birth = portal.Today.AddYears(-15).AddDays(40);
        Assert.True(CprNumber.TryParse($"{birth.Day + 60:00}{birth:MM}{birth:yy}5{birth.DayNumber % 1000:000}", out var number));
        using var young = await portal.Portal.SignIn(number);
        var offer = Assert.Single((await young.Page("/overblik")).QuerySelectorAll(".ov-offer"));
        Assert.Equal("Fylde 15 år", offer.QuerySelector("h3")!.TextContent);
        // No authority has told of it.
        Assert.DoesNotContain("myndighed", offer.TextContent, StringComparison.OrdinalIgnoreCase);
        var question = await young.Page("/livssituationer/fylder-15/spoerg/birthday");
        Assert.Equal(Iso(birth.AddYears(15)), question.QuerySelector("#Answer")!.GetAttribute("value"));
    }

    private Task Happened(Visitor person, string subject, string what, DateOnly day, long sequence = 1) => portal.Tell("life-event.reported", person.Number, subject, sequence, new JsonObject
    {
        ["authority"] = new JsonObject { ["id"] = "99000011", ["name"] = FakeSources.Text("CPR") }, ["title"] = FakeSources.Text("Der er sket noget"), ["lifeEvent"] = new JsonObject { ["event"] = what, ["date"] = Iso(day) },
    });

    private static Task<HttpResponseMessage> Answer(Visitor person, IDocument page, string heading, bool take)
    {
        var action = page.QuerySelectorAll(".ov-offer").Single(it => it.QuerySelector("h3")!.TextContent == heading).QuerySelector("form")!.GetAttribute("action");
        return person.Submit(page, $".ov-offer form[action='{action}']", ("take", take ? "true" : "false"));
    }
}
