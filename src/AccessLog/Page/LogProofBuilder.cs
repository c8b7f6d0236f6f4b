using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>Makes the proof of a person's list, against the newest published checkpoint.</summary>
internal sealed class LogProofBuilder(IDbContextFactory<PlatformDb> databases, LogReader reader, PersonIndexStore store, LogIdentity identity, WitnessPolicy policy)
{
    /// <summary>Null before the first checkpoint.</summary>
    public async Task<LogProof?> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var head = await db.Set<LogHead>().AsNoTracking().SingleAsync(cancellation);
        var (text, size) = policy.Trust is null ? (head.Checkpoint, head.CheckpointSize) : (head.Cosigned, head.CosignedSize);
        if (text is null) return null;
        var tiles = new CachedTiles(new LogTiles(db));
        var (chains, index) = (new List<ProvedChain>(), (ProvedIndex?)null);
        foreach (var person in keys)
        {
            var indexed = await store.Proof(db, person, cancellation);
            if (indexed is not null && indexed.Leaf < size && (index is null || index.Leaf == indexed.Leaf)) index ??= await Index(indexed, size, tiles, cancellation);
            var held = indexed is not null && indexed.Leaf == index?.Leaf ? indexed : null;
            // What the index says is kept no longer may still be on its way out.
            var entries = await Entries(db, person, held?.Entry?.From ?? 1, head.MinimumTold, size, tiles, cancellation);
            if (entries.Count == 0 && held?.Entry is null && keys.Count > 1) continue;
            chains.Add(new ProvedChain(person.Value, held?.Label.ToString(), entries is [.., var newest] ? newest.Number : held?.Entry?.Count ?? 0, held?.Entry is { } entry ? new ProvedIndexEntry(entry.Count, entry.Newest.ToString(), entry.From) : null, held is null ? null : Place(held.Proof), entries));
        }
        return new LogProof(LogProof.Name, identity.Origin, [.. identity.Keys.Select(key => key.ToString())], policy.Text, text, index, chains);
    }

    private async Task<List<ProvedEntry>> Entries(PlatformDb db, PersonId person, long from, long minimum, long size, CachedTiles tiles, CancellationToken cancellation)
    {
        var open = (await reader.Newest(db, [person], int.MaxValue, cancellation)).ToDictionary(line => line.Row.Number);
        var rows = await db.Set<LogLine>().Where(l => l.Person == person && l.Number >= from && l.Index >= minimum).OrderBy(l => l.Index).Select(l => new { l.Number, l.Index }).ToListAsync(cancellation);
        var leaves = new Dictionary<long, byte[]>();
        foreach (var some in rows.Select(row => row.Index).Chunk(1000))
        {
            await foreach (var leaf in db.Set<LogLeaf>().AsNoTracking().Where(l => some.Contains(l.Index)).AsAsyncEnumerable().WithCancellation(cancellation)) leaves[leaf.Index] = leaf.Bytes;
        }
        var entries = new List<ProvedEntry>(rows.Count);
        foreach (var row in rows)
        {
            var line = open.GetValueOrDefault(row.Number);
            var inclusion = row.Index < size ? await Inclusion(row.Index, size, tiles, cancellation) : null;
            // Whoever takes a leaf out of the database gets a proof that does not hold, and no error.
            var leaf = leaves.GetValueOrDefault(row.Index) ?? Leaf.Of(LeafKind.Access, default);
            entries.Add(new ProvedEntry(row.Number, row.Index, Leaf.KindOf(leaf), Leaf.CommitmentIn(leaf).ToString(), line?.Nonce, line?.Bytes, inclusion));
        }
        return entries;
    }

    private static async Task<ProvedIndex> Index(Indexed indexed, long size, CachedTiles tiles, CancellationToken cancellation) => new(
        indexed.Leaf, indexed.Head.LogSize, indexed.Head.People, indexed.Head.Root.ToString(), (indexed.Head.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, await Inclusion(indexed.Leaf, size, tiles, cancellation));

    private static async Task<IReadOnlyList<string>> Inclusion(long leaf, long size, CachedTiles tiles, CancellationToken cancellation) => Texts(await Proofs.Inclusion(leaf, size, tiles, cancellation));

    private static ProvedPlace Place(IndexProof proof) => new(proof.Place, proof.Count, Texts(proof.List), Texts(proof.Above), Neighbour(proof.Before), Neighbour(proof.After));

    private static ProvedNeighbour? Neighbour(IndexNeighbour? row) => row is null ? null : new ProvedNeighbour(row.Label.ToString(), row.Value.ToString(), Texts(row.List));

    private static IReadOnlyList<string> Texts(IReadOnlyList<TreeHash> hashes) => [.. hashes.Select(hash => hash.ToString())];

    // A person's entries often stand under the same tiles.
    private sealed class CachedTiles(LogTiles tiles) : ITiles
    {
        private readonly Dictionary<TileId, ReadOnlyMemory<byte>> held = [];

        public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Read(IReadOnlyList<TileId> wanted, CancellationToken cancellation)
        {
            var missing = wanted.Where(tile => !held.ContainsKey(tile)).Distinct().ToList();
            if (missing.Count > 0)
            {
                foreach (var (tile, hashes) in missing.Zip(await tiles.Read(missing, cancellation))) held[tile] = hashes;
            }
            return [.. wanted.Select(tile => held[tile])];
        }
    }
}
