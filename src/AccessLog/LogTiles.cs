using System.Buffers;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>The tiles and bundles of the log, out of the database. Full tiles stand there; a partial one is made of what stands below it.</summary>
/// <param name="db">Where they stand.</param>
/// <param name="memory">For proofs: then what is known already is not asked for. What is shown to an auditor is always asked for.</param>
internal sealed class LogTiles(PlatformDb db, ProofTiles? memory = null) : ITiles
{
    private static readonly Func<PlatformDb, long[], long[], IAsyncEnumerable<GroupRow>> Groups = EF.CompileAsyncQuery((PlatformDb db, long[] tiles, long[] groups) => db.Set<LogTile>().Where(t => t.Level == 0 && tiles.Contains(t.Index) && t.GroupRoots != null)
        .Join(groups, t => t.Index, group => group / LogTile.Group, (t, group) => new GroupRow(group, PlatformDb.Part(t.Hashes, ((int)(group % LogTile.Group) * LogTile.Group * TreeHash.Size) + 1, LogTile.Group * TreeHash.Size), t.Index, t.GroupRoots!)));

    /// <exception cref="FormatException">What it is made of is not there.</exception>
    public async Task<byte[]> Read(TileId tile, CancellationToken cancellation) => tile.Level == TileId.Entries ? await Bundle(tile, cancellation) : (await Read([tile], cancellation))[0].ToArray();

    // A proof needs a few: the full ones are one question whatever their levels, and so are the roots that partial ones are made of.
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Read(IReadOnlyList<TileId> tiles, CancellationToken cancellation)
    {
        var known = tiles.Distinct().ToDictionary(tile => tile, tile => memory?.Known(tile) ?? ReadOnlyMemory<byte>.Empty);
        var missing = known.Where(it => WidthOf(it.Value) < it.Key.Width).Select(it => it.Key).ToList();
        var (full, partial) = (missing.Where(tile => tile.IsFull).ToList(), missing.Where(tile => !tile.IsFull && tile.Level > 0).ToList());
        var stored = full.Count == 0 ? [] : await Stored(full).Select(t => new { t.Level, t.Index, t.Hashes }).ToDictionaryAsync(t => (t.Level, t.Index), t => t.Hashes, cancellation);
        var roots = partial.Count == 0 ? [] : await Below(partial, known).Select(t => new { t.Level, t.Index, t.Root }).ToDictionaryAsync(t => (t.Level, t.Index), t => t.Root, cancellation);
        foreach (var tile in missing)
        {
            var (first, end) = Range(tile);
            known[tile] = tile.IsFull ? stored.GetValueOrDefault((tile.Level, tile.Index)) ?? throw Missing(tile)
                : tile.Level == 0 ? await Edge(tile, first, end, cancellation)
                : (byte[])[.. known[tile].Span, .. Enumerable.Range(WidthOf(known[tile]), tile.Width - WidthOf(known[tile])).SelectMany(i => roots.GetValueOrDefault((tile.Level - 1, first + i)) ?? throw Missing(tile))];
            memory?.Learn(tile, known[tile]);
        }
        return [.. tiles.Select(tile => known[tile])];
    }

    public async ValueTask<IReadOnlyList<TreeHash>> Roots(IReadOnlyList<Subtree> subtrees, long size, CancellationToken cancellation)
    {
        var (roots, lowest, rest) = (new TreeHash[subtrees.Count], new List<int>(), new List<int>());
        foreach (var (i, subtree) in subtrees.Index())
        {
            if (memory?.Root(subtree) is { } root) roots[i] = root;
            else (subtree.Level == 0 && subtree.TileIn(size).IsFull ? lowest : rest).Add(i);
        }
        if (lowest.Count > 0) rest.AddRange(await Lowest(subtrees, lowest, roots, cancellation));
        foreach (var (i, root) in rest.Zip(await Subtree.Roots(rest.ConvertAll(i => subtrees[i]), size, this, cancellation))) roots[i] = root;
        return roots;
    }

