using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Overblik.Cli.SourceCheck;

namespace Overblik.Sim.Tests;

/// <summary>The check finds each thing that a source can have wrong, and says nothing of what is right.</summary>
public sealed class WrongSourceTests
{
    // What is wrong, how it is made so, and which checks must fail; no others may.
    private static readonly Dictionary<string, (Action<SmallSource> Spoil, string Failing)> Wrongs = new()
    {
        ["nothing"] = (_ => { }, ""),

        ["capabilities ask for a token"] = (it => it.Instead = On("GET /v1/capabilities", http => Status(http, 401)), "capabilities-reachable"),
        ["capabilities are a page"] = (it => it.Instead = On("GET /v1/capabilities", http => Write(http, "<html>", "text/html")), "capabilities-form"),
        ["capabilities lack the contact"] = (it => it.Capabilities = json => json.Remove("contact"), "capabilities-schema"),
        ["capabilities are of version 2"] = (it => it.Capabilities = json => json["versions"] = new JsonArray("v2"), "capabilities-version"),
        ["capabilities have an area twice"] = (it => it.Capabilities = json => json["areas"]!.AsArray().Add(json["areas"]![0]!.DeepClone()), "capabilities-areas"),
        ["capabilities are kept for a day"] = (it => it.Instead = Header("/v1/capabilities", "Cache-Control", "public, max-age=86400"), "capabilities-cache"),
        ["capabilities as text"] = (it => it.Instead = Retyped("/v1/capabilities"), "capabilities-content-type"),

        ["overview hangs"] = (it => it.Instead = On("POST /v1/overview", http => Task.Delay(Timeout.Infinite, http.RequestAborted)), "overview-answered"),
        ["overview is endless"] = (it => it.Instead = On("POST /v1/overview", Endless), "overview-size"),
        ["overview is deep"] = (it => it.Instead = On("POST /v1/overview", http => Write(http, new string('[', 17) + new string(']', 17), "application/json")), "overview-depth"),
        ["overview is cut off"] = (it => it.Instead = On("POST /v1/overview", http => Write(http, """{"version":""", "application/json")), "overview-json"),
        ["overview as text"] = (it => it.Instead = Retyped("/v1/overview"), "overview-content-type"),
        ["overview is packed unasked"] = (it => it.Instead = Packed, "gzip"),
        ["overview by GET"] = (it => it.Instead = On("GET /v1/overview", http => Status(http, 200)), "overview-get"),
        ["every seventh call fails"] = (it => it.Instead = EverySeventh(), "reliable"),

        ["an instant without offset"] = (it => it.Overview = First(item => item["updatedAt"] = "2026-01-20T10:00:00"), "overview-schema"),
        ["a link that is not https"] = (it => it.Overview = First(item => item["link"] = new JsonObject { ["url"] = "http://a.example", ["title"] = SmallSource.Words() }), "overview-schema"),
        ["no facts"] = (it => it.Overview = First(item => item.AsObject().Remove("case")), "overview-schema"),
        ["the facts of two kinds"] = (it => it.Overview = First(item => item["message"] = new JsonObject { ["sentAt"] = "2026-01-10T10:00:00+01:00", ["read"] = true }), "overview-facts"),
        ["earlier payments"] = (it => it.Overview = First(item => item["benefit"] = new JsonObject
        {
            ["period"] = new JsonObject { ["from"] = "2026-01-01" }, ["frequency"] = "monthly", ["paid"] = new JsonArray(),
        }), "overview-facts overview-paid"),
        ["no counts"] = (it => it.Overview = (_, answer) => answer.Remove("counts"), "overview-complete"),
        ["no items"] = (it => it.Overview = (_, answer) => answer["items"] = new JsonArray(), "overview-has-items overview-totals cursor-walk"),
        ["more than a hundred"] = (it => it.Overview = (request, answer) => { if (request["cursor"] is null && answer["items"] is JsonArray { Count: > 0 } items) Multiply(items); }, "overview-limit overview-totals item-full reminder-on-item"),
        ["another person's subject"] = (it => it.Overview = First(item => item["subject"] = new string('A', 43)), "overview-subject item-full mix-up"),
        ["an id twice"] = (it => it.Overview = (_, answer) => { if (answer["items"] is JsonArray { Count: > 1 } items) items[1]!["id"] = items[0]!["id"]!.DeepClone(); }, "overview-ids cursor-walk"),
        ["an area that is not offered"] = (it => it.Overview = First(item => item["area"] = "secret"), "overview-offered areas-one"),
        ["no row for a kind"] = (it => it.Overview = (_, answer) => answer["counts"]?.AsArray().RemoveAt(1), "overview-counts"),
        ["the oldest first"] = (it => it.Overview = Reversed, "overview-order cursor-walk"),
        ["a text of blanks"] = (it => it.Overview = First(item => item["title"]!["en"] = "  "), "overview-texts"),
        ["the number in a text"] = (it => it.Overview = First(item => item["title"]!["en"] = "Case of 740392-9212"), "overview-private"),
        ["the number in a name of its own"] = (it => it.Overview = First(item => item["Sag 740392-9212"] = 1), "overview-private"),
        ["another's number in a text"] = (it => it.Overview = First(item => item["title"]!["en"] = "Child 6112153214"), "overview-private"),
        ["the number in a header"] = (it => it.Instead = Header("/v1/overview", "X-Person", SmallSource.Number), "overview-private cursor-walk"),
        ["a timeline backwards"] = (it => it.Overview = First(item => item["case"]!["timeline"]!.AsArray().Insert(0, SmallSource.Step("created", 3))), "overview-timelines"),
        ["a timeline that ends otherwise"] = (it => it.Overview = First(item => item["case"]!["status"] = "decided"), "overview-timelines"),
        ["tomorrow's data"] = (it => it.Overview = (_, answer) => answer["asOf"] = "2100-01-01T00:00:00Z", "overview-as-of"),
        ["an amount of three decimals"] = (it => it.Overview = (_, answer) => { if (answer["items"]?.AsArray().LastOrDefault()?["debt"] is { } debt) debt["amount"]!["value"] = 12.345m; }, "overview-amounts"),
        ["something expected of what is closed"] = (it => it.Overview = First(item => (item["open"], item["expected"]) = (false, new JsonObject { ["text"] = SmallSource.Words() })), "overview-expected overview-totals open-only"),

        ["kinds are passed over"] = (it => it.Overview = (request, answer) => { if (request["kinds"] is not null) answer["items"] = OfAll(request); }, "kinds-filter"),
        ["counts follow the filter"] = (it => it.Overview = (request, answer) => { if (request["openOnly"] is not null) answer["counts"]![0]!["total"] = 3; }, "open-only"),
        ["openOnly is passed over"] = (it => it.Overview = (request, answer) => { if (request["openOnly"] is not null) answer["items"] = OfAll(request); }, "open-only"),
        ["unknown fields break it"] = (it => it.Overview = (request, answer) => { if (request["laterMember"] is not null) answer.Remove("items"); }, "unknown-fields"),
        ["another version each time"] = (it => it.Overview = (_, answer) => answer["version"] = Guid.NewGuid().ToString(), "version-stable known-version"),
        ["unchanged, with the items"] = (it => it.Overview = (request, answer) => { if (answer["unchanged"] is not null) answer["items"] = OfAll(request); }, "known-version"),
        ["never unchanged"] = (it => it.Overview = (_, answer) => answer.Remove("unchanged"), "known-version"),
        ["always unchanged"] = (it => it.Overview = (request, answer) => { if (request["knownVersion"] is not null) answer["unchanged"] = true; }, "known-version-other"),
        ["somebody unknown has a count"] = (it => it.Overview = (_, answer) => { if (answer["items"] is JsonArray { Count: 0 } && answer["counts"] is { } counts) counts[0]!["total"] = 5; }, "unknown-person"),

        ["a page is lost"] = (it => it.Overview = (request, answer) => { if (request["cursor"] is not null) answer["items"]!.AsArray().RemoveAt(0); }, "cursor-walk overview-totals"),
        ["a page comes twice"] = (it => it.Overview = (request, answer) => { if (request["cursor"] is not null && answer["items"] is JsonArray items) items.Add(items[0]!.DeepClone()); }, "cursor-walk overview-totals"),
        ["a cursor that never ends"] = (it => it.Overview = (request, answer) => { if (answer["counts"] is { } counts) counts[0]!["cursor"] ??= "case.0." + Subject(request); }, "cursor-walk overview-totals"),
        ["anybody's cursor"] = (it => it.Forgets.Add("cursor-invalid"), "cursor-mangled cursor-of-another"),
        ["totals that are too high"] = (it => it.Overview = (_, answer) => { if (answer["counts"] is { } counts) counts[1]!["total"] = 9; }, "overview-totals cursor-walk unknown-person"),

        ["an item is another one"] = (it => it.Item = answer => answer["item"]!["id"] = "z9", "item-full"),
        ["an item as text"] = (it => it.Instead = Retyped("/v1/item"), "item-full"),
        ["an item of another person"] = (it => it.Forgets.Add("item-unknown"), "item-of-another"),
        ["404 tells that an item exists"] = (it => it.Problem = (body, problem) => { if ((int)problem["status"]! == 404 && body.Contains("\"b0\"")) problem["detail"] = "Not yours"; }, "item-of-another"),
        ["people in turn are mixed up"] = (it => it.Overview = MixedUp(), "mix-up"),

        ["an empty list opens all"] = (it => it.Forgets.Add("areas"), "areas-none areas-one areas-item"),
        ["any area is agreed"] = (it => it.Forgets.Add("area-not-agreed"), "areas-not-agreed"),

        ["no token is needed"] = (it => it.Instead = WithoutToken, "token-missing token-garbage"),
        ["no skew is allowed"] = (it => it.Forgets.Add("skew"), "token-skew"),
        ["any signature"] = (it => it.Forgets.Add("token-invalid"), "token-alg-none token-alg-hs256 token-wrong-key token-unknown-kid token-crit"),
        ["any issuer"] = (it => it.Forgets.Add("issuer"), "token-wrong-issuer token-claims-missing"),
        ["any audience"] = (it => it.Forgets.Add("token-wrong-audience"), "token-wrong-audience token-claims-missing"),
        ["expired tokens"] = (it => it.Forgets.Add("expired"), "token-expired"),
        ["long tokens"] = (it => it.Forgets.Add("long"), "token-too-long"),
        ["tokens from the future"] = (it => it.Forgets.Add("future"), "token-from-the-future"),
        ["keys are fetched once"] = (it => it.Forgets.Add("rotation"), "key-rotation"),
        ["replays"] = (it => it.Forgets.Add("token-replayed"), "token-replayed"),
        ["any body"] = (it => it.Forgets.Add("token-wrong-body"), "token-wrong-body token-body-changed token-claims-missing"),
        ["any subject"] = (it => it.Forgets.Add("token-wrong-subject"), "token-wrong-subject token-claims-missing"),
        ["any purpose"] = (it => it.Forgets.Add("purpose-not-allowed"), "purpose-unknown reminder-on-overview reminder-on-other-item token-claims-missing"),
        ["the lowest level is enough"] = (it => it.Forgets.Add("assurance-too-low"), "token-claims-missing"),

        ["the number in an error"] = (it => it.Problem = (body, problem) => { if (body.Contains(SmallSource.Number) && (int)problem["status"]! == 400) problem["detail"] = "No answer for " + SmallSource.Number; }, "cursor-mangled body-not-json body-wrong-types body-no-subject-key body-unknown-kind body-deep body-large"),
        ["403 without its code"] = (it => it.Problem = Untyped(403), "areas-not-agreed acr-too-low purpose-unknown reminder-on-overview reminder-on-other-item token-claims-missing"),
        ["404 as plain JSON"] = (it => it.Instead = Header("/v1/item", "Content-Type", "application/json", status: 404), "item-unknown item-of-another areas-item"),
        ["404 without a title"] = (it => it.Problem = (_, problem) => { if ((int)problem["status"]! == 404) problem.Remove("title"); }, "item-unknown item-of-another areas-item"),
        ["404 that says 400"] = (it => it.Problem = (_, problem) => { if ((int)problem["status"]! == 404) problem["status"] = 400; }, "item-unknown item-of-another areas-item"),
        ["404 without its code"] = (it => it.Problem = Untyped(404), "item-unknown item-of-another areas-item"),
        ["400 without its code"] = (it => it.Problem = Untyped(400),
            "cursor-mangled cursor-of-another body-not-json body-empty body-wrong-types body-no-subject-key body-short-number body-unknown-kind body-deep body-large"),
    };

