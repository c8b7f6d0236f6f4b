namespace Overblik.Deadlines;

/// <summary>Easter Sunday by the Gregorian rules, which Denmark's holidays follow.</summary>
public static class Easter
{
    /// <summary>Easter Sunday of a year; before 1700, when Denmark took the new calendar, as if it had had it.</summary>
    /// <param name="year">1 to 9999.</param>
    /// <exception cref="ArgumentOutOfRangeException">Another year.</exception>
    public static DateOnly Sunday(int year)
    {
        // The Meeus, Jones and Butcher computation: the first Sunday after the full moon on or after 21 March.
        var (century, rest) = Math.DivRem(year, 100);
        var golden = year % 19;
        var correction = (century + 8) / 25;
        var epact = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
        var weekday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
        var late = (golden + 11 * epact + 22 * weekday) / 451;
        var day = epact + weekday - 7 * late + 114;
        return new DateOnly(year, day / 31, day % 31 + 1);
    }
}
