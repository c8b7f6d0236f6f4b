using System.Numerics;
using System.Security.Cryptography;

namespace Overblik.Tlog;

/// <summary>The hashes of a Merkle tree: RFC 6962, section 2.1 (the same in RFC 9162), with SHA-256.</summary>
public static class Merkle
{
    /// <summary>The root of a tree without leaves.</summary>
    public static TreeHash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of an entry.</summary>
    public static TreeHash Leaf(ReadOnlySpan<byte> entry) => Sha256Lanes.One([0], entry);

    /// <summary>The hashes of entries that stand one after the other, all of one length: many at once cost a fraction of as many one by one.</summary>
    /// <param name="entries">As many as there are hashes.</param>
    /// <param name="hashes">Theirs.</param>
    public static void Leaves(ReadOnlySpan<byte> entries, Span<TreeHash> hashes) => Sha256Lanes.Hash([0], entries, hashes, Sha256Lanes.IsAccelerated);

    /// <summary>The hash above two others.</summary>
    public static TreeHash Node(in TreeHash left, in TreeHash right)
    {
        Span<byte> both = stackalloc byte[2 * TreeHash.Size];
        left.CopyTo(both);
        right.CopyTo(both[TreeHash.Size..]);
        return Sha256Lanes.One([1], both);
    }

    /// <summary>The hashes above pairs of others, many at once.</summary>
    /// <param name="pairs">Twice as many as stand above them.</param>
    /// <param name="above">May be where the pairs begin.</param>
    public static void Nodes(ReadOnlySpan<TreeHash> pairs, Span<TreeHash> above)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pairs.Length, 2 * above.Length);
        Sha256Lanes.Hash([1], TreeHash.BytesOf(pairs), above, Sha256Lanes.IsAccelerated);
    }

    /// <summary>The root over hashes that stand beside each other, all of full subtrees of one size but the last, which may be of a smaller one.</summary>
    public static TreeHash Root(ReadOnlySpan<TreeHash> hashes)
    {
        if (hashes.IsEmpty) return Empty;
        Span<TreeHash> room = hashes.Length <= TileId.Full ? stackalloc TreeHash[TileId.Full / 2] : new TreeHash[(hashes.Length + 1) / 2];
        for (scoped var level = hashes; ; level = room[..((level.Length + 1) / 2)])
        {
            // The odd one at the end goes up as it is: so the tree is split where the standard splits it.
            var (last, pairs) = (level[^1], level.Length / 2);
            if (pairs == 0) return last;
            Nodes(level[..(2 * pairs)], room[..pairs]);
            if (level.Length % 2 == 1) room[pairs] = last;
        }
    }

    /// <summary>The largest power of two below a number of leaves of at least 2: where a tree of so many is split.</summary>
    internal static long Split(long leaves) => 1L << BitOperations.Log2((ulong)leaves - 1);
}