    /// <summary>The checks that fail for at least one of these sources.</summary>
    internal static IEnumerable<string> Found => Wrongs.Values.SelectMany(it => it.Failing.Split(' ')).Distinct();

    public static TheoryData<string> Names { get; } = [.. Wrongs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_wrong_source_fails_what_it_does_wrong_and_nothing_else(string wrong)
    {
        await using var hub = await Hub.Start(0, null);
        await using var source = await SmallSource.Start(hub.Issuer, hub.Jwks);
        Wrongs[wrong].Spoil(source);
        var limit = TimeSpan.FromSeconds(wrong.Contains("hangs") ? 0.2 : 5);
        var report = await CheckRun.Run(new(source.Url, limit, []), hub, new HurriedTime(), _ => { }, TestContext.Current.CancellationToken);
        var failed = report.Results.Where(it => it.Outcome.Verdict == Verdict.Failed).ToList();
        var expected = Wrongs[wrong].Failing.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Assert.True(expected.SetEquals(failed.Select(it => it.Check.Id)), string.Join('\n', failed.Select(it => $"{it.Check.Id}: {it.Outcome.Text}")));
    }

    [Fact]
    public async Task A_source_that_falls_silent_is_left_in_peace()
    {
        await using var hub = await Hub.Start(0, null);
        await using var source = await SmallSource.Start(hub.Issuer, hub.Jwks);
        var calls = 0;
        source.Instead = http =>
        {
            if (++calls > 40) http.Abort();
            return Task.FromResult(calls > 40);
        };
        var report = await CheckRun.Run(new(source.Url, TimeSpan.FromSeconds(5), []), hub, new HurriedTime(), _ => { }, TestContext.Current.CancellationToken);
        var failed = report.Results.Where(it => it.Outcome.Verdict == Verdict.Failed).ToList();
        Assert.InRange(failed.Count, 1, 3);
        Assert.All(failed, it => Assert.Contains("closed", it.Outcome.Text, StringComparison.Ordinal));
        Assert.All(report.Results.SkipWhile(it => it != failed[^1]).Skip(1), it => Assert.Contains("no answer", it.Outcome.Text, StringComparison.Ordinal));
        Assert.InRange(calls, 41, 45);
    }

    private static Func<HttpContext, Task<bool>> On(string call, Func<HttpContext, Task> answer) => async http =>
    {
        if ($"{http.Request.Method} {http.Request.Path}" != call) return false;
        await answer(http);
        return true;
    };

    private static Task Status(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Write(HttpContext http, string text, string type)
    {
        http.Response.ContentType = type;
        return http.Response.WriteAsync(text);
    }

    private static async Task Endless(HttpContext http)
    {
        var chunk = new byte[64 * 1024];
        while (!http.RequestAborted.IsCancellationRequested) await http.Response.Body.WriteAsync(chunk);
    }

    private static Func<HttpContext, Task<bool>> Header(string path, string name, string value, int status = 200) => http =>
    {
        http.Response.OnStarting(() =>
        {
            if (http.Request.Path == path && http.Response.StatusCode == status) http.Response.Headers[name] = value;
            return Task.CompletedTask;
        });
        return Task.FromResult(false);
    };

    private static Func<HttpContext, Task<bool>> Retyped(string path) => Header(path, "Content-Type", "text/plain");

    private static Task<bool> Packed(HttpContext http)
    {
        if (http.Request.Path != "/v1/overview" || http.Request.Headers.AcceptEncoding.Count > 0) return Task.FromResult(false);
        http.Response.Headers.ContentEncoding = "gzip";
        http.Response.Body = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
        return Task.FromResult(false);
    }

    private static async Task<bool> WithoutToken(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.Request.Headers.Authorization.ToString() is { Length: > 30 }) return false;
        await Write(http, "{}", "application/json");
        return true;
    }

    private static Action<string, JsonObject> Untyped(int status) => (_, problem) => { if ((int)problem["status"]! == status) problem["type"] = "about:blank"; };

    private static Func<HttpContext, Task<bool>> EverySeventh()
    {
        var calls = 0;
        return async http =>
        {
            if (http.Request.Path != "/v1/overview" || ++calls % 7 != 0) return false;
            await Status(http, 500);
            return true;
        };
    }

    // The first case of a first page.
    private static Action<JsonObject, JsonObject> First(Action<JsonNode> change) => (request, answer) =>
    {
        if (request["cursor"] is null && answer["items"] is JsonArray { Count: > 0 } items && (string)items[0]!["kind"]! == "case") change(items[0]!);
    };

    private static void Multiply(JsonArray items)
    {
        for (var i = 0; i < 100; i++)
        {
            var copy = items[0]!.DeepClone();
            copy["id"] = $"copy{i}";
            items.Insert(0, copy);
        }
    }

    private static void Reversed(JsonObject request, JsonObject answer)
    {
        if (answer["items"] is JsonArray items) answer["items"] = new JsonArray([.. items.Reverse().Select(it => it!.DeepClone())]);
    }

    private static JsonArray OfAll(JsonObject request) => new([.. SmallSource.ItemsOf((string)request["identifier"]!["value"]!, Subject(request))]);

    private static string Subject(JsonObject request) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Base64Url.DecodeFromChars((string)request["subjectKey"]!), Encoding.ASCII.GetBytes((string)request["identifier"]!["value"]!)));

    // Goes wrong only after a few calls, so that nothing shows it but the check of two people at once.
    private static Action<JsonObject, JsonObject> MixedUp()
    {
        var calls = 0;
        return (request, answer) =>
        {
            if ((string)request["identifier"]!["value"]! == SmallSource.Other && ++calls > 2 && answer["items"] is JsonArray items) items[0]!["subject"] = new string('A', 43);
        };
    }
}
