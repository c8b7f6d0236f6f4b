using System.Text.Json.Nodes;
using Overblik.LogFormat;
using Overblik.Unit.Tests;
using static Microsoft.Playwright.Assertions;

namespace Overblik.EndToEnd.Tests;

/// <summary>Who looked at my data: the browser itself finds that the list is whole, and that one that was changed is not.</summary>
public sealed class AccessLogTests(Worlds worlds) : Visits(worlds)
{
    [Fact]
    public async Task The_browser_finds_a_right_list_right_and_what_was_changed_on_the_way_wrong()
    {
        Worlds.NeedBrowser();
        var world = await Shared.Usual;
        await using var visitor = await Visitor(world);
        var page = visitor.Page;
        await visitor.SignIn("karen-mose");
        await visitor.Go("/hvem-har-set?egne=true");
        await Expect(page.Locator("main")).ToContainTextAsync("Dig selv");
        await page.Locator("a[href='/hvem-har-set/kontrol']").ClickAsync();
        var status = page.Locator("[data-log-status]");
        var found = page.Locator("[data-log-check] .ov-findings > li");
        await page.Locator("[data-log-check] button").ClickAsync();
        await Expect(status).ToContainTextAsync("Det, der kunne kontrolleres, er i orden");
        // No witness is named here: what cannot be checked is not said to be right.
        await Expect(page.Locator("[data-log-check] [data-part=witnesses]")).ToHaveAttributeAsync("data-holds", "null");
        await page.Locator("[data-log-proved] summary").ClickAsync();
        await Expect(page.Locator("[data-log-proved] tbody tr").First).ToContainTextAsync("own-insight");
        await Expect(found.First).ToContainTextAsync("Loggen har underskrevet");
        await Expect(page.Locator("[data-log-check] [data-part=chain]")).ToHaveAttributeAsync("data-holds", "true");

        foreach (var (part, change) in new (string Part, Action<JsonNode> Change)[]
        {
            ("signature", proof => proof["checkpoint"] = ((string)proof["checkpoint"]!).Replace("\n\n", "0\n\n", StringComparison.Ordinal)),
            ("entries", proof => First(proof)["leaf"] = (long)First(proof)["leaf"]! + 1),
            ("entries", proof => First(proof)["leaf"] = (long)First(proof)["leaf"]! + 0.5),
            ("entries", proof => First(proof)["inclusion"] = null),
            ("entries", proof => First(proof)["kind"] = 5),
            ("signature", proof => proof["keys"]![0] = ((string)proof["keys"]![0]!).Replace("+", "+0", StringComparison.Ordinal)),
            ("words", proof => First(proof)["nonce"] = Convert.ToBase64String(new byte[32])),
            ("words", proof => First(proof)["nonce"] = Convert.ToBase64String([.. Convert.FromBase64String((string)First(proof)["nonce"]!), 0])),
            ("words", proof => proof["chains"]![0]!["person"] = Guid.NewGuid().ToString()),
            ("chain", proof => proof["chains"]![0]!["count"] = 99),
            ("chain", proof => proof["chains"]![0]!["entries"]!.AsArray().RemoveAt(1)),
        })
        {
            await page.RouteAsync("**/kontrol?handler=Proof", async route =>
            {
                var answer = await route.FetchAsync();
                var proof = JsonNode.Parse(await answer.TextAsync())!;
                change(proof);
                await route.FulfillAsync(new() { Response = answer, Body = proof.ToJsonString() });
            });
            await page.Locator("[data-log-check] button").ClickAsync();
            await Expect(status).ToContainTextAsync("Noget er galt");
            await Expect(page.Locator($"[data-log-check] [data-part={part}]")).ToHaveAttributeAsync("data-holds", "false");
            await page.UnrouteAsync("**/kontrol?handler=Proof");
        }
    }

