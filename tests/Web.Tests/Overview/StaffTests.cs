using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Overview;

namespace Overblik.Web.Tests;

/// <summary>A portal of its own, for what an authority's employees change concerns every citizen.</summary>
public sealed class StaffPortal : IAsyncLifetime
{
    internal PortalHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Host = await PortalHost.Start($"--Overview:Sources:1:Stewards:0={PortalHost.Steward}", $"--Overview:Sources:2:Stewards:0={PortalHost.Steward}", "--Overview:CacheFor=01:00:00");

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>What an authority's employee can see and decide. A test of display rules has source A, one of waves source B, one of refusals source C.</summary>
public sealed class StaffTests(StaffPortal own) : IClassFixture<StaffPortal>
{
    private const string Rules = "/myndighed/" + PortalHost.A + "/visning", Waves = "/myndighed/" + PortalHost.B + "/boelger", Refused = "/myndighed/" + PortalHost.C + "/afvist", Preview = "/myndighed/" + PortalHost.A + "/forhaandsvisning";

    private readonly PortalHost portal = own.Host;

    [Fact]
    public async Task A_rule_holds_from_its_release_on_for_pages_that_were_fetched_before_too()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Coded("c1", "Byggesag", "02.34.02"), Coded("c2", "Skolesag", "17.01.04"));
        Assert.Contains("Byggesag", await Shown(person), StringComparison.Ordinal);

        using var staff = await portal.SignInStaff(name: "Rikke Prøve");
        await Draft(staff, ("Form.Code", "02"), ("Form.Shown", "False"));
        await Draft(staff, ("Form.Code", "17.01.04"), ("Form.Shown", "True"), ("Form.TitleDa", "Indskrivning i skole"), ("Form.TitleEn", "Enrolment in school"));
        Assert.Contains("Byggesag", await Shown(person), StringComparison.Ordinal);

