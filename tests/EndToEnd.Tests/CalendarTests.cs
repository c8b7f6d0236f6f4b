using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

/// <summary>The calendar, with scripts and without.</summary>
public sealed class CalendarTests(Worlds worlds) : Visits(worlds)
{
    private static readonly DateOnly Tomorrow = DateOnly.Parse(World.Today).AddDays(1);

    [Theory]
    [InlineData(true, "sofie-krogh")]
    [InlineData(false, "karen-mose")]
    public async Task A_citizen_sees_their_dates_writes_one_of_their_own_finds_it_in_the_month_and_deletes_it(bool scripts, string persona)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        var page = visitor.Page;
        await visitor.SignIn(persona);
        await page.Locator("a[href='/kalender']:visible").First.ClickAsync();
        await visitor.Arrive("*/kalender");
        await Expect(page.Locator("[slot=dates] .ov-list > li").First).ToBeVisibleAsync();
        await Expect(page.Locator(".ov-waiting:visible")).ToHaveCountAsync(0);
        // One authority is down: the page says whose dates are missing.
        await Expect(page.Locator("[slot=missing]")).ToContainTextAsync("Regionens hospital");
        var more = page.Locator("[slot=dates] details").First;
        await more.Locator("summary").ClickAsync();
        await Expect(more.Locator("a[download]")).ToBeVisibleAsync();

        await page.Locator("a[href='/kalender/ny']").ClickAsync();
        await visitor.Arrive("*/kalender/ny");
        await page.Locator("form.ov-narrow button[type=submit]").ClickAsync();
        await Expect(page.Locator("[data-module=error-summary]")).ToContainTextAsync("Skriv datoen.");
        await page.Locator("[name='Form.Title']").FillAsync("Ring til skolen");
        await page.Locator("[name='Form.Date']").FillAsync(Tomorrow.ToString("yyyy-MM-dd"));
        await page.Locator("form.ov-narrow button[type=submit]").ClickAsync();
        await visitor.Arrive("*/kalender");
        await page.Locator(".ov-views a[href='/kalender/naeste']").ClickAsync();
        await Expect(page.Locator("[slot=dates] .ov-title").Filter(new() { HasText = "Ring til skolen" })).ToBeVisibleAsync();

        await visitor.Go($"/kalender/maaned/{Tomorrow:yyyy-MM}");
        await page.Locator($"table.ov-month a[href='#d-{Tomorrow:yyyy-MM-dd}']").ClickAsync();
        await page.Locator("[slot=dates] .ov-title a").Filter(new() { HasText = "Ring til skolen" }).ClickAsync();
        await page.Locator("form[action$='handler=Delete'] button").ClickAsync();
        await visitor.Arrive("*/kalender");
        await Expect(page.Locator("[slot=dates] .ov-title").Filter(new() { HasText = "Ring til skolen" })).ToHaveCountAsync(0);
    }
}
