using Overblik.Deadlines;

namespace Overblik.Authorities;

/// <summary>The days on which banks are closed, and the payment dates that depend on them.</summary>
internal static class BankDays
{
    /// <summary>Neither a weekend nor one of Nationalbanken's closing days. Store bededag was abolished from 2024.</summary>
    public static bool IsBankDay(DateOnly day) => DayCalendar.Danish.Is(DayKind.BankDay, day);

    /// <summary>The last banking day of a month: state pension, and SU for the month after (in advance).</summary>
    public static DateOnly LastOfMonth(int year, int month) => OnOrBefore(new DateOnly(year, month, DateTime.DaysInMonth(year, month)));

    /// <summary>The first banking day of a month: housing benefit, in advance.</summary>
    public static DateOnly FirstOfMonth(int year, int month) => OnOrAfter(new DateOnly(year, month, 1));

    /// <summary>The last banking day before the 21st: child benefit (Child and Youth Benefit Act § 5).</summary>
    public static DateOnly Before21(int year, int month) => OnOrBefore(new DateOnly(year, month, 20));

    /// <summary>The first of a rule's dates on or after a day; the rule gives one date for each month it names.</summary>
    public static DateOnly Next(DateOnly day, Func<int, int, DateOnly> rule, int everyMonths = 1) => Walk(day, rule, everyMonths, forward: true);

    /// <summary>The last of a rule's dates before a day.</summary>
    public static DateOnly Previous(DateOnly day, Func<int, int, DateOnly> rule, int everyMonths = 1) => Walk(day, rule, everyMonths, forward: false);

    /// <summary>The last banking day on or before a day.</summary>
    public static DateOnly OnOrBefore(DateOnly day)
    {
        while (!IsBankDay(day)) day = day.AddDays(-1);
        return day;
    }

    /// <summary>The first banking day on or after a day.</summary>
    public static DateOnly OnOrAfter(DateOnly day)
    {
        while (!IsBankDay(day)) day = day.AddDays(1);
        return day;
    }

    // The months are those of the quarters' beginnings where everyMonths is 3: January, April, July, October.
    private static DateOnly Walk(DateOnly day, Func<int, int, DateOnly> rule, int everyMonths, bool forward)
    {
        var month = new DateOnly(day.Year, ((day.Month - 1) / everyMonths * everyMonths) + 1, 1).AddMonths(forward ? -everyMonths : everyMonths);
        while (true)
        {
            var date = rule(month.Year, month.Month);
            if (forward ? date >= day : date < day) return date;
            month = month.AddMonths(forward ? everyMonths : -everyMonths);
        }
    }
}
