using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>Look-ups that are lawfully kept back from whom they are about.</summary>
public sealed class DelayTests : BatchSender
{
    [Fact]
    public async Task What_is_lawfully_delayed_stands_in_the_log_at_once_and_is_shown_when_its_time_has_come()
    {
        var one = PortalHost.NewNumber();
        var person = await PersonOf(one);
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
}
