using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Overblik.EndToEnd.Tests;

/// <summary>axe finds nothing against WCAG 2.2 A and AA, nor against its own best practice, on any page.</summary>
public sealed class AccessibilityTests(Worlds worlds) : Visits(worlds)
{
    private static readonly AxeRunOptions Rules = new()
    {
        RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
        ResultTypes = [ResultType.Violations],
    };

    /// <summary>The rules that ask for colours: what a dark page can break that the same page in light colours does not.</summary>
    private static readonly AxeRunOptions ColourRules = new() { RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block"), ResultTypes = [ResultType.Violations] };

    /// <summary>
    /// Where the page is looked at without its scripts, they are served empty: axe itself needs a browser that runs them. In English, whose pages have other words in the same
    /// elements, the main ones are looked at; in Danish with scripts each page in dark colours too.
    /// </summary>
    [Theory]
    [InlineData("da", true)]
    [InlineData("en", true)]
    [InlineData("da", false)]
    [InlineData("en", false)]
    public async Task The_pages_are_accessible(string language, bool scripts) => await Walk(language, scripts, everything: language == "da", null);

    [Fact]
    public async Task Dark_is_for_the_screen_and_not_for_paper()
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, change: it => it.ColorScheme = ColorScheme.Dark);
        await visitor.Go("/");
        Assert.True(await Ink() > 200);
        await visitor.Page.EmulateMediaAsync(new() { Media = Media.Print });
        Assert.True(await Ink() < 50);

        Task<int> Ink() => visitor.Page.EvaluateAsync<int>("+getComputedStyle(document.querySelector('main h1')).color.match(/[0-9]+/)[0]");
    }

    [Theory]
    [InlineData("phone")]
    [InlineData("forced colours")]
    [InlineData("reduced motion")]
    public async Task The_main_pages_are_accessible_as_people_have_set_their_machines(string setting) => await Walk("da", true, everything: false, it =>
    {
        if (setting == "phone") it.ViewportSize = new() { Width = 360, Height = 800 };
        if (setting == "forced colours") it.ForcedColors = ForcedColors.Active;
        if (setting == "reduced motion") it.ReducedMotion = ReducedMotion.Reduce;
    });

    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task The_pages_of_an_authoritys_employee_are_accessible(int width, ColorScheme colours)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, change: it => (it.ViewportSize, it.ColorScheme) = (new() { Width = width, Height = 900 }, colours));
        visitor.OwnDoing = "Applying inline style";
        await visitor.SignInStaff("signe-bruun");
        var found = new List<string>();
        foreach (var path in new[] { "", "/kommunen/afvist", "/kommunen/visning", "/kommunen/boelger", "/kommunen/forhaandsvisning" })
        {
            await visitor.Go("/myndighed" + path);
            found.AddRange(await Violations(visitor, path, colours == ColorScheme.Dark ? ColourRules : Rules));
            Assert.True(await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), path + " is wider than the window");
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    internal static Task<IEnumerable<string>> Violations(Visitor visitor, string page) => Violations(visitor, page, Rules);

    private static async Task<IEnumerable<string>> Violations(Visitor visitor, string page, AxeRunOptions rules)
    {
        var result = await visitor.Page.RunAxe(rules);
        return result.Violations.SelectMany(it => it.Nodes.Select(node => $"{page}: {it.Id} ({it.Help}): {node.Target} {node.Html[..Math.Min(200, node.Html.Length)]}"));
    }

    private async Task Walk(string language, bool scripts, bool everything, Action<BrowserNewContextOptions>? change)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, change: it =>
        {
            it.Locale = language == "da" ? "da-DK" : "en-GB";
            change?.Invoke(it);
        });
        // axe measures colours in shadow trees with a style of its own, which the content policy refuses; the other tests watch for ours.
        visitor.OwnDoing = "Applying inline style";
        if (!scripts) await visitor.Context.RouteAsync("**/*.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = "" }));
        var found = new List<string>();
        string[] main = ["/velkommen", "/sager", "/kalender", "/kalender/maaned", "/mine-oplysninger", "/soeg", "/indstillinger", "/livssituationer", "/livssituationer/flytning", "/livssituationer/flytning/spoerg/moved", "/logget-ud"];
        string[] others = ["/livssituationer/flytning/gemt", "/livssituationer/kilder", "/hvem-har-set?egne=true", "/hvem-har-set/kontrol", "/hvem-har-set/spoergsmaal", "/hvem-har-set/besked", "/hvem-har-set/deling", "/hvem-har-set/boern", "/hvem-har-set/kilder", "/hvem-har-set/formaal", "/kalender/naeste", "/kalender/nyt", "/kalender/ny", "/kalender/paamindelser", "/kalender/paamindelser/adresser", "/kalender/paamindelser/sendt", "/kalender?tidligere=true", "/ydelser", "/gaeld", "/aftaler?status=aabne", "/beskeder", "/beviser", "/eksport", "/hjaelp", "/kontakt", "/om", "/was", "/session", "/log-ud", "/privatliv", "/daekning", "/sager/hospitalet/abc", "/logget-ud?grund=tid", "/logget-ud?grund=broker",
            "/log-ind/niveau", "/log-ind/uden-cpr", "/log-ind/to-personer", "/log-ind/ingen-rolle", "/log-ind/afbrudt", "/log-ind/fejl", "/findes-ikke", "/fejl/500", "/fejl/403"];
        await EveryPage(visitor, everything ? [.. main, .. others] : main, Look);
        Assert.True(found.Count == 0, string.Join('\n', found));

        async Task Look(string page)
        {
            Assert.Equal(language, await visitor.Page.Locator("html").GetAttributeAsync("lang"));
            found.AddRange(await Violations(visitor, page, Rules));
            if (!everything || language != "da" || !scripts) return;
            // At once: a colour on its way is neither.
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark, ReducedMotion = ReducedMotion.Reduce });
            var dark = (await Violations(visitor, page + " in dark colours", ColourRules)).ToList();
            if (dark.Count > 0)
            {
                // A machine that is busy may not have painted all of it yet; what is wrong stays wrong.
                await visitor.Page.WaitForTimeoutAsync(1000);
                dark = [.. await Violations(visitor, page + " in dark colours", ColourRules)];
            }
            found.AddRange(dark);
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light, ReducedMotion = ReducedMotion.NoPreference });
        }
    }
}
