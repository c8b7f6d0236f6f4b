using System.Text.Json;
using System.Text.Json.Nodes;
using Overblik.Authorities;
using Overblik.Cli.SourceCheck;
using static Overblik.Sim.Tests.Town;

namespace Overblik.Sim.Tests;

/// <summary>The check of a source against the simulators: clean where they are well, and each of their faults found.</summary>
public sealed class SourceCheckTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private readonly HurriedTime _time = new();

    [Fact]
    public async Task Every_source_of_the_simulators_passes()
    {
        var reports = new Dictionary<string, Report>();
        foreach (var source in PlayedSource.All)
        {
            await using var hub = await Hub.Start(0, null);
            await using var own = await Trusting(hub, "--PageSize", "2");
            reports[source.Id] = await Check(hub, own, source.Id, []);
        }
        foreach (var (id, report) in reports)
        {
            Assert.True(report.ExitCode == 0, id + "\n" + Failures(report));
            // A source that has little of everything has no second page.
            Assert.Empty(report.Results.Where(it => it.Outcome.Verdict == Verdict.Skipped).Select(it => it.Check.Id).Except(["cursor-walk", "cursor-of-another"]));
        }
        Assert.Equal(0, reports["kommunen"].Count(Verdict.Skipped));
    }

    [Theory]
    [InlineData("hanging", 0.2, "capabilities-reachable", "no whole answer within 0.2 s")]
    [InlineData("drip:5000", 0.3, "capabilities-reachable", "no whole answer within 0.3 s")]
    [InlineData("down", 5, "capabilities-reachable", "the connection was closed")]
    [InlineData("error500", 5, "capabilities-reachable", "500")]
    [InlineData("429", 5, "capabilities-reachable", "429 source.too-many-requests")]
    [InlineData("503", 5, "capabilities-reachable", "503 source.unavailable")]
    [InlineData("malformed", 5, "capabilities-form", "not JSON at byte")]
    [InlineData("huge", 5, "capabilities-form", "larger than 1 MiB")]
    [InlineData("deep", 5, "capabilities-form", "deeper than 16 levels")]
    [InlineData("wrong-schema", 5, "capabilities-schema", "required")]
    [InlineData("token", 5, "overview-answered", "401 source.token-invalid")]
    [InlineData("flapping", 5, "reliable", "6 of 12 failed: the connection was closed before the answer was whole; 500")]
    public async Task A_fault_is_found_and_nothing_is_guessed_beyond_it(string fault, double limit, string failing, string seen)
    {
        await using var hub = await Hub.Start(0, null);
        await using var own = await Trusting(hub, $"--Faults:{Udk}", fault);
        var report = await Check(hub, own, Udk, [Number("mette-holm"), Number("sofie-krogh")], limit);
        Assert.Equal(1, report.ExitCode);
        var failed = Assert.Single(report.Results, it => it.Outcome.Verdict == Verdict.Failed);
        Assert.Equal(failing, failed.Check.Id);
        Assert.Contains(seen, failed.Outcome.Text, StringComparison.Ordinal);
        Assert.All(report.Results.SkipWhile(it => it != failed).Skip(1), it => Assert.Equal(Verdict.Skipped, it.Outcome.Verdict));
    }

    [Fact]
    public async Task Another_persons_items_are_found()
    {
        await using var hub = await Hub.Start(0, null);
        await using var own = await Trusting(hub, $"--Faults:{Udk}", "wrong-person");
        var report = await Check(hub, own, Udk, [Number("mette-holm"), Number("sofie-krogh")]);
        Assert.Empty(new[] { "overview-subject", "item-full", "item-of-another", "mix-up" }.Except(Failed(report)));
    }

    [Fact]
    public async Task A_source_that_is_slow_is_found()
    {
        await using var hub = await Hub.Start(0, null);
        await using var small = await SmallSource.Start(hub.Issuer, hub.Jwks);
        small.Capabilities = _ => _time.Pass(TimeSpan.FromSeconds(3));
        var report = await CheckRun.Run(new(small.Url, TimeSpan.FromSeconds(5), []), hub, _time, _ => { }, Cancel);
        Assert.Equal(["time-half"], Failed(report));
    }

    [Fact]
    public async Task Nothing_there_and_nobody_to_ask_about_are_told_apart_from_a_wrong_source()
    {
        await using var hub = await Hub.Start(0, null);
        await using var small = await SmallSource.Start(hub.Issuer, hub.Jwks);
        small.Capabilities = it => it.Remove("testPeople");
        var nobody = await CheckRun.Run(new(small.Url, TimeSpan.FromSeconds(5), []), hub, _time, _ => { }, Cancel);
        Assert.Equal((2, 0), (nobody.ExitCode, nobody.Count(Verdict.Failed)));
        Assert.Contains(nobody.Results, it => it.Outcome.Text?.Contains("--person", StringComparison.Ordinal) == true);
        var nothing = await CheckRun.Run(new(new("http://127.0.0.1:1/x"), TimeSpan.FromSeconds(2), []), hub, _time, _ => { }, Cancel);
        Assert.Equal((2, "no connection could be made"), (nothing.ExitCode, nothing.Results[0].Outcome.Text));
    }

    [Fact]
    public async Task What_needs_a_second_person_or_a_level_that_is_refused_is_skipped_with_its_reason()
    {
        await using var hub = await Hub.Start(0, null);
        await using var own = await Trusting(hub, $"--Assurance:{Udk}", "low");
        var report = await Check(hub, own, Udk, [Number("mette-holm")]);
        Assert.Equal(0, report.ExitCode);
        var reasons = report.Results.Where(it => it.Outcome.Verdict == Verdict.Skipped).ToDictionary(it => it.Check.Id, it => it.Outcome.Text!);
        Assert.Contains("second test person", reasons["item-of-another"], StringComparison.Ordinal);
        Assert.Contains("level low", reasons["acr-too-low"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_new_to_the_source_is_waited_for()
    {
        await using var hub = await Hub.Start(0, null);
        await using var own = await Trusting(hub);
        Assert.Equal(0, (await Check(hub, own, Udk, [Number("mette-holm")])).ExitCode);
        hub.AddKey(); // the source has fetched a moment ago and does not again so soon
        Assert.Equal(0, (await Check(hub, own, Udk, [Number("mette-holm")])).ExitCode);
    }

    [Fact]
    public async Task An_area_that_the_source_does_not_offer_is_told()
    {
        await using var hub = await Hub.Start(0, null);
        await using var own = await Trusting(hub);
        var report = await CheckRun.Run(new(Address(own, Udk), TimeSpan.FromSeconds(5), [Number("mette-holm")], Areas: ["parking"]), hub, _time, _ => { }, Cancel);
        Assert.Equal(["capabilities-agreed"], Failed(report));
    }

    [Theory]
    [InlineData("/source", "\"A B\"", "pattern")]
    [InlineData("/freshness", "\"now\"", "type")]
    [InlineData("/freshness", "-1", "minimum")]
    [InlineData("/freshness", "90000", "maximum")]
    [InlineData("/versions", "[]", "minItems")]
    [InlineData("/testPeople", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21]", "maxItems")]
    [InlineData("/identifiers/0", "[\"name\"]", "enum")]
    [InlineData("/contact", "{}", "required")]
    [InlineData("/contact/email", "{\"email\":\"drift\"}", "format")]
    [InlineData("/authority/name/da", "{\"id\":\"99000115\",\"name\":{\"da\":\"\",\"en\":\"x\"}}", "minLength")]
    [InlineData("/maintenance/0/from", "[{\"from\":\"2026-01-01T00:00:00\",\"to\":\"2026-01-01T00:00:00Z\"}]", "format")]
    public void A_breach_of_the_schema_is_told_by_place_and_keyword(string place, string value, string keyword)
    {
        var offer = SmallSource.Offer();
        offer[place.Split('/')[1]] = JsonNode.Parse(value);
        using var json = JsonDocument.Parse(offer.ToJsonString());
        Assert.Contains($"{place}: {keyword}", Contract.Objections(Contract.Capabilities, json.RootElement));
    }

    [Fact]
    public void Every_check_has_an_id_of_its_own_a_section_and_a_remedy_and_has_been_seen_to_fail()
    {
        var checks = CheckRun.Groups.SelectMany(it => it.Checks).ToList();
        Assert.Equal(checks.Count, checks.Select(it => it.Id).Distinct().Count());
        Assert.All(checks, it => Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", it.Id));
        Assert.Equal(["capabilities-agreed", "time-half"], checks.Select(it => it.Id).Except(WrongSourceTests.Found)); // the two that have a test of their own above
        Assert.All(checks, it => Assert.True(it.Section.Length > 0 && it.Mend.EndsWith('.') && !it.Title.EndsWith('.'), it.Id));
    }

    // Two people of whom the source holds something.
    private Task<Town> Trusting(Hub hub, params string[] more) => With(_time, ["--Hub:Issuer", hub.Issuer, "--Hub:Jwks", hub.Jwks, .. more]);

    private static Uri Address(Town own, string source) => new(own.Client.BaseAddress!, source);

    private static TestPerson Number(string persona) => new("cpr", Named(persona).Cpr!);

    private Task<Report> Check(Hub hub, Town own, string source, TestPerson[] people, double limit = 5) =>
        CheckRun.Run(new(Address(own, source), TimeSpan.FromSeconds(limit), people), hub, _time, _ => { }, Cancel);

    private static IEnumerable<string> Failed(Report report) => report.Results.Where(it => it.Outcome.Verdict == Verdict.Failed).Select(it => it.Check.Id);

    private static string Failures(Report report) => string.Join('\n', report.Results.Where(it => it.Outcome.Verdict == Verdict.Failed).Select(it => $"{it.Check.Id}: {it.Outcome.Text}"));
}
