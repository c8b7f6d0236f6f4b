using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

/// <summary>Who looked at my data: the page, its check, and what stands around it.</summary>
public sealed class LogPageTests : IAsyncLifetime
{
    private readonly TestMachine machine = new() { Scope = "access-log" };
    private PortalHost own = null!;

    public async ValueTask InitializeAsync() => own = await PortalHost.Start(machine.Settings);

    public async ValueTask DisposeAsync()
    {
        machine.Dispose();
        await own.DisposeAsync();
    }

    [Fact]
    public async Task A_person_sees_who_looked_when_what_and_why_and_that_it_is_logged_that_they_read_it()
    {
        using var person = await own.SignIn();
        using var other = await own.SignIn();
        await Write(Line(person, "2026-11-24T10:15:00+01:00"), Line(other, "2026-11-24T10:15:00+01:00") with { Unit = "En anden" });
        var page = await person.Page("/hvem-har-set");
        var text = page.QuerySelector("main")!.TextContent;
        foreach (var said in new[] { "Tirsdag den 24. november", "Myndighed alfa", "10.15", "Behandling af en sag i kommunen: indkomst og helbred", "Borgerservice, Sagsbehandler, SAPA", "26-17", "Retssikkerhedsloven § 1" })
            Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.DoesNotContain("En anden", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Uden", text, StringComparison.Ordinal);
        // To read it, and to ask the authority for its case.
        Assert.Equal(["access-log.view", "overview.view"], (await own.LogOf(person.Person)).Where(line => line.Authority.Length == 0).Select(line => line.Act));
        // Their own visits only where they want them.
        Assert.DoesNotContain("Dig selv", text, StringComparison.Ordinal);
        var all = await person.Page("/hvem-har-set?egne=true");
        Assert.Contains("Dig selv", all.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_routine_that_reads_often_is_one_line_and_a_visit_is_one()
    {
        using var person = await own.SignIn();
        await Write([.. Enumerable.Range(1, 12).Select(day => Line(person, $"2026-10-{day + 5:00}T02:10:00+02:00") with { Purpose = "housing-benefit.control", Case = "" })]);
        await Write([.. Enumerable.Range(0, 3).Select(minute => Line(person, $"2026-11-24T11:0{minute}:00+01:00") with { Reference = "besøg-1", Categories = minute == 0 ? "address" : "tax" })]);
        var page = await person.Page("/hvem-har-set");
        var text = page.QuerySelector("main")!.TextContent;
        Assert.Contains("12 opslag i oktober 2026: Fast kontrol af boligstøtte", text, StringComparison.Ordinal);
        Assert.Contains("Lov om individuel boligstøtte", text, StringComparison.Ordinal);
        Assert.Contains("skat og adresse", text, StringComparison.Ordinal);
        Assert.Contains("3 opslag i samme besøg", text, StringComparison.Ordinal);
        Assert.Equal(2, page.QuerySelectorAll(".ov-log > .ov-group > ul > li").Length);
        // Of each one is told what is known.
        var one = page.QuerySelectorAll(".ov-log details li")[3];
        Assert.Contains("Borgerservice, Sagsbehandler", one.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nummer i loggen: ", one.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_one_reference_is_one_visit_only_where_it_is_of_one_time_purpose_and_case()
    {
        using var person = await own.SignIn();
        // An authority that gives all it does one reference hides nothing by it.
        await Write(
            Line(person, "2026-08-03T21:00:00+02:00") with { Reference = "r" }, Line(person, "2026-08-04T22:00:00+02:00") with { Reference = "r", Case = "" }, Line(person, "2026-08-05T10:01:00+02:00") with { Reference = "r" },
            Line(person, "2026-08-05T10:02:00+02:00") with { Reference = "r" }, Line(person, "2026-08-05T10:03:00+02:00") with { Reference = "r", Case = "" });
        var page = await person.Page("/hvem-har-set?maaned=2026-08");
        Assert.Equal(["Uden for kontortid", "Uden for kontortid", "Uden sag", "Uden sag"], page.QuerySelectorAll("main .badge").Select(badge => badge.TextContent).Order(StringComparer.Ordinal));
        Assert.Equal(4, page.QuerySelectorAll("[data-entry]").Length);
        Assert.Contains("2 opslag i samme besøg", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_unusual_is_marked_and_explained()
    {
        using var person = await own.SignIn();
        async Task Marked(string[] marks, params LineBody[] lines)
        {
            await Write(lines);
            var day = BusinessClock.Local(lines[0].At).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
            var page = await person.Page("/hvem-har-set?maaned=" + day);
            Assert.Equal(marks, page.QuerySelectorAll("main .badge").Select(badge => badge.TextContent).Distinct().Order(StringComparer.Ordinal));
        }
        await Marked([], Line(person, "2026-01-06T10:00:00+01:00"));
        await Marked(["Uden for kontortid"], Line(person, "2026-02-03T20:30:00+01:00"));
        // A Saturday; a public holiday.
        await Marked(["Uden for kontortid"], Line(person, "2026-03-07T10:00:00+01:00"));
        await Marked(["Uden for kontortid"], Line(person, "2026-04-03T10:00:00+02:00"));
        await Marked([], Line(person, "2026-05-09T23:00:00+02:00") with { Purpose = "health.treatment", Case = "" });
        await Marked([], Line(person, "2026-06-06T23:00:00+02:00") with { Criticality = "emergency" });
        await Marked(["Uden sag"], Line(person, "2026-07-07T10:00:00+02:00") with { Case = "" });
        await Marked(["Mange på kort tid"], [.. Enumerable.Range(0, 6).Select(i => Line(person, $"2026-08-04T10:0{i}:00+02:00"))]);
        await Marked([], [.. Enumerable.Range(0, 5).Select(i => Line(person, $"2026-09-01T10:0{i}:00+02:00"))]);
        var unknown = await person.Page("/hvem-har-set?maaned=2026-02");
        Assert.Contains("om aftenen, om natten, i en weekend", unknown.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_authority_that_looked_and_shows_no_case_when_it_is_asked_is_named_and_one_that_does_not_answer_is_not()
    {
        using var person = await own.SignIn();
        own.Sources.Hold(PortalHost.A, person.Number);
        own.Sources.Hold(PortalHost.B, person.Number, FakeSources.Case("c1", "Boligstøtte"));
        own.Sources.Play(PortalHost.C, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        await Write([.. new[] { PortalHost.A, PortalHost.B, PortalHost.C, "ikke-med" }.Select((source, i) => Line(person, $"2026-11-24T10:1{i}:00+01:00") with { Authority = source })]);
        var named = (await person.Page("/hvem-har-set")).QuerySelector("[slot=cases]")!;
        Assert.Equal("Myndigheder uden en sag om dig", named.QuerySelector("h2")!.TextContent.Trim());
        Assert.Equal(["Myndighed alfa: tirsdag den 24. november kl. 10.10"], named.QuerySelectorAll("li").Select(li => li.TextContent.Trim()));
        var place = named.QuerySelector("a")!.GetAttribute("href")!;
        Assert.Contains("Myndighed alfa", (await person.Page("/hvem-har-set")).QuerySelector(place)!.TextContent, StringComparison.Ordinal);
        Assert.Contains(await own.LogOf(person.Person), line => line.Act == "overview.view" && line.Sources.Contains(PortalHost.A, StringComparison.Ordinal));

        // What happens by itself, at all hours or in an emergency needs no case: nobody is asked.
        using var other = await own.SignIn();
        await Write(Line(other, "2026-11-24T10:10:00+01:00") with { Purpose = "housing-benefit.control" }, Line(other, "2026-11-24T10:10:00+01:00") with { Purpose = "health.treatment" }, Line(other, "2026-11-24T10:10:00+01:00") with { Criticality = "emergency" });
        Assert.Null((await other.Page("/hvem-har-set")).QuerySelector("[slot=cases]"));
        Assert.Equal(0, own.Sources.CallsFor(PortalHost.A, other.Number));
    }

    [Fact]
    public async Task It_can_be_narrowed_and_paged_and_what_is_no_filter_changes_nothing()
    {
        using var person = await own.SignIn();
        await Write([.. Enumerable.Range(0, 70).Select(i => Line(person, $"2026-11-24T10:{i % 60:00}:00+01:00") with { Case = "26-" + i, Purpose = i == 5 ? "tax.assessment" : "municipality.casework", Categories = i == 6 ? "vehicle" : "tax", Authority = i == 7 ? PortalHost.B : PortalHost.A })]);
        async Task<int> Shown(string query) => (await person.Page("/hvem-har-set" + query)).QuerySelectorAll("[data-entry]").Length;
        Assert.Equal(50, await Shown(""));
        var next = (await person.Page("/hvem-har-set")).QuerySelectorAll("main a").Single(link => link.TextContent == "Vis tidligere").GetAttribute("href")!;
        Assert.Equal(20, await Shown(next["/hvem-har-set".Length..]));
        Assert.Equal(1, await Shown("?formaal=tax.assessment"));
        Assert.Equal(1, await Shown("?oplysninger=vehicle"));
        Assert.Equal(1, await Shown("?myndighed=" + PortalHost.B));
        Assert.Equal(0, await Shown("?maaned=2025-01"));
        using var odd = await person.Get("/hvem-har-set?foer=nu");
        Assert.Equal(HttpStatusCode.Redirect, odd.StatusCode);
        using var nobody = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var answer = await nobody.GetAsync(new Uri(own.Address, "/hvem-har-set/kontrol?handler=Proof"));
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_told_late_stands_where_it_happened_on_whichever_page_that_is()
    {
        using var person = await own.SignIn();
        var begin = DateTimeOffset.Parse("2026-06-30T23:30:00+02:00", System.Globalization.CultureInfo.InvariantCulture);
        LineBody At(int hours, int toldAt) => Line(person, "2026-06-30T23:30:00+02:00") with { Id = Guid.CreateVersion7(begin.AddHours(toldAt)), At = begin.AddHours(hours), Purpose = "health.treatment", Reference = "" };
        // Four months, each told at once, and then as many between them.
        await Write([.. Enumerable.Range(0, 240).Select(i => At(i * 10, i * 10))]);
        await Write([.. Enumerable.Range(0, 240).Select(i => At(5 + ((239 - i) * 10), 2400))]);
        await using var db = await own.Databases.CreateDbContextAsync();
        var times = (await own.App.Services.GetRequiredService<LogReader>().Newest(db, [person.Person], 1000, default)).ToDictionary(line => line.Row.Index, line => line.Body.At);
        var seen = new List<long>();
        for (var next = "/hvem-har-set"; next is not null;)
        {
            var page = await person.Page(next);
            seen.AddRange(page.QuerySelectorAll("[data-entry]").Select(line => long.Parse(line.GetAttribute("data-entry")!, System.Globalization.CultureInfo.InvariantCulture)));
            next = page.QuerySelectorAll("main a").SingleOrDefault(link => link.TextContent == "Vis tidligere")?.GetAttribute("href");
        }
        Assert.Equal((480, 480), (seen.Count, seen.Distinct().Count()));
        Assert.Equal(seen.OrderByDescending(place => times[place]), seen);
    }

    [Fact]
    public async Task A_month_that_is_too_large_to_be_ordered_is_whole_all_the_same()
    {
        using var person = await own.SignIn();
        const int all = LogReader.MostOfAMonth + 6000;
        var told = DateTimeOffset.Parse("2026-08-05T10:00:00+02:00", System.Globalization.CultureInfo.InvariantCulture);
        var (reader, lists) = (own.App.Services.GetRequiredService<LogReader>(), own.App.Services.GetRequiredService<LogLists>());
        await Write([Line(person, "2026-07-31T10:00:00+02:00") with { Id = Guid.CreateVersion7(told) }]);
        foreach (var some in Enumerable.Range(0, all).Chunk(10_000)) await Write([.. some.Select(i => Line(person, "2026-08-04T10:00:00+02:00") with { Id = Guid.CreateVersion7(told), Case = "26-" + i, Reference = "" })]);
        await using var db = await own.Databases.CreateDbContextAsync();
        var months = await reader.Months(db, [person.Person], 202612, default).Where(month => month.Period <= 202608).ToListAsync();
        Assert.Equal(all + 1, months.SelectMany(month => month.Lines).Select(line => line.Row.Index).Distinct().Count());
        Assert.Equal([(202607, false), (202608, true)], months.Select(month => (month.Period, month.ByPlace)).Distinct().Order());
        // From the last of the part that was held on: none twice, and none passed over.
        var held = months.First(month => month.Period == 202608).Lines;
        var list = await lists.Read(person.Person, Onlooker.Self, new LogChoice(), held[^1].Row.Index, default);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => held[^1].Row.Index - i), list.Days.SelectMany(day => day).SelectMany(group => group.Lines).Select(line => line.Entries[0].Row.Index));
    }

    [Fact]
    public async Task What_others_may_not_see_they_do_not_find_by_asking_for_the_page_after_it()
    {
        using var person = await own.SignIn();
        await Write(Line(person, "2026-08-04T10:00:00+02:00"), Line(person, "2026-08-03T10:00:00+02:00") with { Authority = "", Reader = person.Person.Value, Act = "overview.view" }, Line(person, "2026-08-02T10:00:00+02:00"));
        await using var db = await own.Databases.CreateDbContextAsync();
        var hidden = (await own.App.Services.GetRequiredService<LogReader>().Newest(db, [person.Person], 100, default)).Single(line => line.Body is { Act: "overview.view", At.Month: 8 }).Row.Index;
        foreach (var (onlooker, shown) in new[] { (Onlooker.Helper, 2), (Onlooker.Self, 1) })
        {
            var list = await own.App.Services.GetRequiredService<LogLists>().Read(person.Person, onlooker, new LogChoice(), hidden, default);
            Assert.Equal(shown, list.Days.SelectMany(day => day).SelectMany(group => group.Lines).Count());
        }
    }

    [Fact]
    public async Task What_is_no_month_is_said_beside_the_field_and_chooses_nothing()
    {
        using var person = await own.SignIn();
        await Write(Line(person, "2026-08-04T10:00:00+02:00"));
        var page = await person.Page("/hvem-har-set?maaned=august");
        foreach (var place in new[] { ".alert-error a[href='#maaned']", "details[open] .form-error-message" }) Assert.Contains("Skriv måneden som år og måned", page.QuerySelector(place)!.TextContent, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("[data-entry]"));
        Assert.NotNull(page.QuerySelector("[name=maaned][aria-invalid=true]"));
    }

    [Fact]
    public async Task What_is_unusual_is_so_beyond_the_filter_and_the_edge_of_the_page()
    {
        using var person = await own.SignIn();
        await Write([.. Enumerable.Range(0, 54).Select(i => Line(person, $"2026-08-04T10:{i:00}:00+02:00") with { Case = "26-" + i, Categories = i == 20 ? "vehicle" : "tax" })]);
        var (one, older) = (await person.Page("/hvem-har-set?oplysninger=vehicle"), await person.Page("/hvem-har-set?foer=4"));
        Assert.Equal("Mange på kort tid", Assert.Single(one.QuerySelectorAll("main .badge")).TextContent);
        Assert.Equal(4, older.QuerySelectorAll("main .badge").Length);
        // Of their own visits, those that fit the filter: three times the list, and twice the authority was asked for its case.
        Assert.DoesNotContain("egne besøg", one.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var month = BusinessClock.Local(own.Time.GetUtcNow()).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("dine egne besøg (5)", (await person.Page("/hvem-har-set?maaned=" + month)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_told_late_is_judged_by_what_happened_at_its_time()
    {
        using var person = await own.SignIn();
        await Write([.. Enumerable.Range(0, 5).Select(i => Line(person, $"2026-08-04T10:0{i}:00+02:00") with { Case = "26-" + i })]);
        // More than a page of other things stand between.
        await Write([.. Enumerable.Range(0, 130).Select(i => Line(person, $"2026-{9 + (i % 2):00}-{1 + (i % 28):00}T02:10:00+02:00") with { Purpose = "housing-benefit.control", Case = "" })]);
        await Write(Line(person, "2026-08-04T10:20:00+02:00") with { Case = "26-late" });
        Assert.Equal(Enumerable.Repeat("Mange på kort tid", 6), (await person.Page("/hvem-har-set?maaned=2026-08")).QuerySelectorAll("main .badge").Select(badge => badge.TextContent));
    }

    [Fact]
    public async Task An_erasure_stands_there_as_what_it_is()
    {
        using var person = await own.SignIn();
        await Write(Line(person, "2026-08-04T10:00:00+02:00"));
        await own.App.Services.GetRequiredService<Erasure>().Erase(person.Person, 202608, default);
        var text = (await person.Page("/hvem-har-set")).QuerySelector(".ov-log")!.TextContent;
        Assert.Contains("Det, der stod i dine linjer fra august 2026, er slettet", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Formålet", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proof_holds_and_finds_what_was_changed_in_the_database()
    {
        using var person = await own.SignIn();
        await Write([.. Enumerable.Range(0, 5).Select(i => Line(person, $"2026-11-2{i}T10:00:00+01:00"))]);
        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await PublicLog.Read(own);
        var findings = LogProofCheck.Check(await Proof(person));
        Assert.Equal([true, null, true, true, true, true], findings.Take(6).Select(finding => finding.Holds));
        Assert.Equal(5, findings.Single(finding => finding.Of == ProofPart.Index).Count);
        Assert.Contains("siger det samme om dig: 5 linjer", (await person.Page("/hvem-har-set/kontrol")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["access-log.prove", "access-log.prove"], (await own.LogOf(person.Person)).Where(line => line.Act.Length > 0).Select(line => line.Act));

        // Erased: that there was something is still proved.
        await own.App.Services.GetRequiredService<Erasure>().Erase(person.Person, 202611, default);
        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await PublicLog.Read(own);
        var proof = await Proof(person);
        Assert.All(LogProofCheck.Check(proof).Where(finding => finding.Of is not (ProofPart.Witnesses or ProofPart.Newer)), finding => Assert.True(finding.Holds, finding.ToString()));
        Assert.Equal(5, proof.Chains[0].Entries.Count(entry => entry.Kind == LeafKind.Access && entry.Body is not { Length: > 0 } && entry.Number <= 5));
    }

    [Theory]
    [InlineData(ProofPart.Words, "UPDATE access_log.line SET sealed = (SELECT sealed FROM access_log.line WHERE number = 2) WHERE number = 1")]
    [InlineData(ProofPart.Words, "UPDATE access_log.line_key SET sealed = (SELECT sealed FROM access_log.line WHERE number = 2) WHERE period = 202608")]
    [InlineData(ProofPart.Chain, "DELETE FROM access_log.line WHERE number = 2")]
    [InlineData(ProofPart.Entries, "UPDATE access_log.leaf SET bytes = (SELECT bytes FROM access_log.leaf WHERE number = 2) WHERE number = 1")]
    [InlineData(ProofPart.Index, "UPDATE access_log.index_list SET rows = (SELECT hashes FROM access_log.index_tile)")]
    [InlineData(ProofPart.Index, "DELETE FROM access_log.index_list")]
    public async Task What_was_changed_in_the_database_is_a_finding_and_no_error(ProofPart part, string done)
    {
        using var person = await own.SignIn();
        await Write([.. Enumerable.Range(0, 3).Select(i => Line(person, $"2026-08-2{i}T10:00:00+02:00"))]);
        using (await person.Get("/hvem-har-set")) await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await PublicLog.Read(own);
        await PublicLogTests.Tamper(own, done);
        Assert.Contains(LogProofCheck.Check(await Proof(person)), finding => finding.Of == part && finding.Holds == false);
        Assert.Contains("data-holds=\"false\"", (await person.Page("/hvem-har-set/kontrol")).DocumentElement.OuterHtml, StringComparison.Ordinal);
        var text = (await person.Page("/hvem-har-set")).QuerySelector("main")!.TextContent;
        Assert.Equal(part == ProofPart.Words, text.Contains("er ændret, efter at den blev skrevet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everybody_sees_the_register_and_who_tells_and_who_is_silent()
    {
        using var http = new HttpClient { BaseAddress = own.Address };
        var purposes = await http.GetStringAsync(new Uri("/hvem-har-set/formaal", UriKind.Relative));
        Assert.Contains("Fast kontrol af boligst", WebUtility.HtmlDecode(purposes), StringComparison.Ordinal);
        async Task<string> Sources() => WebUtility.HtmlDecode(await http.GetStringAsync(new Uri("/hvem-har-set/kilder", UriKind.Relative)));
        Assert.Contains("Har aldrig meldt noget", await Sources(), StringComparison.Ordinal);
        await using (var db = await own.Databases.CreateDbContextAsync())
        {
            db.Add(new LogSource { Id = PortalHost.A, Chain = PersonId.New(), Number = 17, At = own.Time.GetUtcNow(), Entries = 1234, Flagged = 5, Delay = 3 * 3600 });
            db.Add(new LogDelay { Person = PersonId.New(), Chain = PersonId.New(), Leaf = 3, Source = PortalHost.A, At = own.Time.GetUtcNow().AddDays(-40), Until = own.Time.GetUtcNow().AddDays(40) });
            await db.SaveChangesAsync();
        }
        var said = await Sources();
        foreach (var words in new[] { "Melder", "Nr. 17", "3 timer efter", "1.234, heraf 5 med fejl", "1, det ældste fra" }) Assert.Contains(words, said, StringComparison.Ordinal);
        own.Time.Forward(TimeSpan.FromHours(3));
        Assert.DoesNotContain(">Melder<", await Sources(), StringComparison.Ordinal);
        Assert.Contains("02:00:00", (await Assert.ThrowsAsync<StartupException>(() => PortalHost.Start("--Log:SilentAfter=often"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_purpose_and_category_is_there_in_both_languages_and_once_at_a_time()
    {
        var register = new PurposeRegister();
        Assert.All(register.All.SelectMany(purpose => new[] { purpose.Title, purpose.Meaning, purpose.Basis }).Concat(register.Categories.Select(category => category.Name)), text => Assert.True(text.Da.Length > 1 && text.En.Length > 1));
        foreach (var of in register.All.GroupBy(purpose => purpose.Code)) Assert.All(of, purpose => Assert.Single(of, other => other.From <= (purpose.To ?? DateOnly.MaxValue) && (other.To ?? DateOnly.MaxValue) >= purpose.From));
        Assert.NotNull(register.Find(AccessEntry.OwnInsight, new DateOnly(2026, 11, 27)));
        Assert.Null(register.Find(AccessEntry.OwnInsight, new DateOnly(2001, 1, 1)));
        Assert.Equal("no-such", register.NameOf("no-such"));
    }

    private static LineBody Line(Visitor person, string at) => new()
    {
        Id = Guid.NewGuid(), Person = person.Person.Value, At = DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), Authority = PortalHost.A, Unit = "Borgerservice", Role = "Sagsbehandler", System = "SAPA",
        Categories = "income,health", Purpose = "municipality.casework", LegalBasis = "Retssikkerhedsloven § 1", Case = "26-17", Batch = 1,
    };

    private Task<bool> Write(params LineBody[] lines) => own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([.. lines.Select(line => new NewLine(line))]), default);

    private static async Task<LogProof> Proof(Visitor person)
    {
        using var answer = await person.Get("/hvem-har-set/kontrol?handler=Proof");
        Assert.Equal((HttpStatusCode.OK, "application/json", CheckPage.FileName), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.FileName));
        return LogProof.Parse(Encoding.UTF8.GetBytes(await answer.Content.ReadAsStringAsync()));
    }
}
