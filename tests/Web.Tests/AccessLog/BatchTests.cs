using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>Batches in which an authority tells who looked: through HTTP, as a stranger's program writes them.</summary>
public sealed class BatchTests : BatchSender
{
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

        var person = await PersonOf(one);
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
        await Refused("batch-key", HttpStatusCode.Forbidden, machine.Sign(TestMachine.Content(1, None, 1, body), "another"), body);
        using (var thief = new TestMachine()) await Refused("batch-signature", HttpStatusCode.Forbidden, thief.Sign(TestMachine.Content(1, None, 1, body)), body);
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
        var log = await own.LogOf(await PersonOf(one));
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
        var log = await own.LogOf(await PersonOf(one));
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
        var log = await own.LogOf(await PersonOf(one));
        Assert.Equal(2, log.Count);
        Assert.All(log, line => Assert.Equal(
            ("Akutmodtagelsen", "Læge", "Journal", "health", "fhir.etreat", "Sundhedsloven § 42 a", "emergency", "ae-1", ""),
            (line.Unit, line.Role, line.System, line.Categories, line.Purpose, line.LegalBasis, line.Criticality, line.Reference, line.Flags)));
    }

    private async Task<JsonNode> Refused(string code, HttpStatusCode status, string? seal, string body, string type = Json)
    {
        var problem = await Read(await machine.SendBatch(own, seal, Body(type, body), token), status);
        Assert.Equal("urn:overblik:problem:access-log." + code, (string)problem["type"]!);
        Assert.True(((string)problem["detail"]!).Length > 20);
        return problem;
    }
}
