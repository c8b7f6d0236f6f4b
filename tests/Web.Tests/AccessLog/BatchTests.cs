using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>Batches in which an authority tells who looked: through HTTP, as a stranger's program writes them.</summary>
public sealed class BatchTests : IAsyncLifetime
{
    private const string Lines = "application/x-ndjson", Json = "application/json", Fhir = "application/fhir+json", None = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private readonly TestMachine machine = new() { Scope = "access-log" };
    private PortalHost own = null!;
    private string token = "";
    private string previous = None;
    private int number;

    public async ValueTask InitializeAsync()
    {
        own = await PortalHost.Start(machine.Settings);
        token = await machine.Token(own);
    }

    public async ValueTask DisposeAsync()
    {
        machine.Dispose();
        await own.DisposeAsync();
    }

    [Fact]
    public async Task What_an_authority_tells_stands_in_the_persons_log_and_in_the_tree_when_it_is_acknowledged()
    {
        var (one, other) = (PortalHost.NewNumber(), PortalHost.NewNumber());
        var receipt = await Taken(Lines, $"{LookUp(one)}\n{LookUp(other)}\n\n{LookUp(one, it => it["case"] = "26-18")}\n", 3);
        Assert.Equal((PortalHost.A, 1, 3, 3, 0), ((string)receipt["source"]!, (int)receipt["number"]!, (int)receipt["count"]!, (int)receipt["leaf"]!, receipt["flagged"]!.AsArray().Count));
        receipt = await Taken(Json, $"[{LookUp(one)}]", 1);
        Assert.Equal((2, 5), ((int)receipt["number"]!, (int)receipt["leaf"]!));
        // A heartbeat: nobody has looked.
        receipt = await Taken(Lines, "", 0);
        Assert.Equal((3, 0, 6), ((int)receipt["number"]!, (int)receipt["count"]!, (int)receipt["leaf"]!));

        var person = await own.App.Services.GetRequiredService<IPeople>().IdFor(one, default);
        var log = await own.LogOf(person);
        Assert.Equal(["26-17", "26-18", "26-17"], log.Select(line => line.Case));
        Assert.Equal(
            (PortalHost.A, "Boligstøtte", "Sagsbehandler", "BOS", "income,household", "housing-benefit.control", "Boligstøtteloven", "", 1L),
            (log[0].Authority, log[0].Unit, log[0].Role, log[0].System, log[0].Categories, log[0].Purpose, log[0].LegalBasis, log[0].Flags, log[0].Batch));

        // The seals are public, chained, and each has its leaf.
        using var http = new HttpClient { BaseAddress = own.Address };
        var seals = (await http.GetStringAsync(new Uri("/log/batches/0", UriKind.Relative))).TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!).ToList();
        var tree = await PublicLog.Read(own);
        var keys = JsonNode.Parse(await http.GetStringAsync(new Uri("/log/sources", UriKind.Relative)))!["sources"]!.AsArray();
        Assert.Equal((PortalHost.A, machine.Kid), ((string)keys.Single()!["id"]!, (string)keys[0]!["keys"]![0]!["kid"]!));
        var chained = None;
        foreach (var (i, line) in seals.Index())
        {
            var seal = BatchSeal.Parse((string)line["seal"]!);
            Assert.Equal((i + 1L, chained), (seal.Content.Number, seal.Content.Previous));
            Assert.Equal(Merkle.Leaf(Leaf.Of(LeafKind.Batch, seal.Commitment())), tree.Leaves[(int)line["leaf"]!]);
            chained = seal.Hash();
        }
        Assert.Equal(3, seals.Count);
        Assert.Single((await http.GetStringAsync(new Uri("/log/batches/6", UriKind.Relative))).TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_batch_that_comes_again_changes_nothing_and_gets_the_same_answer()
    {
        var number = PortalHost.NewNumber();
        var body = $"[{LookUp(number)},{{}}]";
        var seal = Seal(1, None, 2, body);
        var first = await Read(await machine.SendBatch(own, seal, Body(Json, body), token), HttpStatusCode.OK);
        // Signed again, which gives another signature of the same.
        var again = await Read(await machine.SendBatch(own, Seal(1, None, 2, body), Body(Json, body), token), HttpStatusCode.OK);
        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal(3, (await PublicLog.Read(own)).Size);
    }

    [Fact]
    public async Task One_that_comes_on_many_connections_at_once_is_taken_once_and_answered_on_each()
    {
        var next = None;
        for (var i = 1; i <= 5; i++)
        {
            var (body, other) = ($"[{LookUp(PortalHost.NewNumber())}]", $"[{LookUp(PortalHost.NewNumber())}]");
            var (seal, rival) = (Seal(i, next, 1, body), Seal(i, next, 1, other));
            var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => machine.SendBatch(own, at < 6 ? seal : rival, Body(Json, at < 6 ? body : other), token)));
            // Which of the two came first is chance; whoever sent the other one learns what is expected now.
            var first = all[0].StatusCode == HttpStatusCode.OK;
            var (taken, refused) = first ? (all[..6], all[6..]) : (all[6..], all[..6]);
            var receipts = await Task.WhenAll(taken.Select(answer => Read(answer, HttpStatusCode.OK)));
            Assert.Single(receipts.Select(receipt => receipt.ToJsonString()).Distinct());
            next = (string)receipts[0]["next"]!;
            foreach (var answer in refused)
            {
                var problem = await Read(answer, HttpStatusCode.Conflict);
                Assert.Equal((i + 1, next), ((int)problem["number"]!, (string)problem["previous"]!));
            }
        }
        Assert.Equal(10, (await PublicLog.Read(own)).Size);
    }

    [Fact]
    public async Task What_breaks_the_chain_of_batches_is_refused_whole_and_says_what_is_expected()
    {
        var body = $"[{LookUp(PortalHost.NewNumber())}]";
        await Refused("batch-seal", HttpStatusCode.BadRequest, null, body);
        await Refused("batch-seal", HttpStatusCode.BadRequest, "a.b.c", body);
        await Refused("batch-seal", HttpStatusCode.BadRequest, machine.Sign("""{"source":"alfa","number":0,"previous":"x","count":1,"body":"x"}"""), body);
        await Refused("batch-not-yours", HttpStatusCode.Forbidden, Seal(1, None, 1, body, PortalHost.B), body);
        await Refused("batch-hash", HttpStatusCode.BadRequest, Seal(1, None, 1, body + " "), body);
        await Refused("batch-key", HttpStatusCode.Forbidden, machine.Sign(Content(1, None, 1, body), "another"), body);
        using (var thief = new TestMachine()) await Refused("batch-signature", HttpStatusCode.Forbidden, thief.Sign(Content(1, None, 1, body)), body);
        await Refused("batch-count", HttpStatusCode.BadRequest, Seal(1, None, 2, body), body);
        await Refused("batch-json", HttpStatusCode.BadRequest, Seal(1, None, 1, "[{"), "[{");
        await Refused("batch-media-type", HttpStatusCode.UnsupportedMediaType, Seal(1, None, 1, body), body, "text/plain");
        var problem = await Refused("batch-number", HttpStatusCode.Conflict, Seal(2, None, 1, body), body);
        Assert.Equal((1, None), ((int)problem["number"]!, (string)problem["previous"]!));
        Assert.Equal(0, (await PublicLog.Read(own)).Size);
        var next = (string)(await Taken(Json, body, 1))["next"]!;
        problem = await Refused("batch-number", HttpStatusCode.Conflict, Seal(2, None, 1, body), body);
        Assert.Equal((2, next), ((int)problem["number"]!, (string)problem["previous"]!));
        // The same number with another content.
        var other = $"[{LookUp(PortalHost.NewNumber())}]";
        await Refused("batch-number", HttpStatusCode.Conflict, Seal(1, None, 1, other), other);
        Assert.Equal(2, (await PublicLog.Read(own)).Size);

        // Nobody who is known.
        using var answer = await machine.SendBatch(own, Seal(2, next, 1, body), Body(Json, body), "nothing");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        var many = "[" + string.Join(',', Enumerable.Repeat("{}", BatchReader.Most + 1)) + "]";
        await Refused("batch-too-large", HttpStatusCode.RequestEntityTooLarge, Seal(2, next, BatchReader.Most + 1, many), many);
    }

    [Fact]
    public async Task An_entry_that_something_is_wrong_with_is_kept_and_says_so()
    {
        var one = PortalHost.NewNumber();
        string[] told =
        [
            LookUp(one, it => it.Remove("purpose")), LookUp(one, it => it["legalBasis"] = " "), LookUp(one, it => it["at"] = "2019-01-01T00:00:00Z"), LookUp(one, it => it.Remove("at")),
            LookUp(one, it => { it.Remove("role"); it.Remove("system"); }), LookUp(one, it => it["unit"] = new string('x', 400)), LookUp(one, it => it["person"]!["value"] = "12"), """{"at":"never"}""", "17",
            LookUp(one, it => it["delay"] = new JsonObject { ["until"] = "2999-01-01T00:00:00Z", ["ground"] = "§ 1" }),
            LookUp(one, it => it["purpose"] = "something.new"), LookUp(one, it => { it["case"] = $"om {PortalHost.NewNumber().Digits.Insert(6, "-")}, og 99"; it["reference"] = "123456-7890"; }),
        ];
        var receipt = await Taken(Json, "[" + string.Join(',', told) + "]", told.Length);
        Assert.Equal(
            ["0 purpose-missing", "1 basis-missing", "2 time-odd", "3 time-missing", "4 reader-missing", "5 cut", "6 person-unknown",
             "7 unreadable,person-unknown,time-missing,purpose-missing,basis-missing,reader-missing", "8 unreadable,person-unknown,time-missing,purpose-missing,basis-missing,reader-missing", "9 delay-odd", "10 purpose-unknown", "11 number-hidden"],
            receipt["flagged"]!.AsArray().Select(it => $"{it!["index"]} {string.Join(',', it["flags"]!.AsArray().Select(flag => (string)flag!))}"));
        var log = await own.LogOf(await own.App.Services.GetRequiredService<IPeople>().IdFor(one, default));
        Assert.Equal(["purpose-missing", "basis-missing", "time-odd", "time-missing", "reader-missing", "cut", "delay-odd", "purpose-unknown", "number-hidden"], log.Select(line => line.Flags));
        Assert.Equal("something.new", log[7].Purpose);
        // Nobody's number stands there; what is none stays.
        Assert.Matches("^om [0-9]{4}••-••••, og 99$", log[8].Case);
        Assert.Equal("123456-7890", log[8].Reference);
        Assert.Equal(300, log[5].Unit.Length);
        // The others are in the log too, in the chain of the source itself.
        await using var db = await own.Databases.CreateDbContextAsync();
        Assert.Equal(3, (await own.LogOf((await db.Set<LogSource>().SingleAsync()).Chain)).Count);
    }

    [Fact]
    public async Task The_largest_batch_may_be_wrong_in_every_entry()
    {
        var receipt = await Taken(Json, $"[{string.Join(',', Enumerable.Repeat("17", BatchReader.Most))}]", BatchReader.Most);
        Assert.Equal(BatchReader.Most, receipt["flagged"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_told_of_a_time_that_is_past_keeping_is_kept_as_of_today_and_what_is_delayed_beyond_it_is_shown_at_once()
    {
        var (one, now) = (PortalHost.NewNumber(), own.Time.GetUtcNow());
        string At(DateTimeOffset time) => LookUp(one, it => it["at"] = time.ToString("O"));
        string Until(DateTimeOffset time) => LookUp(one, it => it["delay"] = new JsonObject { ["until"] = time.ToString("O"), ["ground"] = "Retsplejeloven" });
        await Taken(Json, $"[{At(now.AddMonths(-70))},{At(now.AddMonths(-58))},{Until(now.AddMonths(58))},{Until(now.AddMonths(60))}]", 4);
        await own.App.Services.GetRequiredService<Erasure>().Retain(default);
        var log = await own.LogOf(await own.App.Services.GetRequiredService<IPeople>().IdFor(one, default));
        Assert.Equal([("time-odd", 0), ("time-odd", (now - now.AddMonths(-58)).Days), ("delay-odd", 0)], log.Select(line => (line.Flags, (int)Math.Round((now - line.At).TotalDays))));
    }

    [Fact]
    public async Task Hospitals_send_what_they_have()
    {
        var one = PortalHost.NewNumber();
        var audit = JsonNode.Parse($$"""
            { "resourceType": "AuditEvent", "id": "ae-1", "type": { "code": "110110" }, "recorded": "{{own.Time.GetUtcNow():O}}",
              "agent": [ { "requestor": false }, { "requestor": true, "role": [ { "text": "Læge" } ], "who": { "display": "Et Navn" }, "policy": [ "Sundhedsloven § 42 a" ], "purposeOfUse": [ { "coding": [ { "code": "ETREAT" } ] } ] } ],
              "source": { "site": "Akutmodtagelsen", "observer": { "display": "Journal" } },
              "entity": [ { "role": { "code": "4" } }, { "role": { "code": "1" }, "what": { "identifier": { "system": "urn:oid:1.2.208.176.1.2", "value": "{{one.Digits}}" } } } ] }
            """)!;
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "collection", ["entry"] = new JsonArray(new JsonObject { ["resource"] = audit.DeepClone() }, new JsonObject { ["resource"] = new JsonObject { ["resourceType"] = "Patient" } }) };
        await Taken(Fhir, audit.ToJsonString(), 1);
        // A look at two at once is one at each, and neither is told of the other.
        var (two, other) = (audit.DeepClone(), PortalHost.NewNumber());
        var patient = two["entity"]!.AsArray()[1]!;
        patient["what"]!["identifier"]!["value"] = PortalHost.NewNumber().Digits;
        // As one number is written in two ways; and what cannot be read takes nobody with it.
        two["entity"]!.AsArray().Add(new JsonObject { ["role"] = "1", ["what"] = new JsonArray() });
        foreach (var number in new[] { other.Digits, other.Digits.Insert(6, "-") })
        {
            var also = patient.DeepClone();
            also["what"]!["identifier"]!["value"] = number;
            two["entity"]!.AsArray().Add(also);
        }
        Assert.Empty((await Taken(Fhir, two.ToJsonString(), 1))["flagged"]!.AsArray());
        Assert.Equal("ae-1", Assert.Single(await own.LogOf(await PersonOf(other))).Reference);
        foreach (var (body, count) in new[] { (bundle.ToJsonString(), 2), ("""{"resourceType":"AuditEvent","resourceType":"AuditEvent"}""", 1) })
        {
            var receipt = await Taken(Fhir, body, count);
            Assert.Contains("unreadable", receipt["flagged"]!.AsArray().Single()!["flags"]!.AsArray().Select(flag => (string)flag!));
        }
        var log = await own.LogOf(await own.App.Services.GetRequiredService<IPeople>().IdFor(one, default));
        Assert.Equal(2, log.Count);
        Assert.All(log, line => Assert.Equal(
            ("Akutmodtagelsen", "Læge", "Journal", "health", "fhir.etreat", "Sundhedsloven § 42 a", "emergency", "ae-1", ""),
            (line.Unit, line.Role, line.System, line.Categories, line.Purpose, line.LegalBasis, line.Criticality, line.Reference, line.Flags)));
    }

    [Fact]
    public async Task What_is_lawfully_delayed_stands_in_the_log_at_once_and_is_shown_when_its_time_has_come()
    {
        var one = PortalHost.NewNumber();
        var person = await own.App.Services.GetRequiredService<IPeople>().IdFor(one, default);
        var until = own.Time.GetUtcNow().AddDays(40);
        await Taken(Json, $"[{LookUp(one)},{Delayed(one, until, "skjult")}]", 2);
        Assert.Equal(["26-17"], (await own.LogOf(person)).Select(line => line.Case));
        var disclosure = own.App.Services.GetRequiredService<Disclosure>();
        own.Time.Forward(TimeSpan.FromDays(39));
        Assert.Equal(0, await disclosure.RunOnce(default));
        own.Time.Forward(TimeSpan.FromDays(2));
        Assert.Equal(1, await disclosure.RunOnce(default));
        Assert.Equal(0, await disclosure.RunOnce(default));
        var shown = (await own.LogOf(person))[^1];
        Assert.Equal(("skjult", "Retsplejeloven", 1L), (shown.Case, shown.Ground, shown.Of));
        Assert.InRange(until - shown.Until!.Value, TimeSpan.Zero, TimeSpan.FromMicroseconds(1));
        // It was told then, and is the same that it was.
        var (nonce, bytes) = (shown.Opened[..Leaf.NonceSize], shown.Opened[Leaf.NonceSize..]);
        Assert.Equal(Merkle.Leaf(Leaf.Of(LeafKind.Access, Leaf.Commit(nonce.Span, bytes.Span))), (await PublicLog.Read(own)).Leaves[1]);
        var old = LineBody.Parse(bytes.Span);
        Assert.Equal((person.Value, "skjult", shown.At), (old.About, old.Case, old.At));
        // Nobody but the person has it any more: who erases theirs erases all.
        await using var db = await own.Databases.CreateDbContextAsync();
        var chain = (await db.Set<LogSource>().SingleAsync()).Chain;
        Assert.Empty((await db.Set<LogLine>().SingleAsync(line => line.Person == chain && line.Index == 1)).Sealed);
        // That it was shown, the source's chain says.
        var note = (await own.App.Services.GetRequiredService<LogReader>().Newest(db, [chain], 1, default))[0].Body;
        Assert.Equal((Disclosure.Act, 1L, Guid.Empty), (note.Act, note.Of, note.About));
        Assert.Equal((0, 0), await Check());
        // And whoever has the proof sees that it is the one that was written down then.
        var findings = LogProofCheck.Check(await own.ProofOf(person));
        Assert.DoesNotContain(findings, finding => finding.Holds == false);
        Assert.Equal(1, findings.Single(finding => finding.Of == ProofPart.Disclosed).Count);
        using var visitor = await own.SignIn(one);
        var told = BusinessClock.DateOf(until).ToString("d. MMMM yyyy", Language.Cultures[0]);
        Assert.Contains($"Myndigheden måtte vente med at vise dig opslaget til den {told}. Grunden er: Retsplejeloven", (await visitor.Page("/hvem-har-set")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_changes_the_list_of_what_is_still_to_be_shown_hides_nothing_and_shows_nothing_early_or_to_another()
    {
        var (one, other, until) = (PortalHost.NewNumber(), PortalHost.NewNumber(), own.Time.GetUtcNow().AddDays(40));
        var (person, stranger) = (await PersonOf(one), await PersonOf(other));
        await Taken(Json, $"[{Delayed(one, until, "a")},{Delayed(one, until, "b")},17,{Delayed(one, until, "c")},{Delayed(one, until, "d")},{LookUp(other)}]", 6);
        Assert.Equal((0, 0), await Check());
        await using var db = await own.Databases.CreateDbContextAsync();
        var (list, now) = (db.Set<LogDelay>(), own.Time.GetUtcNow());
        var chain = (await list.FirstAsync()).Chain;
        // Gone from the list, put off, put to another's name, twice in it; and what is no delayed look-up.
        await list.Where(d => d.Leaf == 0).ExecuteDeleteAsync();
        await list.Where(d => d.Leaf == 1).ExecuteUpdateAsync(set => set.SetProperty(d => d.Until, until.AddYears(90)));
        await list.Where(d => d.Leaf == 3).ExecuteUpdateAsync(set => set.SetProperty(d => d.Person, stranger).SetProperty(d => d.Until, now));
        foreach (var (leaf, of) in new[] { (4, chain), (5, stranger), (2, chain), (6, chain) }) db.Add(new LogDelay { Person = stranger, Leaf = leaf, Chain = of, Source = PortalHost.A, At = now, Until = now });
        await db.SaveChangesAsync();
        // Whose it is and until when, the entry says.
        Assert.Equal(0, await own.App.Services.GetRequiredService<Disclosure>().RunOnce(default));
        Assert.Empty(await own.LogOf(person));
        Assert.Equal("26-17", Assert.Single(await own.LogOf(stranger)).Case);
        // The list says that a source has another chain; so it has not.
        await db.Set<LogSource>().ExecuteUpdateAsync(set => set.SetProperty(s => s.Chain, PersonId.New()));
        Assert.Equal((7, 0), await Check());
        Assert.Equal((0, 0), await Check());
        Assert.Equal([0, 1, 3, 4], await list.Where(d => d.Person == person && d.Chain == chain).Select(d => d.Leaf).Order().ToListAsync());
        Assert.Contains(own.Log, line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains("access_log.delay", StringComparison.Ordinal));

        own.Time.Forward(TimeSpan.FromDays(41));
        Assert.Equal(4, await own.App.Services.GetRequiredService<Disclosure>().RunOnce(default));
        Assert.Equal(["a", "b", "c", "d"], (await own.LogOf(person)).Select(line => line.Case));
        Assert.Single(await own.LogOf(stranger));
        Assert.Equal((0, 0), await Check());
    }

    [Theory]
    [InlineData("emptied", 1), InlineData("deleted", 1), InlineData("shortened", 1), InlineData("unlocked", 2), InlineData("counted", 1_000_000_000_000_000)]
    public async Task What_was_taken_out_of_a_sources_chain_is_told_to_the_operator_and_can_be_put_back(string how, long lost)
    {
        var (one, until, disclosure) = (PortalHost.NewNumber(), own.Time.GetUtcNow().AddDays(40), own.App.Services.GetRequiredService<Disclosure>());
        await Taken(Json, $"[17,{Delayed(one, until)}]", 2);
        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await PublicLogTests.Tamper(own, ["CREATE TABLE access_log.kept_line AS SELECT * FROM access_log.line", "CREATE TABLE access_log.kept_key AS SELECT * FROM access_log.line_key", .. how switch
        {
            "emptied" => ["UPDATE access_log.line SET sealed = '' WHERE index = 1"],
            "deleted" => ["DELETE FROM access_log.line WHERE index = 1"],
            "shortened" => ["DELETE FROM access_log.line WHERE index = 1", "UPDATE access_log.chain SET count = 1"],
            "counted" => ["UPDATE access_log.chain SET count = count + 1000000000000000"],
            _ => (string[])["DELETE FROM access_log.line_key"],
        }]);
        // A row of what is not there goes, and comes back with it.
        var isThere = how is not ("deleted" or "shortened");
        Assert.Equal((isThere ? 0 : 1, lost), await Check());
        Assert.Contains(own.Log, line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains(PortalHost.A, StringComparison.Ordinal));
        own.Time.Forward(TimeSpan.FromDays(41));
        if (how == "counted") return;
        // What cannot be read is not touched, nor forgotten.
        Assert.Equal(0, await disclosure.RunOnce(default));
        Assert.Equal((0, lost), await Check());
        await PublicLogTests.Tamper(own, "DELETE FROM access_log.line", "INSERT INTO access_log.line SELECT * FROM access_log.kept_line", "DELETE FROM access_log.line_key", "INSERT INTO access_log.line_key SELECT * FROM access_log.kept_key", "UPDATE access_log.chain SET count = 2");
        Assert.Equal((isThere ? 0 : 1, 0), await Check());
        Assert.Equal(1, await disclosure.RunOnce(default));
        Assert.Equal("26-17", Assert.Single(await own.LogOf(await PersonOf(one))).Case);
        Assert.Equal((0, 0), await Check());
    }

    [Fact]
    public async Task A_long_chain_is_looked_at_whole_while_it_is_disclosed_and_after_what_is_past_its_time()
    {
        var (one, until) = (PortalHost.NewNumber(), own.Time.GetUtcNow().AddDays(40));
        await Taken(Json, $"[{string.Join(',', Enumerable.Range(0, 700).Select(i => i % 2 == 0 ? "17" : Delayed(one, until, $"{i}")))}]", 700);
        await Taken(Json, $"[{string.Join(',', Enumerable.Repeat("17", 700))}]", 700);
        await using var db = await own.Databases.CreateDbContextAsync();
        await db.Set<LogDelay>().ExecuteDeleteAsync();
        Assert.Equal((350, 0), await Check());
        own.Time.Forward(TimeSpan.FromDays(41));
        // Two nodes that disclose, and one that looks meanwhile.
        var disclosing = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => own.App.Services.GetRequiredService<Disclosure>().RunOnce(default)));
        while (!disclosing.IsCompleted) Assert.Equal((0, 0), await Check());
        Assert.Equal(350, (await disclosing).Sum());
        Assert.Equal(350, (await own.LogOf(await PersonOf(one))).Select(line => line.Case).Distinct().Count());
        Assert.Equal((0, 0), await Check());
        own.Time.Forward(TimeSpan.FromDays(61 * 31));
        var erasure = own.App.Services.GetRequiredService<Erasure>();
        Assert.True(await erasure.Retain(default) > 0);
        while (await erasure.Empty(default)) { }
        Assert.Equal((0, 0), await Check());
        // Who keeps longer from now on misses nothing that has gone.
        var time = own.Time;
        await using var longer = await own.Again("--Log:KeepMonths=120");
        longer.Time.Forward(time.GetUtcNow() - longer.Time.GetUtcNow());
        Assert.Equal((0, 0), await longer.App.Services.GetRequiredService<DelayCheck>().RunOnce(default));
    }

    private Task<(int SetRight, long Lost)> Check() => own.App.Services.GetRequiredService<DelayCheck>().RunOnce(default);

    private Task<PersonId> PersonOf(CprNumber number) => own.App.Services.GetRequiredService<IPeople>().IdFor(number, default);

    private string Delayed(CprNumber about, DateTimeOffset until, string @case = "26-17") => LookUp(about, it => { it["case"] = @case; it["delay"] = new JsonObject { ["until"] = until.ToString("O"), ["ground"] = "Retsplejeloven" }; });

    private string LookUp(CprNumber about, Action<JsonObject>? change = null)
    {
        var told = new JsonObject
        {
            ["person"] = new JsonObject { ["type"] = "cpr", ["value"] = about.Digits }, ["at"] = own.Time.GetUtcNow().AddMinutes(-3).ToString("O"), ["unit"] = "Boligstøtte", ["role"] = "Sagsbehandler", ["system"] = "BOS",
            ["categories"] = new JsonArray("income", "household"), ["purpose"] = "housing-benefit.control", ["legalBasis"] = "Boligstøtteloven", ["case"] = "26-17", ["somethingNew"] = true,
        };
        change?.Invoke(told);
        return told.ToJsonString();
    }

    private static string Content(int number, string previous, int count, string body, string source = PortalHost.A) => new JsonObject
    {
        ["source"] = source, ["number"] = number, ["previous"] = previous, ["count"] = count, ["body"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(body))),
    }.ToJsonString();

    private string Seal(int number, string previous, int count, string body, string source = PortalHost.A) => machine.Sign(Content(number, previous, count, body, source));

    private static StringContent Body(string type, string body) => new(body, Encoding.UTF8) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    // The next batch, right.
    private async Task<JsonNode> Taken(string type, string body, int count)
    {
        var content = Content(++number, previous, count, body);
        var receipt = await Read(await machine.SendBatch(own, machine.Sign(content), Body(type, body), token), HttpStatusCode.OK);
        previous = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        Assert.Equal(previous, (string)receipt["next"]!);
        return receipt;
    }

    private async Task<JsonNode> Refused(string code, HttpStatusCode status, string? seal, string body, string type = Json)
    {
        var problem = await Read(await machine.SendBatch(own, seal, Body(type, body), token), status);
        Assert.Equal("urn:overblik:problem:access-log." + code, (string)problem["type"]!);
        Assert.True(((string)problem["detail"]!).Length > 20);
        return problem;
    }

    private static async Task<JsonNode> Read(HttpResponseMessage answer, HttpStatusCode status)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
            return JsonNode.Parse(text)!;
        }
    }
}
