using System.Globalization;
using Overblik.Deadlines;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Days and times as people say them, in the language of the page.</summary>
internal static class Told
{
    /// <summary>Kl. 9.30–10.15, senest kl. 12.00 · At 09:30–10:15, by 12:00. Null for all of a day.</summary>
    public static string? When(CalendarEntry entry, Texts texts)
    {
        if (entry.Time is not { } time) return null;
        if (entry.Kind == CalendarKind.Deadline) return texts.Of("calendar.by", Clock(time));
        // What ends on another day is told by its beginning.
        return entry.Ends is { } ends && DanishTime.DateOf(ends) == entry.Date
            ? texts.Of("calendar.from-to", Clock(time), BusinessClock.Clock(ends))
            : texts.Of("calendar.at", Clock(time));
    }

    /// <summary>I dag, i morgen, om 5 dage; beyond two weeks the date alone says more.</summary>
    public static string? Relative(DateOnly date, DateOnly today, Texts texts) => (date.DayNumber - today.DayNumber) switch
    {
        0 => texts["calendar.today"],
        1 => texts["calendar.tomorrow"],
        > 1 and <= 14 and var days => texts.Of("calendar.in-days", days),
        _ => null,
    };

    public static string Clock(TimeOnly time) => time.ToString(Language.IsDanish ? "H.mm" : "HH:mm", CultureInfo.InvariantCulture);
}
