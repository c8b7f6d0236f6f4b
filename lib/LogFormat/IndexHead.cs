using System.Buffers.Binary;
using Overblik.Tlog;

namespace Overblik.LogFormat;

/// <summary>The index over all persons at one moment: how many entries each has, and which is the newest. It stands in the log itself, so it cannot be another for another reader.</summary>
/// <param name="LogSize">How many leaves of the log it covers.</param>
/// <param name="People">How many persons stand in it.</param>
/// <param name="Root">Over <see cref="PersonIndex"/>.</param>
/// <param name="At">When it was made, to the microsecond.</param>
public sealed record IndexHead(long LogSize, long People, TreeHash Root, DateTimeOffset At)
{
    /// <summary>What its leaf in the log holds.</summary>
    public TreeHash Commitment()
    {
        Span<byte> sizes = stackalloc byte[2 * sizeof(long)], at = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(sizes, LogSize);
        BinaryPrimitives.WriteInt64BigEndian(sizes[sizeof(long)..], People);
        BinaryPrimitives.WriteInt64BigEndian(at, LogTime.ToMicroseconds(At));
        return Leaf.Hash("overblik/index/v1\0"u8, sizes, Root.ToArray(), at);
    }
}
