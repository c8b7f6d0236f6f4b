using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Overview;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>Who is covered and how they answer: counted, added up over nodes, shown to everybody, and to nobody where the figures could be one person's.</summary>
public sealed class CoverageTests
{
    private const string Address = "/daekning";

    [Fact]
    public async Task Answers_and_failures_are_counted_and_shown_to_anyone_on_the_page_and_as_json()
    {
        await using var own = await Start();
        using var person = await own.SignIn();
        own.Sources.Play(PortalHost.B, person.Number, (http, _) => Fail(http, 500));
        own.Sources.Hold(PortalHost.C, person.Number, FakeSources.Case("c1", "Byggesag"));
        await Ask(own, person, 20);
        own.Sources.Play(PortalHost.A, person.Number, (http, _) => http.Response.WriteAsync("{"));
        await Ask(own, person, 5);
        await Flush(own);

        using var stranger = own.Stranger();
        var json = await Json(stranger);
        Assert.Equal((80, 0, 100), (Percent(json, PortalHost.A), Percent(json, PortalHost.B), Percent(json, PortalHost.C)));
        // Twenty-five to the ten, whatever the day.
        Assert.Equal(30, (int)Of(json, PortalHost.A)["last24Hours"]!["asked"]!);
        Assert.NotNull(Of(json, PortalHost.C)["last24Hours"]!["halfWithin"]);
        Assert.Null(Of(json, PortalHost.B)["last24Hours"]!["halfWithin"]);
        var rows = (await stranger.Page(Address)).QuerySelector($"section[aria-labelledby={PortalHost.A}] tbody")!.QuerySelectorAll("tr").Select(row => row.Children.Select(cell => cell.TextContent)).ToList();
        Assert.Equal(["Spørgsmål", "cirka 30", "cirka 30"], rows[0]);
        Assert.Equal(["Fik svar", "80\u00a0%", "80\u00a0%"], rows[1]);
    }

    [Fact]
    public async Task An_item_that_the_person_does_not_have_is_an_answer_and_one_that_fails_is_none()
    {
        await using var own = await Start();
        using var person = await own.SignIn();
        for (var i = 0; i < 20; i++) await person.Page("/sager/alfa/ukendt", HttpStatusCode.NotFound);
        own.Sources.Play(PortalHost.A, person.Number, (http, _) => Fail(http, 502));
        for (var i = 0; i < 20; i++) await person.Page("/sager/alfa/ukendt");
        await Flush(own);
        Assert.Equal(50, Percent(await Json(own.Stranger()), PortalHost.A));
    }

    [Fact]
    public async Task A_question_that_the_breaker_holds_back_counts_as_not_answered()
    {
        await using var own = await Start("--Overview:BreakAfter=2", "--Overview:BreakFor=01:00:00");
        using var person = await own.SignIn();
        await Ask(own, person, 18);
        own.Sources.Play(PortalHost.A, person.Number, (http, _) => Fail(http, 500));
        await Ask(own, person, 18);
        Assert.Equal(20, own.Sources.CallsFor(PortalHost.A, person.Number));
        await Flush(own);
        Assert.Equal(50, Percent(await Json(own.Stranger()), PortalHost.A));
    }

    [Fact]
    public async Task What_two_nodes_have_counted_is_added_up()
    {
        await using var own = await Start();
        await using var other = await own.Again();
        await StopWriting(other);
        using var person = await own.SignIn();
        using var another = await other.SignIn();
        other.Sources.Play(PortalHost.B, another.Number, (http, _) => Fail(http, 500));
        await Ask(own, person, 15);
        await Ask(other, another, 15);
        await Flush(own);
        Assert.Null(Of(await Json(own.Stranger()), PortalHost.A)["last24Hours"]);
        await Flush(other);
        own.Time.Forward(Coverage.HoldFor);
        var json = await Json(own.Stranger());
        Assert.Equal((30, 100), ((int)Of(json, PortalHost.A)["last24Hours"]!["asked"]!, Percent(json, PortalHost.A)));
        Assert.Equal(50, Percent(json, PortalHost.B));
    }

