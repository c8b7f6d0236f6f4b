using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Overblik.Tlog;

/// <summary>The hash of a leaf or a node: 32 bytes of SHA-256, held as a value.</summary>
public readonly struct TreeHash : IEquatable<TreeHash>
{
    /// <summary>Its length in bytes.</summary>
    public const int Size = 32;

    private readonly Vector256<byte> value;

    /// <param name="bytes">Exactly <see cref="Size"/> of them.</param>
    public TreeHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"A hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        value = Vector256.Create(bytes);
    }

    internal TreeHash(Vector256<byte> bytes) => value = bytes;

    public static bool operator ==(TreeHash left, TreeHash right) => left.Equals(right);

    public static bool operator !=(TreeHash left, TreeHash right) => !left.Equals(right);

    /// <summary>Reads the base64 of a hash (RFC 4648, section 4).</summary>
    /// <exception cref="FormatException">It is not the base64 of 32 bytes.</exception>
    public static TreeHash Parse(string base64) => SignedNote.FromBase64(base64) is { Length: Size } bytes ? new TreeHash(bytes) : throw new FormatException("Not the base64 of a hash of 32 bytes.");

    /// <summary>Hashes that stand one after the other, as in a tile, without a copy.</summary>
    /// <exception cref="FormatException">Not a whole number of hashes.</exception>
    public static ReadOnlySpan<TreeHash> In(ReadOnlySpan<byte> bytes) =>
        bytes.Length % Size == 0 ? MemoryMarshal.Cast<byte, TreeHash>(bytes) : throw new FormatException($"{bytes.Length} bytes are not a whole number of hashes.");

    /// <summary>The bytes of hashes that stand one after the other, without a copy.</summary>
    public static ReadOnlySpan<byte> BytesOf(ReadOnlySpan<TreeHash> hashes) => MemoryMarshal.AsBytes(hashes);

    /// <summary>Writes it into the first <see cref="Size"/> bytes.</summary>
    public void CopyTo(Span<byte> bytes) => value.CopyTo(bytes);

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public bool Equals(TreeHash other) => value == other.value;

    public override bool Equals(object? obj) => obj is TreeHash other && Equals(other);

    // It is spread evenly already.
    public override int GetHashCode() => value.AsInt32()[0];

    /// <summary>Its base64.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToBase64String(bytes);
    }
}
