using System.Net;
using System.Text;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Journeys;
using Overblik.Platform;
using static Overblik.Web.Tests.WalkTests;

namespace Overblik.Web.Tests;

/// <summary>A list that somebody has chosen to keep.</summary>
public sealed class SavedTests(PortalHost portal)
{
    private const string Saved = "/livssituationer/flytning/gemt";

    private DateOnly Today => portal.App.Services.GetRequiredService<IBusinessClock>().Today;

    [Fact]
    public async Task It_is_kept_ticked_noted_shown_in_the_calendar_and_deleted()
    {
        using var person = await portal.SignIn();
        Assert.Null((await person.Page(Saved)).QuerySelector("article"));
        var page = await Keep(person, Today.AddDays(40));
        Assert.Contains("0 af 6 er gjort.", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Meld, at du flytter", CalendarTests.Titles(await person.Page("/kalender?myndighed=livssituationer")));

        page = await Post(person, page, "report-move", "Done");
        Assert.Contains("Meld, at du flytter", Walker.Places(page)["Gjort"]);
        Assert.Contains("Du krydsede det af den " + Written(Today), Walker.Card(page, "report-move").TextContent, StringComparison.Ordinal);
        Assert.Contains("Klaret", CalendarTests.Row(await person.Page("/kalender?myndighed=livssituationer"), "Meld, at du flytter"), StringComparison.Ordinal);
        page = await Post(person, page, "report-move", "Undo");
        Assert.DoesNotContain("Gjort", Walker.Places(page).Keys);

        page = await Post(person, page, "tax", "Note", ("Notes[tax]", "Spørg Per om renterne"));
        Assert.Contains("Spørg Per om renterne", Walker.Card(page, "tax").QuerySelector(".ov-said")!.TextContent, StringComparison.Ordinal);
        await using (var db = await portal.Databases.CreateDbContextAsync())
        {
            var row = await db.Set<SavedJourney>().SingleAsync(j => j.Person == person.Person);
            Assert.DoesNotContain("renterne", Encoding.UTF8.GetString(row.Sealed), StringComparison.Ordinal);
        }
        Assert.Contains("1 liste om en livssituation", (await person.Page("/indstillinger")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(await portal.LogOf(person.Person), entry => entry.Act == "journeys.view");

        // Another's is another's.
        using (var other = await portal.SignIn()) Assert.Null((await other.Page(Saved)).QuerySelector("article"));

        using (var deleted = await person.Submit(page, "form[action$='handler=Delete']")) Assert.Equal("/livssituationer", deleted.Headers.Location!.ToString());
        Assert.Null((await person.Page(Saved)).QuerySelector("article"));
        Assert.Empty(CalendarTests.Titles(await person.Page("/kalender?myndighed=livssituationer")));
    }

    [Fact]
    public async Task The_answers_can_be_changed_and_what_was_done_and_noted_stays()
    {
        using var person = await portal.SignIn();
        var page = await Keep(person, Today.AddDays(40));
        page = await Post(person, page, "tell-others", "Done");
        page = await Post(person, page, "tax", "Note", ("Notes[tax]", "Husk det"));
        using var back = await person.Submit(page, "form[action$='handler=Change']");
        Assert.Equal("/livssituationer/flytning/spoerg/moved", back.Headers.Location!.ToString());
        using (var other = await person.Answer("/livssituationer/flytning/spoerg/moved", Iso(Today.AddDays(60)))) Assert.EndsWith("/liste", other.Headers.Location!.ToString(), StringComparison.Ordinal);
        // Until it is saved again the list is as it was.
        Assert.Contains(Written(Today.AddDays(45)), Walker.Card(await person.Page(Saved), "report-move").TextContent, StringComparison.Ordinal);
        page = await Save(person);
        Assert.Contains(Written(Today.AddDays(65)), Walker.Card(page, "report-move").TextContent, StringComparison.Ordinal);
        Assert.NotNull(Walker.Card(page, "tax").QuerySelector(".ov-said"));
        Assert.Contains("Giv din nye adresse til andre", Walker.Places(page)["Gjort"]);
    }

    [Fact]
    public async Task A_note_that_is_too_long_loses_nothing_that_was_there()
    {
        using var person = await portal.SignIn();
        var page = await Keep(person, Today);
        page = await Post(person, page, "tax", "Note", ("Notes[tax]", "Kort"));
        var typed = new string('x', SavedJourneys.LongestNote + 1);
        using var sent = await person.Submit(page, "#tax form[action*=Note]", ("Notes[tax]", typed));
        page = await Visitor.Parse(sent);
        // In the summary, with a link to the field; beside it; and what was typed is there to be made shorter, and in no other field.
        var link = page.QuerySelector(".alert-error a, [data-module=error-summary] a")!;
        Assert.Contains("1001 tegn", link.TextContent, StringComparison.Ordinal);
        var field = page.QuerySelector(link.GetAttribute("href")!)!;
        Assert.Equal(typed, field.TextContent);
        Assert.NotNull(page.GetElementById(field.GetAttribute("aria-describedby")!.Split(' ')[^1]));
        Assert.True(field.Closest("details")!.HasAttribute("open"));
        Assert.All(page.QuerySelectorAll("textarea").Where(other => other != field), other => Assert.Empty(other.TextContent));
        Assert.Contains("Kort", Walker.Card(await person.Page(Saved), "tax").TextContent, StringComparison.Ordinal);
        // A form of another version of the page loses nothing either.
        await Post(person, page, "tax", "Note", ("Note", "Fra før"));
        Assert.Contains("Kort", Walker.Card(await person.Page(Saved), "tax").TextContent, StringComparison.Ordinal);
        // As a browser counts: the end of a line is one.
        page = await Post(person, await person.Page(Saved), "tax", "Note", ("Notes[tax]", string.Concat(Enumerable.Repeat("y\r\n", 499)) + "yy"));
        Assert.Equal(499, Walker.Card(page, "tax").QuerySelector(".ov-said")!.TextContent.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Another_event_of_the_same_kind_begins_with_nothing_ticked()
    {
        using var person = await portal.SignIn();
        var page = await Keep(person, Today.AddDays(-20));
        page = await Post(person, page, "tell-others", "Done");
        await Post(person, page, "tax", "Note", ("Notes[tax]", "Om den gamle bolig"));
        await Walk(person, Today.AddDays(50));
        var list = await person.Page("/livssituationer/flytning/liste");
        Assert.Contains("allerede gemt", list.Body!.TextContent, StringComparison.Ordinal);
        using var saved = await person.Submit(list, "form[action$='handler=Save']", ("anew", "true"));
        page = await person.Page(saved.Headers.Location!.ToString());
        Assert.DoesNotContain("Gjort", Walker.Places(page).Keys);
        Assert.Null(page.QuerySelector(".ov-said"));
        Assert.Contains(Written(Today.AddDays(55)), Walker.Card(page, "report-move").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_whose_key_is_gone_says_so_and_can_be_deleted()
    {
        using var person = await portal.SignIn();
        await Keep(person, Today);
        await using (var db = await portal.Databases.CreateDbContextAsync())
        {
            var row = await db.Set<SavedJourney>().SingleAsync(j => j.Person == person.Person);
            row.Sealed = [.. row.Sealed.Reverse()];
            await db.SaveChangesAsync();
        }
        var page = await person.Page(Saved);
        Assert.Contains("ikke læse den", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Noget kan mangle", (await person.Page("/kalender?myndighed=livssituationer")).Body!.TextContent, StringComparison.OrdinalIgnoreCase);
        using (var deleted = await person.Submit(page, "form[action$='handler=Delete']")) Assert.Equal("/livssituationer", deleted.Headers.Location!.ToString());
        Assert.Contains("ikke gemt en liste", (await person.Page(Saved)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_gets_another_number_still_has_the_list()
    {
        using var before = await portal.SignIn();
        await Keep(before, Today);
        using var after = await portal.SignIn();
        Assert.Null((await after.Page(Saved)).QuerySelector("article"));
        await using (var db = await portal.Databases.CreateDbContextAsync()) await db.Set<Platform.People.Person>().Where(p => p.Id == before.Person).ExecuteUpdateAsync(set => set.SetProperty(p => p.Became, after.Person));
        var page = await Post(after, await after.Page(Saved), "tell-others", "Done");
        Assert.Contains("Giv din nye adresse til andre", Walker.Places(page)["Gjort"]);
        Assert.Contains("Meld, at du flytter", CalendarTests.Titles(await after.Page("/kalender?myndighed=livssituationer")));
        Assert.NotNull((await after.Page("/livssituationer")).QuerySelector("a[href$='/flytning/gemt']"));
        using var deleted = await after.Submit(page, "form[action$='handler=Delete']");
        Assert.Null((await after.Page(Saved)).QuerySelector("article"));
    }

    [Fact]
    public async Task Whatever_page_reads_what_is_kept_says_so_in_the_log_and_whoever_is_not_signed_in_is_not_asked()
    {
        using var person = await portal.SignIn();
        foreach (var page in new[] { "/livssituationer", "/livssituationer/flytning", Saved })
        {
            var before = (await portal.LogOf(person.Person)).Count(entry => entry.Act == "journeys.view");
            await person.Page(page);
            Assert.Equal(before + 1, (await portal.LogOf(person.Person)).Count(entry => entry.Act == "journeys.view"));
        }
    }

    [Fact]
    public async Task What_a_form_makes_up_changes_nothing()
    {
        using var person = await portal.SignIn();
        var page = await Keep(person, Today);
        foreach (var task in new[] { "no-such-task", "health-card", "" })
        {
            using var done = await person.Submit(page, "#tax form[action*=Done]", ("task", task));
            using var noted = await person.Submit(page, "#tax form[action*=Note]", ("task", task), ("Notes[tax]", "En note"));
            Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (done.StatusCode, noted.StatusCode));
        }
        Assert.DoesNotContain("Gjort", Walker.Places(await person.Page(Saved)).Keys);
    }

    [Fact]
    public async Task All_ticked_at_once_are_all_there()
    {
        using var person = await portal.SignIn();
        var page = await Keep(person, Today);
        var tasks = page.QuerySelectorAll("article form[action*=Done]").Select(form => form.Closest("article")!.Id!).ToList();
        await Task.WhenAll(tasks.Select(async task => (await person.Submit(page, $"#{task} form[action*=Done]")).Dispose()));
        Assert.Equal(tasks.Count, Walker.Places(await person.Page(Saved))["Gjort"].Count);
    }

    [Fact]
    public async Task A_list_from_an_older_version_says_so_and_asks_what_is_new()
    {
        using var person = await portal.SignIn();
        await Keep(person, Today);
        var sealing = portal.App.Services.GetRequiredService<Platform.Keys.Sealing>();
        await using (var db = await portal.Databases.CreateDbContextAsync())
        {
            var row = await db.Set<SavedJourney>().SingleAsync(j => j.Person == person.Person);
            var progress = sealing.Open(row, AnswerJson.Default.Progress)!;
            progress.Answers.Remove("benefit");
            sealing.Seal(row, progress, AnswerJson.Default.Progress);
            row.Version = 0;
            await db.SaveChangesAsync();
        }
        var page = await person.Page(Saved);
        Assert.Contains("Listen er ændret", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Der er et nyt spørgsmål", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Contains("Får du boligstøtte", page.QuerySelector(".alert-warning")!.TextContent, StringComparison.Ordinal);
        // Until it is answered the rest stands, here and in the calendar.
        Assert.Contains(Written(Today.AddDays(5)), Walker.Card(page, "report-move").TextContent, StringComparison.Ordinal);
        Assert.Contains("Meld, at du flytter", CalendarTests.Titles(await person.Page("/kalender?myndighed=livssituationer")));
        using var change = await person.Submit(page, "form[action$='handler=Change']");
        Assert.Equal("/livssituationer/flytning/spoerg/benefit", change.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Whoever_deletes_all_that_is_kept_deletes_the_lists_too()
    {
        using var person = await portal.SignIn();
        await Keep(person, Today);
        using var deleted = await person.Submit(await person.Page("/indstillinger"), "form[action$='handler=Delete']", ("Sure", "true"));
        Assert.Equal(HttpStatusCode.Redirect, deleted.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<SavedJourney>().AnyAsync(j => j.Person == person.Person));
    }

    [Fact]
    public async Task Whoever_signs_in_to_save_comes_back_to_the_list()
    {
        using var stranger = portal.Stranger();
        await Walk(stranger, Today);
        var save = (await stranger.Page("/livssituationer/flytning/liste")).QuerySelector(".ov-keep a")!.GetAttribute("href");
        Assert.Equal("/log-ind?retur=%2Flivssituationer%2Fflytning%2Fliste", save);
        using var newcomer = await portal.SignIn(notice: false);
        await Walk(newcomer, Today);
        Assert.Equal("/velkommen?retur=%2Flivssituationer%2Fflytning%2Fliste", (await newcomer.Page("/livssituationer/flytning/liste")).QuerySelector(".ov-keep a")!.GetAttribute("href"));
    }

    internal static async Task<IDocument> Keep(Visitor person, DateOnly day)
    {
        await Walk(person, day);
        return await Save(person);
    }

    internal static Task<string> Walk(Visitor visitor, DateOnly day) => visitor.Walk("flytning", ("moved", Iso(day)), ("home", "rent"), ("benefit", "no"), ("children", "no"), ("protected", "no"), ("services", "-"));

    internal static async Task<IDocument> Save(Visitor person, string path = "flytning")
    {
        using var saved = await person.Submit(await person.Page($"/livssituationer/{path}/liste"), "form[action$='handler=Save']");
        return await person.Page(saved.Headers.Location!.ToString());
    }

    private static async Task<IDocument> Post(Visitor person, IDocument page, string task, string handler, params (string, string)[] fields)
    {
        using var sent = await person.Submit(page, $"#{task} form[action*={handler}]", fields);
        return await person.Page(sent.Headers.Location!.ToString());
    }
}
