using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

/// <summary>An authority's employee: from the sign-in by a draft of what citizens see, to the preview of it with a person of the authority's test system.</summary>
public sealed class StaffTests(Worlds worlds) : Visits(worlds)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rule_is_drafted_and_seen_as_a_test_person_before_it_holds(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        var page = visitor.Page;
        await visitor.SignInStaff("lone-friis");
        await Expect(page.Locator("main h2")).ToHaveTextAsync(["Udbetaling Danmark"]);

        await page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Hvad borgerne ser" }).ClickAsync();
        await visitor.Arrive("*/myndighed/udbetaling-danmark/visning");
        await page.Locator("select[name='Form.Scheme']").SelectOptionAsync("FORM");
        await page.Locator("input[name='Form.Code']").FillAsync("25.10");
        await page.Locator("input[name='Form.Shown'][value=False]").CheckAsync(new() { Force = true });
        await page.Locator("form:has([name='Form.Code']) button").ClickAsync();
        await Expect(page.Locator("table").First).ToContainTextAsync("FORM 25.10");

        await page.Locator("main p a[href$='/forhaandsvisning']").ClickAsync();
        await visitor.Arrive("*/forhaandsvisning");
        async Task<string> See(string rules)
        {
            await page.Locator($"input[name=Rules][value={rules}]").CheckAsync(new() { Force = true });
            await page.Locator("main form button").ClickAsync();
            await Expect(page.Locator(".ov-preview h2")).ToBeVisibleAsync();
            await visitor.Loaded();
            return await page.Locator(".ov-preview").InnerTextAsync();
        }
        Assert.Contains("Ansøgning om boligstøtte", await See("released"), StringComparison.Ordinal);
        Assert.DoesNotContain("Ansøgning om boligstøtte", await See("draft"), StringComparison.Ordinal);

        await visitor.Go("/myndighed/udbetaling-danmark/visning");
        await page.Locator("form[action$='Discard'] button").ClickAsync();
        await Expect(page.Locator("form[action$='Discard']")).ToHaveCountAsync(0);
        await visitor.SignOut();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_keeps_the_portal_running_comes_to_what_was_given_up(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.SignInStaff("vera-lund", "/drift");
        await Expect(visitor.Page.Locator("main h1")).ToHaveTextAsync("Opgaver, der er opgivet");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("Intet er opgivet.");
        await Expect(visitor.Page.Locator("header nav a[href='/myndighed']")).ToHaveCountAsync(0);
        await visitor.SignOut();
    }
}
