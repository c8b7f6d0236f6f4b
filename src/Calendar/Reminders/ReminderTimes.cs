using Overblik.Deadlines;

namespace Overblik.Calendar;

/// <summary>
/// When a date is to be reminded of. Pure. Nothing here counts what has been sent: a date is in a stage, and each stage is sent once. So a node that was down, a clock that was set and a date that was moved
/// need no care of their own.
/// </summary>
/// <param name="Date">Its day.</param>
/// <param name="Time">When on that day it is too late; null: at its end.</param>
/// <param name="Days">How many days before it there is a reminder.</param>
/// <param name="SnoozedTo">None before this day, and one on it.</param>
/// <param name="At">The time of day at which it is sent, by Danish clocks.</param>
internal sealed record ReminderTimes(DateOnly Date, TimeOnly? Time, IReadOnlyList<int> Days, DateOnly? SnoozedTo, TimeOnly At)
{
    /// <summary>What is planned late is sent at the next of these, so that what becomes known together comes together.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    /// <summary>A moment nearer than this may have been looked at before it is planned for: another is planned then.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(1);

    /// <summary>The moments, and how many days before the date each is; the first first. One on the day itself that would be too late is a day earlier.</summary>
    public IEnumerable<(int Days, DateTimeOffset At)> Moments()
    {
        var tooLate = DanishTime.TooLateFrom(Date, Time);
        var days = SnoozedTo is { } day && day <= Date ? Days.Where(n => Date.AddDays(-n) > day).Append(Date.DayNumber - day.DayNumber) : Days;
        return days.Select(n => n > 0 || DanishTime.Instant(Date, At) < tooLate ? n : 1).Distinct().OrderDescending().Select(n => (n, DanishTime.Instant(Date.AddDays(-n), At)));
    }

    /// <summary>The stage that it is in: the last moment that has come. Null before the first, and when it is too late.</summary>
    public (int Days, DateTimeOffset At)? Stage(DateTimeOffset now) =>
        DanishTime.TooLateFrom(Date, Time) <= now || Moments().TakeWhile(moment => moment.At <= now).ToList() is not [.., var last] ? null : last;

    /// <summary>When somebody must look at it: at each moment to come, and within a quarter of an hour where one has passed that was not known in time, or is passing.</summary>
    /// <param name="now">The present moment.</param>
    /// <param name="late">Whether one that has passed is made up for.</param>
    public IEnumerable<DateTimeOffset> Looks(DateTimeOffset now, bool late)
    {
        var soon = now + Soon;
        var looks = Moments().Where(moment => moment.At > soon).Select(moment => moment.At);
        return (late && Stage(now) is not null) || Moments().Any(moment => moment.At > now && moment.At <= soon) ? looks.Prepend(new DateTimeOffset(((soon.UtcTicks / Step.Ticks) + 1) * Step.Ticks, TimeSpan.Zero)) : looks;
    }

    /// <summary>The end of the quiet hours that this moment lies in; null outside them.</summary>
    public static DateTimeOffset? QuietUntil(TimeOnly from, TimeOnly to, DateTimeOffset now)
    {
        var (today, clock) = (DanishTime.DateOf(now), TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, DanishTime.Zone).DateTime));
        return !IsQuiet(from, to, clock) ? null : DanishTime.Instant(clock < to ? today : today.AddDays(1), to);
    }

    public static bool IsQuiet(TimeOnly from, TimeOnly to, TimeOnly clock) => from != to && clock.IsBetween(from, to);
}
