using System.Diagnostics.CodeAnalysis;

namespace Overblik.Platform;

/// <summary>A person as Overblik knows them: a random key, because CPR numbers change.</summary>
public readonly record struct PersonId(Guid Value)
{
    public static PersonId New() => new(Guid.CreateVersion7());

    public override string ToString() => Value.ToString("N");
}

/// <summary>
/// A Danish personal identification number, ten digits. It is masked wherever it is printed. No check digit is required:
/// numbers without it have been issued since 1 October 2007 (cpr.dk). Replacement numbers (day + 60) are accepted.
/// </summary>
public sealed record CprNumber
{
    private CprNumber(string digits, DateOnly birth) => (Digits, Birth) = (digits, birth);

    /// <summary>The date that the number begins with.</summary>
    public DateOnly Birth { get; }

    /// <summary>The ten digits: for the call to an authority and for nothing else.</summary>
    public string Digits { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out CprNumber? number)
    {
        number = null;
        if (text is null) return false;
        Span<char> digits = stackalloc char[10];
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '-' or ' ' && count == 6) continue;
            if (!char.IsAsciiDigit(c) || count == 10) return false;
            digits[count++] = c;
        }
        if (count != 10) return false;
        var value = new string(digits);
        if (BirthOf(value) is not { } birth) return false;
        number = new CprNumber(value, birth);
        return true;
    }

    /// <summary>A number that was checked when it was stored.</summary>
    public static CprNumber Parse(string text) => TryParse(text, out var number) ? number : throw new FormatException("Not of the form of a CPR number.");

    /// <summary>Masked: the birth date's day and month only.</summary>
    public override string ToString() => Digits[..4] + "••-••••";

    // The century follows from digit 7 and the year (cpr.dk, "Opbygning af CPR-nummeret").
    private static DateOnly? BirthOf(string digits)
    {
        int Two(int at) => ((digits[at] - '0') * 10) + digits[at + 1] - '0';
        var (day, month, year) = (Two(0), Two(2), Two(4));
        if (day > 60) day -= 60;
        var century = (digits[6] - '0', year) switch
        {
            ( <= 3, _) => 1900,
            (4 or 9, <= 36) => 2000,
            (4 or 9, _) => 1900,
            (_, <= 57) => 2000,
            _ => 1800,
        };
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(century + year, month) ? new(century + year, month, day) : null;
    }
}

/// <summary>A Danish business or authority number: eight digits that satisfy modulus 11 with the weights 2 7 6 5 4 3 2 1.</summary>
public sealed record CvrNumber
{
    private CvrNumber(string digits) => Digits = digits;

    public string Digits { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out CvrNumber? number)
    {
        const string weights = "27654321";
        number = null;
        if (text is not { Length: 8 } || !text.All(char.IsAsciiDigit) || text.Select((digit, at) => (digit - '0') * (weights[at] - '0')).Sum() % 11 != 0) return false;
        number = new CvrNumber(text);
        return true;
    }

    public override string ToString() => Digits;
}
