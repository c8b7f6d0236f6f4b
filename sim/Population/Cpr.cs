using System.Globalization;

namespace Overblik.Population;

/// <summary>
/// Numbers that look like CPR numbers and are none: the day is raised by 60, as in a replacement number, and each date has 3000 slots per sex.
/// A slot is a serial number in disguise, so that a number leads back to its date, slot and sex without a table.
/// </summary>
internal static class Cpr
{
    public const int Slots = 3000;

    // Digit 7 with the two-digit year says the century (cpr.dk, "Opbygning af CPR-nummeret"); 1937-2036 is what both rows cover.
    private const string Digits1937To1999 = "012349";
    private const string Digits2000To2036 = "456789";

    // Any number coprime with the slots; it only makes the serials of neighbours look unlike.
    private const int Stride = 1597;
    private const int StrideInverse = 1933;

    public static string Number(DateOnly birth, int slot, bool female)
    {
        var shown = ((slot * Stride) + Offset(birth)) % Slots;
        var serial = (shown * 2) + (female ? 0 : 1);
        var digits = birth.Year < 2000 ? Digits1937To1999 : Digits2000To2036;
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
        var in1900s = number[6] <= '3' || (number[6] is '4' or '9' && year >= 37);
        year += in1900s ? 1900 : 2000;
        var digit = (in1900s ? Digits1937To1999 : Digits2000To2036).IndexOf(number[6], StringComparison.Ordinal);
        if (year is < 1937 or > 2036 || digit < 0 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        birth = new DateOnly(year, month, day);
        var serial = (digit * 1000) + Parse(number[7..]);
        female = serial % 2 == 0;
        slot = (int)((long)((serial / 2) - Offset(birth) + Slots) * StrideInverse % Slots);
        return true;
    }

    private static int Offset(DateOnly birth) => (int)(Draw.Mix((ulong)birth.DayNumber) % Slots);

    private static int Parse(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static void Two(Span<char> text, int number)
    {
        text[0] = (char)('0' + (number / 10));
        text[1] = (char)('0' + (number % 10));
    }
}
