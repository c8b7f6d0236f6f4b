using System.Globalization;

namespace Overblik.Tlog;

/// <summary>What a log says of itself: so many leaves, and this root above them (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">Which log: its address without the scheme.</param>
/// <param name="Size">How many leaves it has.</param>
/// <param name="Root">The hash over all of them.</param>
/// <param name="Extensions">Further lines; auditors cannot check them.</param>
public sealed record Checkpoint(string Origin, long Size, TreeHash Root, params IReadOnlyList<string> Extensions)
{
    /// <summary>Reads the text of a note.</summary>
    /// <exception cref="FormatException">It is no checkpoint; says why.</exception>
    public static Checkpoint Parse(string text)
    {
        if (!text.EndsWith('\n') || text[..^1].Split('\n') is not [{ Length: > 0 } origin, var size, var root, .. var more] || Array.Exists(more, line => line.Length == 0))
            throw new FormatException("A checkpoint has three lines or more, none of them empty: origin, size, root.");
        return new Checkpoint(origin, ParseSize(size), TreeHash.Parse(root), more);
    }

    /// <summary>The text that is signed.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n{string.Concat(Extensions.Select(line => line + "\n"))}");

    /// <summary>The note that a log signs.</summary>
    public SignedNote Sign(SignerKey key)
    {
        var note = new SignedNote(ToString());
        return note.With([key.Sign(note.TextBytes.Span, default)]);
    }

    /// <summary>A number without zeros in front.</summary>
    internal static long ParseSize(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && (text.Length == 1 || text[0] != '0') ? size : throw new FormatException("A size is a whole number in decimal, without zeros in front.");
}
