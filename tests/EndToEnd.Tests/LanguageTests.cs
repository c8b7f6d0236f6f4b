using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

public sealed class LanguageTests(Worlds worlds) : Visits(worlds)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_language_is_switched_in_place_and_remembered(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.Go("/privatliv");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "da");
        await Switch(visitor, "en");
        Assert.EndsWith("/privatliv", visitor.Page.Url, StringComparison.Ordinal);
        // The sign-in is asked for in the same language, and it holds afterwards.
        await visitor.ToSignIn();
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await visitor.ComeInAs("ole-brandt");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(visitor.Source("hospitalet")).ToContainTextAsync("The regional hospital");
        await Switch(visitor, "da");
        await Expect(visitor.Source("hospitalet")).ToContainTextAsync("Regionens hospital");
    }

    [Fact]
    public async Task A_browser_that_asks_for_English_gets_English()
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, change: it => it.Locale = "en-GB");
        await visitor.Go("/");
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
    }

    private static async Task Switch(Visitor visitor, string to)
    {
        await visitor.Page.Locator($"a[href^='/sprog/{to}']:visible").First.ClickAsync();
        await Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", to);
    }
}
