using System.Buffers;
using System.Buffers.Binary;

namespace Overblik.Tlog;

/// <summary>A bundle of entries: each behind its length in two bytes, big-endian (C2SP tlog-tiles).</summary>
public static class EntryBundle
{
    /// <summary>The most bytes of an entry.</summary>
    public const int MaxEntry = ushort.MaxValue;

    /// <summary>Writes an entry behind those before it.</summary>
    public static void Append(IBufferWriter<byte> bundle, ReadOnlySpan<byte> entry)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Length, MaxEntry, nameof(entry));
        var to = bundle.GetSpan(sizeof(ushort) + entry.Length);
        BinaryPrimitives.WriteUInt16BigEndian(to, (ushort)entry.Length);
        entry.CopyTo(to[sizeof(ushort)..]);
        bundle.Advance(sizeof(ushort) + entry.Length);
    }

    /// <summary>Takes the first entry off a bundle; false at its end.</summary>
    /// <exception cref="FormatException">It ends within an entry.</exception>
    public static bool TryTake(ref ReadOnlySpan<byte> bundle, out ReadOnlySpan<byte> entry)
    {
        entry = default;
        if (bundle.IsEmpty) return false;
        if (bundle.Length < sizeof(ushort) || BinaryPrimitives.ReadUInt16BigEndian(bundle) is var length && bundle.Length < sizeof(ushort) + length) throw new FormatException("The bundle ends within an entry.");
        entry = bundle.Slice(sizeof(ushort), length);
        bundle = bundle[(sizeof(ushort) + length)..];
        return true;
    }
}