    [Fact]
    public async Task Too_few_questions_are_not_told_neither_in_figures_nor_in_bars()
    {
        await using var own = await Start();
        using var person = await own.SignIn();
        await Ask(own, person, 19);
        await Flush(own);
        using var stranger = own.Stranger();
        var alfa = Of(await Json(stranger), PortalHost.A);
        Assert.Null(alfa["last24Hours"]);
        Assert.Null(alfa["last30Days"]);
        Assert.All(alfa["days"]!.AsArray().Concat(alfa["hours"]!.AsArray()), it => Assert.Null(it!["percent"]));
        var section = (await stranger.Page(Address)).QuerySelector($"section[aria-labelledby={PortalHost.A}]")!;
        Assert.Contains("for få spørgsmål", section.TextContent, StringComparison.Ordinal);
        Assert.Empty(section.QuerySelectorAll("svg, table"));
        Assert.DoesNotContain("%", section.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_day_the_answers_stand_in_the_30_days_and_after_31_they_are_deleted()
    {
        await using var own = await Start();
        using var person = await own.SignIn();
        await Ask(own, person, 20);
        await Flush(own);
        Assert.Equal(100, Percent(await Json(own.Stranger()), PortalHost.A));
        var yesterday = BusinessClock.DateOf(own.Time.GetUtcNow());

        own.Time.Forward(TimeSpan.FromHours(26));
        await Flush(own);
        var alfa = Of(await Json(own.Stranger()), PortalHost.A);
        Assert.Null(alfa["last24Hours"]);
        Assert.Equal(100, (int)alfa["last30Days"]!["percent"]!);
        var day = Assert.Single(alfa["days"]!.AsArray(), it => it!["percent"] is not null)!;
        Assert.Equal(yesterday.ToString("O"), (string?)day["date"]);
        var asked = (await own.Stranger().Page(Address)).QuerySelector($"section[aria-labelledby={PortalHost.A}] tbody tr")!;
        Assert.Equal(["Spørgsmål", "for få", "cirka 20"], asked.Children.Select(cell => cell.TextContent));
        Assert.Equal(4, await Rows(own));

        own.Time.Forward(TimeSpan.FromDays(31));
        await Flush(own);
        Assert.Equal(0, await Rows(own));
        Assert.Null(Of(await Json(own.Stranger()), PortalHost.A)["last30Days"]);
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_another_time()
    {
        await using var own = await Start();
        using var person = await own.SignIn();
        await Ask(own, person, 20);
        await using (var db = await own.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            var table = PortalHost.OnPostgres ? "overview.answers_hour" : "overview_answers_hour";
            await Sql(db, $"ALTER TABLE {table} RENAME TO away");
            await Flush(own);
            await Sql(db, $"ALTER TABLE {(PortalHost.OnPostgres ? "overview.away" : "away")} RENAME TO {(PortalHost.OnPostgres ? "answers_hour" : table)}");
        }
        Assert.Equal(0, await Rows(own));
        await Flush(own);
        Assert.Equal(20, (int)Of(await Json(own.Stranger()), PortalHost.A)["last24Hours"]!["asked"]!);
    }

    [Fact]
    public async Task The_page_says_the_same_as_the_json()
    {
        await using var own = await Start("--Overview:Sources:0:AgreedFrom=2026-01-01", "--Overview:Sources:0:AreaNames:0:Code=area", "--Overview:Sources:0:AreaNames:0:Da=Prøver", "--Overview:Sources:0:AreaNames:0:En=Trials");
        using var person = await own.SignIn();
        own.Sources.Play(PortalHost.B, person.Number, (http, _) => Fail(http, 500));
        await Ask(own, person, 20);
        await Flush(own);
        own.Time.Forward(TimeSpan.FromHours(26));
        using var another = await own.SignIn();
        own.Sources.Play(PortalHost.B, another.Number, (http, _) => Fail(http, 500));
        await Ask(own, another, 3);
        own.Sources.Hold(PortalHost.B, another.Number);
        await Ask(own, another, 22);
        await Flush(own);
        using var stranger = own.Stranger();
        var json = await Json(stranger);
        var page = await stranger.Page(Address);
        var covered = json["sources"]!.AsArray().Where(s => (bool)s!["covered"]!).ToList();
        Assert.Equal(covered.Select(s => (string?)s!["name"]!["da"]), page.QuerySelectorAll("section > h2").Select(h => h.TextContent));
        foreach (var source in covered)
        {
            var section = page.QuerySelector($"section[aria-labelledby={source!["id"]}]")!;
            Assert.Contains(string.Join(", ", source["areas"]!.AsArray().Select(a => (string?)a!["name"]!["da"])), section.TextContent, StringComparison.Ordinal);
            Assert.Equal([$"{source["last24Hours"]!["percent"]}\u00a0%", $"{source["last30Days"]!["percent"]}\u00a0%"], section.QuerySelectorAll("tbody")[0].QuerySelectorAll("tr")[1].QuerySelectorAll("td").Select(cell => cell.TextContent));
            string[] Told(string list) => [.. source[list]!.AsArray().Where(it => it!["percent"] is not null).Select(it => $"{it!["percent"]}\u00a0%")];
            var tables = section.QuerySelectorAll("details tbody").Select(table => table.QuerySelectorAll("tr > td:last-child").Select(cell => cell.TextContent).ToArray()).ToList();
            Assert.Equal([Told("days"), Told("hours")], tables);
            Assert.All(section.QuerySelectorAll("svg[role=img]"), chart => Assert.Contains("Tallene står i tabellen", chart.GetAttribute("aria-label"), StringComparison.Ordinal));
        }
        var alfa = page.QuerySelector($"section[aria-labelledby={PortalHost.A}]")!;
        Assert.Contains("Prøver", alfa.TextContent, StringComparison.Ordinal);
        Assert.Contains("1. januar 2026", alfa.TextContent, StringComparison.Ordinal);
        Assert.Equal("2026-01-01", (string?)Of(json, PortalHost.A)["from"]);
    }

    [Fact]
    public async Task Who_comes_later_is_listed_with_the_day_where_that_is_known()
    {
        await using var own = await Start("--Today=2026-12-01", "--Overview:Sources:3:AgreedFrom=2027-02-01");
        using var stranger = own.Stranger();
        var later = (await stranger.Page(Address)).QuerySelectorAll("main h2").Single(h => h.TextContent == "Kommer senere").NextElementSibling!.QuerySelectorAll("li").Select(it => it.TextContent).ToList();
        Assert.Equal(13, later.Count);
        Assert.StartsWith("Myndighed hastig (fra 1. februar 2027): area", later[0], StringComparison.Ordinal);
        Assert.StartsWith("Senere 4: area", later[1], StringComparison.Ordinal);
        var json = await Json(stranger);
        Assert.Equal((false, "2027-02-01"), ((bool)Of(json, PortalHost.Impatient)["covered"]!, (string?)Of(json, PortalHost.Impatient)["from"]));
        Assert.Equal(13, json["sources"]!.AsArray().Count(s => !(bool)s!["covered"]!));
    }

    [Fact]
    public async Task The_json_may_be_kept_for_a_minute_by_anyone_and_the_database_is_read_once_in_it()
    {
        await using var own = await Start();
        using var stranger = own.Stranger();
        using (var answer = await stranger.Get(CoveragePage.Json))
        {
            Assert.Equal("public, max-age=60", answer.Headers.CacheControl!.ToString());
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
        using var person = await own.SignIn();
        await Ask(own, person, 20);
        await Flush(own);
        Assert.Null(Of(await Json(stranger), PortalHost.A)["last24Hours"]);
        own.Time.Forward(Coverage.HoldFor);
        Assert.Equal(100, Percent(await Json(stranger), PortalHost.A));
    }

    [Fact]
    public async Task What_the_preview_asks_of_a_test_system_is_not_counted()
    {
        await using var own = await Start();
        var listed = PortalHost.NewNumber();
        own.Sources.Capabilities[PortalHost.ATest] = new JsonObject { ["testPeople"] = new JsonArray(new JsonObject { ["type"] = "cpr", ["value"] = listed.Digits, ["name"] = "Prøve" }) };
        using var staff = await own.SignInStaff();
        using (await staff.Submit(await staff.Page($"/myndighed/{PortalHost.A}/forhaandsvisning"), "main form", ("Person", "0"))) { }
        Assert.Equal(1, own.Sources.CallsFor(PortalHost.ATest, listed));
        await Flush(own);
        Assert.Equal(0, await Rows(own));
    }

    /// <summary>A portal that asks anew each time, and writes only when the test says so.</summary>
    private static async Task<PortalHost> Start(params string[] settings)
    {
        var own = await PortalHost.Start(["--Overview:CacheFor=00:00:00", .. settings]);
        await StopWriting(own);
        return own;
    }

    private static Task StopWriting(PortalHost portal) => portal.App.Services.GetRequiredService<AnswerLog>().StopAsync(TestContext.Current.CancellationToken);

    private static Task Flush(PortalHost portal) => portal.App.Services.GetRequiredService<AnswerLog>().Write();

    private static async Task Ask(PortalHost portal, Visitor person, int times)
    {
        var before = portal.Sources.CallsFor(PortalHost.C, person.Number);
        for (var i = 0; i < times; i++) await person.Json("/api/overview");
        Assert.Equal(times, portal.Sources.CallsFor(PortalHost.C, person.Number) - before);
    }

    private static async Task<JsonNode> Json(Visitor anyone) => JsonNode.Parse(await anyone.Json(CoveragePage.Json))!;

    private static JsonNode Of(JsonNode json, string source) => json["sources"]!.AsArray().Single(s => (string?)s!["id"] == source)!;

    private static int Percent(JsonNode json, string source) => (int)Of(json, source)["last24Hours"]!["percent"]!;

    private static Task Fail(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private static async Task<int> Rows(PortalHost portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        return await db.Set<AnswersHour>().CountAsync(TestContext.Current.CancellationToken);
    }

#pragma warning disable EF1002 // The names of tables are the test's own.
    private static Task<int> Sql(PlatformDb db, string sql) => db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken);
#pragma warning restore EF1002
}
