using System.Globalization;
using System.Text.RegularExpressions;
using Overblik.Population;

namespace Overblik.EndToEnd.Tests;

/// <summary>Finds in a log what must never be there: CPR numbers and the names of people.</summary>
internal static partial class PersonalData
{
    private static readonly string[] Exact = [.. Persona.All.SelectMany(Words).Distinct()];

    // Whole words only: "Anna" is a name, "Annamite" is not.
    private static readonly Regex FirstNames = new($@"\b({string.Join('|', Persona.All.Select(it => it.Person.FirstName).Distinct())})\b", RegexOptions.CultureInvariant);

    /// <summary>The lines that give somebody away, each with what was found in it.</summary>
    public static IEnumerable<string> In(IEnumerable<string> lines) =>
        from line in lines
        let found = Exact.FirstOrDefault(it => line.Contains(it, StringComparison.OrdinalIgnoreCase))
            ?? First(FirstNames.Match(line)) ?? TenDigits().Matches(line).Select(it => it.Value).FirstOrDefault(IsDate)
        where found is not null
        select $"{found}: {line}";

    private static string? First(Match match) => match.Success ? match.Value : null;

    private static IEnumerable<string> Words(Persona persona)
    {
        yield return persona.Person.Name;
        yield return Uri.EscapeDataString(persona.Person.Name);
        yield return persona.Person.Uuid.ToString();
        if (persona.Person.Cpr is not { } cpr) yield break;
        yield return cpr;
        yield return $"{cpr[..6]}-{cpr[6..]}";
    }

    // Six digits that begin as a date does, raised by 60 or not.
    private static bool IsDate(string digits) => Two(digits[..2]) is (>= 1 and <= 31) or (>= 61 and <= 91) && Two(digits[2..4]) is >= 1 and <= 12;

    private static int Two(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<![\w-])\d{6}-?\d{4}(?![\w-])")]
    private static partial Regex TenDigits();
}
