using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Calendar;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

/// <summary>What authorities tell by themselves.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private static int ids;
    private readonly TestMachine machine = new();
    private PortalHost portal = null!;
    private string token = null!;

    private DateOnly Today => portal.App.Services.GetRequiredService<IBusinessClock>().Today;

    public async ValueTask InitializeAsync()
    {
        portal = await PortalHost.Start(machine.Settings);
        token = await machine.Token(portal);
    }

    public async ValueTask DisposeAsync()
    {
        machine.Dispose();
        await portal.DisposeAsync();
    }

    [Fact]
    public async Task A_deadline_is_set_moved_and_met()
    {
        using var person = await portal.SignIn();
        await Accept(Deadline(person.Number, "f1", 1, Today.AddDays(5), "Svar på brevet"));
        var page = await person.Page("/kalender");
        Assert.Contains("Svar på brevet", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains(Written(Today.AddDays(5)), Shown(page), StringComparison.Ordinal);
        Assert.Contains("Fordi loven siger det", page.Body.TextContent, StringComparison.Ordinal);

        await Accept(Event("deadline.moved", person.Number, "f1", 2, Told("Svar på brevet", ("deadline", new JsonObject { ["due"] = Day(Today.AddDays(9)), ["replaces"] = Day(Today.AddDays(5)) }))));
        page = await person.Page("/kalender");
        Assert.Contains(Written(Today.AddDays(9)), Shown(page), StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("[slot=dates] h3"));
        Assert.Contains("Datoen var først " + Written(Today.AddDays(5)), Shown(page), StringComparison.Ordinal);

        await Accept(Event("deadline.met", person.Number, "f1", 3));
        Assert.Contains("Klaret", Shown(await person.Page("/kalender")), StringComparison.Ordinal);
        await Accept(Event("deadline.withdrawn", person.Number, "f1", 4));
        Assert.DoesNotContain("Svar på brevet", Shown(await person.Page("/kalender")), StringComparison.Ordinal);
        Assert.Contains(await portal.LogOf(person.Person), e => e.Act == "calendar.view" && e.Sources.Contains("kun-selv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_told_is_in_the_phones_feed_at_once_in_the_language_that_was_chosen_and_moves_there()
    {
        using var person = await portal.SignIn();
        using var made = await person.Submit(await person.Page("/kalender/abonnement"), "form[action='/kalender/abonnement']", ("Full", "True"));
        var address = new Uri(portal.Address, new Uri((await Visitor.Parse(made)).QuerySelector("input[name=address]")!.GetAttribute("value")!).PathAndQuery);
        using var phone = new HttpClient();
        await Accept(Deadline(person.Number, "f1", 1, Today.AddDays(5), "Svar på brevet"));
        var first = await phone.GetStringAsync(address);
        Assert.Contains("SUMMARY:Svar på brevet", first, StringComparison.Ordinal);
        Assert.Contains($"DTSTART;VALUE=DATE:{Today.AddDays(5):yyyyMMdd}", first, StringComparison.Ordinal);
        portal.Time.Forward(TimeSpan.FromSeconds(2));
        await Accept(Event("deadline.moved", person.Number, "f1", 2, Told("Svar på brevet", ("deadline", new JsonObject { ["due"] = Day(Today.AddDays(9)) }))));
        var second = await phone.GetStringAsync(address);
        Assert.Contains($"DTSTART;VALUE=DATE:{Today.AddDays(9):yyyyMMdd}", second, StringComparison.Ordinal);
        Assert.Equal(Line(first, "UID"), Line(second, "UID"));
        Assert.True(int.Parse(Line(second, "SEQUENCE"), System.Globalization.CultureInfo.InvariantCulture) > int.Parse(Line(first, "SEQUENCE"), System.Globalization.CultureInfo.InvariantCulture));
        await Accept(Event("deadline.met", person.Number, "f1", 3));
        Assert.DoesNotContain("Svar på brevet", await phone.GetStringAsync(address), StringComparison.Ordinal);

        static string Line(string file, string name) => file.Split("\r\n").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..];
    }

    [Fact]
    public async Task Events_may_overtake_each_other_and_come_again()
    {
        using var person = await portal.SignIn();
        var (set, moved) = (Deadline(person.Number, "f1", 1, Today.AddDays(3), "Først"), Deadline(person.Number, "f1", 2, Today.AddDays(4), "Siden"));
        Assert.Equal((1, 0, 0), Counts(await Batch(moved)));
        Assert.Equal((0, 0, 1), Counts(await Batch(set)));
        Assert.Equal((0, 2, 0), Counts(await Batch(set, moved)));
        var shown = Shown(await person.Page("/kalender"));
        Assert.Contains("Siden", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Først", shown, StringComparison.Ordinal);

        // The end before the beginning: it has ended.
        Assert.Equal((1, 0, 0), Counts(await Batch(Event("deadline.withdrawn", person.Number, "f2", 2))));
        Assert.Equal((0, 0, 1), Counts(await Batch(Deadline(person.Number, "f2", 1, Today.AddDays(3), "Trukket tilbage"))));
        Assert.DoesNotContain("Trukket tilbage", Shown(await person.Page("/kalender")), StringComparison.Ordinal);

        // All of a life in one batch, out of order, one of them twice.
        var once = Deadline(person.Number, "f3", 4, Today.AddDays(6), "Til sidst");
        Assert.Equal((4, 1, 0), Counts(await Batch(once, Event("deadline.met", person.Number, "f3", 3), Deadline(person.Number, "f3", 1, Today.AddDays(1), "A"), Deadline(person.Number, "f3", 2, Today.AddDays(2), "B"), once)));
        Assert.Contains("Til sidst", Shown(await person.Page("/kalender")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_events_sent_by_several_at_once_are_taken_once()
    {
        JsonObject[] events = [.. Enumerable.Range(0, 60).Select(i => Deadline(PortalHost.NewNumber(), "f1", 1, Today.AddDays(1 + (i % 20)), "Frist " + i))];
        var receipts = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Batch([.. events.OrderBy(_ => Random.Shared.Next()).Select(e => (JsonObject)e.DeepClone())])));
        Assert.Equal(60, receipts.Sum(r => r["accepted"]!.GetValue<int>()));
        Assert.Equal(300, receipts.Sum(r => r["duplicates"]!.GetValue<int>()));
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal(60, await db.Set<PushedDate>().CountAsync());
    }

    [Fact]
    public async Task What_is_wrong_is_refused_with_its_reason_and_stops_no_other()
    {
        using var person = await portal.SignIn();
        JsonObject Wrong(Action<JsonObject> spoil)
        {
            var e = Deadline(person.Number, "galt", 1, Today.AddDays(2), "Forkert");
            spoil(e);
            return e;
        }
        var said = await Batch(
            Deadline(person.Number, "godt", 1, Today.AddDays(2), "Rigtig"),
            Wrong(e => e.Remove("id")), Wrong(e => e["source"] = "beta"), Wrong(e => e["type"] = "overblik.deadline.forgotten.v1"), Wrong(e => e.Remove("subject")), Wrong(e => e["subject"] = "010170-1234 x"),
            Wrong(e => e.Remove("sequence")), Wrong(e => e["sequence"] = "-1"), Wrong(e => e["specversion"] = "0.3"), Wrong(e => e.Remove("data")),
            Wrong(e => e["data"]!["person"]!["value"] = "3213701234"), Wrong(e => ((JsonObject)e["data"]!).Remove("title")), Wrong(e => ((JsonObject)e["data"]!["title"]!).Remove("en")),
            Wrong(e => e["data"]!["deadline"]!["due"] = "2026-02-30"), Wrong(e => e["data"]!["deadline"]!["due"] = "0026-02-20"), Wrong(e => e["data"]!["deadline"]!["time"] = "12.00"),
            Wrong(e => ((JsonObject)e["data"]!).Remove("deadline")), Wrong(e => e["data"]!["link"] = new JsonObject { ["url"] = "javascript:alert(1)", ["title"] = Both("x") }),
            Wrong(e => e["time"] = "2026-11-01T09:00:00"));
        Assert.Equal((19, 1, 18), (said["received"]!.GetValue<int>(), said["accepted"]!.GetValue<int>(), said["refused"]!.AsArray().Count));
        var reasons = said["refused"]!.AsArray().Select(r => (r!["index"]!.GetValue<int>(), r["reason"]!.GetValue<string>(), r["at"]!.GetValue<string>()));
        Assert.Equal(
            [
                (1, "missing", "id"), (2, "not-yours", "source"), (3, "unknown-type", "type"), (4, "missing", "subject"), (5, "invalid", "subject"), (6, "missing", "sequence"), (7, "invalid", "sequence"), (8, "invalid", "specversion"),
                (9, "missing", "data"), (10, "invalid", "data.person"), (11, "missing", "data.title"), (12, "invalid", "data.title"), (13, "invalid", "data.deadline.due"), (14, "invalid", "data.deadline.due"),
                (15, "invalid", "data.deadline.time"), (16, "missing", "data.deadline"), (17, "invalid", "data.link"), (18, "invalid", "time"),
            ], reasons);
        Assert.Contains("Rigtig", Shown(await person.Page("/kalender")), StringComparison.Ordinal);
        // What is mended has not been used up.
        Assert.DoesNotContain(portal.Log, line => line.Contains(person.Number.Digits, StringComparison.Ordinal) || line.Contains("Rigtig", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_cannot_be_read_stores_nothing_and_says_what_to_do()
    {
        var good = Deadline(PortalHost.NewNumber(), "f1", 1, Today.AddDays(2), "Frist").ToJsonString();
        await Problem(await Send($"[{good}", "application/cloudevents-batch+json"), HttpStatusCode.BadRequest, "calendar.events-json");
        await Problem(await Send(good, "application/cloudevents-batch+json"), HttpStatusCode.BadRequest, "calendar.events-json");
        await Problem(await Send($"[{good}] [", "application/cloudevents-batch+json"), HttpStatusCode.BadRequest, "calendar.events-json");
        await Problem(await Send("", "application/cloudevents-batch+json"), HttpStatusCode.BadRequest, "calendar.events-json");
        await Problem(await Send(good, "application/json"), HttpStatusCode.UnsupportedMediaType, "calendar.events-media-type");
        await Problem(await Send($"[{string.Join(',', Enumerable.Repeat(good, 1001))}]", "application/cloudevents-batch+json"), HttpStatusCode.RequestEntityTooLarge, "calendar.events-too-many");
        await Problem(await Send(new string(' ', 5 << 20), "application/cloudevents-batch+json", waits: true), HttpStatusCode.RequestEntityTooLarge, "calendar.events-too-many");
        var refused = await Problem(await Send("{}", "application/cloudevents+json"), HttpStatusCode.UnprocessableEntity, "calendar.events-refused");
        Assert.Equal("specversion", refused["refused"]![0]!["at"]!.GetValue<string>());
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal((0, 0), (await db.Set<PushedDate>().CountAsync(), await db.Set<ReceivedEvent>().CountAsync()));
        Assert.Equal((0, 0, 0), Counts(await Batch()));
    }

    [Fact]
    public async Task One_program_that_sends_too_much_is_told_to_wait()
    {
        await using var slow = await PortalHost.Start([.. machine.Settings, "--Limits:PerMachine=2"]);
        var own = await machine.Token(slow);
        for (var i = 0; i < 2; i++) (await machine.Send(slow, Body("[]", "application/cloudevents-batch+json"), own)).EnsureSuccessStatusCode();
        using var third = await machine.Send(slow, Body("[]", "application/cloudevents-batch+json"), own);
        Assert.Equal(10, third.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        await Problem(third, HttpStatusCode.TooManyRequests, "calendar.events-too-fast");
    }

    [Fact]
    public async Task Attributes_may_be_headers()
    {
        using var person = await portal.SignIn();
        var e = Deadline(person.Number, "f1", 1, Today.AddDays(2), "Binær");
        (string, string)[] headers = [.. new[] { "specversion", "id", "source", "type", "subject", "sequence", "time" }.Select(name => ("ce-" + name, e[name]!.GetValue<string>()))];
        using (var answer = await machine.Send(portal, Body(e["data"]!.ToJsonString(), "application/json"), token, headers)) answer.EnsureSuccessStatusCode();
        Assert.Contains("Binær", Shown(await person.Page("/kalender")), StringComparison.Ordinal);
        using (var answer = await machine.Send(portal, Body(e["data"]!.ToJsonString(), "application/json"), token, [.. headers.Where(h => h.Item1 != "ce-sequence"), ("ce-sequence", "x")]))
            Assert.Equal("sequence", (await Problem(answer, HttpStatusCode.UnprocessableEntity, "calendar.events-refused"))["refused"]![0]!["at"]!.GetValue<string>());
    }

    [Fact]
    public async Task Who_has_never_signed_in_finds_it_the_first_time()
    {
        var number = PortalHost.NewNumber();
        await Accept(Deadline(number, "f1", 1, Today.AddDays(2), "Ventede på dig"));
        using var person = await portal.SignIn(number);
        Assert.Contains("Ventede på dig", Shown(await person.Page("/kalender")), StringComparison.Ordinal);
        using var other = await portal.SignIn();
        Assert.DoesNotContain("Ventede på dig", Shown(await other.Page("/kalender")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_source_answers_now_goes_before_what_it_told_then()
    {
        using var person = await portal.SignIn();
        await Accept(Deadline(person.Number, "f1", 1, Today.AddDays(2), "Som den var"));
        portal.Sources.Hold(PortalHost.A, person.Number, asked => FakeSources.Item(asked, "f1", "deadline", "Som den er", new JsonObject { ["due"] = Day(Today.AddDays(6)) }));
        var shown = Shown(await person.Page("/kalender"));
        Assert.Contains("Som den er", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Som den var", shown, StringComparison.Ordinal);
        // A source that is down has told it all the same.
        using var later = await portal.SignIn(person.Number);
        portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        shown = Shown(await later.Page("/kalender"));
        Assert.Contains("Som den var", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cases_decisions_and_life_events_are_news()
    {
        using var person = await portal.SignIn();
        Assert.Contains("Ingen myndighed har fortalt os noget nyt", (await person.Page("/kalender/nyt")).Body!.TextContent, StringComparison.Ordinal);
        await Batch(
            Event("case.status-changed", person.Number, "s1", 1, Told("Byggesagen", ("case", new JsonObject { ["status"] = "processing" }))),
            Event("decision.made", person.Number, "s1", 1, Told("Afgørelsen", ("decision", new JsonObject { ["madeOn"] = Day(Today), ["appealBy"] = Day(Today.AddDays(28)) }))),
            Event("life-event.reported", person.Number, "l1", 1, Told("Du er flyttet", ("lifeEvent", new JsonObject { ["event"] = "moving", ["date"] = Day(Today) }))),
            Event("appointment.booked", person.Number, "a1", 1, Told("Samtale", ("appointment", new JsonObject { ["start"] = Day(Today.AddDays(3)) + "T09:30:00+01:00", ["place"] = "Prøvegade 1" }))),
            Event("payment.scheduled", person.Number, "p1", 1, Told("Udbetaling", ("payment", new JsonObject { ["date"] = Day(Today.AddDays(4)), ["amount"] = new JsonObject { ["value"] = 1250.5, ["currency"] = "DKK" }, ["direction"] = "toPerson" }))));
        var news = (await person.Page("/kalender/nyt")).Body!.TextContent;
        Assert.All(["Byggesagen", "Behandles", "Afgørelsen", "Du er flyttet", "Flytning", "Du kan klage til og med"], text => Assert.Contains(text, news, StringComparison.Ordinal));
        Assert.DoesNotContain("Samtale", news, StringComparison.Ordinal);
        var calendar = Shown(await person.Page("/kalender"));
        Assert.All(["Sidste dag for at klage: Afgørelsen", "Samtale", "kl. 9.30", "Prøvegade 1", "1.250,50 kr."], text => Assert.Contains(text, calendar, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(await portal.LogOf(person.Person), e => e.Act == "calendar.news" && e.Sources == PortalHost.A);
    }

    [Fact]
    public async Task It_is_encrypted_shown_in_the_settings_and_deleted_at_its_time_or_at_the_persons_word()
    {
        using var person = await portal.SignIn();
        await Accept(Deadline(person.Number, "f1", 1, Today.AddDays(2), "Hemmelig titel"));
        await using (var db = await portal.Databases.CreateDbContextAsync())
        {
            var row = await db.Set<PushedDate>().SingleAsync(d => d.Person == person.Person);
            Assert.Equal(Today.AddDays(2 + EventIntake.Days), row.KeepUntil);
            Assert.DoesNotContain("Hemmelig", Encoding.UTF8.GetString(row.Sealed), StringComparison.Ordinal);
        }
        Assert.Contains("1 ting, som en myndighed selv har fortalt os om dig", (await person.Page("/indstillinger")).Body!.TextContent, StringComparison.Ordinal);
        foreach (var keeper in portal.App.Services.GetServices<IKept>()) await keeper.Delete([person.Person], default);
        await using (var db = await portal.Databases.CreateDbContextAsync()) Assert.False(await db.Set<PushedDate>().AnyAsync(d => d.Person == person.Person));

        await Accept(Deadline(person.Number, "f2", 1, Today.AddDays(2), "En anden"));
        var upkeep = portal.App.Services.GetServices<IOutboxHandler>().OfType<EventUpkeep>().Single();
        await upkeep.Do(default);
        await using (var db = await portal.Databases.CreateDbContextAsync()) Assert.Equal((1, 2), (await db.Set<PushedDate>().CountAsync(), await db.Set<ReceivedEvent>().CountAsync()));
        portal.Time.Forward(TimeSpan.FromDays(EventIntake.IdDays + 1));
        await upkeep.Do(default);
        await using (var db = await portal.Databases.CreateDbContextAsync()) Assert.Equal((1, 0), (await db.Set<PushedDate>().CountAsync(), await db.Set<ReceivedEvent>().CountAsync()));
        portal.Time.Forward(TimeSpan.FromDays(EventIntake.Days));
        await upkeep.Do(default);
        await using (var db = await portal.Databases.CreateDbContextAsync()) Assert.Equal(0, await db.Set<PushedDate>().CountAsync());
    }

    [Fact]
    public async Task Every_example_of_the_contract_keeps_its_schema_and_is_taken()
    {
        var contract = await File.ReadAllTextAsync(Path.Combine(HostTests.RepositoryRoot(), "contracts", "events.schema.json"));
        var schema = JsonSchema.FromText(contract);
        var examples = JsonNode.Parse(contract)!["examples"]!.AsArray().Select(e => (JsonObject)e!.DeepClone()).ToList();
        Assert.Equal(EventRules.Types.Keys.Order(StringComparer.Ordinal), examples.Select(e => e["type"]!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal));
        foreach (var example in examples)
        {
            Assert.True(schema.Evaluate(System.Text.Json.JsonDocument.Parse(example.ToJsonString()).RootElement).IsValid, example.ToJsonString());
            example["source"] = PortalHost.A;
        }
        Assert.Equal(examples.Count, (await Batch([.. examples]))["accepted"]!.GetValue<int>());
        // And the schema refuses what we refuse.
        examples[0]["data"]!.AsObject().Remove("title");
        Assert.False(schema.Evaluate(System.Text.Json.JsonDocument.Parse(examples[0].ToJsonString()).RootElement).IsValid);
    }

    private static JsonObject Deadline(CprNumber number, string subject, int sequence, DateOnly due, string title)
    {
        var told = Told(title, ("deadline", new JsonObject { ["due"] = Day(due), ["computed"] = Both("Fordi loven siger det") }));
        return Event("deadline.set", number, subject, sequence, told);
    }

    private static JsonObject Event(string type, CprNumber number, string subject, int sequence, JsonObject? told = null)
    {
        var data = told ?? [];
        data["person"] = new JsonObject { ["type"] = "cpr", ["value"] = number.Digits };
        return new JsonObject
        {
            ["specversion"] = "1.0", ["id"] = "e" + Interlocked.Increment(ref ids), ["source"] = PortalHost.A, ["type"] = $"overblik.{type}.v1", ["subject"] = subject, ["time"] = "2026-11-01T09:00:00Z",
            ["sequence"] = sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), ["data"] = data,
        };
    }

    private static JsonObject Told(string title, (string Name, JsonObject Facts) facts) =>
        new() { ["authority"] = new JsonObject { ["id"] = PortalHost.Steward, ["name"] = Both("Styrelsen for Prøver") }, ["title"] = Both(title), [facts.Name] = facts.Facts };

    private static JsonObject Both(string text) => new() { ["da"] = text, ["en"] = text };

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static string Written(DateOnly date) => date.ToString("d. MMMM", System.Globalization.CultureInfo.GetCultureInfo("da-DK"));

    // Without the placeholders of the shell.
    private static string Shown(AngleSharp.Dom.IDocument page) => page.QuerySelector("[slot=dates]")!.TextContent;

    private static StringContent Body(string text, string type) => new(text, Encoding.UTF8) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    // Who sends much asks first whether it may.
    private Task<HttpResponseMessage> Send(string text, string type, bool waits = false) => machine.Send(portal, Body(text, type), token, waits ? [("Expect", "100-continue")] : []);

    private async Task Accept(JsonObject e)
    {
        using var answer = await Send(e.ToJsonString(), "application/cloudevents+json");
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, said);
        Assert.Equal((1, 0, 0), Counts(JsonNode.Parse(said)!.AsObject()));
    }

    private async Task<JsonObject> Batch(params JsonObject[] events)
    {
        using var answer = await Send($"[{string.Join(',', events.Select(e => e.ToJsonString()))}]", "application/cloudevents-batch+json");
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, said);
        return JsonNode.Parse(said)!.AsObject();
    }

    private static (int Accepted, int Duplicates, int Outdated) Counts(JsonObject receipt) => (receipt["accepted"]!.GetValue<int>(), receipt["duplicates"]!.GetValue<int>(), receipt["outdated"]!.GetValue<int>());

    private static async Task<JsonObject> Problem(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        Assert.Equal((status, "urn:overblik:problem:" + code), (answer.StatusCode, said["type"]!.GetValue<string>()));
        return said;
    }
}
