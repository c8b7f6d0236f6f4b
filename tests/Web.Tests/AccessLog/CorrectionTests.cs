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
        await Taken(Json, $"[{LookUp(one, Case)},{LookUp(one, it => { Case(it); it["case"] = "26-99"; })},{LookUp(one)},{LookUp(one)},{LookUp(one)}]", 5);
        var receipt = await Taken(Json, $"[{LookUp(one, it => { Case(it); it["legalBasis"] = "Serviceloven"; Corrects(it, 0); })},{LookUp(one, Bare)},{LookUp(one, it => Corrects(it, 2))}]", 3);
        Assert.Empty(receipt["flagged"]!.AsArray());

        var log = (await own.LogOf(await PersonOf(one))).Skip(5).ToList();
        Assert.Equal([("Serviceloven", "26-17", 0, ""), ("", "", 1, Corrections.Withdrawn), ("Boligstøtteloven", "26-17", 2, "")], log.Select(line => (line.LegalBasis, line.Case, (int)line.Of, line.Act)));
        Assert.All(log, line => Assert.Equal((Wrong, 2), (line.Text, line.Batch)));
        // Each has its kind in the tree, and an auditor finds the batch whole.
        await PublicLog.Read(own);
        var proof = await own.ProofOf(await PersonOf(one));
        Assert.Equal([1, 1, 1, 1, 1, 2, 2, 2], proof.Chains.SelectMany(chain => chain.Entries).Select(entry => (int)entry.Kind));
        Assert.DoesNotContain(LogProofCheck.Check(proof), finding => finding.Holds == false);
        var (code, said, error) = await Companion.Run("log", "audit", new Uri(own.Address, "/log").ToString());
        Assert.True(code == 0, said + error);

        using var person = await own.SignIn(one);
        var lines = (await person.Page("/hvem-har-set")).QuerySelectorAll(".ov-log .ov-list > li").Select(line => line.TextContent).Where(line => line.Contains("Myndighed alfa", StringComparison.Ordinal)).ToList();
        Assert.Equal(7, lines.Count);
        Assert.Equal(2, lines.Count(line => line.Contains("Myndigheden har rettet opslaget", StringComparison.Ordinal) && line.Contains("Boligstøtteloven", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.Contains("havde meldt forkert. " + Wrong, StringComparison.Ordinal) && line.Contains("Serviceloven", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("har trukket opslaget tilbage", StringComparison.Ordinal) && line.Contains("26-99", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("et opslag tilbage: Det handlede om en anden", StringComparison.Ordinal) && line.Contains(Wrong, StringComparison.Ordinal));
        // A routine's stand together as before; the one that is corrected stands alone, and so does its correction.
        Assert.Single(lines, line => line.Contains("2 opslag", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_newest_counts_and_is_said_of_none_but_the_one_that_it_is_about()
    {
        var (one, at) = (PortalHost.NewNumber(), TenMinutes());
        await Taken(Json, $"[{string.Join(',', Enumerable.Repeat(LookUp(one, it => Visit(it, "a", at)), 3))}]", 3);
        await Taken(Json, $"[{LookUp(one, it => { Visit(it, "a", at.AddMinutes(1)); Corrects(it, 1); })}]", 1);
        await Taken(Json, $"[{LookUp(one, it => { Visit(it, "a", at); Corrects(it, 1, withdrawn: true); })}]", 1);
        var (list, lines) = await List(one);
        Assert.Equal(["1", "2 0", "4", "6"], lines.Select(line => string.Join(' ', line.Entries.Select(entry => entry.Row.Index))).Order());
        Assert.Equal([(1, 6)], lines.Select(line => (Of: (int)line.Entries[0].Row.Index, By: (int?)list.CorrectionOf(line)?.Row.Index)).Where(it => it.By is not null).Select(it => (it.Of, it.By!.Value)));
    }

    [Theory]
    // Five readings of one visit, each corrected, are one visit; three visits, each corrected to another, are six.
    [InlineData(5, "a", "a", false), InlineData(3, "abc", "def", true)]
    public async Task What_is_told_once_more_counts_as_any_look_up_does(int count, string told, string corrected, bool many)
    {
        var (one, at) = (PortalHost.NewNumber(), TenMinutes());
        await Taken(Json, $"[{string.Join(',', Enumerable.Range(0, count).Select(i => LookUp(one, it => Visit(it, told[i % told.Length].ToString(), at))))}]", count);
        await Taken(Json, $"[{string.Join(',', Enumerable.Range(0, count).Select(i => LookUp(one, it => { Visit(it, corrected[i % corrected.Length].ToString(), at); Corrects(it, i); })))}]", count);
        var (_, lines) = await List(one);
        Assert.Equal(2 * count, lines.Count);
        Assert.All(lines, line => Assert.Equal(many, line.Unusual.Contains(Unusual.Many)));
    }

    [Fact]
    public async Task What_parents_are_not_to_see_for_its_ground_they_do_not_see_for_a_correction_that_fits_nothing()
    {
        var (one, until) = (PortalHost.NewNumber(), own.Time.GetUtcNow().AddDays(1));
        await Taken(Json, $"[{Delayed(one, until)}]", 1);
        own.Time.Forward(TimeSpan.FromDays(2));
        Assert.Equal(1, await own.App.Services.GetRequiredService<Disclosure>().RunOnce(default));
        token = await machine.Token(own);
        // Without a reason, and of another month.
        Assert.Equal(2, (await Taken(Json, $"[{LookUp(one, it => Corrects(it, 0, reason: ""))},{LookUp(one, it => { Corrects(it, 0); it["at"] = own.Time.GetUtcNow().AddDays(-40).ToString("O"); })}]", 2))["flagged"]!.AsArray().Count);
        Assert.Equal(3, (await List(one)).Lines.Count);
        Assert.Empty((await List(one, Onlooker.Parent)).Lines);
    }

    [Fact]
    public async Task Only_a_look_up_of_ones_own_about_the_same_person_is_corrected()
    {
        var (one, other) = (PortalHost.NewNumber(), PortalHost.NewNumber());
        await Taken(Json, $"[{LookUp(one)},{LookUp(other)}]", 2);
        // Another's, the seal, of the batch itself, of a place that is not there yet, of none, and of nowhere; told again and withdrawn.
        long?[] places = [1, 2, 3, 1_000_000, -1, null];
        var receipt = await Taken(Json, $"[{string.Join(',', places.SelectMany(place => new[] { false, true }.Select(withdrawn => LookUp(one, it => Corrects(it, place, withdrawn)))))}]", 12);
        Assert.All(receipt["flagged"]!.AsArray(), flagged => Assert.Equal(["correction-odd"], flagged!["flags"]!.AsArray().Select(flag => (string)flag!)));
        Assert.Equal(12, receipt["flagged"]!.AsArray().Count);
        // What tells something is shown, and says that something is wrong with it; what withdraws nothing is not.
        Assert.Equal(["", .. Enumerable.Repeat("correction-odd", 6)], (await own.LogOf(await PersonOf(one))).Select(line => line.Flags));
        Assert.Equal([""], (await own.LogOf(await PersonOf(other))).Select(line => line.Flags));
        // Without a reason, and of another month.
        receipt = await Taken(Json, $"[{LookUp(one, it => Corrects(it, 0, reason: " "))},{LookUp(one, it => { Corrects(it, 0); it["at"] = own.Time.GetUtcNow().AddDays(-40).ToString("O"); })}]", 2);
        Assert.Equal([["correction-odd"], ["time-odd", "correction-odd"]], receipt["flagged"]!.AsArray().Select(flagged => flagged!["flags"]!.AsArray().Select(flag => (string)flag!)));
        // Another authority's, with the same program.
        var body = $"[{LookUp(one, it => Corrects(it, 0))}]";
        var strangers = await Read(await machine.SendBatch(own, Seal(1, None, 1, body, "kun-selv"), Body(Json, body), token), System.Net.HttpStatusCode.OK);
        Assert.Equal("correction-odd", (string)Assert.Single(strangers["flagged"]!.AsArray())!["flags"]![0]!);
        Assert.All(await own.LogOf(await PersonOf(one)), line => Assert.Equal(-1, line.Of));
    }

    [Fact]
    public async Task A_correction_of_what_is_still_kept_back_is_kept_back_too()
    {
        var (one, other, until) = (PortalHost.NewNumber(), PortalHost.NewNumber(), own.Time.GetUtcNow().AddDays(2));
        await Taken(Json, $"[{Delayed(one, until)}]", 1);
        // One that would itself be delayed corrects nothing either; nor does one about whom it should have been.
        var receipt = await Taken(Json, $"[{LookUp(one, it => Corrects(it, 0))},{LookUp(one, it => Corrects(it, 0, withdrawn: true))},{Delayed(one, until.AddDays(3), "26-18", it => Corrects(it, 0))},{LookUp(other, it => Corrects(it, 0))}]", 4);
        Assert.Equal(4, receipt["flagged"]!.AsArray().Count);
        Assert.Empty(await own.LogOf(await PersonOf(one), await PersonOf(other)));
        own.Time.Forward(TimeSpan.FromDays(3));
        Assert.Equal(3, await own.App.Services.GetRequiredService<Disclosure>().RunOnce(default));
        Assert.Equal([("26-17", ""), ("26-17", "correction-odd")], (await own.LogOf(await PersonOf(one))).Select(line => (line.Case, line.Flags)));
        Assert.Equal("correction-odd", Assert.Single(await own.LogOf(await PersonOf(other))).Flags);
        // Now that it is shown, it can be, by the place that its authority knows.
        token = await machine.Token(own);
        var shown = (await own.ProofOf(await PersonOf(one))).Chains.SelectMany(chain => chain.Entries).First().Leaf;
        Assert.Empty((await Taken(Json, $"[{LookUp(one, it => { Corrects(it, 0); it["at"] = until.AddDays(-2).AddMinutes(-3).ToString("O"); })}]", 1))["flagged"]!.AsArray());
        var corrected = (await own.LogOf(await PersonOf(one)))[^1];
        Assert.Equal((shown, "Retsplejeloven", null), (corrected.Of, corrected.Ground, corrected.Until));
        await PublicLog.Read(own);
        Assert.DoesNotContain(LogProofCheck.Check(await own.ProofOf(await PersonOf(one))), finding => finding.Holds == false);
        own.Time.Forward(TimeSpan.FromDays(3));
        Assert.Equal(1, await own.App.Services.GetRequiredService<Disclosure>().RunOnce(default));
    }

    [Fact]
    public async Task Whoever_sees_a_look_up_for_another_sees_what_became_of_it_and_parents_no_more_than_before()
    {
        var one = PortalHost.NewNumber();
        await Taken(Json, $"[{LookUp(one)},{LookUp(one, Secret)},{LookUp(one)},{LookUp(one, Secret)}]", 4);
        // Each of both is withdrawn and told again; and what parents are not to see becomes what they are.
        Assert.Empty((await Taken(Json, $"[{LookUp(one, it => Corrects(it, 0, withdrawn: true))},{LookUp(one, it => Corrects(it, 1, withdrawn: true))},{LookUp(one, it => Corrects(it, 2))},{LookUp(one, it => Corrects(it, 3))}]", 4))["flagged"]!.AsArray());
        foreach (var (onlooker, places) in new (Onlooker, long[])[] { (Onlooker.Self, [0, 1, 2, 3, 5, 6, 7, 8]), (Onlooker.Helper, [0, 1, 2, 3, 5, 6, 7, 8]), (Onlooker.Parent, [0, 2, 5, 7, 8]) })
        {
            var (list, all) = await List(one, onlooker);
            var lines = all.ToDictionary(line => line.Entries[0].Row.Index);
            Assert.Equal(places, lines.Keys.Order());
            Assert.Equal(places.Where(place => place < 4).Select(place => place + 5), places.Where(place => place < 4).Select(place => list.CorrectionOf(lines[place])!.Row.Index));
        }
    }

    private async Task<(LogList List, IReadOnlyList<Line> Lines)> List(CprNumber of, Onlooker onlooker = Onlooker.Self)
    {
        var list = await own.App.Services.GetRequiredService<LogLists>().Read(await PersonOf(of), onlooker, new LogChoice(), null, default);
        return (list, [.. list.Days.SelectMany(day => day).SelectMany(group => group.Lines)]);
    }

    // The beginning of these ten minutes by the clock: those of one visit.
    private DateTimeOffset TenMinutes() => new(own.Time.GetUtcNow().Ticks / TimeSpan.FromMinutes(10).Ticks * TimeSpan.FromMinutes(10).Ticks, TimeSpan.Zero);

    private static void Visit(JsonObject it, string reference, DateTimeOffset at)
    {
        Case(it);
        (it["reference"], it["at"]) = (reference, at.ToString("O"));
    }

    // As little as a withdrawal takes.
    private static void Bare(JsonObject it)
    {
        foreach (var name in it.Select(property => property.Key).Except(["person", "at"]).ToList()) it.Remove(name);
        Corrects(it, 1, withdrawn: true);
    }

    private static void Secret(JsonObject it) => it["purpose"] = "child-welfare";

    // No routine's.
    private static void Case(JsonObject it) => it["purpose"] = "municipality.casework";

    private static void Corrects(JsonObject it, long? leaf, bool withdrawn = false, string reason = Wrong) => it["corrects"] = new JsonObject { ["leaf"] = leaf, ["reason"] = reason, ["withdrawn"] = withdrawn };
}