        using (var released = await staff.Submit(await staff.Page(Rules), "form[action$='Release']")) Assert.Equal(Rules, released.Headers.Location!.ToString());
        var shown = await Shown(person);
        Assert.DoesNotContain("Byggesag", shown, StringComparison.Ordinal);
        Assert.Contains("Indskrivning i skole", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Skolesag", shown, StringComparison.Ordinal);
        Assert.Contains("Myndigheden viser ikke alt her.", shown, StringComparison.Ordinal);
        await person.Page($"/sager/{PortalHost.A}/c1", HttpStatusCode.NotFound);
        Assert.Contains("Indskrivning i skole", (await person.Page($"/sager/{PortalHost.A}/c2")).Body!.TextContent, StringComparison.Ordinal);
        var report = JsonNode.Parse(await person.Json("/api/overview"))!["sources"]!.AsArray().Single(s => (string?)s!["id"] == PortalHost.A)!;
        Assert.Equal((1, 1), ((int)report["heldBack"]!, (int)report["counts"]![0]!["total"]!));

        // The next version takes the first rule out again; both stay in the record, with the name.
        using (await staff.Submit(await staff.Page(Rules), "form[action$='Remove']")) { }
        Assert.DoesNotContain("Byggesag", await Shown(person), StringComparison.Ordinal);
        using (await staff.Submit(await staff.Page(Rules), "form[action$='Release']")) { }
        Assert.Contains("Byggesag", await Shown(person), StringComparison.Ordinal);
        var record = (await staff.Page(Rules)).QuerySelectorAll("summary").Select(s => s.TextContent).ToList();
        Assert.Equal(2, record.Count(s => s.Contains("Rikke Prøve", StringComparison.Ordinal) && s.Contains("frigivet", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_draft_that_somebody_has_changed_since_is_not_released()
    {
        using var first = await portal.SignInStaff();
        using var second = await portal.SignInStaff();
        await Draft(first, ("Form.Code", "40"), ("Form.Shown", "False"));
        var seen = await first.Page(Rules);
        await Draft(second, ("Form.Code", "41"), ("Form.Shown", "False"));
        using var refused = await first.Submit(seen, "form[action$='Release']");
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Contains("Nogen har ændret kladden", (await Visitor.Parse(refused)).Body!.TextContent, StringComparison.Ordinal);
        using (await first.Submit(await first.Page(Rules), "form[action$='Discard']")) { }
        Assert.Empty((await first.Page(Rules)).QuerySelectorAll("form[action$='Release']"));
    }

    [Theory]
    [InlineData("Form.Code", "byggesager", "Skriv emnet som tal")]
    [InlineData("Form.TitleEn", "Only in English", "Skriv titlen på begge sprog")]
    [InlineData("Form.Scheme", "ICD", "Vælg KLE, FORM")]
    [InlineData("Form.From", "i morgen", "Skriv datoen som dag, måned og år")]
    public async Task A_rule_that_cannot_be_understood_is_told_beside_its_field_and_keeps_what_was_typed(string field, string value, string message)
    {
        using var staff = await portal.SignInStaff();
        using var answer = await staff.Submit(await staff.Page(Rules), $"form[action='{Rules}']", ("Form.Scheme", "KLE"), ("Form.Code", "27.35"), (field, value));
        var page = await Visitor.Parse(answer);
        Assert.Contains(message, page.QuerySelector(".form-error")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(message, page.QuerySelector(".alert, .error-summary, [role=alert]")!.TextContent, StringComparison.Ordinal);
        if (field != "Form.Scheme") Assert.Equal(value, page.QuerySelector($"[name='{field}']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_wave_opens_the_source_for_the_listed_authorities_and_closes_it_at_once()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.B, person.Number, Of("99000023", FakeSources.Case("b1", "Sag i første by")), Of("99000031", FakeSources.Case("b2", "Sag i anden by")));
        var before = await Shown(person);
        Assert.True(before.Contains("Sag i første by", StringComparison.Ordinal) && before.Contains("Sag i anden by", StringComparison.Ordinal));

        using var staff = await portal.SignInStaff();
        using (var wrong = await staff.Submit(await staff.Page(Waves), $"form[action='{Waves}']", ("Form.Name", "Første by"), ("Form.More", "99000023 99000024")))
            Assert.Contains("99000024 er ikke et CVR-nummer", (await Visitor.Parse(wrong)).Body!.TextContent, StringComparison.Ordinal);
        using (var unaware = await staff.Submit(await staff.Page(Waves), $"form[action='{Waves}']", ("Form.Name", "Første by"), ("Form.More", "99000023")))
            Assert.Contains("Sæt kryds, når du ved, at resten skjules", (await Visitor.Parse(unaware)).QuerySelector(".form-error-message")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Sag i anden by", await Shown(person), StringComparison.Ordinal);
        var asked = portal.Sources.Calls.ToLookup(call => call.Source);
        using (var opened = await staff.Submit(await staff.Page(Waves), $"form[action='{Waves}']", ("Form.Name", "Første by"), ("Form.More", "99000023"), ("Form.Knows", "true"))) Assert.Equal(Waves, opened.Headers.Location!.ToString());
        var open = await Shown(person);
        Assert.Contains("Sag i første by", open, StringComparison.Ordinal);
        Assert.DoesNotContain("Sag i anden by", open, StringComparison.Ordinal);
        var askedSince = portal.Sources.Calls.ToLookup(call => call.Source);
        Assert.Equal((1, 0), (askedSince[PortalHost.B].Count() - asked[PortalHost.B].Count(), askedSince[PortalHost.A].Count() - asked[PortalHost.A].Count()));
        Assert.Empty((await staff.Page(Waves)).QuerySelectorAll("[name='Form.Knows']"));

        using (await staff.Submit(await staff.Page(Waves), "form[action$='Close']")) { }
        var closed = await Shown(person);
        Assert.DoesNotContain("Sag i første by", closed, StringComparison.Ordinal);
        Assert.Contains("Myndigheden viser ikke alt her.", closed, StringComparison.Ordinal);
        Assert.DoesNotContain("Myndighed beta har ikke noget", closed, StringComparison.Ordinal);
        Assert.Contains("Første by", (await staff.Page(Waves)).QuerySelector("main ul")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_node_follows_and_a_node_that_starts_knows_before_its_first_page()
    {
        using var staff = await portal.SignInStaff();
        await using var node = await portal.Again();
        var register = node.App.Services.GetRequiredService<DisplayRegister>();
        var source = node.App.Services.GetRequiredService<SourceRegister>().Find(PortalHost.A)!;
        var edition = register.Of(source).Edition;
        await Draft(staff, ("Form.Code", "82"), ("Form.Shown", "False"));
        using (await staff.Submit(await staff.Page(Rules), "form[action$='Release']")) { }
        while (register.Of(source).Edition == edition) await Task.Delay(50, TestContext.Current.CancellationToken);
        await using var late = await portal.Again();
        Assert.NotSame(SourceDisplay.Everything, late.App.Services.GetRequiredService<DisplayRegister>().Of(late.App.Services.GetRequiredService<SourceRegister>().Find(PortalHost.A)!));
    }

    [Fact]
    public async Task The_preview_shows_a_listed_synthetic_person_by_the_draft_and_is_logged_before_it_is_fetched()
    {
        var (listed, real) = (PortalHost.NewNumber(), "0101701234");
        portal.Sources.Capabilities[PortalHost.ATest] = new JsonObject { ["testPeople"] = new JsonArray(Person(listed.Digits), Person(real)) };
        var logged = false;
        Asked? preview = null;
        portal.Sources.Play(PortalHost.ATest, listed, async (http, asked) =>
        {
            preview = asked;
            logged = (await portal.LogOf()).Any(e => e.Act == "overview.preview" && e.Sources == PortalHost.A);
            await http.Response.WriteAsJsonAsync(FakeSources.Overview([Coded("t1", "Prøvesag", "55.10")(asked), Coded("t2", "Skjult prøvesag", "56.10")(asked)]));
        });
        using var staff = await portal.SignInStaff();
        await Draft(staff, ("Form.Code", "56"), ("Form.Shown", "False"));

        var page = await staff.Page(Preview);
        Assert.Single(page.QuerySelectorAll("select[name=Person] option"));
        Assert.DoesNotContain(listed.Digits[6..], page.DocumentElement.OuterHtml, StringComparison.Ordinal);
        async Task<string> See(string rules)
        {
            using var answer = await staff.Submit(page, "main form", ("Person", "0"), ("Rules", rules));
            return (await Visitor.Parse(answer)).QuerySelector(".ov-preview")!.TextContent;
        }
        var byDraft = await See("draft");
        Assert.True(logged);
        // Whoever has the test system can do nothing with it at the real one: neither the token nor the key of subjects is the same.
        using (var person = await portal.SignIn()) await person.Page("/overblik");
        var actual = portal.Sources.Calls.First(call => call.Source == PortalHost.A);
        static string Audience(Asked call) => (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(call.Token.Split('.')[1]))!["aud"]!;
        Assert.Equal((PortalHost.A, PortalHost.A + "-test"), (Audience(actual), Audience(preview!)));
        Assert.NotEqual((string?)actual.Body["subjectKey"], (string?)preview!.Body["subjectKey"]);
        Assert.Contains("Prøvesag", byDraft, StringComparison.Ordinal);
        Assert.DoesNotContain("Skjult prøvesag", byDraft, StringComparison.Ordinal);
        Assert.Contains("Skjult prøvesag", await See("released"), StringComparison.Ordinal);
        using (await staff.Submit(await staff.Page(Rules), "form[action$='Discard']")) { }
    }

    [Fact]
    public async Task What_is_refused_of_the_test_system_is_told_apart_from_what_is_refused_of_the_real_one()
    {
        var listed = PortalHost.NewNumber();
        portal.Sources.Capabilities[PortalHost.ATest] = new JsonObject { ["testPeople"] = new JsonArray(Person(listed.Digits)) };
        portal.Sources.Play(PortalHost.ATest, listed, (http, _) => http.Response.WriteAsync("{"));
        using var staff = await portal.SignInStaff();
        using (await staff.Submit(await staff.Page(Preview), "main form", ("Person", "0"))) { }
        await portal.App.Services.GetRequiredService<RefusalLog>().Write();
        var page = await staff.Page($"/myndighed/{PortalHost.A}/afvist");
        Assert.Equal("P", page.QuerySelectorAll("h2")[0].NextElementSibling!.TagName);
        Assert.Single(page.QuerySelectorAll("main tbody tr"));
    }

    [Fact]
    public async Task What_is_refused_of_a_source_is_told_to_its_people_with_the_place_and_without_the_content()
    {
        using var person = await portal.SignIn();
        using var staff = await portal.SignInStaff();
        Assert.Contains("Vi har ikke afvist noget", (await staff.Page(Refused)).Body!.TextContent, StringComparison.Ordinal);
        portal.Sources.Play(PortalHost.C, person.Number, (http, asked) =>
        {
            var item = FakeSources.Case("x", "Hemmelig sag")(asked);
            item["title"]!["en"] = 7;
            return http.Response.WriteAsJsonAsync(FakeSources.Overview([item]));
        });
        await person.Page("/overblik");
        portal.Sources.Play(PortalHost.C, person.Number, (http, asked) => http.Response.WriteAsJsonAsync(FakeSources.Overview([FakeSources.Case("y", "Andres sag")(asked with { Subject = new string('A', 43) })])));
        await person.Page("/overblik");
        await portal.App.Services.GetRequiredService<RefusalLog>().Write();

        var table = (await staff.Page(Refused)).QuerySelector("tbody")!;
        Assert.Equal(2, table.QuerySelectorAll("tr").Length);
        Assert.Contains("items[]", table.TextContent, StringComparison.Ordinal);
        Assert.Contains("rule 7", table.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("sag", table.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(person.Number.Digits, table.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sources_of_other_authorities_are_not_found()
    {
        using var other = await portal.SignInStaff("99000104");
        Assert.DoesNotContain("Myndighed alfa", (await other.Page("/myndighed")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        foreach (var path in new[] { Rules, Waves, Refused, Preview, "/myndighed/ingen/visning" }) await other.Page(path, HttpStatusCode.NotFound);
        var form = await (await portal.SignInStaff()).Page(Waves);
        using var post = await other.Submit(form, $"form[action='{Waves}']", ("Form.Name", "Tyveri"));
        Assert.NotEqual(HttpStatusCode.Redirect, post.StatusCode);
    }

    private static async Task Draft(Visitor staff, params (string, string)[] fields)
    {
        using var answer = await staff.Submit(await staff.Page(Rules), $"form[action='{Rules}']", [("Form.Scheme", "KLE"), .. fields]);
        Assert.Equal(Rules, answer.Headers.Location?.ToString());
    }

    private static async Task<string> Shown(Visitor person) => (await person.Page("/overblik")).Body!.TextContent;

    private static Func<Asked, JsonObject> Coded(string id, string title, string code) => asked =>
    {
        var item = FakeSources.Case(id, title)(asked);
        item["code"] = new JsonObject { ["scheme"] = "KLE", ["value"] = code };
        return item;
    };

    private static Func<Asked, JsonObject> Of(string cvr, Func<Asked, JsonObject> make) => asked =>
    {
        var item = make(asked);
        item["authority"]!["id"] = cvr;
        return item;
    };

    private static JsonObject Person(string number) => new() { ["type"] = "cpr", ["value"] = number };
}
