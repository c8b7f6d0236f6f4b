using System.Numerics;
using System.Security.Cryptography;

namespace Overblik.Tlog;

/// <summary>The hashes of a Merkle tree: RFC 6962, section 2.1 (the same in RFC 9162), with SHA-256.</summary>
public static class Merkle
{
    // One context for each thread, used again: to make one costs several times what it then does.
    [ThreadStatic]
    private static IncrementalHash? sha256;

    /// <summary>The root of a tree without leaves.</summary>
    public static TreeHash Empty { get; } = new(SHA256.HashData([]));

    /// <summary>The hash of an entry.</summary>
    public static TreeHash Leaf(ReadOnlySpan<byte> entry)
    {
        var sha = sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData([0]);
        sha.AppendData(entry);
        return Finish(sha);
    }

    /// <summary>The hash above two others.</summary>
    public static TreeHash Node(in TreeHash left, in TreeHash right)
    {
        var sha = sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> both = stackalloc byte[1 + (2 * TreeHash.Size)];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + TreeHash.Size)..]);
        sha.AppendData(both);
        return Finish(sha);
    }

    /// <summary>The root over hashes that stand beside each other, all of full subtrees of one size but the last, which may be of a smaller one.</summary>
    public static TreeHash Root(ReadOnlySpan<TreeHash> hashes)
    {
        if (hashes.Length <= 1) return hashes.Length == 0 ? Empty : hashes[0];
        var middle = (int)Split(hashes.Length);
        return Node(Root(hashes[..middle]), Root(hashes[middle..]));
    }

    /// <summary>The largest power of two below a number of leaves of at least 2: where a tree of so many is split.</summary>
    internal static long Split(long leaves) => 1L << BitOperations.Log2((ulong)leaves - 1);

    private static TreeHash Finish(IncrementalHash sha)
    {
        Span<byte> hash = stackalloc byte[TreeHash.Size];
        sha.GetHashAndReset(hash);
        return new TreeHash(hash);
    }
}
