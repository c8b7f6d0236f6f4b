using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>Makes the proof of a person's list, against the newest published checkpoint.</summary>
internal sealed class LogProofBuilder(IDbContextFactory<PlatformDb> databases, LogReader reader, PersonIndexStore store, ProofTiles memory, LogIdentity identity, WitnessPolicy policy, TimeProvider time)
{
    private const int AtOnce = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200), Longest = TimeSpan.FromSeconds(3);

    /// <summary>All but the entries. Null before the first checkpoint.</summary>
    public async Task<LogProof?> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (places, head) = await Newest(db, keys, cancellation);
        // For half a second no checkpoint has a new index, and longer where witnesses cosign: whoever asks then waits for the next. Where none comes, the proof is without an index, and says so.
        for (var waited = TimeSpan.Zero; waited < Longest && places.Values.Any(place => place.Leaf >= Published(head).Size); waited += Pause)
        {
            await Task.Delay(Pause, time, cancellation);
            (places, head) = await Newest(db, keys, cancellation);
        }
        var (text, size) = Published(head);
        if (text is null) return null;
        var index = places.Values.FirstOrDefault(place => place.Leaf < size) is { } indexed ? await Index(indexed, size, new LogTiles(db, memory), cancellation) : null;
        var chains = new List<ProvedChain>();
        foreach (var person in keys)
        {
            var held = index is null ? null : places.GetValueOrDefault(person);
            var newest = await Kept(db, person, held?.Entry?.From, head.MinimumTold).OrderByDescending(l => l.Index).Select(l => (long?)l.Number).FirstOrDefaultAsync(cancellation);
            if (newest is null && held?.Entry is null && keys.Count > 1) continue;
            chains.Add(new ProvedChain(person.Value, held?.Label.ToString(), newest ?? held?.Entry?.Count ?? 0, held?.Entry is { } entry ? new ProvedIndexEntry(entry.Count, entry.Newest.ToString(), entry.From) : null, held is null ? null : Place(held.Proof), []));
        }
        return new LogProof(LogProof.Name, identity.Origin, [.. identity.Keys.Select(key => key.ToString())], policy.Text, text, index, chains);
    }

    /// <summary>The entries of one of its chains, some at a time: however long a list is, it is never held.</summary>
    public async IAsyncEnumerable<ProvedEntry> Entries(LogProof proof, ProvedChain chain, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (person, size, tiles) = (new PersonId(chain.Person), Checkpoint.Parse(SignedNote.Parse(proof.Checkpoint).Text).Size, new LogTiles(db, memory));
        var minimum = chain.Indexed is null ? await db.Set<LogHead>().Select(h => h.MinimumTold).SingleAsync(cancellation) : 0;
        for (var place = -1L; ;)
        {
            // What has come since stands behind them.
            var rows = await Kept(db, person, chain.Indexed?.From, minimum).AsNoTracking().Where(l => l.Index > place && l.Number <= chain.Count).OrderBy(l => l.Index).Take(AtOnce).ToListAsync(cancellation);
            var open = (await reader.Open(db, rows, cancellation)).ToDictionary(line => line.Row.Index);
            var places = rows.ConvertAll(row => row.Index);
            var leaves = await db.Set<LogLeaf>().AsNoTracking().Where(l => places.Contains(l.Index)).ToDictionaryAsync(l => l.Index, l => l.Bytes, cancellation);
            var proved = places.FindAll(at => at < size);
            var inclusion = proved.Zip(await Proofs.Inclusion(proved, size, tiles, cancellation)).ToDictionary(it => it.First, it => Texts(it.Second));
            foreach (var row in rows)
            {
                var line = open.GetValueOrDefault(row.Index);
                // Whoever takes a leaf out of the database gets a proof that does not hold, and no error.
                var leaf = leaves.GetValueOrDefault(row.Index) ?? Leaf.Of(LeafKind.Access, default);
                yield return new ProvedEntry(row.Number, row.Index, Leaf.KindOf(leaf), Leaf.CommitmentIn(leaf).ToString(), line?.Nonce, line?.Bytes, inclusion.GetValueOrDefault(row.Index));
            }
            if (rows.Count < AtOnce) yield break;
            place = rows[^1].Index;
        }
    }

    // Where they stand in the newest index, and the head of the log as it was after that.
    private async Task<(Dictionary<PersonId, Indexed> Places, LogHead Head)> Newest(PlatformDb db, IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        var places = new Dictionary<PersonId, Indexed>();
        // A new index may come between two of a person's keys: all are to stand in one.
        do
        {
            foreach (var person in keys)
            {
                if (await store.Proof(db, person, cancellation) is { } place) places[person] = place;
            }
        }
        while (places.Values.DistinctBy(place => place.Leaf).Count() > 1);
        return (places, await db.Set<LogHead>().AsNoTracking().SingleAsync(cancellation));
    }

    private (string? Text, long Size) Published(LogHead head) => policy.Trust is null ? (head.Checkpoint, head.CheckpointSize) : (head.Cosigned, head.CosignedSize);

    // From which entry on, the index says; a newer one may say otherwise by now, and is not the one that is proved. Where it says nothing: what everybody has been told is kept no longer may still be on its way out.
    private static IQueryable<LogLine> Kept(PlatformDb db, PersonId person, long? from, long minimum)
    {
        var lines = db.Set<LogLine>().Where(l => l.Person == person);
        return from is { } first ? lines.Where(l => l.Number >= first) : lines.Where(l => l.Index >= minimum);
    }

    private static async Task<ProvedIndex> Index(Indexed indexed, long size, LogTiles tiles, CancellationToken cancellation) => new(
        indexed.Leaf, indexed.Head.LogSize, indexed.Head.People, indexed.Head.Root.ToString(), (indexed.Head.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Texts(await Proofs.Inclusion(indexed.Leaf, size, tiles, cancellation)));

    private static ProvedPlace Place(IndexProof proof) => new(proof.Place, proof.Count, Texts(proof.List), Texts(proof.Above), Neighbour(proof.Before), Neighbour(proof.After));

    private static ProvedNeighbour? Neighbour(IndexNeighbour? row) => row is null ? null : new ProvedNeighbour(row.Label.ToString(), row.Value.ToString(), Texts(row.List));

    private static IReadOnlyList<string> Texts(IReadOnlyList<TreeHash> hashes) => [.. hashes.Select(hash => hash.ToString())];
}
