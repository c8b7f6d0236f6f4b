namespace Overblik.EndToEnd.Tests;

public sealed class SizeTests(Worlds worlds) : Visits(worlds)
{
    // 640 at twice the pixels is a window of 1280 at 200 %; 320 is one of 1280 at 400 % (WCAG 1.4.10).
    [Theory]
    [InlineData(320, 1, true)]
    [InlineData(320, 1, false)]
    [InlineData(360, 3, true)]
    [InlineData(640, 2, true)]
    public async Task No_page_scrolls_sideways(int width, float scale, bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts, it => (it.ViewportSize, it.DeviceScaleFactor) = (new() { Width = width, Height = 800 }, scale));
        var page = visitor.Page;
        var wide = new List<string>();
        var @case = await EveryPage(visitor, ["/velkommen", "/sager", "/kalender", "/kalender/maaned", "/kalender/ny", "/kalender/paamindelser", "/kalender/paamindelser/adresser", "/hvem-har-set", "/hvem-har-set/kontrol", "/hvem-har-set/spoergsmaal", "/hvem-har-set/besked", "/hvem-har-set/deling", "/hvem-har-set/boern", "/hvem-har-set/kilder", "/hvem-har-set/formaal", "/livssituationer", "/livssituationer/flytning", "/livssituationer/flytning/spoerg/moved", "/livssituationer/flytning/gemt", "/livssituationer/kilder", "/session", "/privatliv", "/log-ind/fejl", "/findes-ikke"], Look);
        await visitor.Go(@case);
        if (!await page.Locator("form[action='/log-ud'] button:visible").First.IsVisibleAsync()) await page.Locator("summary:visible, .button-menu-open:visible").First.ClickAsync();
        await page.Locator("form[action='/log-ud'] button:visible").First.ClickAsync();
        await visitor.Arrive("*/logget-ud");
        await Look("signed out");
        Assert.Empty(wide);

        async Task Look(string what)
        {
            var width = await page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
            if (width[0] > width[1]) wide.Add($"{what}: {width[0]} in {width[1]}");
        }
    }
}
