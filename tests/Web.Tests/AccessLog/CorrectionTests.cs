using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>What an authority has told wrongly: it tells it again, or withdraws it, and nothing goes away.</summary>
public sealed class CorrectionTests : BatchSender
{
    private const string Wrong = "Forkert lov";

    [Fact]
    public async Task What_was_told_wrongly_is_told_again_or_withdrawn_and_both_stay()
    {
        var one = PortalHost.NewNumber();
        await Taken(Json, $"[{LookUp(one, Case)},{LookUp(one, it => { Case(it); it["case"] = "26-99"; })},{LookUp(one)},{LookUp(one)}]", 4);
        var receipt = await Taken(Json, $"[{LookUp(one, it => { Case(it); it["legalBasis"] = "Serviceloven"; Corrects(it, 0); })},{LookUp(one, it => Corrects(it, 1, withdrawn: true))},{LookUp(one, it => Corrects(it, 2))}]", 3);
        Assert.Empty(receipt["flagged"]!.AsArray());

        var log = (await own.LogOf(await PersonOf(one))).Skip(4).ToList();
        Assert.Equal([("Serviceloven", "26-17", 0, ""), ("Boligstøtteloven", "26-99", 1, Corrections.Withdrawn), ("Boligstøtteloven", "26-17", 2, "")], log.Select(line => (line.LegalBasis, line.Case, (int)line.Of, line.Act)));
        Assert.All(log, line => Assert.Equal((Wrong, 2), (line.Text, line.Batch)));
        // Each has its kind in the tree, and an auditor finds the batch whole.
        await PublicLog.Read(own);
        var proof = await own.ProofOf(await PersonOf(one));
        Assert.Equal([1, 1, 1, 1, 2, 2, 2], proof.Chains.SelectMany(chain => chain.Entries).Select(entry => (int)entry.Kind));
        Assert.DoesNotContain(LogProofCheck.Check(proof), finding => finding.Holds == false);
        var (code, said, error) = await Companion.Run("log", "audit", new Uri(own.Address, "/log").ToString());
        Assert.True(code == 0, said + error);

        using var person = await own.SignIn(one);
        var lines = (await person.Page("/hvem-har-set")).QuerySelectorAll(".ov-log .ov-list > li").Select(line => line.TextContent).Where(line => line.Contains("Myndighed alfa", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, lines.Count);
        Assert.Single(lines, line => line.Contains("Myndigheden har rettet opslaget", StringComparison.Ordinal) && line.Contains("Boligstøtteloven", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("havde meldt forkert. " + Wrong, StringComparison.Ordinal) && line.Contains("Serviceloven", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("har trukket opslaget tilbage", StringComparison.Ordinal) && line.Contains("26-99", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("har trukket et opslag tilbage", StringComparison.Ordinal) && line.Contains(Wrong, StringComparison.Ordinal));
        // A routine's stand together as before; the correction of one stands alone.
        Assert.Single(lines, line => line.Contains("2 opslag", StringComparison.Ordinal) && line.Contains("Rettet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_a_look_up_of_ones_own_about_the_same_person_is_corrected()
    {
        var (one, other) = (PortalHost.NewNumber(), PortalHost.NewNumber());
        await Taken(Json, $"[{LookUp(one)},{LookUp(other)}]", 2);
        // Another's, of the batch itself, of no place, of a place that is not there yet, and of nowhere; told again and withdrawn.
        long?[] places = [1, 2, 1_000_000, -1, null];
        var receipt = await Taken(Json, $"[{string.Join(',', places.SelectMany(place => new[] { false, true }.Select(withdrawn => LookUp(one, it => Corrects(it, place, withdrawn)))))}]", 10);
        Assert.All(receipt["flagged"]!.AsArray(), flagged => Assert.Equal(["correction-odd"], flagged!["flags"]!.AsArray().Select(flag => (string)flag!)));
        Assert.Equal(10, receipt["flagged"]!.AsArray().Count);
        // What tells something is shown, and says that something is wrong with it; what withdraws nothing is not.
        Assert.Equal(["", .. Enumerable.Repeat("correction-odd", 5)], (await own.LogOf(await PersonOf(one))).Select(line => line.Flags));
        Assert.Equal([""], (await own.LogOf(await PersonOf(other))).Select(line => line.Flags));
        // Another authority's, with the same program.
        var body = $"[{LookUp(one, it => Corrects(it, 0))}]";
        var strangers = await Read(await machine.SendBatch(own, Seal(1, None, 1, body, "kun-selv"), Body(Json, body), token), System.Net.HttpStatusCode.OK);
        Assert.Equal("correction-odd", (string)Assert.Single(strangers["flagged"]!.AsArray())!["flags"]![0]!);
        Assert.All(await own.LogOf(await PersonOf(one)), line => Assert.Equal(-1, line.Of));
    }

    [Fact]
    public async Task A_correction_of_what_is_still_kept_back_is_kept_back_too()
    {
        var (one, until) = (PortalHost.NewNumber(), own.Time.GetUtcNow().AddDays(40));
        await Taken(Json, $"[{Delayed(one, until)}]", 1);
        // One that would itself be delayed corrects nothing either.
        var receipt = await Taken(Json, $"[{LookUp(one, it => Corrects(it, 0))},{LookUp(one, it => Corrects(it, 0, withdrawn: true))},{Delayed(one, until, "26-18", it => Corrects(it, 0))}]", 3);
        Assert.Equal(3, receipt["flagged"]!.AsArray().Count);
        Assert.Empty(await own.LogOf(await PersonOf(one)));
        own.Time.Forward(TimeSpan.FromDays(41));
        Assert.Equal(3, await own.App.Services.GetRequiredService<Disclosure>().RunOnce(default));
        var log = await own.LogOf(await PersonOf(one));
        Assert.Equal([("26-17", ""), ("26-17", "correction-odd"), ("26-18", "correction-odd")], log.Select(line => (line.Case, line.Flags)));
        // Now that it is shown, it can be: at the place where it is shown.
        token = await machine.Token(own);
        var shown = (await own.ProofOf(await PersonOf(one))).Chains.SelectMany(chain => chain.Entries).First().Leaf;
        Assert.Empty((await Taken(Json, $"[{LookUp(one, it => Corrects(it, shown))}]", 1))["flagged"]!.AsArray());
        log = await own.LogOf(await PersonOf(one));
        Assert.Equal((shown, "Retsplejeloven", null), (log[^1].Of, log[^1].Ground, log[^1].Until));
        await PublicLog.Read(own);
        Assert.DoesNotContain(LogProofCheck.Check(await own.ProofOf(await PersonOf(one))), finding => finding.Holds == false);
    }

    [Fact]
    public async Task Whoever_sees_a_look_up_for_another_sees_what_became_of_it_and_parents_no_more_than_before()
    {
        var (person, now) = (PersonId.New(), own.Time.GetUtcNow());
        var told = new LineBody { Id = Guid.NewGuid(), Person = person.Value, At = now, Authority = PortalHost.A, Purpose = "housing-benefit.control", Case = "26-17" };
        var secret = told with { Id = Guid.NewGuid(), Purpose = "child-welfare" };
        await own.App.Services.GetRequiredService<Sequencer>().Append(new Appending([new(told), new(secret), Of(told, 0), Of(secret, 1)]), default);
        var lists = own.App.Services.GetRequiredService<LogLists>();
        foreach (var (onlooker, purposes) in new[] { (Onlooker.Self, 4), (Onlooker.Helper, 4), (Onlooker.Parent, 2) })
        {
            var list = await lists.Read(person, onlooker, new LogChoice(), null, default);
            var lines = list.Days.SelectMany(day => day).SelectMany(group => group.Lines).ToList();
            Assert.Equal((purposes, purposes / 2), (lines.Count, lines.Count(line => line.IsWithdrawal)));
            Assert.Equal(purposes / 2, lines.Count(line => list.CorrectionOf(line) is not null));
        }

        static NewLine Of(LineBody body, long leaf) => new(body with { Id = Guid.NewGuid(), Act = Corrections.Withdrawn, Of = leaf }, LeafKind.Correction);
    }

    // No routine's.
    private static void Case(JsonObject it) => it["purpose"] = "municipality.casework";

    private static void Corrects(JsonObject it, long? leaf, bool withdrawn = false) => it["corrects"] = new JsonObject { ["leaf"] = leaf, ["reason"] = Wrong, ["withdrawn"] = withdrawn };
}
