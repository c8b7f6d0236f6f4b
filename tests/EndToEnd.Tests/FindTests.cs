using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

/// <summary>What a citizen looks for in all that they have: a list narrowed, a benefit, a search, everything as a file, and what is kept of it.</summary>
public sealed class FindTests(Worlds worlds) : Visits(worlds)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_is_narrowed_a_benefit_opened_a_word_found_and_everything_taken_home(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        var page = visitor.Page;
        await visitor.SignIn("sofie-krogh");

        await page.Locator("main h2 a[href='/ydelser']").First.ClickAsync();
        await visitor.Arrive("*/ydelser");
        await page.Locator("details > summary").Filter(new() { HasText = "Vælg og sortér" }).ClickAsync();
        await page.Locator("select[name=vis]").SelectOptionAsync("benefit");
        await page.Locator("select[name=sorter]").SelectOptionAsync("titel");
        await page.Locator(".ov-choose button").ClickAsync();
        await visitor.Arrive("*/ydelser?*");
        Assert.Contains("vis=benefit", page.Url, StringComparison.Ordinal);
        await Expect(page.Locator("[slot=payment]")).ToHaveCountAsync(0);

        await page.Locator(".ov-list a[href^='/ydelser/udbetaling-danmark/']").First.ClickAsync();
        await Expect(page.Locator("figure svg rect").First).ToBeVisibleAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("kr.");

        await visitor.Go("/soeg");
        await page.Locator("input[name=q]").FillAsync("barsel");
        await page.Locator("form[role=search] button").ClickAsync();
        await Expect(page.Locator("[slot=count]")).ToContainTextAsync("Vi fandt");
        await Expect(page.Locator(".ov-list mark").First).ToHaveTextAsync("barsel", new() { IgnoreCase = true });
        Assert.DoesNotContain("barsel", page.Url, StringComparison.Ordinal);

        await visitor.Go("/eksport");
        await page.Locator("input[value=fil]").CheckAsync(new() { Force = true });
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("form[action='/eksport'] button").ClickAsync());
        await using (var file = await download.CreateReadStreamAsync())
            Assert.NotEmpty((await JsonDocument.ParseAsync(file, cancellationToken: TestContext.Current.CancellationToken)).RootElement.GetProperty("items").EnumerateArray());

        await visitor.Go("/mine-oplysninger");
        await page.Locator(".ov-registration summary").Filter(new() { HasText = "Er det forkert?" }).First.ClickAsync();
        await Expect(page.Locator(".ov-registration details[open]")).ToContainTextAsync("retter dem");

        await visitor.Go("/indstillinger");
        await Expect(page.Locator("main table")).ToContainTextAsync("i loggen");
        await page.Locator("input[name=Sure][type=checkbox]").CheckAsync(new() { Force = true });
        await page.Locator("form[action$='Delete'] button").ClickAsync();
        await visitor.Arrive("*/logget-ud?grund=slettet");
    }
}
