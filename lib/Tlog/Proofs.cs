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
    public static ValueTask<TreeHash[]> Inclusion(long index, long size, ITiles tiles, CancellationToken cancellation = default) => Hash(Beside(index, size), size, tiles, cancellation);

    /// <summary>The same of many leaves, each for itself.</summary>
    public static async ValueTask<IReadOnlyList<TreeHash[]>> Inclusion(IReadOnlyList<long> indexes, long size, ITiles tiles, CancellationToken cancellation = default)
    {
        var beside = indexes.Select(index => Beside(index, size)).ToList();
        var hashes = (await Hash([.. beside.SelectMany(one => one)], size, tiles, cancellation)).AsMemory();
        var proofs = new List<TreeHash[]>(beside.Count);
        foreach (var one in beside)
        {
            proofs.Add(hashes[..one.Count].ToArray());
            hashes = hashes[one.Count..];
        }
        return proofs;
    }

    private static List<Leaves> Beside(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var beside = new List<Leaves>();
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
        beside.Reverse();
        return beside;
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
        // Of many proofs the upper parts are the same.
        var subtrees = wanted.SelectMany(leaves => leaves.Subtrees()).Distinct().ToList();
        var roots = subtrees.Zip(await tiles.Roots(subtrees, size, cancellation)).ToDictionary(it => it.First, it => it.Second);
        // The smaller ones stand to the right and are hashed first.
        return [.. wanted.Select(leaves => leaves.Subtrees().Reverse().Select(subtree => roots[subtree]).Aggregate((right, left) => Merkle.Node(left, right)))];
    }

    /// <summary>Some leaves that one node stands above: from the first to before the end.</summary>
    private readonly record struct Leaves(long Start, long End)
    {
        /// <summary>The full subtrees that they are made of, largest first.</summary>
        public IEnumerable<Subtree> Subtrees()
        {
            for (var (start, left) = (Start, End - Start); left > 0;)
            {
                var height = BitOperations.Log2((ulong)left);
                yield return new Subtree(height, start >> height);
                (start, left) = (start + (1L << height), left - (1L << height));
            }
        }
    }
}
