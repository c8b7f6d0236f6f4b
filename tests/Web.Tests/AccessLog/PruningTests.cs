using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.Web.Tests;

/// <summary>What is past its time goes: what was sealed first, then whole ranges of places. The tree stays, and everybody is told from where on entries are kept.</summary>
public sealed class PruningTests
{
    private const int Size = 512;

    [Fact]
    public async Task What_nobody_can_read_is_emptied_and_what_is_emptied_but_can_be_read_is_changed()
    {
        await using var own = await Start();
        var (one, other) = (PersonId.New(), PersonId.New());
        var then = own.Time.GetUtcNow();
        await Write(own, [.. Enumerable.Range(0, 600).Select(i => Line(i % 2 == 0 ? one : other, then))]);
        own.Time.Forward(TimeSpan.FromDays(100));
        await Write(own, [Line(one, own.Time.GetUtcNow()), Line(other, own.Time.GetUtcNow())]);
        var before = await PublicLog.Read(own);
        var erasure = own.App.Services.GetRequiredService<Erasure>();
        Assert.False(await erasure.Empty(default));
        // Of a person at once.
        Assert.Equal(1, await erasure.Erase(one, LineKeys.PeriodOf(then), default));
        Assert.Equal((300, 303), await Emptied(own));
        // Of everybody by and by.
        Assert.Equal(1, await erasure.Retain(default));
        Assert.Equal((300, 303), await Emptied(own));
        while (await erasure.Empty(default)) { }
        Assert.Equal((600, 3), await Emptied(own));
        Assert.Equal([(one, 301L), (one, 302L), (other, 301L)], (await Open(own, one)).Concat(await Open(own, other)).OrderBy(line => line.Row.Number).Select(line => (line.Row.Person, line.Row.Number)).OrderBy(it => it.Person == other));
        Assert.Equal(before.Tiles["tile/0/001"], (await PublicLog.Read(own)).Tiles["tile/0/001"]);

        await using var db = await own.Databases.CreateDbContextAsync();
        await db.Set<LogLine>().Where(l => l.Person == other && l.Number == 301).ExecuteUpdateAsync(set => set.SetProperty(l => l.Sealed, Array.Empty<byte>()));
        Assert.True(Assert.Single(await Open(own, other)).IsChanged);
    }

