namespace Overblik.Calendar;

/// <summary>How often an own entry comes again.</summary>
internal enum Repeat
{
    Never,
    Daily,
    Weekly,
    Fortnightly,
    Monthly,
    Yearly,
}

/// <summary>The days of an entry that comes again. Pure.</summary>
internal static class Repetition
{
    /// <summary>
    /// The days from one to another, both included. Every month and every year are counted from the first day, so what begins on the 31st is on the last day of a short month, and on the
    /// 31st again in a long one.
    /// </summary>
    public static IEnumerable<DateOnly> Days(DateOnly first, Repeat repeat, DateOnly? last, DateOnly from, DateOnly to)
    {
        var end = last < to ? last.Value : to;
        for (var n = Skipped(first, repeat, from); Nth(first, repeat, n) is var day && day <= end; n++)
        {
            if (day >= from) yield return day;
            if (repeat == Repeat.Never) yield break;
        }
    }

    private static DateOnly Nth(DateOnly first, Repeat repeat, int n) => repeat switch
    {
        Repeat.Daily => first.AddDays(n),
        Repeat.Weekly => first.AddDays(7 * n),
        Repeat.Fortnightly => first.AddDays(14 * n),
        Repeat.Monthly => first.AddMonths(n),
        Repeat.Yearly => first.AddYears(n),
        _ => first,
    };

    // How many lie certainly before: what began long ago is not counted through.
    private static int Skipped(DateOnly first, Repeat repeat, DateOnly from)
    {
        var days = from.DayNumber - first.DayNumber;
        return days <= 0 ? 0 : Math.Max(0, repeat switch
        {
            Repeat.Daily => days,
            Repeat.Weekly => days / 7,
            Repeat.Fortnightly => days / 14,
            Repeat.Monthly => (days / 31) - 1,
            Repeat.Yearly => (days / 366) - 1,
            _ => 0,
        });
    }
}
