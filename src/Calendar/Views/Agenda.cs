using Overblik.Deadlines;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>One day that holds something.</summary>
internal sealed record Day(DateOnly Date, IReadOnlyList<Dated> Entries);

/// <summary>How dates are ordered and chosen. Pure.</summary>
internal static class Agenda
{
    /// <summary>How far the agenda looks ahead, in months.</summary>
    public const int Months = 12;

    /// <summary>How far it goes back when the person asks for what is over, in months.</summary>
    public const int MonthsBack = 6;

    /// <summary>Not over, and its day is behind us: what the person may still be able to mend. Oldest first.</summary>
    public static IReadOnlyList<Dated> Late(IEnumerable<Dated> dates, DateOnly today) =>
        [.. dates.Where(date => date.Entry is { Kind: CalendarKind.Deadline, Over: false } && date.Entry.Date < today).Order(ByTime)];

    /// <summary>The days from one to another, both included, that hold something; each in the order of the clock.</summary>
    public static IReadOnlyList<Day> Days(IEnumerable<Dated> dates, DateOnly from, DateOnly to) =>
        [.. dates.Where(date => from <= date.Entry.Date && date.Entry.Date <= to).Order(ByTime).GroupBy(date => date.Entry.Date).Select(day => new Day(day.Key, [.. day]))];

    /// <summary>What the person must think of next: deadlines, appointments, their own entries; not what has begun already.</summary>
    public static IReadOnlyList<Dated> Next(IEnumerable<Dated> dates, DateTimeOffset now, int count)
    {
        var today = DanishTime.DateOf(now);
        return [.. dates.Where(date => date.Entry is { Kind: CalendarKind.Deadline or CalendarKind.Appointment or CalendarKind.Own, Over: false } entry && entry.Date >= today && !Past(entry)).Order(ByTime).Take(count)];

        bool Past(CalendarEntry entry) => entry.Date == today && entry.Time is { } time && DanishTime.Instant(entry.Date, time, later: true) < now;
    }

    /// <summary>By day; what has no time first, since it is for all of the day.</summary>
    public static readonly Comparer<Dated> ByTime = Comparer<Dated>.Create((one, other) =>
    {
        var order = one.Entry.Date.CompareTo(other.Entry.Date);
        if (order == 0) order = Nullable.Compare(one.Entry.Time, other.Entry.Time);
        if (order == 0) order = one.Entry.Kind.CompareTo(other.Entry.Kind);
        return order == 0 ? StringComparer.CurrentCulture.Compare(one.Entry.Title, other.Entry.Title) : order;
    });
}