    [Fact]
    public async Task Ranges_that_are_past_their_time_go_and_the_tree_the_proofs_and_the_audit_stay()
    {
        await using var own = await Start();
        using var visitor = await own.SignIn();
        var (me, gone, index) = (visitor.Person, PersonId.New(), own.App.Services.GetRequiredService<IndexBuilder>());
        var then = own.Time.GetUtcNow();
        // Two ranges and a half of old entries, with an index among them, and new ones after them.
        await Write(own, [.. Enumerable.Range(0, 300).Select(i => Line(i % 7 == 0 ? me : gone, then))]);
        await index.RunOnce(default);
        await Write(own, [.. Enumerable.Range(300, 400).Select(i => Line(i % 7 == 0 ? me : gone, then))]);
        await Write(own, [.. Enumerable.Range(0, 500).Select(i => Line(i % 5 == 0 ? me : gone, then))]);
        own.Time.Forward(TimeSpan.FromDays(100));
        await Write(own, [.. Enumerable.Range(0, 100).Select(_ => Line(me, own.Time.GetUtcNow()))]);
        var before = await PublicLog.Read(own);
        var pruning = own.App.Services.GetRequiredService<Pruning>();
        // Its keys are there, and no index covers it: nothing goes.
        Assert.False(await pruning.RunOnce(default));
        await own.App.Services.GetRequiredService<Erasure>().Retain(default);
        Assert.False(await pruning.RunOnce(default));
        await index.RunOnce(default);
        // Nor while something is not disclosed.
        await using var db = await own.Databases.CreateDbContextAsync();
        db.Add(new LogDelay { Person = me, Chain = gone, Leaf = 1, Source = PortalHost.A, At = then, Until = then.AddYears(9) });
        await db.SaveChangesAsync();
        Assert.False(await pruning.RunOnce(default));
        await db.Set<LogDelay>().ExecuteDeleteAsync();

        Assert.Equal("0\n", await Text(own, "/log/minimum-index"));
        var audited = await Companion.Run("log", "audit", new Uri(own.Address, "/log").ToString());
        Assert.True(audited.Code == 0 && !audited.Output.Contains("past its time", StringComparison.Ordinal), audited.Output);
        Assert.True(await pruning.RunOnce(default));
        Assert.Equal("512\n", await Text(own, "/log/minimum-index"));
        using (var refused = await Http.GetAsync(new Uri(own.Address, "/log/tile/entries/001")))
        {
            Assert.Equal(HttpStatusCode.Gone, refused.StatusCode);
            Assert.Contains("512", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        // Until the index says so, nothing is deleted and the proof is of all.
        Assert.False(await pruning.RunOnce(default));
        Assert.Equal(1, (await Proof(own, me)).Chains[0].Entries[0].Number);
        Assert.Equal(Size, await db.Set<LogLeaf>().CountAsync(l => l.Index < Size));
        await Assert.ThrowsAnyAsync<Exception>(() => db.Set<LogLeaf>().Where(l => l.Index < Size).ExecuteDeleteAsync());
        await index.RunOnce(default);
        var first = (await Proof(own, me)).Chains[0];
        Assert.Equal((74, 74), (first.Entries[0].Number, first.Indexed!.From));

        // A node that was restarted in between goes on: the second range, and not the third, which is not over.
        await using var again = await own.Again();
        again.Time.Forward(TimeSpan.FromDays(100));
        pruning = again.App.Services.GetRequiredService<Pruning>();
        index = again.App.Services.GetRequiredService<IndexBuilder>();
        Assert.True(await pruning.RunOnce(default));
        await index.RunOnce(default);
        Assert.False(await pruning.RunOnce(default));
        Assert.False(await pruning.RunOnce(default));
        Assert.Equal("1024\n", await Text(again, "/log/minimum-index"));
        Assert.Equal(1024, await db.Set<LogLeaf>().MinAsync(l => l.Index));
        Assert.Equal(1024, await db.Set<LogLine>().MinAsync(l => l.Index));
        Assert.Equal(1024, await db.Set<LogHead>().Select(h => h.MinimumTold).SingleAsync());
        if (PortalHost.OnPostgres) Assert.Empty(await db.Database.SqlQueryRaw<string>("SELECT relname::text AS \"Value\" FROM pg_class WHERE relname IN ('line_to_512', 'line_to_1024')").ToListAsync());

        // The tree is the one that it was, and whoever was shown a part of it can still have that part proved.
        foreach (var (path, bytes) in before.Tiles.Where(tile => !tile.Key.Contains(".p/", StringComparison.Ordinal))) Assert.Equal(bytes, Convert.ToHexString(await Http.GetByteArrayAsync(new Uri(again.Address, "/log/" + path))));
        Assert.Equal(before.Tiles["tile/0/001"][..(200 * 64)], Convert.ToHexString(await PublicLog.Get(again, new TileId(0, 1, 200))));
        var proof = await Proof(again, me);
        Assert.DoesNotContain(LogProofCheck.Check(proof), finding => finding.Holds == false);
        Assert.Equal((true, proof.Chains[0].Entries[0].Number), LogProofCheck.Check(proof).Where(finding => finding.Of == ProofPart.Kept).Select(finding => (finding.Holds, finding.Count)).Single());
        Assert.Equal(166, proof.Chains[0].Entries[0].Number);
        using var signedIn = await again.SignIn(visitor.Number);
        Assert.Contains("Listen har dine linjer fra nr. 166", (await signedIn.Page("/hvem-har-set/kontrol")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await signedIn.Page("/hvem-har-set");

        await PublicLog.Settle(again);
        var (code, said, error) = await Companion.Run("log", "audit", new Uri(again.Address, "/log").ToString());
        Assert.True(code == 0, said + error);
        Assert.Contains("What came before entry 1,024 is past its time", said, StringComparison.Ordinal);
        // Whoever changes what everybody was told of what is gone is still found out.
        await PublicLogTests.Tamper(again, "UPDATE access_log.index SET people = 77 WHERE leaf < 1024");
        (code, said, _) = await Companion.Run("log", "audit", new Uri(again.Address, "/log").ToString());
        Assert.True(code == 1 && said.Contains("is not the one that stands there", StringComparison.Ordinal), said);
        await Write(again, [Line(me, again.Time.GetUtcNow()), Line(gone, again.Time.GetUtcNow())]);
    }

    [Fact]
    public async Task Of_somebody_of_whom_nothing_is_kept_the_index_says_so_until_they_have_a_new_entry()
    {
        await using var own = await Start();
        var (gone, other) = (PersonId.New(), PersonId.New());
        var (index, pruning) = (own.App.Services.GetRequiredService<IndexBuilder>(), own.App.Services.GetRequiredService<Pruning>());
        await Write(own, [.. Enumerable.Range(0, Size).Select(_ => Line(gone, own.Time.GetUtcNow()))]);
        own.Time.Forward(TimeSpan.FromDays(100));
        await Write(own, [Line(other, own.Time.GetUtcNow())]);
        await own.App.Services.GetRequiredService<Erasure>().Retain(default);
        await index.RunOnce(default);
        // Two nodes at once, and one that ends between the steps.
        await using var second = await own.Again();
        second.Time.Forward(TimeSpan.FromDays(100));
        await Task.WhenAll(pruning.RunOnce(default), second.App.Services.GetRequiredService<Pruning>().RunOnce(default));
        await Task.WhenAll(index.RunOnce(default), second.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default));
        await Task.WhenAll(pruning.RunOnce(default), second.App.Services.GetRequiredService<Pruning>().RunOnce(default));
        var nothing = await Proof(own, gone);
        Assert.Equal((0, Size, Size + 1L), (nothing.Chains[0].Entries.Count, nothing.Chains[0].Count, nothing.Chains[0].Indexed!.From));
        Assert.DoesNotContain(LogProofCheck.Check(nothing), finding => finding.Holds == false);
        await Write(own, [Line(gone, own.Time.GetUtcNow())]);
        await index.RunOnce(default);
        var one = (await Proof(own, gone)).Chains[0];
        Assert.Equal((1, Size + 1L, Size + 1L), (one.Entries.Count, one.Entries[0].Number, one.Indexed!.From));
    }

    private static readonly HttpClient Http = new();

    // What is done by itself when a node has started is done here by the test alone.
    private static Task<PortalHost> Start() => PortalHost.Start(services =>
    {
        services.Replace(ServiceDescriptor.Singleton(new PlaceRange(Size)));
        services.Remove(services.Single(service => service.ImplementationType == typeof(LogUpkeep)));
    }, "--Log:KeepMonths=2");

    private static async Task<string> Text(PortalHost own, string path) => await Http.GetStringAsync(new Uri(own.Address, path));

    private static async Task<LogProof> Proof(PortalHost own, PersonId person)
    {
        await PublicLog.Settle(own);
        return await own.ProofOf(person);
    }

    private static async Task<(int Empty, int Full)> Emptied(PortalHost own)
    {
        await using var db = await own.Databases.CreateDbContextAsync();
        var full = (await db.Set<LogLine>().Select(l => l.Sealed).ToListAsync()).ConvertAll(text => text.Length > 0);
        return (full.Count(one => !one), full.Count(one => one));
    }

    private static NewLine Line(PersonId person, DateTimeOffset at) => new(new LineBody { Id = Guid.NewGuid(), Person = person.Value, At = at, Act = "test.view" });

    private static Task<bool> Write(PortalHost own, IReadOnlyList<NewLine> lines) => own.App.Services.GetRequiredService<Sequencer>().Append(new Appending(lines), default);

    private static async Task<IReadOnlyList<OpenLine>> Open(PortalHost own, PersonId person)
    {
        await using var db = await own.Databases.CreateDbContextAsync();
        return await own.App.Services.GetRequiredService<LogReader>().Newest(db, [person], int.MaxValue, default);
    }
}