    // Of the lowest tile, the proof of an entry needs the group around it and the roots of all groups: a kilobyte and not eight, and a tenth of the hashing. Gives back what is not to be had so.
    private async Task<List<int>> Lowest(IReadOnlyList<Subtree> subtrees, List<int> places, TreeHash[] roots, CancellationToken cancellation)
    {
        // Groups are counted from the log's beginning. Whatever stands above whole groups needs but one of its tile.
        var (groups, tiles) = (new HashSet<long>(), new HashSet<long>());
        foreach (var subtree in places.Select(i => subtrees[i]).OrderBy(subtree => subtree.Height))
        {
            if (tiles.Add(subtree.Tile) || subtree.Height < LogTile.GroupHeight) groups.Add(GroupOf(subtree));
        }
        var rows = await Groups(db, [.. tiles], [.. groups]).ToListAsync(cancellation);
        var (hashes, above, rest) = (rows.ToDictionary(row => row.Group, row => row.Hashes), rows.DistinctBy(row => row.Tile).ToDictionary(row => row.Tile, row => row.Roots), new List<int>());
        foreach (var place in places)
        {
            var subtree = subtrees[place];
            var (held, first, height) = subtree.Height < LogTile.GroupHeight
                ? (hashes.GetValueOrDefault(GroupOf(subtree)), subtree.First % LogTile.Group, subtree.Height)
                : (above.GetValueOrDefault(subtree.Tile), subtree.First / LogTile.Group, subtree.Height - LogTile.GroupHeight);
            // What is not whole is told of the tile itself.
            if (held?.Length == LogTile.Group * TreeHash.Size) roots[place] = Merkle.Root(TreeHash.In(held).Slice(first, 1 << height));
            else rest.Add(place);
        }
        return rest;

        static long GroupOf(Subtree subtree) => (subtree.Index << subtree.Height) / LogTile.Group;
    }

    // Of leaves that are kept no longer, the full tile tells what it was when it was partial.
    private async Task<byte[]> Edge(TileId tile, long first, long end, CancellationToken cancellation)
    {
        var leaves = await Leaves(first, end, cancellation);
        if (leaves.Count == tile.Width) return TreeHash.BytesOf(Leaf.Hashes(leaves)).ToArray();
        if (first >= await db.Set<LogHead>().Select(h => h.MinimumTold).SingleAsync(cancellation)) throw Missing(first, end, leaves.Count);
        return await Stored([tile]).Select(t => t.Hashes).FirstOrDefaultAsync(cancellation) is { } full && full.Length >= tile.Width * TreeHash.Size ? full[..(tile.Width * TreeHash.Size)] : throw Missing(tile);
    }

    private IQueryable<LogTile> Stored(List<TileId> tiles)
    {
        var (levels, indexes) = (tiles.Select(tile => tile.Level).Distinct().ToList(), tiles.Select(tile => tile.Index).Distinct().ToList());
        return db.Set<LogTile>().AsNoTracking().Where(t => levels.Contains(t.Level) && indexes.Contains(t.Index));
    }

    private IQueryable<LogTile> Below(List<TileId> tiles, Dictionary<TileId, ReadOnlyMemory<byte>> known) => tiles.Select(tile =>
    {
        var (level, (first, end)) = (tile.Level - 1, Range(tile));
        first += WidthOf(known[tile]);
        return db.Set<LogTile>().Where(t => t.Level == level && t.Index >= first && t.Index < end);
    }).Aggregate((some, more) => some.Concat(more));

    private async Task<byte[]> Bundle(TileId tile, CancellationToken cancellation)
    {
        var (first, end) = Range(tile);
        var bundle = new ArrayBufferWriter<byte>(tile.Width * (sizeof(ushort) + Leaf.Size));
        var leaves = await Leaves(first, end, cancellation);
        if (leaves.Count < tile.Width) throw Missing(first, end, leaves.Count);
        foreach (var leaf in leaves) EntryBundle.Append(bundle, leaf);
        return bundle.WrittenSpan.ToArray();
    }

    private Task<List<byte[]>> Leaves(long first, long end, CancellationToken cancellation) =>
        db.Set<LogLeaf>().Where(l => l.Index >= first && l.Index < end).OrderBy(l => l.Index).Select(l => l.Bytes).ToListAsync(cancellation);

    // What it is made of, one level below.
    private static (long First, long End) Range(TileId tile) => (tile.Index * TileId.Full, (tile.Index * TileId.Full) + tile.Width);

    private static int WidthOf(ReadOnlyMemory<byte> hashes) => hashes.Length / TreeHash.Size;

    private static FormatException Missing(long first, long end, int count) => new($"Of the leaves from {first} to {end} there are {count}.");

    private static FormatException Missing(TileId tile) => new($"The tile {tile.Path} is not whole in the database.");

    // A group of a tile's hashes, and with it the roots of all groups of that tile.
    private sealed record GroupRow(long Group, byte[] Hashes, long Tile, byte[] Roots);
}
