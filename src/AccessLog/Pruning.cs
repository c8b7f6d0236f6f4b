using Microsoft.EntityFrameworkCore;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>
/// Lets go of the oldest range of places once all in it is past its time: the entries and what is public of them; the tree's tiles stay. Each step goes on from what the one before has left in the database, so a node may end at any moment, and several may do it at once:
/// each person's chain says from which entry on it is kept, the head says from which place on, the next index over all persons (<see cref="IndexBuilder"/>) says so to everybody, and only then is anything deleted.
/// </summary>
internal sealed class Pruning(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, Erasure erasure, PlaceRange range)
{
    private const int AtOnce = 5_000;

    // Whether a range is past its time is another question each month, and not a small one.
    private (long End, int Month) asked;

    /// <summary>One pass; whether the next range is let go of.</summary>
    public async Task<bool> RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await Delete(db, cancellation);
        var head = await db.Set<LogHead>().AsNoTracking().SingleAsync(cancellation);
        var (from, end) = (head.MinimumIndex, head.MinimumIndex + range.Size);
        if (head.MinimumTold < from || !await IsPast(db, from, end, cancellation)) return false;
        for (var at = from; at < end; at += AtOnce)
        {
            var to = Math.Min(end, at + AtOnce);
            var leaves = await db.Set<LogLeaf>().Where(l => l.Index >= at && l.Index < to && l.Person != null).Select(l => new { Person = l.Person!.Value, Number = l.Number!.Value }).ToListAsync(cancellation);
            List<LogChain> chains = [.. leaves.GroupBy(leaf => leaf.Person).OrderBy(of => of.Key.Value).Select(of => new LogChain { Person = of.Key, From = of.Max(leaf => leaf.Number) + 1 })];
            // In the log's turn: whoever appends changes the same rows.
            await sequencer.Append(new Appending([], Also: Shorten), cancellation);

            async Task<bool> Shorten(PlatformDb into, long first, CancellationToken stop)
            {
                await into.AddOrChange(chains, nameof(LogChain.From), [nameof(LogChain.From)], stop, known: true);
                return true;
            }
        }
        return await sequencer.Append(new Appending([], Also: async (into, _, stop) => await into.Set<LogHead>().Where(h => h.MinimumIndex == from).ExecuteUpdateAsync(set => set.SetProperty(h => h.MinimumIndex, end), stop) > 0), cancellation);
    }

    private async Task<bool> IsPast(PlatformDb db, long from, long end, CancellationToken cancellation)
    {
        var month = erasure.OldestKept;
        // The next index is made of what came after the last one.
        if (asked == (end, month) || (await PersonIndexStore.Newest(db, cancellation))?.LogSize is not { } covered || covered < end) return false;
        // What is not disclosed yet is kept until it is.
        if (await db.Set<LogDelay>().AnyAsync(d => d.Leaf < end, cancellation) || await db.Set<LineKey>().AnyAsync(k => k.Period < month, cancellation)) return false;
        // The last to come are the first to say no. Found by the leaves: by place alone the entries have no index.
        for (var to = end; to > from; to -= AtOnce)
        {
            var at = Math.Max(from, to - AtOnce);
            var people = await db.Set<LogLeaf>().Where(l => l.Index >= at && l.Index < to && l.Person != null).Select(l => l.Person!.Value).Distinct().ToListAsync(cancellation);
            if (!await db.Set<LogLine>().AnyAsync(l => people.Contains(l.Person) && l.Index >= at && l.Index < to && l.Period >= month, cancellation)) continue;
            asked = (end, month);
            return false;
        }
        return true;
    }

    // What everybody has been told of.
    private static async Task Delete(PlatformDb db, CancellationToken cancellation)
    {
        var before = await db.Set<LogHead>().Select(h => h.MinimumTold).SingleAsync(cancellation);
        if (before == 0) return;
        var gone = await db.DropPartitions<LogLine>(before, cancellation);
        while (await db.Set<LogLeaf>().Where(l => l.Index < before).OrderBy(l => l.Index).Select(l => (long?)l.Index).FirstOrDefaultAsync(cancellation) is { } from)
        {
            var to = Math.Min(before, from + AtOnce);
            if (!gone)
            {
                var people = await db.Set<LogLeaf>().Where(l => l.Index < to && l.Person != null).Select(l => l.Person!.Value).Distinct().ToListAsync(cancellation);
                await db.Set<LogLine>().Where(l => people.Contains(l.Person) && l.Index < to).ExecuteDeleteAsync(cancellation);
            }
            await db.Set<LogLeaf>().Where(l => l.Index < to).ExecuteDeleteAsync(cancellation);
        }
    }
}
