using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Journeys;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>A life event from the entrance to the list, mostly by somebody whom nobody knows.</summary>
public sealed class WalkTests(PortalHost portal)
{
    private DateOnly Today => portal.App.Services.GetRequiredService<IBusinessClock>().Today;

    [Fact]
    public async Task The_entrance_leads_to_all_ten()
    {
        using var stranger = portal.Stranger();
        var links = (await stranger.Page(Walker.Root)).QuerySelectorAll(".ov-cards a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.Equal(10, links.Count);
        foreach (var link in links)
        {
            var start = await stranger.Page(link);
            Assert.Single(start.QuerySelectorAll("h1"));
            await stranger.Page(start.QuerySelector("main a.button-primary")!.GetAttribute("href")!);
        }
    }

    [Fact]
    public async Task Whoever_moves_gets_a_list_with_dates_and_leaves_nothing_behind()
    {
        using var stranger = portal.Stranger();
        var day = Today.AddDays(40);
        var address = await stranger.Walk("flytning", ("moved", Iso(day)), ("home", "rent"), ("benefit", "no"), ("children", "no"), ("protected", "yes"), ("services", "-"));
        Assert.Equal("/livssituationer/flytning/liste", address);
        var page = await stranger.Page(address);
        Assert.Contains(Written(day.AddDays(-28)), Walker.Card(page, "report-move").TextContent, StringComparison.Ordinal);
        Assert.Contains(Written(day.AddDays(5)), Walker.Card(page, "report-move").TextContent, StringComparison.Ordinal);
        Assert.Contains("Søg boligstøtte", Walker.Places(page)["Senere"]);
        Assert.Contains("Du får et nyt sundhedskort", Walker.Places(page)["Sker af sig selv"]);
        Assert.Null(page.QuerySelector("#post-told"));
        // What was answered stands there, each with the way back to its question.
        Assert.Contains("I en bolig, jeg lejer", page.QuerySelector(".ov-answers")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(6, page.QuerySelectorAll(".ov-answers a").Length);

        // On the device alone, for these pages alone; no address has held an answer.
        var cookie = stranger.Cookies.GetCookies(new Uri(portal.Address, "/livssituationer/flytning/liste"))["overblik-svar"]!;
        Assert.Equal(("/livssituationer/flytning", true), (cookie.Path, cookie.HttpOnly));
        Assert.DoesNotContain(Iso(day), Uri.UnescapeDataString(cookie.Value), StringComparison.Ordinal);
        Assert.Null(stranger.Cookies.GetCookies(new Uri(portal.Address, "/livssituationer/pension"))["overblik-svar"]);
        using (var gone = await stranger.Submit(page, "form[action$=Forget]")) Assert.Equal(HttpStatusCode.Redirect, gone.StatusCode);
        using var list = await stranger.Get(address);
        Assert.Equal("/livssituationer/flytning", list.Headers.Location!.ToString());
    }

    [Fact]
    public async Task An_answer_can_be_changed_and_what_is_not_asked_any_more_does_not_count()
    {
        using var stranger = portal.Stranger();
        await stranger.Walk("flytning", ("moved", Iso(Today)), ("home", "own"), ("pensioner", "yes"), ("benefit", "no"), ("children", "no"), ("protected", "no"), ("services", "home-help"));
        Assert.NotNull((await stranger.Page("/livssituationer/flytning/liste")).QuerySelector("#housing-benefit"));
        var question = await stranger.Page("/livssituationer/flytning/spoerg/home");
        Assert.True(question.QuerySelector("input[value=own]")!.HasAttribute("checked"));
        Assert.Equal("/livssituationer/flytning/spoerg/moved", question.QuerySelector("main .back-link")!.GetAttribute("href"));
        using var changed = await stranger.Answer("/livssituationer/flytning/spoerg/home", "others");
        Assert.Equal("/livssituationer/flytning/liste", changed.Headers.Location!.ToString());
        var page = await stranger.Page("/livssituationer/flytning/liste");
        Assert.Null(page.QuerySelector("#housing-benefit"));
        Assert.NotNull(page.QuerySelector("#host"));
        Assert.NotNull(page.QuerySelector("#home-help"));
        Assert.DoesNotContain("Får du pension", page.QuerySelector(".ov-answers")!.TextContent, StringComparison.Ordinal);
        // A question that is not asked leads on.
        using var not = await stranger.Get("/livssituationer/flytning/spoerg/pensioner");
        Assert.Equal("/livssituationer/flytning/liste", not.Headers.Location!.ToString());
    }

    [Theory]
    [InlineData("", "Skriv en dato, for eksempel 31-12-2026.")]
    [InlineData("imorgen", "Det er ikke en dato. Skriv sådan: 31-12-2026.")]
    [InlineData("31-02-2027", "Det er ikke en dato. Skriv sådan: 31-12-2026.")]
    [InlineData("1-1-1999", "Datoen skal ligge mellem")]
    public async Task A_date_that_is_none_is_told_beside_the_field_and_above(string typed, string told)
    {
        using var stranger = portal.Stranger();
        using var sent = await stranger.Answer("/livssituationer/flytning/spoerg/moved", typed);
        // The page that says so is an address like any other: "back" leads to it without sending again.
        Assert.Equal("/livssituationer/flytning/spoerg/moved", sent.Headers.Location!.ToString());
        var page = await stranger.Page("/livssituationer/flytning/spoerg/moved");
        Assert.Equal(typed, page.QuerySelector("#Answer")!.GetAttribute("value") ?? "");
        Assert.Contains(told, page.QuerySelector("[data-module=error-summary]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(told, page.QuerySelector("#Answer-error")!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("31-12-2026")]
    [InlineData("31.12.2026")]
    [InlineData("2026-12-31")]
    public async Task A_date_may_be_written_as_people_write_it(string typed)
    {
        using var own = portal.Stranger();
        using var sent = await own.Submit(await own.Page("/livssituationer/nyt-job/spoerg/start"), "form.ov-narrow", ("Answer", typed));
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.DoesNotContain("ikke en dato", (await own.Page("/livssituationer/nyt-job/spoerg/start")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("castle")]
    public async Task A_choice_that_is_none_is_told(string chosen)
    {
        using var stranger = portal.Stranger();
        await stranger.Walk("flytning", ("moved", Iso(Today)));
        using var sent = await stranger.Answer("/livssituationer/flytning/spoerg/home", chosen);
        Assert.Contains("Vælg et af svarene.", (await stranger.Page(sent.Headers.Location!.ToString())).QuerySelector("[data-module=error-summary]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turning_15_has_a_list_for_the_young_person_and_one_for_the_parents()
    {
        using var stranger = portal.Stranger();
        var birthday = Today.AddDays(30);
        var page = await stranger.Page(await stranger.Walk("fylder-15", ("birthday", Iso(birthday)), ("mitid", "no"), ("difficult", "no")));
        Assert.Equal(["Til den unge", "Til forældrene"], page.QuerySelectorAll("h2.ov-whose").Select(title => title.TextContent));
        // The same day on both.
        Assert.Contains(Written(birthday), Walker.Card(page, "mailbox").TextContent, StringComparison.Ordinal);
        Assert.Contains(Written(birthday), Walker.Card(page, "no-more-post").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("[id]").GroupBy(it => it.Id).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public async Task At_a_death_nothing_counts_down()
    {
        using var stranger = portal.Stranger();
        var page = await stranger.Page(await stranger.Walk("doedsfald", ("death", Iso(Today.AddDays(-30))), ("arranged", "no"), ("partner", "no"), ("children", "no"), ("estate", "private")));
        Assert.Empty(page.QuerySelectorAll("main .badge"));
        Assert.Contains("Senest", Walker.Card(page, "request-burial").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Fristen er gået", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_certain_says_so_and_has_no_date()
    {
        using var stranger = portal.Stranger();
        var page = await stranger.Page(await stranger.Walk("ledig", ("lost", Iso(Today)), ("insured", "yes"), ("resigned", "no"), ("ill", "no"), ("subsidies", "-")));
        var card = Walker.Card(page, "cv");
        Assert.Contains("Spørg, hvad der gælder: Jobcenteret.", card.TextContent, StringComparison.Ordinal);
        Assert.Null(card.QuerySelector(".ov-date"));
        Assert.DoesNotContain("Spørg, hvad der gælder", Walker.Card(page, "register").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_editor_sees_the_list_as_on_another_day()
    {
        using var stranger = portal.Stranger();
        await stranger.Walk("flytning", ("moved", Iso(Today)), ("home", "rent"), ("benefit", "no"), ("children", "no"), ("protected", "no"), ("services", "-"));
        Assert.Contains("Meld, at du flytter", Walker.Places(await stranger.Page("/livssituationer/flytning/liste"))["Nu"]);
        var before = await stranger.Page($"/livssituationer/flytning/liste?dag={Iso(Today.AddDays(-60))}");
        Assert.Contains("Meld, at du flytter", Walker.Places(before)["Senere"]);
        Assert.Null(before.QuerySelector(".ov-keep"));
        Assert.Contains(Written(Today.AddDays(-60)), before.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_shared_link_holds_the_journey_and_its_version_alone()
    {
        using var stranger = portal.Stranger();
        await stranger.Walk("flytning", ("moved", Iso(Today)));
        var start = await stranger.Page("/livssituationer/flytning");
        var link = start.QuerySelector(".details a")!.GetAttribute("href")!;
        Assert.EndsWith("/livssituationer/flytning?v=2", link, StringComparison.Ordinal);
        Assert.DoesNotContain("Listen er ændret", start.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Listen er ændret", (await stranger.Page("/livssituationer/flytning?v=7")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_the_cookie_is_nobody_elses_and_can_be_no_ones_own_making()
    {
        using var person = await portal.SignIn();
        await person.Walk("flytning", ("moved", Iso(Today)));
        var cookie = person.Cookies.GetCookies(new Uri(portal.Address, "/livssituationer/flytning"))["overblik-svar"]!;
        // Answered while signed in: to whoever comes after the sign-out, or on another device, it is as if nothing had been answered.
        using var next = portal.Stranger();
        next.Cookies.Add(new Cookie("overblik-svar", cookie.Value, cookie.Path, portal.Address.Host));
        Assert.Contains("Begynd", (await next.Page("/livssituationer/flytning")).QuerySelector("main a.button-primary")!.TextContent, StringComparison.Ordinal);
        using var other = await portal.SignIn();
        other.Cookies.Add(new Cookie("overblik-svar", cookie.Value, cookie.Path, portal.Address.Host));
        Assert.Contains("Begynd", (await other.Page("/livssituationer/flytning")).QuerySelector("main a.button-primary")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Fortsæt", (await person.Page("/livssituationer/flytning")).QuerySelector("main a.button-primary")!.TextContent, StringComparison.Ordinal);
        using var forger = portal.Stranger();
        forger.Cookies.Add(new Cookie("overblik-svar", "CfDJ8", "/livssituationer/flytning", portal.Address.Host));
        await forger.Page("/livssituationer/flytning/spoerg/moved");
    }

    [Fact]
    public async Task What_there_is_not_is_not_found()
    {
        using var stranger = portal.Stranger();
        foreach (var path in new[] { "/livssituationer/krig", "/livssituationer/krig/liste", "/livssituationer/krig/spoerg/moved" }) await stranger.Page(path, HttpStatusCode.NotFound);
        using var unknown = await stranger.Get("/livssituationer/flytning/spoerg/age");
        Assert.Equal("/livssituationer/flytning/spoerg/moved", unknown.Headers.Location!.ToString());
        using var list = await stranger.Get("/livssituationer/flytning/liste");
        Assert.Equal("/livssituationer/flytning", list.Headers.Location!.ToString());
        using var saved = await stranger.Get("/livssituationer/flytning/gemt");
        Assert.StartsWith("/log-ind", saved.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_rule_is_shown_with_its_source_in_both_languages()
    {
        using var stranger = portal.Stranger();
        var page = await stranger.Page("/livssituationer/kilder");
        Assert.Equal(portal.App.Services.GetRequiredService<JourneyShelf>().All.Sum(journey => journey.Tasks.Count), page.QuerySelectorAll(".ov-list > li").Length);
        using var english = await stranger.Get("/sprog/en?retur=/livssituationer/kilder");
        Assert.Contains("Rules and sources", (await stranger.Page("/livssituationer/kilder")).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
    }

    internal static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static string Written(DateOnly day) => day.ToString("d. MMMM yyyy", CultureInfo.GetCultureInfo("da-DK"));
}
