using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Overblik.Web.Tests;

/// <summary>My overview for programs: line by line, and what has changed since.</summary>
public sealed class ApiTests(PortalHost portal)
{
    [Fact]
    public async Task As_lines_each_source_comes_when_it_has_answered_and_one_that_waits_holds_up_nothing()
    {
        using var person = await portal.SignIn();
        var go = new TaskCompletionSource();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        portal.Sources.Play(PortalHost.B, person.Number, async (http, asked) =>
        {
            await go.Task;
            await http.Response.WriteAsJsonAsync(FakeSources.Overview([FakeSources.Case("c2", "Den sene sag")(asked)]));
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/overview") { Headers = { { "Accept", "application/x-ndjson" } } };
        using var answer = await person.Send(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var lines = new List<JsonNode>();
        async Task<JsonNode> Line()
        {
            lines.Add(JsonNode.Parse((await reader.ReadLineAsync(TestContext.Current.CancellationToken))!)!);
            return lines[^1];
        }
        while ((string?)(await Line())["source"]!["id"] != PortalHost.A) { }
        Assert.Equal("Byggesag", (string?)lines[^1]["items"]![0]!["title"]!["da"]);
        Assert.DoesNotContain(lines, line => (string?)line["source"]!["id"] == PortalHost.B);
        go.SetResult();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } more) lines.Add(JsonNode.Parse(more)!);
        Assert.Equal("Den sene sag", (string?)lines.Single(line => (string?)line["source"]!["id"] == PortalHost.B)["items"]![0]!["title"]!["da"]);
        // The same sources, the same words as in the one answer.
        var whole = JsonNode.Parse(await person.Json("/api/overview"))!["sources"]!.AsArray();
        Assert.Equal(whole.Select(s => (string?)s!["id"]).Order(), lines.Select(line => (string?)line["source"]!["id"]).Order());
    }

    [Fact]
    public async Task What_has_changed_since_is_told_by_label_and_whether_that_is_all()
    {
        using var person = await portal.SignIn();
        Func<Asked, JsonObject> At(string id, string updated) => asked =>
        {
            var item = FakeSources.Case(id, "Sag " + id)(asked);
            item["updatedAt"] = updated;
            return item;
        };
        portal.Sources.Hold(PortalHost.A, person.Number, At("new", "2026-11-10T12:00:00Z"), At("same", "2026-11-01T12:00:00Z"), At("old", "2026-10-01T12:00:00Z"));
        var changes = JsonNode.Parse(await person.Json("/api/overview/changes?since=2026-11-01T12:00:00Z"))!;
        Assert.Equal(["new", "same"], changes["items"]!.AsArray().Select(i => (string?)i!["id"]));
        Assert.True((bool)changes["complete"]!);
        Assert.Equal(["id", "kind", "open", "source", "title", "updatedAt"], changes["items"]![0]!.AsObject().Select(p => p.Key).Order());
        Assert.Empty(JsonNode.Parse(await person.Json("/api/overview/changes?since=" + Uri.EscapeDataString("2026-11-10T14:00:00+01:00")))!["items"]!.AsArray());

        using var other = await portal.SignIn();
        portal.Sources.Play(PortalHost.A, other.Number, (http, asked) =>
        {
            var answer = FakeSources.Overview([At("new", "2026-11-10T12:00:00Z")(asked)]);
            answer["counts"]![0]!["cursor"] = "more";
            return http.Response.WriteAsJsonAsync(answer);
        });
        Assert.False((bool)JsonNode.Parse(await other.Json("/api/overview/changes?since=2026-11-01T12:00:00Z"))!["complete"]!);
        Assert.True((bool)JsonNode.Parse(await other.Json("/api/overview/changes?since=2026-11-11T12:00:00Z"))!["complete"]!);
        portal.Sources.Play(PortalHost.B, other.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        using var fresh = await other.Submit(await other.Page("/overblik"), "form[action='/overblik']");
        Assert.False((bool)JsonNode.Parse(await other.Json("/api/overview/changes?since=2026-11-11T12:00:00Z"))!["complete"]!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?since=")]
    [InlineData("?since=yesterday")]
    [InlineData("?since=2026-11-01")]
    [InlineData("?since=2026-11-01T12:00:00")]
    public async Task A_time_that_cannot_be_read_is_told(string query)
    {
        using var person = await portal.SignIn();
        using var answer = await person.Get("/api/overview/changes" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("2026-11-01T12:00:00Z", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
