namespace Overblik.JourneyFormat;

/// <summary>
/// LIX (Björnsson 1968): words in a sentence, plus the share of words of more than six letters in percent. Below 25 is very easy, 25 to 34 easy, 35 to 44 middling.
/// A sentence ends with a full stop, a question mark, an exclamation mark or a colon; what is in a word is letters, digits and hyphens.
/// </summary>
public static class Readability
{
    /// <summary>Shorter texts are too short to measure.</summary>
    public const int FewestWords = 30;

    /// <summary>The most of one text, and of all of a journey's.</summary>
    public const double MostOfOne = 35, MostOfAll = 30;

    private const int Long = 6;

    public static (double Lix, int Words) Of(string text)
    {
        var (words, longer, sentences, letters, open) = (0, 0, 0, 0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            if (char.IsLetterOrDigit(c) || (letters > 0 && (c == '-' || (c == '.' && IsDigit(text, i - 1) && IsDigit(text, i + 1)))))
            {
                letters++;
                continue;
            }
            if (letters > 0)
            {
                (words, longer, open) = (words + 1, longer + (letters > Long ? 1 : 0), true);
                letters = 0;
            }
            // A point within a number or an abbreviation ends no sentence: it is not followed by a space and a capital.
            if (open && (c is '?' or '!' or ':' || (c == '.' && EndsSentence(text, i)))) (sentences, open) = (sentences + 1, false);
        }
        if (open) sentences++;
        return words == 0 ? (0, 0) : ((double)words / sentences + 100.0 * longer / words, words);
    }

    private static bool IsDigit(string text, int at) => at < text.Length && char.IsAsciiDigit(text[at]);

    private static bool EndsSentence(string text, int at)
    {
        var next = at + 1;
        while (next < text.Length && text[next] == ' ') next++;
        return next >= text.Length || (next > at + 1 && (char.IsUpper(text[next]) || text[next] is '"' or '»'));
    }
}
