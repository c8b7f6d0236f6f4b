using System.Buffers;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>The tiles and bundles of the log, out of the database. Full tiles stand there; a partial one is made of what stands below it.</summary>
internal sealed class LogTiles(PlatformDb db) : ITiles
{
    public async ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Read(IReadOnlyList<TileId> tiles, CancellationToken cancellation)
    {
        // The full ones in one question, whatever their levels.
        var (levels, indexes) = (tiles.Where(IsStored).Select(tile => tile.Level).Distinct().ToList(), tiles.Where(IsStored).Select(tile => tile.Index).Distinct().ToList());
        var stored = levels.Count == 0 ? [] : await db.Set<LogTile>().Where(t => levels.Contains(t.Level) && indexes.Contains(t.Index)).Select(t => new { t.Level, t.Index, t.Hashes }).ToDictionaryAsync(t => (t.Level, t.Index), t => t.Hashes, cancellation);
        var read = new List<ReadOnlyMemory<byte>>(tiles.Count);
        foreach (var tile in tiles) read.Add(IsStored(tile) ? stored.GetValueOrDefault((tile.Level, tile.Index)) ?? throw Missing(tile) : await Read(tile, cancellation));
        return read;

        static bool IsStored(TileId tile) => tile.IsFull && tile.Level != TileId.Entries;
    }

    /// <exception cref="FormatException">What it is made of is not there.</exception>
    public async Task<byte[]> Read(TileId tile, CancellationToken cancellation)
    {
        var (first, end) = (tile.Index * TileId.Full, (tile.Index * TileId.Full) + tile.Width);
        if (tile.Level == TileId.Entries)
        {
            var bundle = new ArrayBufferWriter<byte>(tile.Width * (sizeof(ushort) + Leaf.Size));
            foreach (var leaf in await Leaves(first, end, cancellation)) EntryBundle.Append(bundle, leaf);
            return bundle.WrittenSpan.ToArray();
        }
        if (tile.IsFull) return await db.Set<LogTile>().Where(t => t.Level == tile.Level && t.Index == tile.Index).Select(t => t.Hashes).FirstOrDefaultAsync(cancellation) ?? throw Missing(tile);
        var hashes = tile.Level == 0
            ? (await Leaves(first, end, cancellation)).ConvertAll(leaf => Merkle.Leaf(leaf))
            : (await db.Set<LogTile>().Where(t => t.Level == tile.Level - 1 && t.Index >= first && t.Index < end).OrderBy(t => t.Index).Select(t => t.Root).ToListAsync(cancellation)).ConvertAll(root => new TreeHash(root));
        return hashes.Count == tile.Width ? TreeHash.BytesOf(hashes.ToArray()).ToArray() : throw Missing(tile);
    }

    private async Task<List<byte[]>> Leaves(long first, long end, CancellationToken cancellation)
    {
        var leaves = await db.Set<LogLeaf>().Where(l => l.Index >= first && l.Index < end).OrderBy(l => l.Index).Select(l => l.Bytes).ToListAsync(cancellation);
        return leaves.Count == end - first ? leaves : throw new FormatException($"Of the leaves from {first} to {end} there are {leaves.Count}.");
    }

    private static FormatException Missing(TileId tile) => new($"The tile {tile.Path} is not whole in the database.");
}
