using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>A log in memory, whose levels are made in the plainest way there is: the tree and the proofs are compared with it.</summary>
internal sealed class MemoryLog : ITiles
{
    private readonly List<List<TreeHash>> levels = [];

    public MemoryLog(IEnumerable<byte[]> entries)
    {
        levels.Add([.. entries.Select(entry => Merkle.Leaf(entry))]);
        while (levels[^1].Count >= TileId.Full)
            levels.Add([.. levels[^1].Chunk(TileId.Full).Where(tile => tile.Length == TileId.Full).Select(tile => Merkle.Root(tile))]);
    }

    public IReadOnlyList<TreeHash> Leaves => levels[0];

    /// <summary>How often it was read.</summary>
    public int Reads { get; private set; }

    /// <summary>By the definition, from the leaves alone.</summary>
    public TreeHash Root(long size) => Merkle.Root(Leaves.Take((int)size).ToArray());

    public byte[] Tile(TileId tile) => TreeHash.BytesOf(levels[tile.Level].Skip((int)tile.Index * TileId.Full).Take(tile.Width).ToArray()).ToArray();

    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Read(IReadOnlyList<TileId> tiles, CancellationToken cancellation)
    {
        Reads++;
        return new([.. tiles.Select(tile => (ReadOnlyMemory<byte>)Tile(tile))]);
    }

    /// <summary>A tree that has grown to all of it, leaf by leaf.</summary>
    public TiledTree Tree(TileCompleted? completed = null)
    {
        var tree = new TiledTree(completed);
        foreach (var leaf in Leaves) tree.Append(leaf);
        return tree;
    }

    /// <summary>So many entries of one byte each, counting up.</summary>
    public static MemoryLog Counting(int size) => new(Enumerable.Range(0, size).Select(i => BitConverter.GetBytes(i)));
}
