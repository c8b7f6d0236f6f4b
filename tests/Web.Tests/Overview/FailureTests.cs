using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Overview;

namespace Overblik.Web.Tests;

/// <summary>Sources that are slow, silent, broken or lying: the page is whole without them and says so, and the API names one of the nine published problems.</summary>
public sealed class FailureTests(PortalHost portal)
{
    private static readonly Dictionary<string, Func<HttpContext, Asked, Task>> Faults = new()
    {
        ["hanging"] = (http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted),
        ["headers, then hanging"] = async (http, _) =>
        {
            await http.Response.StartAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        },
        ["one byte at a time"] = async (http, _) =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (await timer.WaitForNextTickAsync(http.RequestAborted))
            {
                await http.Response.WriteAsync(" ");
                await http.Response.Body.FlushAsync();
            }
        },
        ["500"] = (http, _) => Status(http, 500),
        ["502"] = (http, _) => Status(http, 502),
        ["404"] = (http, _) => Status(http, 404),
        ["302"] = (http, _) =>
        {
            http.Response.Headers.Location = "http://127.0.0.1:9/elsewhere";
            return Status(http, 302);
        },
        ["400"] = (http, _) => Status(http, 400),
        ["401"] = (http, _) => Status(http, 401),
        ["403"] = (http, _) => Status(http, 403),
        ["429"] = (http, _) => Status(http, 429),
        ["empty"] = (_, _) => Task.CompletedTask,
        ["null"] = (http, _) => http.Response.WriteAsync("null"),
        ["html"] = (http, _) => http.Response.WriteAsync("<html>Vi er snart tilbage</html>"),
        ["cut off"] = (http, _) => http.Response.WriteAsync("{\"version\":\"1\",\"asOf\":\"2026-11-01T12:00"),
        ["connection closed"] = (http, _) =>
        {
            http.Abort();
            return Task.CompletedTask;
        },
        ["missing member"] = (http, _) => http.Response.WriteAsync("{\"version\":\"1\"}"),
        ["wrong type"] = (http, _) => http.Response.WriteAsync("{\"version\":1,\"asOf\":true,\"items\":{}}"),
        ["null where none belongs"] = (http, asked) => Items(http, asked, item => item["title"] = null),
        ["null item"] = (http, _) => http.Response.WriteAsync("{\"version\":\"1\",\"asOf\":\"2026-11-01T12:00:00Z\",\"counts\":[],\"items\":[null]}"),
        ["unknown kind"] = (http, asked) => Items(http, asked, item => item["kind"] = "spell"),
        ["kind as a number"] = (http, asked) => Items(http, asked, item => item["kind"] = 0),
        ["two kinds in one"] = (http, asked) => Items(http, asked, item => item["kind"] = "payment, credential"),
        ["two statuses in one"] = (http, asked) => Items(http, asked, item => item["case"]!["status"] = "closed, rejected"),
        ["a party that is null"] = (http, asked) => Items(http, asked, item => item["parties"] = new JsonArray((JsonNode?)null)),
        ["text that is no Unicode"] = (http, asked) => http.Response.WriteAsync(FakeSources.Overview([FakeSources.Case("c1", "@@")(asked)]).ToJsonString().Replace("@@", "\\ud800", StringComparison.Ordinal)),
        ["a currency that is none"] = (http, asked) => Debt(http, asked, new JsonObject { ["value"] = 100, ["currency"] = "kr." }),
        ["a negative amount"] = (http, asked) => Debt(http, asked, new JsonObject { ["value"] = -100, ["currency"] = "DKK" }),
        ["a moment without an offset"] = (http, asked) => Items(http, asked, item => item["updatedAt"] = "2026-11-01T12:00:00"),
        ["a party with an endless name"] = (http, asked) => Items(http, asked, item => item["parties"] = new JsonArray(new JsonObject { ["role"] = "other", ["name"] = new string('a', 201) })),
        ["an address that is a header"] = (http, asked) => Items(http, asked, item => item["contact"] = new JsonObject { ["name"] = FakeSources.Text("x"), ["email"] = "a@b.dk?bcc=c@d.dk" }),
        ["facts of another kind"] = (http, asked) => Items(http, asked, item => item["kind"] = "debt"),
        ["script as a link"] = (http, asked) => Items(http, asked, item => item["link"] = new JsonObject { ["url"] = "javascript:alert(1)", ["title"] = FakeSources.Text("x") }),
        ["id that is none"] = (http, asked) => Items(http, asked, item => item["id"] = "../../log-ud"),
        ["endless text"] = (http, asked) => Items(http, asked, item => item["title"] = FakeSources.Text(new string('a', 3000))),
        ["unchanged without a known version"] = (http, _) => http.Response.WriteAsync("{\"version\":\"1\",\"asOf\":\"2026-11-01T12:00:00Z\",\"unchanged\":true}"),
        ["too many items"] = (http, asked) => http.Response.WriteAsJsonAsync(FakeSources.Overview([.. Enumerable.Range(0, 101).Select(i => FakeSources.Case($"c{i}", "Sag")(asked))])),
        ["nested 10,000 deep"] = (http, _) => http.Response.WriteAsync(new string('[', 10_000)),
        ["100 MB"] = (http, _) => Flood(http, 100 << 20),
        ["100 MB, said at once"] = (http, _) =>
        {
            http.Response.ContentLength = 100 << 20;
            return Flood(http, 100 << 20);
        },
        ["100 MB of nothing, packed"] = async (http, _) =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new System.IO.Compression.GZipStream(http.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            for (var i = 0; i < 100; i++) await gzip.WriteAsync(new byte[1 << 20], http.RequestAborted);
        },
        ["not gzip as it says"] = (http, _) =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            return http.Response.WriteAsync("{\"version\":\"1\"}");
        },
    };

    public static TheoryData<string, string, int> Expected => new()
    {
        { "hanging", "Data-source-timeout-error", 408 },
        { "headers, then hanging", "Data-source-timeout-error", 408 },
        { "one byte at a time", "Data-source-timeout-error", 408 },
        { "500", "Data-source-internal-error", 500 },
        { "502", "Data-source-error", 502 },
        { "404", "Data-source-error", 404 },
        { "302", "Data-source-error", 302 },
        { "400", "Input-param-error", 400 },
        { "401", "Data-source-security-error", 400 },
        { "403", "Agreement-error", 500 },
        { "429", "Data-source-error", 429 },
        { "empty", "Data-source-format-error", 422 },
        { "null", "Data-source-format-error", 422 },
        { "html", "Data-source-format-error", 422 },
        { "cut off", "Data-source-format-error", 422 },
        { "connection closed", "Data-source-error", 502 },
        { "missing member", "Data-source-format-error", 422 },
        { "wrong type", "Data-source-format-error", 422 },
        { "null where none belongs", "Data-source-format-error", 422 },
        { "null item", "Data-source-format-error", 422 },
        { "unknown kind", "Data-source-format-error", 422 },
        { "kind as a number", "Data-source-format-error", 422 },
        { "two kinds in one", "Data-source-format-error", 422 },
        { "two statuses in one", "Data-source-format-error", 422 },
        { "a party that is null", "Data-source-format-error", 422 },
        { "text that is no Unicode", "Data-source-format-error", 422 },
        { "a currency that is none", "Data-source-format-error", 422 },
        { "a negative amount", "Data-source-format-error", 422 },
        { "a moment without an offset", "Data-source-format-error", 422 },
        { "a party with an endless name", "Data-source-format-error", 422 },
        { "an address that is a header", "Data-source-format-error", 422 },
        { "facts of another kind", "Data-source-format-error", 422 },
        { "script as a link", "Data-source-format-error", 422 },
        { "id that is none", "Data-source-format-error", 422 },
        { "endless text", "Data-source-format-error", 422 },
        { "unchanged without a known version", "Data-source-format-error", 422 },
        { "too many items", "Data-source-format-error", 422 },
        { "nested 10,000 deep", "Data-source-format-error", 422 },
        { "100 MB", "Data-source-format-error", 422 },
        { "100 MB, said at once", "Data-source-format-error", 422 },
        { "100 MB of nothing, packed", "Data-source-format-error", 422 },
        { "not gzip as it says", "Data-source-format-error", 422 },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public async Task A_failing_source_is_a_state_beside_the_others_data(string fault, string type, int status)
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        portal.Sources.Play(PortalHost.Impatient, person.Number, Faults[fault]);

        var answer = JsonNode.Parse(await person.Json("/api/overview"))!;
        var report = answer["sources"]!.AsArray().Single(s => (string)s!["id"]! == PortalHost.Impatient)!;
        Assert.Equal("failed", (string)report["state"]!);
        Assert.Equal(type, (string)report["problem"]!["type"]!);
        Assert.Equal(status, (int)report["problem"]!["status"]!);
        Assert.Equal("Byggesag", (string)answer["items"]!.AsArray().Single()!["item"]!["title"]!["da"]!);

        var page = await person.Page("/overblik");
        Assert.Contains("Byggesag", page.QuerySelector(".ov-group[slot=case]")!.TextContent, StringComparison.Ordinal);
        var state = page.QuerySelector($"[slot=source-{PortalHost.Impatient}]")!;
        Assert.NotNull(state.QuerySelector(".ov-failed"));
        // A refusal of this one request does not mean that the source is unwell; what is wrong with one answer does not tell.
        if (type != "Data-source-format-error") Assert.Equal(fault is not ("400" or "403"), state.TextContent.Contains("Har ikke virket siden", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Faults_in_one_persons_data_do_not_take_the_source_from_the_others()
    {
        await using var own = await PortalHost.Start("--Overview:BreakAfter=2", "--Overview:CacheFor=00:00:00");
        using var unlucky = await own.SignIn();
        using var other = await own.SignIn();
        own.Sources.Play(PortalHost.A, unlucky.Number, (http, asked) => Items(http, asked, item => item["title"] = null));
        own.Sources.Hold(PortalHost.A, other.Number, FakeSources.Case("c1", "Byggesag"));
        for (var i = 0; i < 4; i++) Assert.Contains("Data-source-format-error", await unlucky.Json("/api/overview"), StringComparison.Ordinal);
        var page = await unlucky.Page("/overblik");
        Assert.DoesNotContain("Har ikke virket siden", page.QuerySelector($"[slot=source-{PortalHost.A}]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Byggesag", await other.Json("/api/overview"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_that_runs_out_in_our_own_queue_is_no_failure_of_the_source()
    {
        await using var own = await PortalHost.Start("--Overview:BreakAfter=1", "--Overview:CacheFor=00:00:00", "--Overview:Sources:0:Concurrency=1", "--Overview:Sources:0:TimeLimit=00:00:00.300");
        using var person = await own.SignIn();
        var places = own.App.Services.GetRequiredService<SourceRegister>().Find(PortalHost.A)!.Places;
        await places.WaitAsync();
        Assert.Contains("Data-source-timeout-error", await person.Json("/api/overview"), StringComparison.Ordinal);
        Assert.Equal(0, own.Sources.CallsFor(PortalHost.A, person.Number));
        places.Release();
        Assert.DoesNotContain("Circuit-breaker-error", await person.Json("/api/overview"), StringComparison.Ordinal);
        Assert.Equal(1, own.Sources.CallsFor(PortalHost.A, person.Number));
    }

    [Fact]
    public async Task A_packed_answer_is_read()
    {
        using var person = await portal.SignIn();
        portal.Sources.Play(PortalHost.B, person.Number, async (http, asked) =>
        {
            Assert.Equal("gzip", http.Request.Headers.AcceptEncoding.ToString());
            http.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new System.IO.Compression.GZipStream(http.Response.Body, System.IO.Compression.CompressionLevel.Fastest);
            await System.Text.Json.JsonSerializer.SerializeAsync(gzip, FakeSources.Overview([FakeSources.Case("c1", "Pakket sag")(asked)]), cancellationToken: http.RequestAborted);
        });
        Assert.Contains("Pakket sag", await person.Json("/api/overview"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_about_another_person_is_refused_and_reported_and_never_shown()
    {
        using var person = await portal.SignIn();
        var other = PortalHost.NewNumber();
        portal.Sources.Play(PortalHost.B, person.Number, (http, asked) =>
        {
            var theirs = FakeSources.Case("theirs", "En andens sag")(asked with { Subject = FakeSources.SubjectOf((string)asked.Body["subjectKey"]!, other.Digits) });
            return http.Response.WriteAsJsonAsync(FakeSources.Overview([FakeSources.Case("mine", "Min egen sag")(asked), theirs]));
        });
        var page = await person.Page("/overblik");
        Assert.Contains("Min egen sag", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("En andens sag", page.ToHtmlText(), StringComparison.Ordinal);
        Assert.Contains("fordi den ikke handler om dig", page.QuerySelector($"[slot=source-{PortalHost.B}]")!.TextContent, StringComparison.Ordinal);

        var json = await person.Json("/api/overview");
        Assert.DoesNotContain("En andens sag", json, StringComparison.Ordinal);
        var report = JsonNode.Parse(json)!["sources"]!.AsArray().Single(s => (string)s!["id"]! == PortalHost.B)!;
        Assert.Equal(1, (int)report["refused"]!);
        Assert.Equal("Data-validation-error", (string)report["problem"]!["type"]!);
        Assert.Contains(portal.Log, line => line.Contains($"Source {PortalHost.B}: items refused: 1 about another person", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("area", "something-else")]
    [InlineData("kind", "credential")]
    public async Task An_item_outside_the_agreement_is_refused_and_nobody_says_that_it_was_another_persons(string member, string value)
    {
        using var person = await portal.SignIn();
        portal.Sources.Play(PortalHost.B, person.Number, (http, asked) => Items(http, asked, item =>
        {
            item[member] = value;
            if (member == "kind") (item["credential"], item["case"]) = (new JsonObject { ["state"] = "valid" }, null);
        }));
        var json = JsonNode.Parse(await person.Json("/api/overview"))!;
        Assert.Empty(json["items"]!.AsArray());
        Assert.Equal(1, (int)json["sources"]!.AsArray().Single(s => (string)s!["id"]! == PortalHost.B)!["refused"]!);
        var state = (await person.Page("/overblik")).QuerySelector($"[slot=source-{PortalHost.B}]")!.TextContent;
        Assert.Contains("ikke er med i vores aftale", state, StringComparison.Ordinal);
        Assert.DoesNotContain("ikke handler om dig", state, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_of_which_nothing_is_believed_has_not_said_that_there_is_nothing()
    {
        using var person = await portal.SignIn();
        var other = PortalHost.NewNumber();
        portal.Sources.Play(PortalHost.B, person.Number, (http, asked) => http.Response.WriteAsJsonAsync(FakeSources.Overview(
            [FakeSources.Case("theirs", "En andens sag")(asked with { Subject = FakeSources.SubjectOf((string)asked.Body["subjectKey"]!, other.Digits) })])));
        var page = await person.Page("/overblik");
        var state = page.QuerySelector($"[slot=source-{PortalHost.B}]")!;
        Assert.NotNull(state.QuerySelector(".ov-failed"));
        Assert.DoesNotContain("har ikke noget om dig", state.TextContent, StringComparison.Ordinal);
        Assert.Contains("vi har ikke set det hele", page.QuerySelector("[slot=now]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Vi mangler svar fra", page.QuerySelector("p[slot=case]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("failed", (string)JsonNode.Parse(await person.Json("/api/overview"))!["sources"]!.AsArray().Single(s => (string)s!["id"]! == PortalHost.B)!["state"]!);
    }

    [Fact]
    public async Task Markup_in_an_answer_is_text_on_the_page()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "<script>alert(1)</script>"));
        var page = await person.Page("/overblik");
        Assert.Contains("<script>alert(1)</script>", page.QuerySelector(".ov-group[slot=case]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page.ToHtmlText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_keeps_failing_is_left_in_peace_and_asked_again_later()
    {
        await using var own = await PortalHost.Start("--Overview:BreakAfter=3", "--Overview:BreakFor=00:00:30", "--Overview:CacheFor=00:00:00");
        using var person = await own.SignIn();
        own.Sources.Play(PortalHost.A, person.Number, (http, _) => Status(http, 500));
        for (var i = 0; i < 3; i++) await person.Json("/api/overview");
        Assert.Equal(3, own.Sources.CallsFor(PortalHost.A, person.Number));

        Assert.Contains("Circuit-breaker-error", await person.Json("/api/overview"), StringComparison.Ordinal);
        Assert.Equal(3, own.Sources.CallsFor(PortalHost.A, person.Number));

        own.Time.Forward(TimeSpan.FromSeconds(31));
        own.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        Assert.Contains("Byggesag", await person.Json("/api/overview"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_whose_answer_is_broken_is_followed_by_another()
    {
        await using var own = await PortalHost.Start("--Overview:BreakAfter=1", "--Overview:BreakFor=00:00:10", "--Overview:CacheFor=00:00:00");
        using var person = await own.SignIn();
        own.Sources.Play(PortalHost.A, person.Number, (http, _) => Status(http, 500));
        await person.Json("/api/overview");
        own.Sources.Play(PortalHost.A, person.Number, Faults["not gzip as it says"]);
        own.Time.Forward(TimeSpan.FromSeconds(11));
        await person.Json("/api/overview");
        own.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        own.Time.Forward(TimeSpan.FromSeconds(61));
        Assert.Contains("Byggesag", await person.Json("/api/overview"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_After_is_honoured()
    {
        await using var own = await PortalHost.Start("--Overview:CacheFor=00:00:00");
        using var person = await own.SignIn();
        own.Sources.Play(PortalHost.A, person.Number, (http, _) =>
        {
            http.Response.Headers.RetryAfter = "120";
            return Status(http, 429);
        });
        await person.Json("/api/overview");
        own.Time.Forward(TimeSpan.FromSeconds(100));
        Assert.Contains("Circuit-breaker-error", await person.Json("/api/overview"), StringComparison.Ordinal);
        Assert.Equal(1, own.Sources.CallsFor(PortalHost.A, person.Number));
        own.Time.Forward(TimeSpan.FromSeconds(21));
        await person.Json("/api/overview");
        Assert.Equal(2, own.Sources.CallsFor(PortalHost.A, person.Number));
    }

    [Fact]
    public async Task A_source_gets_no_more_calls_at_a_time_than_agreed_and_each_still_gets_its_answer()
    {
        await using var own = await PortalHost.Start("--Overview:Sources:0:Concurrency=2");
        var (now, most) = (0, 0);
        var people = new List<Visitor>();
        for (var i = 0; i < 8; i++)
        {
            var person = await own.SignIn();
            people.Add(person);
            own.Sources.Play(PortalHost.A, person.Number, async (http, asked) =>
            {
                lock (people) most = Math.Max(most, ++now);
                // As long as others can get in, let them.
                for (var turn = 0; turn < 200; turn++) await Task.Yield();
                lock (people) now--;
                await http.Response.WriteAsJsonAsync(FakeSources.Overview([FakeSources.Case("c1", "Byggesag")(asked)]));
            });
        }
        var answers = await Task.WhenAll(people.Select(person => person.Json("/api/overview")));
        Assert.All(answers, answer => Assert.Contains("Byggesag", answer, StringComparison.Ordinal));
        Assert.InRange(most, 1, 2);
        people.ForEach(person => person.Dispose());
    }

    private static Task Status(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static Task Items(HttpContext http, Asked asked, Action<JsonObject> spoil)
    {
        var item = FakeSources.Case("c1", "Sag")(asked);
        spoil(item);
        var answer = FakeSources.Overview([FakeSources.Case("c2", "Sag")(asked)]);
        answer["items"] = new JsonArray(item);
        return http.Response.WriteAsJsonAsync(answer);
    }

    private static Task Debt(HttpContext http, Asked asked, JsonObject amount) => Items(http, asked, item =>
        (item["kind"], item["case"], item["debt"]) = ("debt", null, new JsonObject { ["amount"] = amount, ["state"] = "due" }));

    private static async Task Flood(HttpContext http, int bytes)
    {
        http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
        var chunk = Encoding.ASCII.GetBytes(new string(' ', 1 << 16));
        for (var sent = 0; sent < bytes; sent += chunk.Length) await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
    }
}
