using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.AspNetCore.Http;

namespace Overblik.Web.Tests;

public sealed class ExportTests(PortalHost portal)
{
    [Fact]
    public async Task The_file_holds_all_items_of_all_pages_says_what_is_missing_and_follows_its_schema()
    {
        using var person = await portal.SignIn();
        portal.Sources.Play(PortalHost.A, person.Number, (http, asked) =>
        {
            var before = (string?)asked.Body["cursor"] is { } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
            var answer = FakeSources.Overview([.. Enumerable.Range(before, Math.Min(100, 250 - before)).Select(i => FakeSources.Case($"c{i}", $"Sag {i}")(asked))]);
            if (before < 200) answer["counts"]![0]!["cursor"] = (before + 100).ToString(CultureInfo.InvariantCulture);
            return http.Response.WriteAsJsonAsync(answer);
        });
        portal.Sources.Play(PortalHost.B, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        using var answer = await Export(person, ("som", "fil"));
        Assert.StartsWith("attachment; filename=overblik-", answer.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var file = JsonNode.Parse(text)!;
        Assert.Equal(250, file["items"]!.AsArray().Select(i => (string?)i!["item"]!["id"]).Distinct().Count());
        Assert.Equal("failed", (string?)file["sources"]!.AsArray().Single(s => (string?)s!["id"] == PortalHost.B)!["state"]);

        using var stranger = portal.Stranger();
        Assert.EndsWith("/eksport/skema.json", (string?)file["$schema"], StringComparison.Ordinal);
        var schema = JsonSchema.FromText(await stranger.Json("/eksport/skema.json"));
        Assert.True(schema.Evaluate(JsonElement.Parse(text)).IsValid);
        Assert.False(schema.Evaluate(JsonElement.Parse(text.Replace("\"failed\"", "\"lost\"", StringComparison.Ordinal))).IsValid);
        Assert.Single(await portal.LogOf(person.Person), e => e.Act == "overview.export");
    }

    [Theory]
    [InlineData("fil")]
    [InlineData("side")]
    public async Task A_protected_field_is_in_it_only_when_the_person_asks(string form)
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, asked => FakeSources.Item(asked, "r1", "registration", "Adresse", new JsonObject
        {
            ["fields"] = new JsonArray(
                new JsonObject { ["label"] = FakeSources.Text("Vej"), ["value"] = FakeSources.Text("Hemmelig stien 7"), ["protected"] = true },
                new JsonObject { ["label"] = FakeSources.Text("Kommune"), ["value"] = FakeSources.Text("København") }),
        }));
        async Task<string> Said(params (string, string)[] fields)
        {
            using var answer = await Export(person, [("som", form), .. fields]);
            return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
        var without = await Said();
        Assert.DoesNotContain("Hemmelig stien", without, StringComparison.Ordinal);
        Assert.Contains("Beskyttet: er ikke taget med", without, StringComparison.Ordinal);
        Assert.Contains("Kommune", without, StringComparison.Ordinal);
        Assert.Contains("Hemmelig stien 7", await Said(("beskyttede", "true")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_whose_pages_stop_leaves_the_rest_whole_and_the_file_says_so()
    {
        using var person = await portal.SignIn();
        portal.Sources.Play(PortalHost.A, person.Number, (http, asked) =>
        {
            if (asked.Body["cursor"] is not null) { http.Response.StatusCode = 500; return Task.CompletedTask; }
            var answer = FakeSources.Overview([FakeSources.Case("c1", "Den første")(asked)]);
            (answer["counts"]![0]!["cursor"], answer["counts"]![0]!["total"]) = ("next", 101);
            return http.Response.WriteAsJsonAsync(answer);
        });
        portal.Sources.Hold(PortalHost.B, person.Number, FakeSources.Case("c2", "Hos beta"));
        using var answer = await Export(person, ("som", "fil"));
        var file = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(2, file["items"]!.AsArray().Count);
        var source = file["sources"]!.AsArray().Single(s => (string?)s!["id"] == PortalHost.A)!;
        Assert.Equal(("failed", 101), ((string?)source["state"], (int)source["counts"]![0]!["total"]!));
    }

    [Fact]
    public async Task Neither_page_nor_file_is_told_beside_the_choice()
    {
        using var person = await portal.SignIn();
        using var answer = await Export(person, ("som", "fax"));
        Assert.Contains("Vælg, om du vil have en side eller en fil", (await Visitor.Parse(answer)).QuerySelector(".form-error-message")!.TextContent, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> Export(Visitor person, params (string, string)[] fields)
    {
        var answer = await person.Submit(await person.Page("/eksport"), "form[action='/eksport']", fields);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }
}
