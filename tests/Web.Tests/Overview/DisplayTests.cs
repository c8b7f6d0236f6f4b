using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Overblik.Overview;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>A portal of its own, that asks at every page, by the version it holds.</summary>
public sealed class ForgetfulPortal : IAsyncLifetime
{
    internal PortalHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await PortalHost.Start($"--Overview:Sources:1:Stewards:0={PortalHost.Steward}", "--Overview:CacheFor=00:00:00.001");

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>What an authority has decided to show, at the edges: answers on their way, a database that is away, what a test system may say. Each test has its own source or codes.</summary>
public sealed class DisplayTests(ForgetfulPortal own) : IClassFixture<ForgetfulPortal>
{
    private readonly PortalHost portal = own.Host;

    private static StaffMember Employee => CvrNumber.TryParse(PortalHost.Steward, out var cvr)
        ? new StaffMember(PersonId.New(), Guid.NewGuid(), AssuranceLevel.Substantial, "Prøve Medarbejder", cvr, "Styrelsen for Prøver") { Roles = StaffRoles.Steward, Ends = new SessionEnd(DateTimeOffset.MaxValue, DateTimeOffset.MaxValue) }
        : throw new InvalidOperationException();

    [Fact]
    public async Task What_is_closed_while_an_answer_is_on_its_way_is_not_shown_and_the_page_says_what_it_lacks()
    {
        using var person = await portal.SignIn();
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        portal.Sources.Play(PortalHost.A, person.Number, async (http, ask) =>
        {
            asked.TrySetResult();
            await go.Task;
            await http.Response.WriteAsJsonAsync(FakeSources.Overview([Coded("c1", "Byggesag", "02.34.02")(ask)]));
        });
        var waiting = person.Page("/overblik");
        await asked.Task;
        await Hide("02");
        go.SetResult();

        var page = await waiting;
        Assert.DoesNotContain("Byggesag", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Disse viser ikke alt her: Myndighed alfa.", page.QuerySelector(".ov-empty[slot=case]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("mangler svar", page.Body!.TextContent, StringComparison.Ordinal);
        var report = JsonNode.Parse(await person.Json("/api/overview"))!["sources"]!.AsArray().Single(s => (string?)s!["id"] == PortalHost.A)!;
        Assert.Equal(("answered", 1), ((string?)report["state"], (int)report["heldBack"]!));
    }

    [Fact]
    public async Task A_source_that_says_unchanged_as_its_display_changes_is_asked_for_everything_again()
    {
        using var person = await portal.SignIn();
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        portal.Sources.Play(PortalHost.A, person.Number, async (http, ask) =>
        {
            if ((string?)ask.Body["knownVersion"] != "1")
            {
                await http.Response.WriteAsJsonAsync(FakeSources.Overview([Coded("c1", "Vejsag", "05.01.02")(ask)]));
                return;
            }
            asked.TrySetResult();
            await go.Task;
            await http.Response.WriteAsJsonAsync(new JsonObject { ["version"] = "1", ["asOf"] = "2026-11-01T12:00:00Z", ["unchanged"] = true });
        });
        Assert.Contains("Vejsag", (await person.Page("/overblik")).Body!.TextContent, StringComparison.Ordinal);
        await Task.Delay(10, TestContext.Current.CancellationToken);
        var waiting = person.Page("/overblik");
        await asked.Task;
        await Hide("05");
        go.SetResult();
        Assert.DoesNotContain("Vejsag", (await waiting).Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Vejsag", (await person.Page("/overblik")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_is_held_back_whole_does_not_end_the_export()
    {
        using var person = await portal.SignIn();
        await Hide("07");
        portal.Sources.Play(PortalHost.A, person.Number, (http, asked) =>
        {
            var page = int.Parse((string?)asked.Body["cursor"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            var answer = FakeSources.Overview([Coded($"c{page}", $"Sag {page}", page == 1 ? "07.01.02" : "08.01.02")(asked)]);
            if (page < 2) answer["counts"]![0]!["cursor"] = (page + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return http.Response.WriteAsJsonAsync(answer);
        });
        using var file = await person.Submit(await person.Page("/eksport"), "form[action='/eksport']", ("som", "fil"));
        var items = JsonNode.Parse(await file.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["items"]!.AsArray();
        Assert.Equal(["c0", "c2"], items.Select(i => (string?)i!["item"]!["id"]));
    }

    [Fact]
    public async Task The_rule_for_all_others_can_be_taken_out_again()
    {
        const string rules = "/myndighed/" + PortalHost.B + "/visning";
        using var staff = await portal.SignInStaff();
        using (await staff.Submit(await staff.Page(rules), $"form[action='{rules}']", ("Form.Scheme", "ALL"), ("Form.Shown", "False"))) { }
        using (await staff.Submit(await staff.Page(rules), "form[action$='Remove']")) { }
        Assert.Empty((await staff.Page(rules)).QuerySelectorAll("form[action$='Remove']"));
    }

    [Fact]
    public async Task More_rules_than_the_table_holds_are_refused_in_words()
    {
        var desk = portal.App.Services.GetRequiredService<DisplayDesk>();
        var title = new string('æ', 200);
        Problem? problem = null;
        for (var i = 0; i < 60 && problem is null; i++)
            (await desk.Draft(Source(PortalHost.C), Employee, new DisplayRule("KLE", $"{i:00}", true, Title: new Text(title, title)), remove: false, default)).Failed(out problem, out _);
        Assert.Equal("overview.display-too-many", problem?.Code);
    }

    [Fact]
    public async Task What_could_not_be_written_of_the_refusals_is_written_another_time()
    {
        var databases = new Databases(portal.Databases) { Away = true };
        using var refusals = new RefusalLog(databases, portal.Time, NullLogger<RefusalLog>.Instance);
        var source = Source(PortalHost.Impatient);
        refusals.Add(source, new SourceProblem(ProblemType.Timeout, "No answer."), 2);
        await refusals.Write();
        refusals.Add(source, new SourceProblem(ProblemType.Timeout, "No answer."));
        databases.Away = false;
        await refusals.Write();
        Assert.Equal(3, Assert.Single(await refusals.Of(source.Id, default), r => r.Detail == "No answer.").Count);
    }

    [Fact]
    public async Task A_test_system_may_say_anything_of_its_areas_and_the_page_comes()
    {
        JsonObject Area(string? code) => new() { ["code"] = code, ["name"] = FakeSources.Text("Område") };
        portal.Sources.Capabilities[PortalHost.ATest] = new JsonObject { ["areas"] = new JsonArray(Area(null), Area("")) };
        using var staff = await portal.SignInStaff();
        await staff.Page($"/myndighed/{PortalHost.A}/boelger");
        await staff.Page($"/myndighed/{PortalHost.A}/forhaandsvisning");
    }

    [Fact]
    public async Task An_employee_whose_time_is_over_comes_back_to_the_employees_sign_in()
    {
        using var staff = await portal.SignInStaff();
        var page = await staff.Page("/myndighed");
        Assert.EndsWith("&retur=%2Fmyndighed", page.QuerySelector("noscript")!.InnerHtml.Replace("&amp;", "&", StringComparison.Ordinal).Split('"').Single(part => part.Contains("url=", StringComparison.Ordinal)), StringComparison.Ordinal);
        var form = await staff.Page($"/myndighed/{PortalHost.B}/boelger");
        await using (var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken))
            await db.Set<Overblik.Identity.Session>().Where(s => s.Id == staff.Session).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        using var ended = await staff.Submit(form, $"form[action='/myndighed/{PortalHost.B}/boelger']", ("Form.Name", "Sent"));
        Assert.Equal("/logget-ud?grund=tid&retur=/myndighed", ended.Headers.Location!.ToString());
        var after = await staff.Page(ended.Headers.Location.ToString());
        Assert.NotNull(after.QuerySelector("main a[href^='/log-ind/medarbejder?']"));
    }

    private async Task Hide(string code)
    {
        var desk = portal.App.Services.GetRequiredService<DisplayDesk>();
        Assert.False((await desk.Draft(Source(PortalHost.A), Employee, new DisplayRule("KLE", code, false), remove: false, default)).Failed(out _, out var draft));
        Assert.False((await desk.Release(Source(PortalHost.A), Employee, draft!.Stamp, default)).Failed(out _, out _));
    }

    private Source Source(string id) => portal.App.Services.GetRequiredService<SourceRegister>().Find(id)!;

    private static Func<Asked, JsonObject> Coded(string id, string title, string code) => asked =>
    {
        var item = FakeSources.Case(id, title)(asked);
        item["code"] = new JsonObject { ["scheme"] = "KLE", ["value"] = code };
        return item;
    };

    /// <summary>A database whose queries fail while it is away.</summary>
    private sealed class Databases(IDbContextFactory<PlatformDb> real) : IDbContextFactory<PlatformDb>
    {
        public bool Away { get; set; }

        public PlatformDb CreateDbContext()
        {
            var db = real.CreateDbContext();
            if (Away) db.Dispose();
            return db;
        }
    }
}
