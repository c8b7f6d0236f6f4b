using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using Overblik.Platform.Outbox;

namespace Overblik.Web.Tests;

public sealed class HostTests(PortalHost portal)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/privatliv")]
    [InlineData("/no-such-page")]
    [InlineData("/api/overview")]
    public async Task Every_answer_has_the_strict_policy_and_none_may_be_kept(string path)
    {
        using var stranger = portal.Stranger();
        using var response = await stranger.Get(path);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task The_style_sheet_is_served_compressed_and_for_ever()
    {
        // As published: while it is developed it may change under the same name, and is not kept.
        await using var real = await PortalHost.Start("--ReloadStaticAssetsAtRuntime=false");
        using var stranger = real.Stranger();
        var href = (await stranger.Page("/")).QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!;
        using var request = new HttpRequestMessage(HttpMethod.Get, href) { Headers = { { "Accept-Encoding", "gzip" } } };
        using var response = await stranger.Send(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        Assert.Equal("max-age=31536000, immutable", response.Headers.GetValues("Cache-Control").Single());
        Assert.InRange((await response.Content.ReadAsByteArrayAsync()).Length, 10_000, 100_000);
    }

    // A worker may speak for what lies beside it and below: hence at the root, and under its own name.
    [Fact]
    public async Task The_worker_that_shows_reminders_is_served_at_the_root_and_asked_for_anew()
    {
        await using var real = await PortalHost.Start("--ReloadStaticAssetsAtRuntime=false");
        using var stranger = real.Stranger();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/paamindelser-worker.js");
        using var response = await stranger.Send(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-cache", response.Headers.GetValues("Cache-Control").Single());
    }

    [Fact]
    public async Task An_unknown_page_is_a_404_in_the_persons_language()
    {
        using var stranger = portal.Stranger();
        var missing = await stranger.Page("/findes-ikke?x=1", HttpStatusCode.NotFound);
        Assert.Equal("Siden findes ikke", missing.QuerySelector("h1")!.TextContent);
        // The other language is offered for the address that was asked for, not for the page that answers.
        Assert.Equal("/sprog/en?retur=%2Ffindes-ikke%3Fx%3D1", missing.QuerySelector("a[href^='/sprog/']")!.GetAttribute("href"));
        using (await stranger.Get("/sprog/en")) { }
        Assert.Equal("The page does not exist", (await stranger.Page("/findes-ikke", HttpStatusCode.NotFound)).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Only_a_demonstration_calls_itself_one()
    {
        const string Demo = "opdigtede personer";
        var first = await PortalHost.Start();
        using (var stranger = first.Stranger()) Assert.Contains(Demo, (await stranger.Page("/")).QuerySelector("footer")!.TextContent, StringComparison.Ordinal);
        await first.Stop();
        await using var real = await first.Again("--environment=Production");
        using var visitor = real.Stranger();
        Assert.DoesNotContain(Demo, (await visitor.Page("/")).QuerySelector("footer")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_says_why_not_in_problem_details()
    {
        using var stranger = portal.Stranger();
        using var response = await stranger.Get("/api/overview");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("urn:overblik:problem:identity.not-signed-in", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/robots.txt")]
    [InlineData("/css/findes-ikke.css")]
    [InlineData("/api/findes-ikke.json")]
    public async Task An_unknown_file_is_a_404_and_no_sign_in(string path)
    {
        using var stranger = portal.Stranger();
        using var response = await stranger.Get(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(path.StartsWith("/api", StringComparison.Ordinal) ? "application/problem+json" : "text/html", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Without_its_database_the_portal_shows_the_error_page_with_a_number_that_stands_in_the_log()
    {
        await using var own = await PortalHost.Start();
        using var person = await own.SignIn();
        var style = (await person.Page("/overblik")).QuerySelector("link[rel=stylesheet]")!.GetAttribute("href")!;
        await own.BreakDatabase();

        var page = await person.Page("/overblik", HttpStatusCode.InternalServerError);
        Assert.Equal("Der skete en fejl", page.QuerySelector("h1")!.TextContent);
        var number = page.QuerySelectorAll("main p").Select(p => p.TextContent).Single(t => t.StartsWith("Fejl", StringComparison.Ordinal) && t.Contains(": ", StringComparison.Ordinal)).Split(": ")[1];
        Assert.Contains(own.Log, line => line.StartsWith("Error Error " + number, StringComparison.Ordinal));

        using (var api = await person.Get("/api/overview"))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, api.StatusCode);
            Assert.Equal("application/problem+json", api.Content.Headers.ContentType!.MediaType);
            var trace = (string)System.Text.Json.Nodes.JsonNode.Parse(await api.Content.ReadAsStringAsync())!["traceId"]!;
            Assert.Contains(own.Log, line => line.StartsWith("Error Error " + trace, StringComparison.Ordinal));
        }
        await person.Json(style);
        using var probe = own.Stranger();
        await probe.Json("/live");
        using var ready = await probe.Get("/ready");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
    }

    [Theory]
    [InlineData("--Overview:Sources:0:TimeLimit=00:00:06", "TimeLimit")]
    [InlineData("--Identity:Issuer=http://broker.example", "https")]
    [InlineData("--Proxies:Known:0=the-proxy", "Proxies:Known")]
    [InlineData("--Proxies:Known:0=10.0.0.0/99", "Proxies:Known")]
    [InlineData("--Limits:PerPerson=many", "Limits:PerPerson")]
    [InlineData("--Limits:PerAddress=0", "Limits:PerAddress")]
    [InlineData("--Role=clerk", "Role")]
    public async Task A_wrong_setting_stops_the_start_and_says_which(string setting, string expected)
    {
        var problem = await Assert.ThrowsAsync<Overblik.Platform.StartupException>(() => PortalHost.Start(setting));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_node_serves_people_and_another_works_and_each_leaves_the_rest_alone()
    {
        await using var web = await PortalHost.Start("--Role=web");
        Assert.DoesNotContain(web.App.Services.GetServices<IHostedService>(), it => it is OutboxWorker);
        using (var stranger = web.Stranger()) await stranger.Page("/");

        await using var worker = await web.Again("--Role=worker");
        Assert.Contains(worker.App.Services.GetServices<IHostedService>(), it => it is OutboxWorker);
        using var probe = worker.Stranger();
        Assert.Equal("ok", await probe.Json("/live"));
        Assert.Equal("Healthy", await probe.Json("/ready"));
        foreach (var path in new[] { "/", "/overblik", "/log-ind", "/api/overview", "/.well-known/jwks.json" })
        {
            using var response = await probe.Get(path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task Live_and_ready_do_not_depend_on_any_source()
    {
        await using var own = await PortalHost.Start();
        await own.Sources.DisposeAsync();
        using var stranger = own.Stranger();
        Assert.Equal("ok", await stranger.Json("/live"));
        Assert.Equal("Healthy", await stranger.Json("/ready"));
    }

    [Fact]
    public async Task One_caller_who_asks_too_much_is_held_back_and_the_others_are_not()
    {
        await using var own = await PortalHost.Start("--Limits:PerPerson=5");
        using var greedy = await own.SignIn();
        using var modest = await own.SignIn();
        for (var i = 0; i < 5; i++) await greedy.Page("/privatliv");
        using (var page = await greedy.Get("/privatliv"))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, page.StatusCode);
            Assert.NotNull(page.Headers.RetryAfter);
            Assert.Contains("Du har bedt om for mange sider", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using (var api = await greedy.Get("/api/overview")) Assert.Contains("urn:overblik:problem:web.too-many-requests", await api.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await modest.Page("/privatliv");
    }

    [Theory]
    [InlineData("--Proxies:Known=127.0.0.1")]
    [InlineData("--Proxies:Known:0=127.0.0.1")]
    [InlineData("--Proxies:Known:0=127.0.0.0/8")]
    [InlineData("--Proxies:Known:0=10.0.0.0/8", "--Proxies:Known:1=127.0.0.1")]
    public async Task Behind_a_known_proxy_each_visitor_has_a_limit_of_their_own(params string[] settings)
    {
        await using var own = await PortalHost.Start([.. settings, "--Limits:PerAddress=1"]);
        using var stranger = own.Stranger();
        async Task<HttpStatusCode> Visit(string from)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/privatliv") { Headers = { { "X-Forwarded-For", from } } };
            using var response = await stranger.Send(request);
            return response.StatusCode;
        }
        Assert.Equal(HttpStatusCode.OK, await Visit("192.0.2.1"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Visit("192.0.2.1"));
        Assert.Equal(HttpStatusCode.OK, await Visit("192.0.2.2"));
    }

    [Fact]
    public async Task The_published_description_of_the_api_is_the_one_in_the_repository()
    {
        using var stranger = portal.Stranger();
        var now = await stranger.Json("/openapi/v1.json");
        var golden = Path.Combine(RepositoryRoot(), "contracts", "overview-api.json");
        if (Environment.GetEnvironmentVariable("OVERBLIK_UPDATE_GOLDEN") == "1") await File.WriteAllTextAsync(golden, now + "\n");
        Assert.Equal((await File.ReadAllTextAsync(golden)).TrimEnd(), now.TrimEnd());
    }

    [Fact]
    public async Task No_log_line_of_a_whole_visit_names_the_person_or_their_number()
    {
        await using var own = await PortalHost.Start(
            "--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:Microsoft.AspNetCore=Debug", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=Debug", "--Logging:LogLevel:System.Net.Http=Debug");
        using var person = await own.SignIn(name: "Ejegod Prøvesen");
        own.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Hemmelig sag"));
        own.Sources.Play(PortalHost.B, person.Number, (http, asked) => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, $"{{\"version\":\"{asked.Cpr}\",\"asOf\":\"Ejegod Prøvesen\""));
        own.Sources.Play(PortalHost.C, person.Number, (http, _) => { http.Abort(); return Task.CompletedTask; });
        var page = await person.Page("/overblik");
        await person.Page("/sager");
        await person.Page("/sager/alfa/c1");
        await person.Page("/findes-ikke", HttpStatusCode.NotFound);
        await person.Json("/api/overview");
        using (await person.Submit(page, "form.ov-fresh")) { }
        using (await person.Submit(page, "form[action='/log-ud']")) { }
        await own.Stop();
        Assert.True(own.Log.Count > 100);
        var digits = person.Number.Digits;
        foreach (var line in own.Log)
        {
            Assert.DoesNotContain(digits, line, StringComparison.Ordinal);
            Assert.DoesNotContain(digits.Insert(6, "-"), line, StringComparison.Ordinal);
            Assert.DoesNotContain("Ejegod", line, StringComparison.Ordinal);
            Assert.DoesNotContain("Hemmelig", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Traces_hold_routes_and_sources_and_nothing_that_points_to_a_person()
    {
        var spans = new ConcurrentBag<Activity>();
        using (var tracing = Telemetry.WithoutPersonalData(OpenTelemetry.Sdk.CreateTracerProviderBuilder()).AddProcessor(new Collect(spans)).Build())
        {
            using var person = await portal.SignIn();
            portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Hemmelig sag"));
            await person.Page("/overblik?noget=" + Uri.EscapeDataString("Ejegod"));
            await person.Page("/sager/alfa/c1");
        }
        Assert.Contains(spans, span => span.OperationName == "source" && (string?)span.GetTagItem("source") == "alfa");
        Assert.Contains(spans, span => (string?)span.GetTagItem("http.route") == "sager/{source}/{id}");
        string[] allowed =
        [
            "source", "outcome", "http.request.method", "http.request.method_original", "http.response.status_code", "http.route", "network.protocol.version", "server.address",
            "server.port", "url.scheme", "error.type", "exception.type", "aspnetcore.user.is_authenticated",
        ];
        Assert.Empty(spans.SelectMany(span => span.TagObjects).Where(tag => tag.Value is not null && !allowed.Contains(tag.Key)).Select(tag => $"{tag.Key}={tag.Value}").Distinct());
    }

    internal static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Overblik.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private sealed class Collect(ConcurrentBag<Activity> spans) : OpenTelemetry.BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data) => spans.Add(data);
    }
}
