using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>
/// Whether all that is delayed will be shown when it is to be. When that is, each entry says itself, in a source's chain that can only grow; <see cref="LogDelay"/> is a list of what is still to come, and who changes it hides nothing: it is made whole again from the entries.
/// What the chain itself lacks cannot be, and is told to the operator.
/// </summary>
internal sealed partial class DelayCheck(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, LogReader reader, PersonIndexStore index, Erasure erasure, ILogger<DelayCheck> log)
{
    private const int AtOnce = 500;

    /// <summary>One pass over each source's chain. Returns how many were put on the list again, and how many entries are lacking or changed.</summary>
    internal async Task<(int PutBack, int Lost)> RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var all = (PutBack: 0, Lost: 0);
        foreach (var source in await db.Set<LogSource>().AsNoTracking().OrderBy(s => s.Id).ToListAsync(cancellation))
        {
            var found = await Look(db, source, cancellation);
            // What another node discloses meanwhile looks lost once, and not twice.
            if (found.Lost.Count > 0) found.Lost.IntersectWith((await Look(db, source, cancellation)).Lost);
            var putBack = found.Delays.Count > 0 ? await PutBack(found.Delays, cancellation) : 0;
            if (putBack > 0 || found.Lost.Count > 0) LogChanged(log, source.Id, putBack, found.Lost.Count);
            all = (all.PutBack + putBack, all.Lost + found.Lost.Count);
        }
        return all;
    }

    // From the newest entry to the oldest: that one was disclosed, a later one says.
    private async Task<(List<LogDelay> Delays, HashSet<long> Lost)> Look(PlatformDb db, LogSource source, CancellationToken cancellation)
    {
        var (delays, lost, disclosed) = (new List<LogDelay>(), new HashSet<long>(), new HashSet<long>());
        // The index is signed; and nothing is deleted before it says so.
        var (chain, said) = (await db.Set<LogChain>().AsNoTracking().FirstOrDefaultAsync(c => c.Person == source.Chain, cancellation), (await index.Proof(db, source.Chain, cancellation))?.Entry);
        var (number, from, before) = (Math.Max(chain?.Count ?? 0, said?.Count ?? 0), Math.Min(chain?.From ?? 1, said?.From ?? 1), long.MaxValue);
        while (number >= from)
        {
            var rows = await db.Set<LogLine>().AsNoTracking().Where(l => l.Person == source.Chain && l.Index < before && l.Number <= number && l.Number >= from).OrderByDescending(l => l.Index).Take(AtOnce).ToListAsync(cancellation);
            var places = rows.ConvertAll(row => row.Index);
            var leaves = await db.Set<LogLeaf>().Where(l => places.Contains(l.Index)).ToDictionaryAsync(l => l.Index, l => Leaf.CommitmentIn(l.Bytes), cancellation);
            var listed = await db.Set<LogDelay>().AsNoTracking().Where(d => places.Contains(d.Leaf)).ToDictionaryAsync(d => d.Leaf, cancellation);
            var open = (await reader.Open(db, rows, cancellation)).ToDictionary(line => line.Row.Index);
            foreach (var row in rows)
            {
                for (; number > row.Number; number--) lost.Add(number);
                number--;
                if (open.GetValueOrDefault(row.Index) is not { } line)
                {
                    if (row.Period >= erasure.OldestKept) lost.Add(row.Number);
                }
                else if (line.IsChanged || !leaves.TryGetValue(row.Index, out var commitment) || commitment != Leaf.Commit(line.Nonce, line.Bytes))
                {
                    // What was disclosed is empty here.
                    if (row.Sealed.Length > 0 || !disclosed.Contains(row.Index)) lost.Add(row.Number);
                }
                else if (line.Body is { Act: Disclosure.Act } note) disclosed.Add(note.Of);
                else if (line.Body is { Until: { } until } body && (listed.GetValueOrDefault(row.Index) is not { } on || (on.Person.Value, on.Chain, on.Until) != (body.About, row.Person, until)))
                    delays.Add(new LogDelay { Person = new PersonId(body.About), Leaf = row.Index, Source = source.Id, Chain = row.Person, At = body.At, Until = until });
            }
            if (rows.Count == 0) for (; number >= from; number--) lost.Add(number);
            else before = rows[^1].Index;
        }
        return (delays, lost);
    }

    // In the log's turn, in which nothing is disclosed. What has been meanwhile is empty.
    private async Task<int> PutBack(List<LogDelay> delays, CancellationToken cancellation)
    {
        var (places, chains) = (delays.ConvertAll(delay => delay.Leaf), delays.Select(delay => delay.Chain).Distinct().ToList());
        var putBack = 0;
        await sequencer.Append(new Appending([], Also: Put), cancellation);
        return putBack;

        async Task<bool> Put(PlatformDb into, long first, CancellationToken stop)
        {
            var still = await into.Set<LogLine>().Where(l => chains.Contains(l.Person) && places.Contains(l.Index) && l.Sealed != Erasure.Nothing).Select(l => l.Index).ToListAsync(stop);
            await into.Set<LogDelay>().Where(d => still.Contains(d.Leaf)).ExecuteDeleteAsync(stop);
            var rows = delays.Where(delay => still.Contains(delay.Leaf)).ToList();
            into.AddRange(rows);
            putBack = rows.Count;
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Tables of the access log were changed: of {Source}, {PutBack} delayed look-ups were not to be shown when they say, and were put back; {Lost} entries of its chain are lacking or cannot be made again. See docs/operations.md")]
    private static partial void LogChanged(ILogger log, string source, int putBack, int lost);
}
