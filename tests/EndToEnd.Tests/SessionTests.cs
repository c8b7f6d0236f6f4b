using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

/// <summary>The end of a session, before and after.</summary>
public sealed class SessionTests(Worlds worlds) : Visits(worlds)
{
    [Fact]
    public async Task The_warning_opens_and_its_button_keeps_the_person_signed_in()
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Brief);
        var page = visitor.Page;
        // The page's clock stands still while the person signs in, however long that takes, and while the test looks.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await page.Clock.InstallAsync(new() { TimeDate = now });
        await page.Clock.PauseAtAsync(now.AddSeconds(1));
        await visitor.SignIn("mette-holm");
        var dialog = page.Locator("dialog#session-warning");
        await Expect(dialog).ToBeHiddenAsync();
        await page.Clock.FastForwardAsync("00:45");
        await Expect(dialog).ToBeVisibleAsync();
        await Expect(dialog).ToHaveAccessibleNameAsync(await page.Locator("#session-warning-title").InnerTextAsync());
        await page.EvaluateAsync("document.querySelectorAll('[data-session-text]').forEach(place => place.textContent = '')");
        await page.RunAndWaitForResponseAsync(
            () => dialog.GetByRole(AriaRole.Button, new() { Name = "Bliv logget ind" }).ClickAsync(),
            answer => answer.Request.Method == "POST" && answer.Url.EndsWith("/session", StringComparison.Ordinal) && answer.Status == 200);
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.Locator("footer [data-session-text]")).ToContainTextAsync("Du bliver logget ud kl.");
        Assert.EndsWith("/overblik", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_scripts_the_footer_leads_to_a_page_that_keeps_the_person_signed_in()
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts: false);
        await visitor.SignIn("thomas-winther");
        await visitor.Page.Locator("footer a[href^='/session']").ClickAsync();
        await visitor.Arrive("*/session?*");
        await visitor.Page.Locator("main form button").ClickAsync();
        await visitor.Arrive("*/overblik");
    }

    [Fact]
    public async Task When_the_time_is_up_the_page_leaves_for_the_signed_out_page()
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual);
        await visitor.Page.Clock.InstallAsync(new() { TimeDate = TimeProvider.System.GetUtcNow().UtcDateTime });
        await visitor.SignIn("camilla-juhl");
        // The server's session is over too: without its cookie it is nobody's.
        await visitor.Page.Context.ClearCookiesAsync();
        await visitor.Page.Clock.FastForwardAsync("25:00");
        await visitor.Arrive("*/logget-ud?grund=tid*");
        await Expect(visitor.Page.GetByText("Overblik").First).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("main [slot]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_tab_whose_time_is_up_while_the_session_lives_on_stays_signed_in()
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual);
        await visitor.Page.Clock.InstallAsync(new() { TimeDate = TimeProvider.System.GetUtcNow().UtcDateTime });
        await visitor.SignIn("camilla-juhl");
        var asked = visitor.Page.WaitForRequestAsync(request => request.Url.Contains("/logget-ud?grund=tid", StringComparison.Ordinal));
        await visitor.Page.Clock.FastForwardAsync("25:00");
        await asked;
        await visitor.Arrive("*/overblik");
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Mit overblik");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_survives_a_restart_of_the_portal(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var world = await World.Start([], []);
        await using var visitor = await Visitor(world, scripts);
        await visitor.SignIn("inger-toft");
        await world.RestartPortal();
        await visitor.Go("/overblik");
        Assert.Equal(world.Portal + "/overblik", visitor.Page.Url);
        await Expect(visitor.Source("kommunen")).ToBeVisibleAsync();
        // A form of a page from before the restart still counts.
        await world.RestartPortal();
        await visitor.SignOut();
        await visitor.Arrive("*/logget-ud");
    }
}
