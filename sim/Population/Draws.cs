using System.Buffers.Binary;
using System.Globalization;

namespace Overblik.Population;

/// <summary>Single traits, drawn by chance.</summary>
internal static class Draws
{
    private static readonly string[] Numbers = [.. Enumerable.Range(0, 200).Select(it => it.ToString(CultureInfo.InvariantCulture))];

    public static string Number(int number) => Numbers[number];

    // Version 8 (RFC 9562): made by a rule of one's own.
    public static Guid Uuid(ulong seed, int index)
    {
        var draw = Draw.Of(seed, index, Purpose.Uuid);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, draw.Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], draw.Next());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
