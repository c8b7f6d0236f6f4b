using System.Security.Cryptography;
using System.Buffers.Binary;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>What an entry of the log is about.</summary>
internal enum LeafKind : byte
{
    /// <summary>A reading of somebody's data.</summary>
    Access = 1,
}

/// <summary>
/// The public part of an entry, 40 bytes: version, kind, six of zero, and a commitment. The commitment hides what it is of behind 32 random bytes that stand with the entry alone: when those are gone, nobody can find out, however they guess.
/// </summary>
internal static class Leaf
{
    public const int Size = 40, NonceSize = 32;

    private const byte Version = 1;

    public static byte[] Of(LeafKind kind, in TreeHash commitment)
    {
        var leaf = new byte[Size];
        (leaf[0], leaf[1]) = (Version, (byte)kind);
        commitment.CopyTo(leaf.AsSpan(Size - TreeHash.Size));
        return leaf;
    }

    public static TreeHash CommitmentIn(ReadOnlySpan<byte> leaf) => new(leaf[(Size - TreeHash.Size)..]);

    public static TreeHash Commit(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> body)
    {
        var context = "overblik/access/v1\0"u8;
        Span<byte> length = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)body.Length);
        Span<byte> hash = stackalloc byte[TreeHash.Size];
        SHA256.HashData([.. context, .. nonce, .. length, .. body], hash);
        return new TreeHash(hash);
    }
}
