using System.Collections.Concurrent;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>
/// What proofs have been made of above the leaves: a hash there is the root of a full tile, which never changes, so that a tile only grows. It is forgotten whole when it holds too many tiles; 4,096 of them stand above 268 million entries, and take 34 MB.
/// Of the leaves, the tile at the log's end: until the next checkpoint each proof needs it.
/// </summary>
/// <remarks>
/// A database that was turned back may come to hold other tiles than are known here. A proof that is then made of both does not hold, whoever checks it refuses it, and the node ends as soon as it is to sign (<see cref="LastCheckpoint"/>).
/// </remarks>
internal sealed class ProofTiles(int most = 4096)
{
    private readonly ConcurrentDictionary<(int Level, long Index), ReadOnlyMemory<byte>> held = [];
    private Edge? edge;

    /// <summary>Of this tile's hashes those that are known, from the first on.</summary>
    public ReadOnlyMemory<byte> Known(TileId tile)
    {
        var known = tile.Level == 0 ? edge is { } end && end.Index == tile.Index ? end.Hashes : default : held.GetValueOrDefault((tile.Level, tile.Index));
        return known[..Math.Min(known.Length, tile.Width * TreeHash.Size)];
    }

    public void Learn(TileId tile, ReadOnlyMemory<byte> hashes)
    {
        if (tile.Level == 0)
        {
            if (!tile.IsFull) edge = new Edge(tile.Index, hashes);
            return;
        }
        if (held.Count >= most) held.Clear();
        held.AddOrUpdate((tile.Level, tile.Index), hashes, (_, before) => before.Length < hashes.Length ? hashes : before);
    }

    private sealed record Edge(long Index, ReadOnlyMemory<byte> Hashes);
}
