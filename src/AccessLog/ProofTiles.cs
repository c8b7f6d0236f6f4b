using System.Collections.Concurrent;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>
/// What proofs have been made of above the leaves, with all that stands above it in its tile: a hash there is the root of a full tile, which never changes, so that a tile only grows. It is forgotten whole when it holds too many tiles; 4,096 of them stand above 268 million entries, and take 67 MB.
/// Of the leaves, the tile at the log's end: until the next checkpoint each proof needs it.
/// </summary>
/// <remarks>
/// A database that was turned back may come to hold other tiles than are known here. A proof that is then made of both does not hold, whoever checks it refuses it, and the node ends as soon as it is to sign (<see cref="LastCheckpoint"/>).
/// </remarks>
internal sealed class ProofTiles(int most = 4096)
{
    private readonly ConcurrentDictionary<(int Level, long Index), Tree> held = [];
    private Edge? edge;

    /// <summary>Of this tile's hashes those that are known, from the first on.</summary>
    public ReadOnlyMemory<byte> Known(TileId tile)
    {
        var hashes = Of(tile.Level, tile.Index) is { } tree ? tree.Hashes : default;
        return hashes[..Math.Min(hashes.Length, tile.Width * TreeHash.Size)];
    }

    /// <summary>Where it is known; else null.</summary>
    public TreeHash? Root(Subtree subtree) => Of(subtree.Level, subtree.Tile)?.Root(subtree.InTile, subtree.First);

    /// <summary>What is not of its width is damaged, and not remembered.</summary>
    public void Learn(TileId tile, ReadOnlyMemory<byte> hashes)
    {
        if (hashes.Length != tile.Width * TreeHash.Size) return;
        if (tile.Level == 0)
        {
            if (!tile.IsFull) edge = new Edge(tile.Index, new Tree(hashes));
            return;
        }
        if (held.Count >= most) held.Clear();
        var tree = new Tree(hashes);
        held.AddOrUpdate((tile.Level, tile.Index), tree, (_, before) => before.Hashes.Length < hashes.Length ? tree : before);
    }

    private Tree? Of(int level, long index) => level > 0 ? held.GetValueOrDefault((level, index)) : edge is { } end && end.Index == index ? end.Tree : null;

    private sealed record Edge(long Index, Tree Tree);

    // The hashes of a tile, and above them the nodes of each height, as far as they stand above full subtrees.
    private sealed class Tree
    {
        private readonly List<TreeHash[]> nodes = [];

        public Tree(ReadOnlyMemory<byte> hashes)
        {
            Hashes = hashes;
            for (var below = TreeHash.In(hashes.Span); below.Length > 1; below = nodes[^1])
            {
                nodes.Add(new TreeHash[below.Length / 2]);
                Merkle.Nodes(below[..(2 * nodes[^1].Length)], nodes[^1]);
            }
        }

        public ReadOnlyMemory<byte> Hashes { get; }

        public TreeHash? Root(int height, int first)
        {
            var row = height == 0 ? TreeHash.In(Hashes.Span) : height <= nodes.Count ? nodes[height - 1] : [];
            return first >> height is var place && place < row.Length ? row[place] : null;
        }
    }
}
