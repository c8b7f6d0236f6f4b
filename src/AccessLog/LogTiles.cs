using System.Buffers;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>The tiles and bundles of the log, out of the database. Full tiles stand there; a partial one is made of what stands below it.</summary>
internal sealed class LogTiles(PlatformDb db) : ITiles
{
    /// <exception cref="FormatException">What it is made of is not there.</exception>
    public async Task<byte[]> Read(TileId tile, CancellationToken cancellation) => tile.Level == TileId.Entries ? await Bundle(tile, cancellation) : (await Read([tile], cancellation))[0].ToArray();

    // A proof needs a few: the full ones are one question whatever their levels, and so are the roots that partial ones are made of.
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Read(IReadOnlyList<TileId> tiles, CancellationToken cancellation)
    {
        var (full, partial) = (tiles.Where(tile => tile.IsFull).ToList(), tiles.Where(tile => !tile.IsFull && tile.Level > 0).ToList());
        var stored = full.Count == 0 ? [] : await Stored(full).ToDictionaryAsync(t => (t.Level, t.Index), t => t.Hashes, cancellation);
        var roots = partial.Count == 0 ? [] : await Below(partial).Select(t => new { t.Level, t.Index, t.Root }).ToDictionaryAsync(t => (t.Level, t.Index), t => t.Root, cancellation);
        var read = new List<ReadOnlyMemory<byte>>(tiles.Count);
        foreach (var tile in tiles)
        {
            var (first, end) = Range(tile);
            read.Add(tile.IsFull ? stored.GetValueOrDefault((tile.Level, tile.Index)) ?? throw Missing(tile)
                : tile.Level == 0 ? await Edge(tile, first, end, cancellation)
                : Bytes([.. Enumerable.Range(0, tile.Width).Select(i => new TreeHash(roots.GetValueOrDefault((tile.Level - 1, first + i)) ?? throw Missing(tile)))]));
        }
        return read;
    }

    // Of leaves that are kept no longer, the full tile tells what it was when it was partial.
    private async Task<byte[]> Edge(TileId tile, long first, long end, CancellationToken cancellation) =>
        first < await db.Set<LogHead>().Select(h => h.MinimumTold).SingleAsync(cancellation)
            ? (await Stored([tile]).Select(t => t.Hashes).FirstOrDefaultAsync(cancellation) ?? throw Missing(tile))[..(tile.Width * TreeHash.Size)]
            : Bytes((await Leaves(first, end, cancellation)).ConvertAll(leaf => Merkle.Leaf(leaf)));

    private IQueryable<LogTile> Stored(List<TileId> tiles)
    {
        var (levels, indexes) = (tiles.Select(tile => tile.Level).Distinct().ToList(), tiles.Select(tile => tile.Index).Distinct().ToList());
        return db.Set<LogTile>().AsNoTracking().Where(t => levels.Contains(t.Level) && indexes.Contains(t.Index));
    }

    private IQueryable<LogTile> Below(List<TileId> tiles) => tiles.Select(tile =>
    {
        var (level, (first, end)) = (tile.Level - 1, Range(tile));
        return db.Set<LogTile>().Where(t => t.Level == level && t.Index >= first && t.Index < end);
    }).Aggregate((some, more) => some.Concat(more));

    private async Task<byte[]> Bundle(TileId tile, CancellationToken cancellation)
    {
        var (first, end) = Range(tile);
        var bundle = new ArrayBufferWriter<byte>(tile.Width * (sizeof(ushort) + Leaf.Size));
        foreach (var leaf in await Leaves(first, end, cancellation)) EntryBundle.Append(bundle, leaf);
        return bundle.WrittenSpan.ToArray();
    }

    private async Task<List<byte[]>> Leaves(long first, long end, CancellationToken cancellation)
    {
        var leaves = await db.Set<LogLeaf>().Where(l => l.Index >= first && l.Index < end).OrderBy(l => l.Index).Select(l => l.Bytes).ToListAsync(cancellation);
        return leaves.Count == end - first ? leaves : throw new FormatException($"Of the leaves from {first} to {end} there are {leaves.Count}.");
    }

    // What it is made of, one level below.
    private static (long First, long End) Range(TileId tile) => (tile.Index * TileId.Full, (tile.Index * TileId.Full) + tile.Width);

    private static byte[] Bytes(List<TreeHash> hashes) => TreeHash.BytesOf(hashes.ToArray()).ToArray();

    private static FormatException Missing(TileId tile) => new($"The tile {tile.Path} is not whole in the database.");
}
