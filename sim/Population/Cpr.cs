using System.Globalization;

namespace Overblik.Population;

/// <summary>
/// Numbers that look like CPR numbers and are none: the day is raised by 60, as in a replacement number, and each date has 2000 or 3000 slots per sex.
/// A slot is a serial number in disguise, so that a number leads back to its date, slot and sex without a table.
/// </summary>
internal static class Cpr
{
    // Any number coprime with both numbers of slots; it only makes the serials of neighbours look unlike.
    private const int Stride = 1597;

    // Digit 7 with the two-digit year says the century (cpr.dk, "Opbygning af CPR-nummeret"): years that share a century with few digits have fewer slots.
    private static string Digits(int year) => year switch
    {
        < 1937 => "0123",
        < 2000 => "012349",
        <= 2036 => "456789",
        _ => "5678",
    };

    public static string Number(DateOnly birth, int slot, bool female)
    {
        var digits = Digits(birth.Year);
        var slots = digits.Length * 500;
        var serial = (((slot * Stride) + Offset(birth, slots)) % slots * 2) + (female ? 0 : 1);
        return string.Create(10, (birth, digit: digits[serial / 1000], rest: serial % 1000), static (text, it) =>
        {
            Two(text, it.birth.Day + 60);
            Two(text[2..], it.birth.Month);
            Two(text[4..], it.birth.Year % 100);
            text[6] = it.digit;
            text[7] = (char)('0' + (it.rest / 100));
            Two(text[8..], it.rest % 100);
        });
    }

    public static bool TryRead(ReadOnlySpan<char> number, out DateOnly birth, out int slot, out bool female)
    {
        (birth, slot, female) = (default, 0, false);
        if (number.Length != 10 || number.ContainsAnyExceptInRange('0', '9')) return false;
        var (day, month, year) = (Parse(number[..2]) - 60, Parse(number[2..4]), Parse(number[4..6]));
        year += number[6] switch
        {
            <= '3' => 1900,
            '4' or '9' => year <= 36 ? 2000 : 1900,
            _ => year <= 57 ? 2000 : 1800,
        };
        var digits = Digits(year);
        var digit = digits.IndexOf(number[6], StringComparison.Ordinal);
        if (year < 1900 || digit < 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        birth = new DateOnly(year, month, day);
        var serial = (digit * 1000) + Parse(number[7..]);
        female = serial % 2 == 0;
        var slots = digits.Length * 500;
        slot = (int)((long)((serial / 2) - Offset(birth, slots) + slots) * StrideInverse(slots) % slots);
        return true;
    }

    private static int Offset(DateOnly birth, int slots) => (int)(Draw.Mix((ulong)birth.DayNumber) % (ulong)slots);

    private static int StrideInverse(int slots) => slots == 2000 ? 933 : 1933;

    private static int Parse(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static void Two(Span<char> text, int number)
    {
        text[0] = (char)('0' + (number / 10));
        text[1] = (char)('0' + (number % 10));
    }
}
