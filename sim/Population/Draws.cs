using System.Buffers.Binary;
using System.Globalization;

namespace Overblik.Population;

/// <summary>Single traits, drawn by chance.</summary>
internal static class Draws
{
    private static readonly string[] Floors = [", st. tv", ", st. th", ", 1. tv", ", 1. th", ", 2. tv", ", 2. th", ", 3. tv", ", 3. th", ", 4. mf"];
    private static readonly string[] Numbers = [.. Enumerable.Range(0, 200).Select(it => it.ToString(CultureInfo.InvariantCulture))];

    public static string Number(int number) => Numbers[number];

    public static string Floor(ref Draw draw) => draw.Pick(Floors);

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

    // Three adults of ten have something going on that fits their age and household; the age is the one of the mid-2020s.
    public static LifeEvent Event(ref Draw draw, int birthYear, bool adult, int adults, int size)
    {
        if (!adult || !draw.Percent(30)) return LifeEvent.None;
        return birthYear switch
        {
            >= 1998 => draw.Pick(Young),
            >= 1986 when size > adults => draw.Pick(Parent),
            >= 1962 when adults == 1 => draw.Pick(Alone),
            >= 1962 => draw.Pick(Working),
            >= 1958 => LifeEvent.Retired,
            _ => LifeEvent.LostFamily,
        };
    }

    private static readonly LifeEvent[] Young = [LifeEvent.Moved, LifeEvent.StartedEducation, LifeEvent.StartedEducation, LifeEvent.LostJob];
    private static readonly LifeEvent[] Parent = [LifeEvent.Moved, LifeEvent.NewParent, LifeEvent.NewParent, LifeEvent.LostJob];
    private static readonly LifeEvent[] Alone = [LifeEvent.Moved, LifeEvent.Divorced, LifeEvent.LostJob, LifeEvent.LostFamily];
    private static readonly LifeEvent[] Working = [LifeEvent.Moved, LifeEvent.LostJob, LifeEvent.LostFamily];
}
