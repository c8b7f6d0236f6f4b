using System.Buffers.Binary;
using System.Security.Cryptography;
using Overblik.Tlog;

namespace Overblik.LogFormat;

/// <summary>What an entry of the log is about.</summary>
public enum LeafKind : byte
{
    /// <summary>A reading of somebody's data.</summary>
    Access = 1,

    /// <summary>What an earlier entry should have said, or that it should not be.</summary>
    Correction = 2,

    /// <summary>A person's question about an entry, or the authority's answer.</summary>
    Question = 3,

    /// <summary>An entry that the person was lawfully not shown until now; and in the chain in which it stood, that it was shown.</summary>
    Disclosure = 4,

    /// <summary>The index over all persons: <see cref="IndexHead"/>.</summary>
    Index = 5,

    /// <summary>The end of an authority's batch: <see cref="BatchSeal"/>.</summary>
    Batch = 6,

    /// <summary>What entries say was erased; the entries stay.</summary>
    Erasure = 7,
}

/// <summary>
/// The public part of an entry, 40 bytes: version, kind, six of zero, and a commitment. That of an entry about a person hides what it is of behind 32 random bytes that stand with the entry alone: when those are gone, nobody can find out, however they guess.
/// </summary>
public static class Leaf
{
    public const int Size = 40, NonceSize = 32;

    private const byte Version = 1;

    [ThreadStatic]
    private static IncrementalHash? sha256;

    public static byte[] Of(LeafKind kind, in TreeHash commitment)
    {
        var leaf = new byte[Size];
        (leaf[0], leaf[1]) = (Version, (byte)kind);
        commitment.CopyTo(leaf.AsSpan(Size - TreeHash.Size));
        return leaf;
    }

    /// <summary>Whether it has the form of one, of a kind that is known.</summary>
    public static bool IsOne(ReadOnlySpan<byte> leaf) =>
        leaf.Length == Size && leaf[0] == Version && (LeafKind)leaf[1] is >= LeafKind.Access and <= LeafKind.Erasure && !leaf[2..(Size - TreeHash.Size)].ContainsAnyExcept((byte)0);

    /// <summary>Whether such an entry stands in the chain of a person; but for <see cref="CommitErasedMonth"/>.</summary>
    public static bool IsInChain(LeafKind kind) => kind is not (LeafKind.Index or LeafKind.Batch);

    public static LeafKind KindOf(ReadOnlySpan<byte> leaf) => (LeafKind)leaf[1];

    public static TreeHash CommitmentIn(ReadOnlySpan<byte> leaf) => new(leaf[(Size - TreeHash.Size)..]);

    /// <summary>The hashes of leaves in the tree, many at once; of what does not have the form of one, too.</summary>
    public static TreeHash[] Hashes(IReadOnlyList<byte[]> leaves)
    {
        if (leaves.Any(leaf => leaf.Length != Size)) return [.. leaves.Select(leaf => Merkle.Leaf(leaf))];
        var (all, hashes) = (new byte[leaves.Count * Size], new TreeHash[leaves.Count]);
        for (var i = 0; i < leaves.Count; i++) leaves[i].CopyTo(all, i * Size);
        Merkle.Leaves(all, hashes);
        return hashes;
    }

    /// <summary>The commitment of an entry about a person.</summary>
    public static TreeHash Commit(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> body)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)body.Length);
        return Hash("overblik/access/v1\0"u8, nonce, length, body);
    }

    /// <summary>The commitment of the log's own note that a month was erased of everybody, of kind <see cref="LeafKind.Erasure"/> and in nobody's chain. It hides nothing: anybody can make it for each month.</summary>
    /// <param name="period">202611.</param>
    public static TreeHash CommitErasedMonth(int period)
    {
        Span<byte> month = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(month, period);
        return Hash("overblik/retention/v1\0"u8, month);
    }

    internal static TreeHash Hash(ReadOnlySpan<byte> context, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default, ReadOnlySpan<byte> third = default)
    {
        // One context for each thread, used again: to make one costs several times what it then does.
        var sha = sha256 ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(context);
        sha.AppendData(first);
        sha.AppendData(second);
        sha.AppendData(third);
        Span<byte> hash = stackalloc byte[TreeHash.Size];
        sha.GetHashAndReset(hash);
        return new TreeHash(hash);
    }
}
