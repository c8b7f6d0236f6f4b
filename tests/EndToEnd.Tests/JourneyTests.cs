using System.Globalization;
using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

/// <summary>Life events from the entrance to the calendar, with scripts and without.</summary>
public sealed class JourneyTests(Worlds worlds) : Visits(worlds)
{
    private static readonly DateOnly Today = DateOnly.Parse(World.Today, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(true, "sofie-krogh")]
    [InlineData(false, "karen-mose")]
    public async Task Whoever_moves_finds_their_list_keeps_it_and_sees_the_deadlines_in_their_calendar(bool scripts, string persona)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        var page = visitor.Page;
        await visitor.SignIn(persona);
        await page.Locator("a[href='/livssituationer']:visible").First.ClickAsync();
        await visitor.Arrive("*/livssituationer");
        await page.GetByText("Flytte i Danmark").First.ClickAsync();
        await visitor.Arrive("*/flytning");
        await page.Locator("main a.button-primary").ClickAsync();
        // What the authorities know is there already; this move is another one.
        await Expect(page.Locator(".ov-known")).ToContainTextAsync("Bopæl siden");
        var moved = Today.AddDays(40);
        await page.Locator("#Answer").FillAsync(Iso(moved));
        await Next(visitor, "home");
        // Nothing chosen: said beside the question and above, and nothing is lost.
        await page.Locator("main form button").ClickAsync();
        await Expect(page.Locator("[data-module=error-summary]")).ToContainTextAsync("Vælg et af svarene.");
        await Choose(visitor, "rent", "benefit");
        await Choose(visitor, "no", "children");
        await page.GoBackAsync();
        await page.GoBackAsync();
        await visitor.Arrive("*/spoerg/home");
        await Expect(page.Locator("input[value=rent]")).ToBeCheckedAsync();
        await visitor.Go("/livssituationer/flytning/spoerg/children");
        await Choose(visitor, "no", "protected");
        await Choose(visitor, "no", "services");
        await page.Locator("main form button").ClickAsync();
        await visitor.Arrive("*/liste");
        await Expect(page.Locator("#report-move .ov-date")).ToContainTextAsync(Written(moved.AddDays(5)));
        await page.Locator(".ov-keep button").ClickAsync();
        await visitor.Arrive("*/gemt");
        await page.Locator("#letter-box form[action*=Done] button").ClickAsync();
        await Expect(page.Locator("#letter-box .ov-date")).ToContainTextAsync("Du krydsede det af");
        await page.Locator("a[href='/kalender?myndighed=livssituationer']").ClickAsync();
        await visitor.Arrive("*/kalender?myndighed=livssituationer");
        await Expect(page.Locator("[slot=dates] .ov-title").Filter(new() { HasText = "Meld, at du flytter" })).ToBeVisibleAsync();
        await Leave(visitor, "flytning");
    }

    [Theory]
    [InlineData(true, "peter-norgaard")]
    [InlineData(false, "inger-toft")]
    public async Task Whoever_has_lost_a_relative_finds_their_list_and_its_dates_in_their_calendar(bool scripts, string persona)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        var page = visitor.Page;
        // Without a sign-in first: the answers go with whoever signs in to keep the list.
        await visitor.Go("/");
        await page.Locator("main a[href='/livssituationer']").ClickAsync();
        await visitor.Arrive("*/livssituationer");
        await page.GetByText("Når en i familien dør").First.ClickAsync();
        await visitor.Arrive("*/doedsfald");
        await page.Locator("main a.button-primary").ClickAsync();
        var death = Today.AddDays(-4);
        await page.Locator("#Answer").FillAsync(Iso(death));
        await Next(visitor, "arranged");
        await Choose(visitor, "yes", "partner");
        await Choose(visitor, "no", "children");
        await Choose(visitor, "no", "estate");
        await page.Locator("input[value=private]").CheckAsync();
        await page.Locator("main form button").ClickAsync();
        await visitor.Arrive("*/liste");
        await Expect(page.Locator("#opening-statement .ov-date")).ToContainTextAsync(Written(death.AddMonths(6)));
        await Expect(page.Locator("main .badge")).ToHaveCountAsync(0);
        await page.Locator(".ov-keep a").ClickAsync();
        await visitor.Arrive(visitor.World.SignIn + "/*");
        await visitor.Choose(persona);
        await visitor.Arrive(visitor.World.Portal + "/*");
        if (page.Url.Contains("/velkommen", StringComparison.Ordinal)) await visitor.ReadNotice();
        await visitor.Arrive("*/liste");
        if (await page.Locator(".ov-keep a").CountAsync() > 0)
        {
            // The notice is read first, and leads back.
            await page.Locator(".ov-keep a").ClickAsync();
            await visitor.ReadNotice();
            await visitor.Arrive("*/liste");
        }
        await page.Locator(".ov-keep button").ClickAsync();
        await visitor.Arrive("*/gemt");
        await visitor.Go("/kalender?myndighed=livssituationer");
        await Expect(page.Locator("[slot=dates] .ov-title").Filter(new() { HasText = "Send en liste over boet" })).ToBeVisibleAsync();
        await Leave(visitor, "doedsfald");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_wants_help_sends_a_link_and_the_helper_sees_the_list_and_changes_nothing(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var owner = await Visitor(await Shared.Usual, scripts);
        await owner.SignIn("sofie-krogh");
        await owner.Go("/livssituationer/nyt-job");
        await owner.Page.Locator("main a.button-primary").ClickAsync();
        // Who employs her is known, and since when.
        await Expect(owner.Page.Locator(".ov-known")).ToContainTextAsync("Eksempel");
        await owner.Page.Locator("#Answer").FillAsync(Iso(Today.AddDays(20)));
        await Next(owner, "unemployed");
        await Choose(owner, "no", "several");
        await Choose(owner, "no", "gets");
        await owner.Page.Locator("main form button").ClickAsync();
        await owner.Arrive("*/liste");
        await owner.Page.Locator(".ov-keep button").ClickAsync();
        await owner.Arrive("*/gemt");
        await owner.Page.Locator("form[action$='handler=Share'] button").ClickAsync();
        var link = new Uri((await owner.Page.Locator(".ov-share a").First.GetAttributeAsync("href"))!).AbsolutePath;

        await using var helper = await Visitor(await Shared.Usual, scripts);
        await helper.SignIn("inger-toft");
        await helper.Go(link);
        await helper.Page.Locator("main form button").ClickAsync();
        await Expect(helper.Page.Locator("h1")).ToHaveTextAsync("Delt med dig: Få et nyt job");
        await Expect(helper.Page.Locator("article").First).ToBeVisibleAsync();
        await Expect(helper.Page.Locator("article form")).ToHaveCountAsync(0);
        await owner.Page.ReloadAsync();
        await Expect(owner.Page.Locator(".ov-share")).ToContainTextAsync("Inger Toft kan se med");
        foreach (var visitor in new[] { owner, helper })
        {
            await visitor.Page.SetViewportSizeAsync(320, 800);
            Assert.Equal(320, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            if (scripts) Assert.Empty(await AccessibilityTests.Violations(visitor, "a list that is shared"));
        }
        await owner.Page.Locator(".ov-share button").ClickAsync();
        await helper.Page.ReloadAsync();
        await Expect(helper.Page.Locator("main")).ToContainTextAsync("Linket virker ikke");
        await Leave(owner, "nyt-job");
    }

    // Nothing is left for the tests that come after.
    private static async Task Leave(Visitor visitor, string path)
    {
        await visitor.Go($"/livssituationer/{path}/gemt");
        await visitor.Page.Locator("form[action$='handler=Delete'] button").ClickAsync();
        await visitor.Arrive("*/livssituationer");
    }

    private static async Task Choose(Visitor visitor, string answer, string next)
    {
        await visitor.Page.Locator($"input[value={answer}]").CheckAsync();
        await Next(visitor, next);
    }

    private static async Task Next(Visitor visitor, string next)
    {
        await visitor.Page.Locator("main form button").ClickAsync();
        await visitor.Arrive("*/spoerg/" + next);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Written(DateOnly day) => day.ToString("d. MMMM yyyy", CultureInfo.GetCultureInfo("da-DK"));
}
