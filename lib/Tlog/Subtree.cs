namespace Overblik.Tlog;

/// <summary>A full subtree: all that stands above 2^height leaves. It never changes.</summary>
/// <param name="Height">0 for a leaf.</param>
/// <param name="Index">Its place among those of its height, from 0.</param>
public readonly record struct Subtree(int Height, long Index)
{
    /// <summary>The level of the tile that it is part of.</summary>
    public int Level => Height / 8;

    /// <summary>That tile's place in its level.</summary>
    public long Tile => (Index << InTile) / TileId.Full;

    /// <summary>How high it stands above the hashes of that tile: 0 for one of them.</summary>
    public int InTile => Height % 8;

    /// <summary>The first of that tile's hashes that it stands above.</summary>
    public int First => (int)((Index << InTile) % TileId.Full);

    /// <summary>That tile as it is in a log of so many entries.</summary>
    public TileId TileIn(long size) => TileId.In(size, Level, Tile)!.Value;

    /// <summary>The roots of these, out of their tiles.</summary>
    /// <param name="subtrees">Which.</param>
    /// <param name="size">How many entries the log has.</param>
    /// <param name="tiles">Where its tiles are read: all at once.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="FormatException">A tile is not there, or not of its width.</exception>
    public static async ValueTask<IReadOnlyList<TreeHash>> Roots(IReadOnlyList<Subtree> subtrees, long size, ITiles tiles, CancellationToken cancellation)
    {
        var ids = subtrees.Select(subtree => subtree.TileIn(size)).Distinct().ToList();
        if (ids.Count == 0) return [];
        var held = ids.Zip(await tiles.Read(ids, cancellation)).ToDictionary(it => it.First, it => it.Second);
        foreach (var (tile, hashes) in held)
        {
            if (hashes.Length != tile.Width * TreeHash.Size) throw new FormatException($"The tile {tile.Path} has {hashes.Length} bytes.");
        }
        var roots = new TreeHash[subtrees.Count];
        foreach (var (i, subtree) in subtrees.Index()) roots[i] = Merkle.Root(TreeHash.In(held[subtree.TileIn(size)].Span).Slice(subtree.First, 1 << subtree.InTile));
        return roots;
    }
}