    [Fact]
    public async Task The_browser_finds_that_both_witnesses_have_seen_the_log_and_when_one_of_them_has_not()
    {
        Worlds.NeedBrowser();
        var world = await Shared.Telling;
        await using var visitor = await Visitor(world);
        var page = visitor.Page;
        await visitor.SignIn("mette-holm");
        await visitor.Go("/hvem-har-set/kontrol");
        await Check("true");
        await Expect(page.Locator("[data-log-status]")).Not.ToContainTextAsync("Noget er galt");
        await Expect(page.Locator("[data-log-check] [data-part=witnesses]")).ToContainTextAsync("der har set den samme log: 2.");
        var proof = JsonNode.Parse(await (await visitor.Context.APIRequest.GetAsync(world.Portal + "/hvem-har-set/kontrol?handler=Proof")).TextAsync())!;
        var lines = ((string)proof["checkpoint"]!).Split('\n');
        foreach (var witness in new[] { "— witness.example/one ", "— witness.example/two " })
        {
            var (at, line) = Assert.Single(lines.Index(), it => it.Item.StartsWith(witness, StringComparison.Ordinal));
            // A character of the signature itself, behind the id of the key and the time.
            foreach (var changed in new IEnumerable<string>[] { lines.Where(it => it != line), lines.Select((it, i) => i == at ? line[..^20] + (line[^20] == 'A' ? 'B' : 'A') + line[^19..] : it) })
            {
                proof["checkpoint"] = string.Join('\n', changed);
                await page.RouteAsync("**/kontrol?handler=Proof", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = proof.ToJsonString() }));
                await Check("false");
                await Expect(page.Locator("[data-log-status]")).ToContainTextAsync("Noget er galt");
                await page.UnrouteAsync("**/kontrol?handler=Proof");
            }
        }

        async Task Check(string holds)
        {
            await page.Locator("[data-log-check] button").ClickAsync();
            // Until then the page may still show what it found before.
            await Expect(page.Locator("[data-log-check] button")).ToBeEnabledAsync();
            await Expect(page.Locator("[data-log-check] [data-part=signature]")).ToHaveAttributeAsync("data-holds", "true");
            await Expect(page.Locator("[data-log-check] [data-part=witnesses]")).ToHaveAttributeAsync("data-holds", holds);
        }
    }

    [Fact]
    public async Task The_browser_finds_by_the_index_over_all_persons_that_the_newest_entry_is_not_held_back()
    {
        Worlds.NeedBrowser();
        var world = await Shared.Usual;
        await using var visitor = await Visitor(world);
        var page = visitor.Page;
        await visitor.SignIn("karen-mose");
        // The index is made each minute.
        JsonNode proof;
        for (var i = 0; (proof = await Proof())["index"] is null && i < 120; i++) await Task.Delay(1000);
        await visitor.Go("/hvem-har-set/kontrol");
        await Check("true", _ => { });
        await Check("false", changed => changed["chains"]![0]!["indexed"]!["count"] = (long)changed["chains"]![0]!["indexed"]!["count"]! + 1);
        await Check("false", changed => changed["chains"]![0]!["indexed"]!["from"] = 2);
        await Check("false", changed => changed["index"]!["people"] = 1);

        async Task<JsonNode> Proof() => JsonNode.Parse(await (await visitor.Context.APIRequest.GetAsync(world.Portal + "/hvem-har-set/kontrol?handler=Proof")).TextAsync())!;

        async Task Check(string holds, Action<JsonNode> change)
        {
            var changed = proof.DeepClone();
            change(changed);
            await page.RouteAsync("**/kontrol?handler=Proof", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = changed.ToJsonString() }));
            await page.Locator("[data-log-check] button").ClickAsync();
            await Expect(page.Locator("[data-log-status]")).ToContainTextAsync(holds == "true" ? "Det, der kunne kontrolleres, er i orden" : "Noget er galt");
            await Expect(page.Locator("[data-log-check] [data-part=index]")).ToHaveAttributeAsync("data-holds", holds);
            if (holds == "true") await Expect(page.Locator("[data-log-check] [data-part=kept]")).ToHaveAttributeAsync("data-holds", "true");
            await page.UnrouteAsync("**/kontrol?handler=Proof");
        }
    }

    [Fact]
    public async Task The_browser_finds_whether_what_was_kept_back_is_what_was_written_down_then()
    {
        Worlds.NeedBrowser();
        var world = await Shared.Usual;
        await using var visitor = await Visitor(world);
        await visitor.SignIn("karen-mose");
        await visitor.Go("/hvem-har-set/kontrol");
        var button = visitor.Page.Locator("[data-log-check] button");
        var found = visitor.Page.Locator("[data-log-check] [data-part=disclosed]");
        foreach (var (right, proof) in new[]
        {
            (true, await DisclosedProof.Make()),
            (false, await DisclosedProof.Make(said => said with { Case = "26-18" })),
            (false, await DisclosedProof.Make(said => said with { Until = null })),
            (false, await DisclosedProof.Make(said => said with { Of = 2 })),
            (false, await DisclosedProof.Make(about: Guid.NewGuid())),
            (false, await DisclosedProof.Make(then: LeafKind.Correction)),
            (false, await DisclosedProof.Make(now: LeafKind.Access)),
            (false, await DisclosedProof.Make(proved: false)),
        })
        {
            await visitor.Page.RouteAsync("**/kontrol?handler=Proof", route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", BodyBytes = proof.ToBytes() }));
            await button.ClickAsync();
            // Until then the page may still show what it found before.
            await Expect(button).ToBeEnabledAsync();
            await Expect(found).ToHaveAttributeAsync("data-holds", right ? "true" : "false");
            await Expect(visitor.Page.Locator("[data-log-check] [data-holds=false]")).ToHaveCountAsync(right ? 0 : 1);
            await visitor.Page.UnrouteAsync("**/kontrol?handler=Proof");
        }
    }

    [Fact]
    public async Task Without_scripts_the_server_says_what_it_found_and_that_it_is_its_own_word()
    {
        Worlds.NeedBrowser();
        var world = await Shared.Usual;
        await using var visitor = await Visitor(world, scripts: false);
        await visitor.SignIn("henrik-skov");
        await visitor.Go("/hvem-har-set/kontrol");
        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("Det er dens eget ord");
        await Expect(visitor.Page.Locator("[data-log-check]")).ToBeHiddenAsync();
        await Expect(visitor.Page.Locator("a[href='/hvem-har-set/kontrol?handler=Proof']")).ToBeVisibleAsync();
        await visitor.Go("/hvem-har-set/kilder");
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Hvem melder opslag");
    }

    [Theory]
    [InlineData(true, "karen-mose")]
    [InlineData(false, "peter-norgaard")]
    public async Task Somebody_asks_from_a_line_the_authority_takes_its_time_and_then_answers(bool scripts, string persona)
    {
        Worlds.NeedBrowser();
        var world = await Shared.Telling;
        await using var visitor = await Visitor(world, scripts);
        var page = visitor.Page;
        await visitor.SignIn(persona);
        // What the authorities have told comes a moment after the start.
        for (var i = 0; i == 0 || (i < 60 && await page.Locator("a[href^='/hvem-har-set/spoerg/']").CountAsync() == 0); i++)
        {
            if (i > 0) await Task.Delay(1000);
            await visitor.Go("/hvem-har-set?myndighed=kommunen");
        }
        await visitor.Go((await page.Locator("a[href^='/hvem-har-set/spoerg/']").First.GetAttributeAsync("href"))!);
        await page.Locator("main form button").ClickAsync();
        await Expect(page.Locator("[data-module=error-summary]")).ToContainTextAsync("Skriv, hvad du vil vide.");
        await page.Locator("textarea").FillAsync("Hvorfor så I mine oplysninger?");
        await page.Locator("main form button").ClickAsync();
        await visitor.Arrive("*/hvem-har-set/spoergsmaal");
        await Expect(page.Locator(".ov-question")).ToContainTextAsync("Hvorfor så I mine oplysninger?");

        await using var employee = await Visitor(world, scripts);
        await employee.SignInStaff("viggo-dam", "/myndighed/spoergsmaal");
        var place = (await page.Locator(".ov-question h2").GetAttributeAsync("id"))![1..];
        await employee.Page.Locator($"main table a[href$='/{place}']").ClickAsync();
        await Expect(employee.Page.Locator("main")).ToContainTextAsync("Hvorfor så I mine oplysninger?");
        await employee.Page.Locator("form[action$='handler=Postpone'] textarea").FillAsync("Vi venter på svar fra en anden afdeling.");
        await employee.Page.Locator("form[action$='handler=Postpone'] button").ClickAsync();
        await Expect(employee.Page.Locator("form[action$='handler=Postpone']")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.Locator(".ov-question")).ToContainTextAsync("Vi venter på svar fra en anden afdeling.");
        await visitor.Go("/kalender");
        await Expect(page.Locator("[slot=dates] .ov-title").Filter(new() { HasText = "Svar på dit spørgsmål om et opslag" })).ToBeVisibleAsync();
        if (scripts) Assert.Empty(await AccessibilityTests.Violations(employee, "an answer that was postponed"));

        await employee.Page.Locator("main form textarea").FillAsync("En sagsbehandler så på din sag.");
        await employee.Page.Locator("main form button").ClickAsync();
        await Expect(employee.Page.Locator("main form")).ToHaveCountAsync(0);
        await visitor.Go("/hvem-har-set/spoergsmaal");
        await Expect(page.Locator(".ov-question")).ToContainTextAsync("En sagsbehandler så på din sag.");
        if (scripts) Assert.Empty(await AccessibilityTests.Violations(visitor, "a question that was answered"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mother_sees_who_looked_at_her_child_lets_a_helper_see_her_own_list_and_sees_that_both_did(bool scripts)
    {
        Worlds.NeedBrowser();
        var world = await Shared.Telling;
        await using var visitor = await Visitor(world, scripts);
        var page = visitor.Page;
        await visitor.SignIn("karen-mose");
        await visitor.Go("/hvem-har-set");
        await page.Locator("main a[href='/hvem-har-set/boern']").ClickAsync();
        await Expect(page.Locator("main li")).ToHaveCountAsync(2);
        await page.Locator("main li a").ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Hvem har set oplysninger om Ida?");
        // What the authorities have told comes a moment after the start.
        for (var i = 0; i < 60 && await page.Locator("[data-entry]").CountAsync() == 0; i++)
        {
            await Task.Delay(1000);
            await page.ReloadAsync();
        }
        await Expect(page.Locator(".ov-log")).ToContainTextAsync("Din kommune");
        await Expect(page.Locator(".ov-log")).Not.ToContainTextAsync("Hjælp til et barn");
        await NarrowAndAccessible(visitor, "a child's list");

        await visitor.Go("/hvem-har-set");
        await page.Locator("main a[href='/hvem-har-set/deling']").ClickAsync();
        await page.Locator("select").SelectOptionAsync("kommunen");
        await page.Locator("form[action$='handler=Share'] button").ClickAsync();
        var link = new Uri((await page.Locator(".ov-share a").First.GetAttributeAsync("href"))!).AbsolutePath;
        await NarrowAndAccessible(visitor, "a list of shares");

        await using var helper = await Visitor(world, scripts);
        await helper.SignIn("ole-brandt");
        await helper.Go(link);
        await helper.Page.Locator("main form button").ClickAsync();
        await Expect(helper.Page.Locator("h1")).ToHaveTextAsync("Hvem har set oplysninger om Karen Mose?");
        await Expect(helper.Page.Locator(".ov-log")).ToContainTextAsync("Din kommune");
        await Expect(helper.Page.Locator(".ov-log")).Not.ToContainTextAsync("Udbetaling Danmark");
        await NarrowAndAccessible(helper, "a shared list of look-ups");

        await visitor.Go("/hvem-har-set");
        await Expect(page.Locator(".ov-log")).ToContainTextAsync("En, du har delt med");
        await visitor.Go("/hvem-har-set/deling");
        await page.Locator(".ov-share button").ClickAsync();
        await helper.Page.ReloadAsync();
        await Expect(helper.Page.Locator(".ov-log")).ToHaveCountAsync(0);
        await using var child = await Visitor(world, scripts);
        await child.SignIn("ida-mose");
        await child.Go("/hvem-har-set");
        await Expect(child.Page.Locator(".ov-log")).ToContainTextAsync("En, der har forældremyndigheden over dig");
        await Expect(child.Page.Locator(".ov-log")).ToContainTextAsync("Hjælp til et barn eller en ung");

        async Task NarrowAndAccessible(Visitor who, string what)
        {
            await who.Page.SetViewportSizeAsync(320, 800);
            Assert.Equal(320, await who.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            if (scripts) Assert.Empty(await AccessibilityTests.Violations(who, what));
        }
    }

    private static JsonNode First(JsonNode proof) => proof["chains"]![0]!["entries"]![0]!;
}
