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

    public void Append(in TreeHash leaf) => Add(leaf, 0);

    /// <summary>Appends many: a whole tile of them at once costs a fraction of as many one by one.</summary>
    public void Append(ReadOnlySpan<TreeHash> leaves)
    {
        while (!leaves.IsEmpty)
        {
            var whole = WidthOf(0) == 0 && leaves.Length >= TileId.Full;
            if (whole)
            {
                leaves[..TileId.Full].CopyTo(Edge(0));
                Add(Merkle.Root(Edge(0)), 8);
            }
            else Add(leaves[0], 0);
            leaves = leaves[(whole ? TileId.Full : 1)..];
        }
    }

    // A full subtree of 2^bit leaves: a leaf or the root of a tile.
    private void Add(TreeHash hash, int bit)
    {
        var added = 1L << bit;
        for (; ; bit++)
        {
            if (bit % 8 == 0)
            {
                var level = bit / 8;
                if (level > 0) completed?.Invoke(new TileId(level - 1, Size >> bit), edge[level - 1], hash);
                Edge(level)[WidthOf(level)] = hash;
            }
            if ((Size >> bit & 1) == 0) break;
            hash = Merkle.Node(subtrees[bit], hash);
        }
        subtrees[bit] = hash;
        Size += added;
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
