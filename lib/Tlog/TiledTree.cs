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
    private readonly TreeHash[][] edge = new TreeHash[TileId.TopLevel + 1][];

    // The root of the full subtree of 2^i leaves on the right edge, for each bit of the size that is set.
    private readonly TreeHash[] subtrees = new TreeHash[8 * (TileId.TopLevel + 1)];
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
            for (var (bit, start) = (7, 0); bit >= 0; bit--)
            {
                if ((tile.Width >> bit & 1) == 0) continue;
                tree.subtrees[(8 * tile.Level) + bit] = Merkle.Root(hashes.Slice(start, 1 << bit));
                start += 1 << bit;
            }
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
        var (hash, bit) = (leaf, 0);
        for (; (Size >> bit & 1) == 1; bit++)
        {
            hash = Merkle.Node(subtrees[bit], hash);
            if (bit % 8 != 7) continue;
            var level = bit / 8;
            completed?.Invoke(new TileId(level, Size >> (bit + 1)), edge[level], hash);
            Edge(level + 1)[WidthOf(level + 1)] = hash;
        }
        subtrees[bit] = hash;
        Size++;
    }

    /// <summary>The root over all leaves: one hash at most for each bit of the size.</summary>
    public TreeHash Root()
    {
        if (Size == 0) return Merkle.Empty;
        TreeHash? root = null;
        for (var bit = 0; Size >> bit > 0; bit++)
        {
            if ((Size >> bit & 1) == 1) root = root is { } right ? Merkle.Node(subtrees[bit], right) : subtrees[bit];
        }
        return root!.Value;
    }

    private int WidthOf(int level) => (int)((Size >> (8 * level)) % TileId.Full);

    private TreeHash[] Edge(int level) => edge[level] ??= new TreeHash[TileId.Full];
}
