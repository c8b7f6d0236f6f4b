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
}
