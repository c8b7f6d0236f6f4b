namespace Overblik.Tlog;

/// <summary>A tile that has become full: it will never change.</summary>
/// <param name="tile">Which.</param>
/// <param name="hashes">Its 256 hashes. They are valid only during the call.</param>
/// <param name="root">Over them: what stands for it in the level above.</param>
public delegate void TileCompleted(TileId tile, ReadOnlySpan<TreeHash> hashes, TreeHash root);

/// <summary>
/// A tree that grows: holds only its right edge, the tiles that are not full yet, and hands over each tile that becomes full. A leaf costs two hashes on average and no allocation. Not for several threads at once.
/// </summary>
public sealed class TiledTree
{
    // One that is not full has room for one more: what is still incomplete below stands there while the root is made.
    private readonly TreeHash[][] edge = new TreeHash[TileId.TopLevel + 1][];
    private readonly TileCompleted? completed;

    /// <param name="completed">Is handed each tile that becomes full, lower levels first.</param>
    public TiledTree(TileCompleted? completed = null) => this.completed = completed;

    /// <summary>How many leaves it has.</summary>
    public long Size { get; private set; }

    /// <summary>Goes on with a tree of this size.</summary>
    /// <param name="size">How many leaves it has.</param>
    /// <param name="partial">Gives its partial tiles, as <see cref="Partial"/> gave them.</param>
    /// <param name="completed">Is handed each tile that becomes full.</param>
    /// <exception cref="FormatException">A tile has another number of hashes than that size says.</exception>
    public static TiledTree Resume(long size, Func<TileId, ReadOnlyMemory<byte>> partial, TileCompleted? completed = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var tree = new TiledTree(completed) { Size = size };
        foreach (var tile in PartialIn(size))
        {
            var hashes = TreeHash.In(partial(tile).Span);
            if (hashes.Length != tile.Width) throw new FormatException($"The tile {tile.Path} has {hashes.Length} hashes.");
            hashes.CopyTo(tree.Edge(tile.Level));
        }
        return tree;
    }

    /// <summary>The partial tiles of a tree of this size, lower levels first.</summary>
    public static IEnumerable<TileId> PartialIn(long size)
    {
        for (var level = 0; size > 0; level++, size >>= 8)
        {
            if (size % TileId.Full is > 0 and var width) yield return new TileId(level, size / TileId.Full, (int)width);
        }
    }

    /// <summary>The hashes of the partial tile of a level; none where that level ends with a full one.</summary>
    public ReadOnlySpan<TreeHash> Partial(int level) => edge[level] is null ? [] : edge[level].AsSpan(0, WidthOf(level));

    public void Append(in TreeHash leaf)
    {
        Edge(0)[WidthOf(0)] = leaf;
        Size++;
        for (var (level, size) = (0, Size); size % TileId.Full == 0; level++)
        {
            size /= TileId.Full;
            var full = edge[level].AsSpan(0, TileId.Full);
            var root = Merkle.Root(full);
            completed?.Invoke(new TileId(level, size - 1), full, root);
            Edge(level + 1)[(int)((size - 1) % TileId.Full)] = root;
        }
    }

    /// <summary>The root over all leaves.</summary>
    public TreeHash Root()
    {
        if (Size == 0) return Merkle.Empty;
        TreeHash? below = null;
        for (var level = 0; level <= TileId.TopLevel; level++)
        {
            var count = WidthOf(level);
            if (count == 0) continue;
            if (below is { } incomplete) edge[level][count++] = incomplete;
            below = Merkle.Root(edge[level].AsSpan(0, count));
        }
        return below!.Value;
    }

    private int WidthOf(int level) => (int)((Size >> (8 * level)) % TileId.Full);

    private TreeHash[] Edge(int level) => edge[level] ??= new TreeHash[TileId.Full];
}
