using System.Numerics;

namespace Overblik.Tlog;

/// <summary>Where the tiles of a log are read.</summary>
public interface ITiles
{
    /// <summary>The bytes of each tile, in the order asked for, all at once.</summary>
    /// <exception cref="FormatException">A tile is not there, or not of its width.</exception>
    ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Read(IReadOnlyList<TileId> tiles, CancellationToken cancellation);

    /// <summary>The roots of full subtrees of a log of this size, in the order asked for. Where there is no shorter way, they are made of its tiles.</summary>
    /// <exception cref="FormatException">A tile is not there, or not of its width.</exception>
    ValueTask<IReadOnlyList<TreeHash>> Roots(IReadOnlyList<Subtree> subtrees, long size, CancellationToken cancellation) => Subtree.Roots(subtrees, size, this, cancellation);
}

/// <summary>Makes proofs from tiles (RFC 6962, sections 2.1.1 and 2.1.2). All tiles that one needs are asked for together.</summary>
public static class Proofs
{
    /// <summary>That a leaf stands in a tree of this size: the hashes beside its way up, the leaf's own neighbour first.</summary>
    public static ValueTask<TreeHash[]> Inclusion(long index, long size, ITiles tiles, CancellationToken cancellation = default)
    {
        var beside = new List<Leaves>();
        AddBeside(index, size, beside);
        return Hash(beside, size, tiles, cancellation);
    }

    /// <summary>The same of many leaves, each for itself.</summary>
    public static async ValueTask<IReadOnlyList<TreeHash[]>> Inclusion(IReadOnlyList<long> indexes, long size, ITiles tiles, CancellationToken cancellation = default)
    {
        var beside = new List<Leaves>();
        var proofs = indexes.Select(index => AddBeside(index, size, beside)).ToList();
        var hashes = await Hash(beside, size, tiles, cancellation);
        return proofs.ConvertAll(proof => hashes[proof]);
    }

    // Gives back where they stand among the others.
    private static Range AddBeside(long index, long size, List<Leaves> beside)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var from = beside.Count;
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + Merkle.Split(end - start);
            if (index < middle)
            {
                beside.Add(new Leaves(middle, end));
                end = middle;
            }
            else
            {
                beside.Add(new Leaves(start, middle));
                start = middle;
            }
        }
        beside.Reverse(from, beside.Count - from);
        return from..beside.Count;
    }

    /// <summary>That a tree of this size began as one of an older size. Empty where they are the same, or the older one is empty.</summary>
    public static ValueTask<TreeHash[]> Consistency(long old, long size, ITiles tiles, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(old);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(old, size);
        if (old == 0 || old == size) return new([]);
        var hashes = new List<Leaves>();
        var (start, end) = (0L, size);
        while (end != old)
        {
            var middle = start + Merkle.Split(end - start);
            if (old <= middle)
            {
                hashes.Add(new Leaves(middle, end));
                end = middle;
            }
            else
            {
                hashes.Add(new Leaves(start, middle));
                start = middle;
            }
        }
        // The old tree itself is known to whoever checks; a part of it is not.
        if (start > 0) hashes.Add(new Leaves(start, end));
        hashes.Reverse();
        return Hash(hashes, size, tiles, cancellation);
    }

    /// <summary>The root of the tree of this size.</summary>
    public static async ValueTask<TreeHash> Root(long size, ITiles tiles, CancellationToken cancellation = default) =>
        size == 0 ? Merkle.Empty : (await Hash([new Leaves(0, size)], size, tiles, cancellation))[0];

    private static async ValueTask<TreeHash[]> Hash(List<Leaves> wanted, long size, ITiles tiles, CancellationToken cancellation)
    {
        // Of many proofs the upper parts are the same: each is read and hashed once.
        var (places, subtrees, composed) = (new Dictionary<Subtree, int>(), new List<Subtree>(), new Dictionary<Leaves, TreeHash>());
        foreach (var leaves in wanted)
        {
            for (var left = leaves; !left.IsEmpty; left = left.Rest)
            {
                if (places.TryAdd(left.Largest, subtrees.Count)) subtrees.Add(left.Largest);
            }
        }
        var roots = await tiles.Roots(subtrees, size, cancellation);
        return [.. wanted.Select(Of)];

        TreeHash Of(Leaves leaves)
        {
            if (leaves.Rest.IsEmpty) return roots[places[leaves.Largest]];
            if (!composed.TryGetValue(leaves, out var hash)) composed[leaves] = hash = Merkle.Node(roots[places[leaves.Largest]], Of(leaves.Rest));
            return hash;
        }
    }

    /// <summary>Some leaves that one node stands above: from the first to before the end.</summary>
    private readonly record struct Leaves(long Start, long End)
    {
        public bool IsEmpty => Start == End;

        /// <summary>The first of the full subtrees that they are made of; they become smaller to the right.</summary>
        public Subtree Largest => new(Height, Start >> Height);

        public Leaves Rest => new(Start + (1L << Height), End);

        private int Height => BitOperations.Log2((ulong)(End - Start));
    }
}
