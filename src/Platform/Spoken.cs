using System.Globalization;

namespace Overblik.Platform;

/// <summary>Values as people say them, in the language of the page.</summary>
public static class Spoken
{
    /// <summary>1.234,50 kr. · DKK 1,234.50; whole amounts without decimals.</summary>
    public static string Money(decimal value, string currency)
    {
        var number = value.ToString(value == decimal.Truncate(value) ? "N0" : "N2", CultureInfo.CurrentCulture);
        return Language.IsDanish && currency == "DKK" ? number + " kr." : $"{currency} {number}";
    }

    /// <summary>Torsdag den 3. december · Thursday 3 December.</summary>
    public static string Day(DateOnly date) => Capital(DayWithin(date));

    /// <summary>The day within a sentence: torsdag den 3. december · Thursday 3 December.</summary>
    public static string DayWithin(DateOnly date) => date.ToString(Language.IsDanish ? "dddd 'den' d. MMMM" : "dddd d MMMM", CultureInfo.CurrentCulture);

    /// <summary>December 2026.</summary>
    public static string Month(DateOnly date) => Capital(date.ToString("MMMM yyyy", CultureInfo.CurrentCulture));

    public static string Capital(string text) => text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];
}
