using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

/// <summary>Reminders are chosen, and an address is verified with what came there.</summary>
public sealed partial class ReminderTests(Worlds worlds) : Visits(worlds)
{
    [Theory]
    [InlineData(true, "henrik-skov")]
    [InlineData(false, "erik-dahl")]
    public async Task A_citizen_chooses_reminders_shows_that_an_address_is_theirs_and_stops_again(bool scripts, string persona)
    {
        Worlds.NeedBrowser();
        var world = await Shared.Usual;
        await using var visitor = await Visitor(world, scripts);
        var page = visitor.Page;
        var mine = $"{persona}@example.org";
        await visitor.SignIn(persona);
        await visitor.Go("/kalender");
        await page.Locator("a[href='/kalender/paamindelser']").ClickAsync();
        await page.Locator("form[action$='handler=Start'] button").ClickAsync();
        await visitor.Arrive("*/kalender/paamindelser/adresser");
        await page.Locator("#Email").FillAsync("ikke en adresse");
        await page.Locator("form[action$='handler=Email'] button").ClickAsync();
        await Expect(page.Locator("[data-module=error-summary]")).ToContainTextAsync("navn@eksempel.dk");
        await page.Locator("#Email").FillAsync(mine);
        await page.Locator("form[action$='handler=Email'] button").ClickAsync();
        await page.Locator("#Code").FillAsync(Code().Match(await Came(world, mine, "Din kode")).Groups[1].Value);
        await page.Locator("form[action$='handler=Code'] button").ClickAsync();
        await visitor.Arrive("*/kalender/paamindelser");
        await Expect(page.Locator("main")).ToContainTextAsync(mine);
        await Expect(page.Locator("input[name='Days[Deadline]']:checked")).ToHaveCountAsync(3);
        await Expect(page.Locator("input[name='Ways[Deadline]'][value=Email]")).ToBeCheckedAsync();

        await page.Locator("input[name='Days[Payment]'][value='1']").CheckAsync();
        await page.Locator("select[name=SendAt]").SelectOptionAsync("22:00");
        await page.Locator("form[action$='handler=Save'] button").ClickAsync();
        await Expect(page.Locator("[data-module=error-summary]")).ToContainTextAsync("uden for de timer");
        await Expect(page.Locator("input[name='Days[Payment]'][value='1']")).ToBeCheckedAsync();
        await page.Locator("select[name=SendAt]").SelectOptionAsync("17:00");
        await page.Locator("form[action$='handler=Save'] button").ClickAsync();
        await Expect(page.Locator("main .alert")).ToContainTextAsync("Dine valg er gemt");
        await page.Locator("form[action$='handler=Try'] button").ClickAsync();
        await Expect(page.Locator("main .alert")).ToContainTextAsync("Prøven er sendt");
        await Came(world, mine, "En prøve fra din kalender");

        await page.Locator("form[action$='handler=Stop'] button").ClickAsync();
        await Expect(page.Locator("form[action$='handler=Start'] button")).ToBeVisibleAsync();
        await visitor.Go("/kalender/paamindelser/adresser");
        await page.Locator("form[action$='handler=Remove'] button").ClickAsync();
        await Expect(page.Locator("main")).Not.ToContainTextAsync(mine);
    }

    [Fact]
    public async Task A_browser_takes_push_messages_and_one_that_does_not_says_so()
    {
        Worlds.NeedBrowser();
        var world = await Shared.Usual;
        await using var visitor = await Visitor(world);
        await visitor.Context.GrantPermissionsAsync(["notifications"]);
        // There is no push service to subscribe at here: what the browser would get from one is made up, as it would be.
        await visitor.Page.AddInitScriptAsync($$"""
            const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), c => c.charCodeAt(0)).buffer;
            PushManager.prototype.getSubscription = async () => null;
            PushManager.prototype.subscribe = async options => ({ endpoint: '{{world.Inbox}}/push/browser', options, toJSON: () => ({ endpoint: '{{world.Inbox}}/push/browser',
                keys: { p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4', auth: 'BTBZMqHH6r4Tts7J_aSIgg' } }) });
            """);
        await visitor.SignIn("freja-dam");
        await visitor.Go("/kalender/paamindelser/adresser");
        await visitor.Page.Locator("form[data-push-key] button").ClickAsync();
        await Expect(visitor.Page.Locator(".ov-addresses")).ToContainTextAsync("Besked på enheden");
        await visitor.Go("/kalender/paamindelser");
        await visitor.Page.Locator("form[action$='handler=Start'] button").ClickAsync();
        await visitor.Page.Locator("form[action$='handler=Try'] button").ClickAsync();
        await Came(world, "browser", null);
    }

    // The newest message there with this subject, waited for.
    private static async Task<string> Came(World world, string to, string? subject)
    {
        using var http = new HttpClient();
        for (var i = 0; i < 100; i++)
        {
            var all = JsonNode.Parse(await http.GetStringAsync(new Uri(world.Inbox + "/api/messages")))!.AsArray();
            if (all.FirstOrDefault(message => message!["to"]!.AsArray().Any(address => (string)address! == to) && (string?)message["subject"] == subject) is { } found) return (string?)found["text"] ?? "";
            await Task.Delay(100);
        }
        throw new InvalidOperationException("The message did not come.");
    }

    [GeneratedRegex("Din kode er ([0-9]{6})")]
    private static partial Regex Code();
}
