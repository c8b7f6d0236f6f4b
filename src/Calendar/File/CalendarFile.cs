using System.Globalization;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Overblik.Deadlines;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Entries as iCalendar (RFC 5545), for the person's own calendar. Pure.</summary>
internal static class CalendarFile
{
    private const string Zone = "Europe/Copenhagen";
    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Rises with each change, also where nobody has counted them: minutes since 2020 until the last one.</summary>
    public static int SequenceOf(CalendarEntry entry) => (int)((entry.ChangedAt ?? Epoch) - Epoch).TotalMinutes;

    /// <summary>The same of what an authority has told, by our own clock.</summary>
    public static int SequenceOf(DateTimeOffset told) => Math.Max(0, (int)(told - Epoch).TotalSeconds);

    /// <param name="entry">What it is.</param>
    /// <param name="uid">The same for the entry whenever it is written, so that a calendar moves it and does not add it again.</param>
    /// <param name="sequence">Higher than before where it has changed.</param>
    /// <param name="stamp">When it was last changed, or is written.</param>
    /// <param name="rule">How it comes again.</param>
    /// <param name="description">What else is told.</param>
    public static CalendarEvent Event(CalendarEntry entry, string uid, int sequence, DateTimeOffset stamp, Rule? rule = null, string? description = null)
    {
        var item = new CalendarEvent
        {
            Uid = uid,
            DtStamp = Utc(stamp),
            LastModified = entry.ChangedAt is { } changed ? Utc(changed) : null,
            Sequence = sequence,
            Summary = entry.Authority is null ? entry.Title : $"{entry.Title} ({entry.Authority})",
            Description = description,
            Location = entry.Place,
            Url = entry.Act?.Url is { } url ? new Uri(url) : null,
            Status = "CONFIRMED",
            // A deadline, a payment and a promised answer take up no time.
            Transparency = entry.Kind is CalendarKind.Appointment or CalendarKind.Own && entry.Time is not null ? "OPAQUE" : "TRANSPARENT",
        };
        if (entry.Time is { } time)
        {
            item.Start = Local(DanishTime.Instant(entry.Date, time), rule);
            if (entry.Ends is { } ends) item.End = Local(ends, rule);
        }
        else
        {
            item.Start = new CalDateTime(entry.Date);
            item.End = new CalDateTime(entry.Date.AddDays(1));
        }
        if (rule is not null)
        {
            item.RecurrenceRule = new RecurrenceRule(rule.Text);
            foreach (var date in rule.Also) item.RecurrenceDates.Add(entry.Time is { } at ? Local(DanishTime.Instant(date, at), rule) : new CalDateTime(date));
        }
        if (!entry.Over && Before(entry) is { } before) item.Alarms.Add(new Alarm { Action = "DISPLAY", Description = entry.Title, Trigger = new Trigger(before) });
        return item;
    }

    /// <param name="events">In the order in which they are written.</param>
    /// <param name="earliest">No event begins before this day.</param>
    /// <param name="refresh">How often a calendar that follows it should fetch it again; null for one that is fetched once.</param>
    public static string Write(IEnumerable<CalendarEvent> events, DateOnly earliest, TimeSpan? refresh = null)
    {
        var calendar = new Ical.Net.Calendar { Method = "PUBLISH", ProductId = "-//Overblik//Overblik//DA" };
        if (refresh is { } every)
        {
            // RFC 7986 sections 5.1 and 5.7, and what calendars had agreed on before it.
            var duration = System.Xml.XmlConvert.ToString(every);
            calendar.AddProperty("NAME", "Overblik");
            calendar.AddProperty("X-WR-CALNAME", "Overblik");
            calendar.AddProperty(new CalendarProperty("REFRESH-INTERVAL", duration) { Parameters = { new CalendarParameter("VALUE", "DURATION") } });
            calendar.AddProperty("X-PUBLISHED-TTL", duration);
        }
        // From before the first day that is told, with the rules for summer time as they are; the library wants a year that has been.
        calendar.AddTimeZone(VTimeZone.FromDateTimeZone(Zone, new DateTime(Math.Min(earliest.Year - 1, 2025), 1, 1), false));
        foreach (var item in events) calendar.Events.Add(item);
        return new CalendarSerializer().SerializeToString(calendar)!;
    }

    /// <summary>How an own entry comes again, by RFC 5545; a day that a month lacks is its last, as in the calendar here.</summary>
    public static Rule? Rule(Own own)
    {
        var day = own.Date.Day;
        var rule = own.Repeat switch
        {
            Repeat.Daily => "FREQ=DAILY",
            Repeat.Weekly => "FREQ=WEEKLY",
            Repeat.Fortnightly => "FREQ=WEEKLY;INTERVAL=2",
            Repeat.Monthly when day == 31 => "FREQ=MONTHLY;BYMONTHDAY=-1",
            Repeat.Monthly => "FREQ=MONTHLY;BYMONTHDAY=" + day.ToString(CultureInfo.InvariantCulture),
            Repeat.Yearly when (own.Date.Month, day) == (2, 29) => "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
            Repeat.Yearly => "FREQ=YEARLY",
            _ => null,
        };
        if (rule is null) return null;
        // BYSETPOS would say "the 30th, or else the last" in one rule, but not every reader understands it: the Februaries of twenty years are named instead.
        IEnumerable<DateOnly> februaries = own.Repeat == Repeat.Monthly && day is 29 or 30
            ? Repetition.Days(own.Date, own.Repeat, own.Until, own.Date, own.Date.AddYears(20)).Where(date => date.Day < day)
            : [];
        // UNTIL is a date where the entry is, and an instant in UTC where that has a time.
        if (own.Until is { } until)
            rule += ";UNTIL=" + (own.Starts is { } starts ? DanishTime.Instant(until, starts).UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) : until.ToString("yyyyMMdd", CultureInfo.InvariantCulture));
        return new Rule(rule, [.. februaries]);
    }

    // At nine in the morning where there is no time. In days and hours, which summer time does not move.
    private static Duration? Before(CalendarEntry entry) => (entry.Kind, entry.Time) switch
    {
        (CalendarKind.Deadline, null) => new Duration(days: -2, hours: -15),
        (CalendarKind.Deadline, _) => new Duration(days: -3),
        (CalendarKind.Appointment, _) => new Duration(days: -1),
        (CalendarKind.Own, null) => new Duration(hours: -15),
        (CalendarKind.Own, _) => new Duration(hours: -1),
        _ => null,
    };

    private static CalDateTime Local(DateTimeOffset instant, Rule? rule)
    {
        var local = TimeZoneInfo.ConvertTime(instant, DanishTime.Zone).DateTime;
        // Of an hour that comes twice readers take different ones, whatever RFC 5545 section 3.3.5 says; in UTC there is one. What comes again must stay on the clock.
        return rule is null && DanishTime.Zone.IsAmbiguousTime(local) ? Utc(instant) : new CalDateTime(local, Zone);
    }

    private static CalDateTime Utc(DateTimeOffset instant) => new(instant.UtcDateTime.AddTicks(-(instant.UtcTicks % TimeSpan.TicksPerSecond)), "UTC");
}

/// <param name="Text">RRULE.</param>
/// <param name="Also">RDATE: days that the rule cannot name.</param>
internal sealed record Rule(string Text, IReadOnlyList<DateOnly> Also);
