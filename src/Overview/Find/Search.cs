using System.Globalization;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Something that was found. <paramref name="Where"/> is the text that holds the words, where the row does not show it.</summary>
internal sealed record Found(Item Item, ItemRow Row, string? Where);

/// <summary>A part of a text, and whether it is what was searched for.</summary>
internal readonly record struct Piece(string Text, bool Hit);

/// <summary>Finds items by words, in the language of the page: every word must stand in some text of the item, as the beginning, the middle or the end of a word.</summary>
internal sealed class Search(string text)
{
    public const int Longest = 100;

    private readonly string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    private readonly CompareInfo compare = CultureInfo.CurrentUICulture.CompareInfo;

    public IEnumerable<Found> In(SourceAnswer answer, DateOnly today, Texts texts)
    {
        foreach (var item in answer.Items)
        {
            var row = ItemRow.Of(item, answer.Source, today, texts);
            string?[] shown = [row.Title, row.When, row.Amount, row.Badge, row.Note, item.Authority.Name.ToString()];
            var hidden = Hidden(item).ToList();
            if (!Array.TrueForAll(words, word => shown.Concat(hidden).Any(it => Holds(it, word)))) continue;
            yield return new Found(item, row, hidden.Find(it => words.Any(word => Holds(it, word) && !shown.Any(other => Holds(other, word)))));
        }
    }

    /// <summary>The text in pieces, for marking what was found.</summary>
    public IEnumerable<Piece> Marked(string text)
    {
        var at = 0;
        while (First(text, at) is { Length: > 0 } hit)
        {
            if (hit.Start > at) yield return new(text[at..hit.Start], false);
            yield return new(text.Substring(hit.Start, hit.Length), true);
            at = hit.Start + hit.Length;
        }
        if (at < text.Length) yield return new(text[at..], false);
    }

    // A protected field is found by its name only: what it holds is not to come up on the screen unasked.
    private static IEnumerable<string?> Hidden(Item item) =>
    [
        item.Summary?.ToString(), item.Case?.Number, item.Expected?.Text.ToString(), item.LegalBasis?.Title.ToString(), item.Credential?.Number,
        .. item.Case?.Timeline.Select(entry => entry.Text?.ToString()) ?? [],
        .. item.Registration?.Fields.Select(field => field.Protected ? field.Label.ToString() : $"{field.Label}: {field.Value}") ?? [],
    ];

    private bool Holds(string? text, string word) => text is not null && compare.IndexOf(text, word, CompareOptions.IgnoreCase) >= 0;

    private (int Start, int Length) First(string text, int from)
    {
        var first = (Start: int.MaxValue, Length: 0);
        foreach (var word in words)
        {
            var start = compare.IndexOf(text.AsSpan(from), word, CompareOptions.IgnoreCase, out var length);
            if (start >= 0 && length > 0 && (start + from, -length).CompareTo((first.Start, -first.Length)) < 0) first = (start + from, length);
        }
        return first;
    }
}
