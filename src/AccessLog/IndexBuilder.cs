using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>
/// Makes the index over all persons anew each minute in which the log has grown, and puts its root into the log: so nobody's newest entry can be held back from them without the index saying otherwise to everybody else.
/// Any number of nodes may: the one whose index comes into the log first has made it.
/// </summary>
internal sealed partial class IndexBuilder(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, PersonIndexStore store, TimeProvider time, ILogger<IndexBuilder> log) : BackgroundService
{
    // At once; a longer backlog takes several.
    private const int MostLeaves = 1_000_000;

    // In a minute, of those whose older entries are kept no longer: their lists are written in the log's turn, beside those of the minute's own entries, and nobody waits for it.
    private const int MostTold = 20_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(Pause, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await minute.WaitForNextTickAsync(stoppingToken)) return;
                while (await RunOnce(stoppingToken)) { }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e) { LogNotMade(log, e.GetType().Name); }
        }
    }

    /// <summary>One pass; whether there is more than went into it.</summary>
    internal async Task<bool> RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var last = await PersonIndexStore.Newest(db, cancellation);
        var there = await db.Set<LogHead>().Select(h => new { h.Size, h.MinimumIndex, h.MinimumTold }).SingleAsync(cancellation);
        var (all, minimum, told) = (there.Size, there.MinimumIndex, there.MinimumTold);
        // What has come since is nothing, or the last index itself.
        if (minimum == told && all == (last is null ? 0 : last.Leaf + 1) && (last is null || last.LogSize == last.Leaf)) return false;
        var from = last?.LogSize ?? 0;
        var (size, tells) = (Math.Min(all, from + MostLeaves), Math.Min(minimum, told + MostTold));
        var changed = await Changed(db, from, size, cancellation);
        foreach (var (label, entry) in await Shortened(db, told, tells, cancellation)) changed.TryAdd(label, entry);
        var (lists, tiles, root, added) = await PersonIndexStore.Change(db, size, changed, cancellation);
        var head = new IndexHead(size, (last?.People ?? 0) + added, root, LogTime.Cut(time.GetUtcNow()));
        return await sequencer.Append(new Appending([], (LeafKind.Index, head.Commitment()), Keep), cancellation) && size < all;

        async Task<bool> Keep(PlatformDb into, long leaf, CancellationToken stop)
        {
            // Another node was first.
            if ((await PersonIndexStore.Newest(into, stop))?.Leaf != last?.Leaf) return false;
            if (tells > told) await into.Set<LogHead>().ExecuteUpdateAsync(set => set.SetProperty(h => h.MinimumTold, tells), stop);
            into.Add(new LogIndex { Leaf = leaf, LogSize = head.LogSize, People = head.People, Root = root.ToArray(), At = head.At });
            await into.AddOrChange(lists, nameof(LogIndexList.LogSize), [], stop);
            await into.AddOrChange(tiles, nameof(LogIndexTile.LogSize), [], stop);
            return true;
        }
    }

    // The newest of each person, of the leaves from there to there.
    private async Task<Dictionary<TreeHash, IndexEntry>> Changed(PlatformDb db, long from, long to, CancellationToken cancellation)
    {
        var newest = new Dictionary<PersonId, (long Number, TreeHash Commitment)>();
        var leaves = db.Set<LogLeaf>().Where(l => l.Index >= from && l.Index < to && l.Person != null).OrderBy(l => l.Index).Select(l => new { l.Person, l.Number, l.Bytes });
        await foreach (var leaf in leaves.AsAsyncEnumerable().WithCancellation(cancellation))
            newest[leaf.Person!.Value] = (leaf.Number!.Value, Leaf.CommitmentIn(leaf.Bytes));
        var begin = await Begin(db, [.. newest.Keys], cancellation);
        return newest.ToDictionary(person => store.Label(person.Key), person => new IndexEntry(person.Value.Number, person.Value.Commitment, begin.GetValueOrDefault(person.Key, 1)));
    }

    // Those who had entries from there to there, which are kept no longer: of their newest it says what it said.
    private async Task<Dictionary<TreeHash, IndexEntry>> Shortened(PlatformDb db, long from, long to, CancellationToken cancellation)
    {
        if (from == to) return [];
        var people = await db.Set<LogLeaf>().Where(l => l.Index >= from && l.Index < to && l.Person != null).Select(l => l.Person!.Value).Distinct().ToListAsync(cancellation);
        return (await Begin(db, people, cancellation)).ToDictionary(person => store.Label(person.Key), person => new IndexEntry(0, default, person.Value));
    }

    // Of whom not all entries are kept, and from which on.
    private static Task<Dictionary<PersonId, long>> Begin(PlatformDb db, IReadOnlyCollection<PersonId> people, CancellationToken cancellation) =>
        db.Set<LogChain>().Where(c => people.Contains(c.Person) && c.From > 1).ToDictionaryAsync(c => c.Person, c => c.From, cancellation);

    [LoggerMessage(Level = LogLevel.Error, Message = "The index over all persons could not be made ({Exception}); trying again in a minute")]
    private static partial void LogNotMade(ILogger log, string exception);
}
