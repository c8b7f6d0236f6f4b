using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

/// <summary>The main path from the start page to the signed-out page, with scripts and without.</summary>
public sealed class WalkTests(Worlds worlds) : Visits(worlds)
{
    [Theory]
    [InlineData(true, "mette-holm")]
    [InlineData(false, "jonas-birk")]
    public async Task A_citizen_signs_in_reads_the_notice_sees_the_overview_and_a_case_and_signs_out(bool scripts, string persona)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        var (page, world) = (visitor.Page, visitor.World);

        await visitor.ToSignIn();
        await visitor.Choose(persona);
        await visitor.Arrive("*/velkommen?*");
        await Expect(visitor.Heading).ToBeVisibleAsync();
        await visitor.ReadNotice();

        await visitor.Arrive(world.Portal + "/overblik");
        foreach (var healthy in new[] { "udbetaling-danmark", "skatteforvaltningen", "uddannelse" }) await Expect(visitor.Source(healthy)).ToHaveClassAsync(new Regex("ov-ok"));
        // The slow one has arrived late; the one that is down says so and where to turn.
        await Expect(visitor.Source("kommunen")).ToHaveClassAsync(new Regex("ov-ok"));
        await Expect(visitor.Source("hospitalet")).ToHaveClassAsync(new Regex("ov-failed"));
        await Expect(visitor.Source("hospitalet").Locator("a[href^='https://']")).ToBeVisibleAsync();
        await Expect(page.Locator("[slot=now] .ov-missing")).ToContainTextAsync("Regionens hospital");
        await Expect(page.Locator("[slot=now] li").First).ToBeVisibleAsync();
        await Expect(page.Locator(".ov-waiting:visible")).ToHaveCountAsync(0);

        await visitor.OpenCase();
        await Expect(page.Locator("ol.ov-timeline > li").First).ToBeVisibleAsync();
        await Expect(page.Locator("ol.ov-timeline > li[aria-current=step]")).ToHaveCountAsync(1);
        var title = await visitor.Heading.InnerTextAsync();

        await visitor.SignOut();
        await visitor.Arrive(world.Portal + "/logget-ud");
        await page.GoBackAsync();
        await Expect(page.GetByText(title)).ToHaveCountAsync(0);
        await Expect(page.Locator("ol.ov-timeline")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.Locator("ol.ov-timeline")).ToHaveCountAsync(0);
        await visitor.Go("/overblik");
        Assert.StartsWith(world.SignIn, page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_notice_is_shown_once(bool scripts)
    {
        Worlds.NeedBrowser();
        var persona = scripts ? "noah-lind" : "freja-dam";
        await using (var first = await Visitor(await Shared.Usual, scripts)) await first.SignIn(persona);
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.ToSignIn();
        await visitor.Choose(persona);
        await visitor.Arrive(visitor.World.Portal + "/overblik");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_list_of_cases_leads_to_a_case_too(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.SignIn("karen-mose");
        await visitor.Page.Locator("a[href='/sager']:visible").First.ClickAsync();
        await visitor.Arrive("*/sager");
        await visitor.Page.Locator("main a[href^='/sager/']").First.ClickAsync();
        await Expect(visitor.Page.Locator("ol.ov-timeline > li").First).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signing_out_in_one_tab_signs_out_the_other(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.SignIn("peter-norgaard");
        var other = await visitor.Context.NewPageAsync();
        await other.GotoAsync(visitor.World.Portal + "/sager");
        await Expect(other.Locator("main h1")).ToHaveTextAsync("Mine sager");
        await visitor.SignOut();
        await visitor.Arrive("*/logget-ud");
        await other.ReloadAsync();
        await Expect(other.GetByText("Mine sager")).ToHaveCountAsync(0);
        Assert.StartsWith(visitor.World.SignIn, other.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetching_again_shows_the_overview_anew(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.SignIn("birthe-lund");
        await visitor.Refresh("GET");
        await Expect(visitor.Source("kommunen")).ToHaveClassAsync(new Regex("ov-ok"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_person_with_nothing_anywhere_is_told_so(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.SignIn("anna-lykke");
        await Expect(visitor.Page.Locator("[slot=case].ov-empty")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("[slot=now]")).ToContainTextAsync("Regionens hospital");
    }
}
