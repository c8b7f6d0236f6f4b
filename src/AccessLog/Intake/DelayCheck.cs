using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>
/// Whether all that is delayed will be shown when it is to be, at a worker's start and once a day. When that is, each entry says itself, in a source's chain that can only grow; <see cref="LogDelay"/> is a list of what is still to come, and is made again from the entries where somebody has changed it.
/// What the chain itself lacks cannot be, and is told to the operator.
/// </summary>
internal sealed partial class DelayCheck(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, LogReader reader, PersonIndexStore index, Erasure erasure, ILogSources sources, TimeProvider time, ILogger<DelayCheck> log) : BackgroundService
{
    private const int AtOnce = 500;

    // More than any chain has: sums of it stay numbers.
    private const long Most = long.MaxValue / 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try { await RunOnce(stoppingToken); }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e) { LogNotDone(log, e.GetType().Name); }
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One pass over each source's chain. Returns how many rows of the list were set right, and how many entries are lacking or changed.</summary>
    internal async Task<(int SetRight, long Lost)> RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // What comes in while it looks is right by itself.
        var size = await db.Set<LogHead>().Select(h => h.Size).SingleAsync(cancellation);
        var rows = await db.Set<LogSource>().AsNoTracking().ToDictionaryAsync(s => s.Id, s => s.Chain, cancellation);
        var (past, delayed, others, lost) = (await Past(db, cancellation), new Dictionary<long, LogDelay>(), new HashSet<long>(), 0L);
        foreach (var source in rows.Keys.Union(sources.All.Select(source => source.Id)))
        {
            // Which chain is a source's, nobody can change; before it was so, a row said it.
            foreach (var chain in new[] { index.ChainOf(source), rows.GetValueOrDefault(source) }.Where(chain => chain != default).Distinct())
            {
                var found = await Look(db, source, chain, past, cancellation);
                if (found.Unreadable.Count > 0 || found.Lacking > 0)
                {
                    // What another node discloses meanwhile looks unreadable once, and not twice.
                    var again = await Look(db, source, chain, past, cancellation);
                    again.Unreadable.IntersectWith(found.Unreadable);
                    found = again;
                }
                if (found.Unreadable.Count > 0 || found.Lacking > 0) LogLost(log, source, found.Unreadable.Count, found.Lacking);
                lost += found.Unreadable.Count + found.Lacking;
                others.UnionWith(found.Unreadable);
                others.UnionWith(found.Undated);
                foreach (var delay in found.Delayed.Where(delay => delay.Leaf < size)) delayed[delay.Leaf] = delay;
            }
        }
        var setRight = await SetRight(db, delayed, others, size, cancellation);
        if (setRight > 0) LogSetRight(log, setRight);
        return (setRight, lost);
    }

    // From the newest entry to the oldest: that one was disclosed, a later one says.
    private async Task<Found> Look(PlatformDb db, string source, PersonId chain, Dictionary<int, long> past, CancellationToken cancellation)
    {
        var (found, disclosed, newest, number) = (new Found(), new HashSet<long>(), (await Ends(db, chain, cancellation)).Newest, (long?)null);
        for (var before = long.MaxValue; ;)
        {
            var rows = await db.Set<LogLine>().AsNoTracking().Where(l => l.Person == chain && l.Index < before).OrderByDescending(l => l.Index).Take(AtOnce).ToListAsync(cancellation);
            if (rows.Count == 0) break;
            before = rows[^1].Index;
            var places = rows.ConvertAll(row => row.Index);
            var leaves = await db.Set<LogLeaf>().AsNoTracking().Where(l => places.Contains(l.Index)).ToDictionaryAsync(l => l.Index, l => l.Bytes, cancellation);
            var open = (await reader.Open(db, rows, cancellation)).ToDictionary(line => line.Row.Index);
            foreach (var row in rows)
            {
                number ??= Math.Max(newest, Math.Min(row.Number, Most)) + 1;
                if (row.Number < 1 || row.Number >= number) found.Lacking++;
                else
                {
                    found.Lacking += number.Value - 1 - row.Number;
                    number = row.Number;
                }
                if (open.GetValueOrDefault(row.Index) is not { } line)
                {
                    if (past.GetValueOrDefault(row.Period) <= row.Index) found.Unreadable.Add(row.Index);
                }
                else if (line.IsChanged || !leaves.TryGetValue(row.Index, out var leaf) || !Leaf.IsOne(leaf) || Leaf.CommitmentIn(leaf) != Leaf.Commit(line.Nonce, line.Bytes))
                {
                    // What was disclosed is empty here.
                    if (row.Sealed.Length > 0 || !disclosed.Contains(row.Index)) found.Unreadable.Add(row.Index);
                }
                else if (line.Body is { Act: Disclosure.Act } note) disclosed.Add(note.Of);
                else if (disclosed.Contains(row.Index) || line.Body.About == Guid.Empty) continue;
                else if (LogDelay.Of(line.Body, row.Index) is { } delay) found.Delayed.Add(delay);
                else found.Undated.Add(row.Index);
            }
        }
        // Asked last: what is past its time may have gone meanwhile, and then this says so.
        found.Lacking += Math.Max(0, (number ?? newest + 1) - (await Ends(db, chain, cancellation)).Oldest);
        return found;
    }

    // The number of the newest entry, and of the oldest that is kept. Before anything is deleted, the index says so; and it stands in the log.
    private async Task<(long Newest, long Oldest)> Ends(PlatformDb db, PersonId chain, CancellationToken cancellation)
    {
        var (end, held) = (await db.Set<LogChain>().AsNoTracking().FirstOrDefaultAsync(c => c.Person == chain, cancellation), await index.Proof(db, chain, cancellation));
        var said = held is not null && PersonIndex.Proves(held.Head.Root, held.Label, held.Entry, held.Proof) ? held.Entry : null;
        var isGone = await db.Set<LogHead>().AnyAsync(h => h.MinimumTold > 0, cancellation);
        return (Math.Clamp(Math.Max(end?.Count ?? 0, said?.Count ?? 0), 0, Most), isGone ? said?.From ?? 1 : 1);
    }

    // The months that are past their time, and before which place: where the log says so itself. Of one that is being erased some keys are still there, and nothing says so yet.
    private async Task<Dictionary<int, long>> Past(PlatformDb db, CancellationToken cancellation)
    {
        var past = await db.Set<LineKey>().Where(k => k.Period < erasure.OldestKept).Select(k => k.Period).Distinct().ToDictionaryAsync(period => period, _ => long.MaxValue, cancellation);
        var months = await db.Set<ErasedMonth>().AsNoTracking().Join(db.Set<LogLeaf>(), month => month.Before, leaf => leaf.Index, (month, leaf) => new { month.Period, month.Before, leaf.Bytes }).ToListAsync(cancellation);
        foreach (var month in months.Where(month => month.Bytes.AsSpan().SequenceEqual(Leaf.Of(LeafKind.Erasure, Leaf.CommitErasedMonth(month.Period))))) past.TryAdd(month.Period, month.Before);
        return past;
    }

    // Rows that no entry supports go; those of others are left: of what cannot be read, a backup may bring it back. What came after this place is not looked at.
    private async Task<int> SetRight(PlatformDb db, Dictionary<long, LogDelay> delayed, HashSet<long> others, long before, CancellationToken cancellation)
    {
        var listed = (await db.Set<LogDelay>().AsNoTracking().Where(d => d.Leaf < before).ToListAsync(cancellation)).ToLookup(d => d.Leaf);
        var wrong = listed.Where(of => delayed.TryGetValue(of.Key, out var delay) ? of.Count() > 1 || !Same(of.Single(), delay) : !others.Contains(of.Key)).Select(of => of.Key).Concat(delayed.Keys.Where(leaf => !listed.Contains(leaf))).Order().ToList();
        var setRight = 0;
        foreach (var places in wrong.Chunk(AtOnce))
        {
            var right = places.Select(leaf => delayed.GetValueOrDefault(leaf)).OfType<LogDelay>().ToList();
            var chains = right.Select(delay => delay.Chain).Distinct().ToList();
            // In the log's turn, in which nothing is disclosed. What has been meanwhile is empty.
            await sequencer.Append(new Appending([], Also: Put), cancellation);

            async Task<bool> Put(PlatformDb into, long first, CancellationToken stop)
            {
                var still = await into.Set<LogLine>().Where(l => chains.Contains(l.Person) && places.Contains(l.Index) && l.Sealed != Erasure.Nothing).Select(l => l.Index).ToListAsync(stop);
                var gone = await into.Set<LogDelay>().Where(d => places.Contains(d.Leaf)).ExecuteDeleteAsync(stop);
                into.AddRange(right.Where(delay => still.Contains(delay.Leaf)));
                setRight += Math.Max(gone, still.Count);
                return true;
            }
        }
        return setRight;
    }

    private static bool Same(LogDelay one, LogDelay other) => (one.Person, one.Source, one.Chain, one.Until) == (other.Person, other.Source, other.Chain, other.Until);

    /// <summary>What a chain holds.</summary>
    private sealed class Found
    {
        /// <summary>Still to be shown.</summary>
        public List<LogDelay> Delayed { get; } = [];

        /// <summary>The places of entries of a version that did not write into them until when they are delayed: of these the list alone says it.</summary>
        public HashSet<long> Undated { get; } = [];

        /// <summary>The places of entries that are there and cannot be made again.</summary>
        public HashSet<long> Unreadable { get; } = [];

        /// <summary>How many are not there.</summary>
        public long Lacking { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "In the chain of {Source}, {Unreadable} entries cannot be made again and {Lacking} are not there: tables of the access log were changed. See docs/operations.md")]
    private static partial void LogLost(ILogger log, string source, int unreadable, long lacking);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Count} rows of access_log.delay were not what the entries say: the table was changed. They were set right. See docs/operations.md")]
    private static partial void LogSetRight(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether all that is delayed will be shown could not be looked at ({Exception}); trying again tomorrow")]
    private static partial void LogNotDone(ILogger log, string exception);
}
