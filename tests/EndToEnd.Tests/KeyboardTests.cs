using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

public sealed class KeyboardTests(Worlds worlds) : Visits(worlds)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_skip_link_is_reached_first_and_leads_to_the_content(bool scripts)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, scripts);
        await visitor.Go("/privatliv");
        await visitor.Page.Keyboard.PressAsync("Tab");
        var skip = visitor.Page.Locator("a[href='#main']");
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.Locator("main#main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task From_the_start_page_to_a_case_and_out_by_keyboard_alone()
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual);
        var (page, world) = (visitor.Page, visitor.World);
        await visitor.Go("/");
        await Press(page, page.Locator("main a[href^='/log-ind']"));
        await visitor.Arrive(world.SignIn + "/*");
        await Press(page, page.Locator("button[value=fatima-aydin]"));
        await visitor.Arrive("*/velkommen?*");
        await Press(page, page.Locator("main form[method=post] button"));
        await visitor.Arrive(world.Portal + "/overblik");
        await Press(page, page.Locator("[slot=case] a[href^='/sager/']").First);
        await visitor.Arrive(world.Portal + "/sager/*");
        await Expect(page.Locator("ol.ov-timeline")).ToBeVisibleAsync();
        await Press(page, page.Locator("form[action='/log-ud'] button").First);
        await visitor.Arrive("*/logget-ud");
    }

    [Theory]
    [InlineData(1280, false)]
    [InlineData(360, false)]
    [InlineData(1280, true)]
    public async Task Everything_that_can_have_the_focus_shows_it(int width, bool forcedColours)
    {
        Worlds.NeedBrowser();
        await using var visitor = await Visitor(await Shared.Usual, change: it =>
        {
            it.ViewportSize = new() { Width = width, Height = 900 };
            if (forcedColours) it.ForcedColors = ForcedColors.Active;
        });
        var hidden = new List<string>();
        await visitor.ToSignIn();
        hidden.AddRange(await WithoutVisibleFocus(visitor.Page));
        await visitor.SignIn("karen-mose");
        var @case = await visitor.OpenCase();
        foreach (var path in new[] { "/", "/overblik", @case, "/sager", "/privatliv", "/session", "/log-ud", "/logget-ud", "/findes-ikke" })
        {
            await visitor.Go(path);
            hidden.AddRange((await WithoutVisibleFocus(visitor.Page)).Select(it => $"{path}: {it}"));
        }
        Assert.Empty(hidden);
    }

    private static async Task Press(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var i = 0; i < 300; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (!await target.EvaluateAsync<bool>("it => it === document.activeElement")) continue;
            await page.Keyboard.PressAsync("Enter");
            return;
        }
        Assert.Fail("Tab does not reach " + target);
    }

    // Tab through the page until the focus has come round; an outline or a shadow, and the element within the window.
    private static async Task<List<string>> WithoutVisibleFocus(IPage page)
    {
        var found = new List<string>();
        await page.EvaluateAsync("document.querySelectorAll('[data-visited]').forEach(it => it.removeAttribute('data-visited'))");
        for (var i = 0; i < 300; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            var state = await page.EvaluateAsync<string>("""
                () => {
                  let it = document.activeElement;
                  while (it?.shadowRoot?.activeElement) it = it.shadowRoot.activeElement;
                  if (!it || it === document.body || it.hasAttribute('data-visited')) return 'round';
                  it.setAttribute('data-visited', '');
                  const style = getComputedStyle(it), box = it.getBoundingClientRect();
                  const outlined = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
                  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
                  return outlined && seen ? 'seen' : `${outlined ? 'outside the window' : 'no outline'}: ${it.outerHTML.slice(0, 160)}`;
                }
                """);
            if (state == "round") return i > 0 ? found : throw new InvalidOperationException("Nothing on the page takes the focus.");
            if (state != "seen") found.Add(state);
        }
        throw new InvalidOperationException("The focus does not come round.");
    }
}
