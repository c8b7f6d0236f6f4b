using System.Globalization;
using System.Text;

namespace Overblik.Tlog;

/// <summary>Which tile, or which bundle of entries, of a log (C2SP tlog-tiles).</summary>
/// <param name="Level">0 for the hashes of leaves; each level above holds the roots of the full tiles below. <see cref="Entries"/> for a bundle of entries.</param>
/// <param name="Index">Its place in its level, from 0.</param>
/// <param name="Width">How many hashes or entries it holds: 256 when it is full, fewer only at the right edge of a tree.</param>
public readonly record struct TileId(int Level, long Index, int Width = TileId.Full)
{
    /// <summary>The hashes of a full tile.</summary>
    public const int Full = 256;

    /// <summary>The level of bundles of entries.</summary>
    public const int Entries = -1;

    /// <summary>The highest level there is: 256^8 leaves are more than a size can be.</summary>
    internal const int TopLevel = 7;

    public bool IsFull => Width == Full;

    /// <summary>As it stands behind the log's address: <c>tile/0/x001/x234/067.p/12</c>.</summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder("tile/").Append(Level == Entries ? "entries" : Level.ToString(CultureInfo.InvariantCulture));
            var digits = Index.ToString("000", CultureInfo.InvariantCulture);
            digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
            for (var at = 0; at < digits.Length; at += 3) path.Append(at + 3 < digits.Length ? "/x" : "/").Append(digits, at, 3);
            return (IsFull ? path : path.Append(CultureInfo.InvariantCulture, $".p/{Width}")).ToString();
        }
    }

    /// <summary>The one that a path names; false where it names none, or not in the one way in which it is written.</summary>
    public static bool TryParse(string path, out TileId tile)
    {
        tile = default;
        var parts = path.Split('/');
        if (parts is not ["tile", var level, .., _] || parts.Length is < 3 or > 10) return false;
        var named = -1;
        if (level != "entries" && (!int.TryParse(level, NumberStyles.None, CultureInfo.InvariantCulture, out named) || named > 63)) return false;
        var width = Full;
        var rest = parts.AsSpan(2);
        if (rest is [.., [.., '.', 'p'] last, var number])
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out width) || width is 0 or >= Full) return false;
            rest = parts.AsSpan(2, parts.Length - 3);
            rest[^1] = last[..^2];
        }
        var index = 0L;
        for (var i = 0; i < rest.Length; i++)
        {
            var group = i == rest.Length - 1 ? rest[i] : rest[i] is ['x', .. var digits] ? digits : "";
            if (group.Length != 3 || !int.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out var three) || index > (long.MaxValue - three) / 1000) return false;
            index = (index * 1000) + three;
        }
        tile = new TileId(named, index, width);
        // One tile has one path: no zeros in front, as the path itself has none.
        return tile.Path == path;
    }

    /// <summary>How wide a tile is in a log of so many entries: 0 where it is not yet.</summary>
    public static int WidthIn(long size, int level, long index)
    {
        var hashes = Math.Max(level, 0) > TopLevel ? 0 : size >> (8 * Math.Max(level, 0));
        return index < hashes / Full ? Full : index == hashes / Full ? (int)(hashes % Full) : 0;
    }

    /// <summary>The same tile as it is in a log of so many entries, or null where it is not yet.</summary>
    public static TileId? In(long size, int level, long index) => WidthIn(size, level, index) is > 0 and var width ? new TileId(level, index, width) : null;
}
