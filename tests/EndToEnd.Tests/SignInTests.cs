using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

/// <summary>Sign-ins that lead nowhere end on a page that says why and what to do.</summary>
public sealed class SignInTests(Worlds worlds) : Visits(worlds)
{
    public static TheoryData<string, string, bool> Refused => new()
    {
        { "lukas-vinter", "niveau", true }, { "lukas-vinter", "niveau", false }, { "elena-marchetti", "uden-cpr", true }, { "elena-marchetti", "uden-cpr", false },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Who_may_not_come_in_is_told_what_to_do(string persona, string reason, bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.ToSignIn();
        await visitor.Choose(persona);
        await visitor.Arrive($"*/log-ind/{reason}");
        await SaysWhatToDo(visitor);
        // And is not in.
        await visitor.Go("/overblik");
        Assert.StartsWith(visitor.World.SignIn, visitor.Page.Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_cancels_can_try_again(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.ToSignIn();
        await visitor.Page.Locator("button[name=cancel]").ClickAsync();
        await visitor.Arrive("*/log-ind/afbrudt");
        await SaysWhatToDo(visitor);
        await visitor.Page.Locator("main a[href^='/log-ind']").ClickAsync();
        await visitor.Arrive(visitor.World.SignIn + "/*");
    }

    private static async Task SaysWhatToDo(Visitor visitor)
    {
        await Expect(visitor.Heading).ToBeVisibleAsync();
        Assert.True(await visitor.Page.Locator("main p").CountAsync() >= 2, "The page says why, and what to do.");
        await Expect(visitor.Page.Locator("main a[href^='/log-ind']")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("main a[href='/']")).ToBeVisibleAsync();
    }
}
