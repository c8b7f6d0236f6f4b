using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>Makes the proof of a person's list, against the newest published checkpoint.</summary>
internal sealed class LogProofBuilder(IDbContextFactory<PlatformDb> databases, LogReader reader, PersonIndexStore store, ProofTiles memory, LogIdentity identity, WitnessPolicy policy)
{
    private const int AtOnce = 100;

    /// <summary>All but the entries, which are as many as each chain counts. Null before the first checkpoint.</summary>
    public async Task<LogProof?> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var head = await db.Set<LogHead>().AsNoTracking().SingleAsync(cancellation);
        var (text, size) = policy.Trust is null ? (head.Checkpoint, head.CheckpointSize) : (head.Cosigned, head.CosignedSize);
        if (text is null) return null;
        var (chains, index) = (new List<ProvedChain>(), (ProvedIndex?)null);
        foreach (var person in keys)
        {
            var indexed = await store.Proof(db, person, cancellation);
            if (indexed is not null && indexed.Leaf < size && (index is null || index.Leaf == indexed.Leaf)) index ??= await Index(indexed, size, new LogTiles(db, memory), cancellation);
            var count = await db.Set<LogLine>().LongCountAsync(l => l.Person == person, cancellation);
            if (count == 0 && keys.Count > 1) continue;
            var held = indexed is not null && indexed.Leaf == index?.Leaf ? indexed : null;
            chains.Add(new ProvedChain(person.Value, held?.Label.ToString(), count, held?.Entry is { } entry ? new ProvedIndexEntry(entry.Count, entry.Newest.ToString(), entry.From) : null, held is null ? null : Place(held.Proof), []));
        }
        return new LogProof(LogProof.Name, identity.Origin, [.. identity.Keys.Select(key => key.ToString())], policy.Text, text, index, chains);
    }

    /// <summary>The entries of one of its chains, some at a time: however long a list is, it is never held.</summary>
    public async IAsyncEnumerable<ProvedEntry> Entries(LogProof proof, ProvedChain chain, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (person, size, tiles) = (new PersonId(chain.Person), Checkpoint.Parse(SignedNote.Parse(proof.Checkpoint).Text).Size, new LogTiles(db, memory));
        var last = 0L;
        for (var left = chain.Count; left > 0;)
        {
            // What has come since stands behind them.
            var rows = await db.Set<LogLine>().Where(l => l.Person == person && l.Number > last).OrderBy(l => l.Number).Take((int)Math.Min(left, AtOnce)).Select(l => new { l.Number, l.Index }).ToListAsync(cancellation);
            if (rows.Count == 0) throw new InvalidOperationException($"{left} of a person's entries were taken out of the database while they were read.");
            var open = (await reader.Since(db, person, last, rows.Count, cancellation)).ToDictionary(line => line.Row.Number);
            var places = rows.ConvertAll(row => row.Index);
            var leaves = await db.Set<LogLeaf>().AsNoTracking().Where(l => places.Contains(l.Index)).ToDictionaryAsync(l => l.Index, l => l.Bytes, cancellation);
            var proved = places.FindAll(place => place < size);
            var inclusion = proved.Zip(await Proofs.Inclusion(proved, size, tiles, cancellation)).ToDictionary(it => it.First, it => Texts(it.Second));
            foreach (var row in rows)
            {
                var line = open.GetValueOrDefault(row.Number);
                // Whoever takes a leaf out of the database gets a proof that does not hold, and no error.
                var leaf = leaves.GetValueOrDefault(row.Index) ?? Leaf.Of(LeafKind.Access, default);
                yield return new ProvedEntry(row.Number, row.Index, Leaf.KindOf(leaf), Leaf.CommitmentIn(leaf).ToString(), line?.Nonce, line?.Bytes, inclusion.GetValueOrDefault(row.Index));
            }
            (last, left) = (rows[^1].Number, left - rows.Count);
        }
    }

    private static async Task<ProvedIndex> Index(Indexed indexed, long size, LogTiles tiles, CancellationToken cancellation) => new(
        indexed.Leaf, indexed.Head.LogSize, indexed.Head.People, indexed.Head.Root.ToString(), (indexed.Head.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Texts(await Proofs.Inclusion(indexed.Leaf, size, tiles, cancellation)));

    private static ProvedPlace Place(IndexProof proof) => new(proof.Place, proof.Count, Texts(proof.List), Texts(proof.Above), Neighbour(proof.Before), Neighbour(proof.After));

    private static ProvedNeighbour? Neighbour(IndexNeighbour? row) => row is null ? null : new ProvedNeighbour(row.Label.ToString(), row.Value.ToString(), Texts(row.List));

    private static IReadOnlyList<string> Texts(IReadOnlyList<TreeHash> hashes) => [.. hashes.Select(hash => hash.ToString())];
}
