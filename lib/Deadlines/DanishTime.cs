namespace Overblik.Deadlines;

/// <summary>Danish civil time, with summer time. Deadlines are dates and times on Danish clocks; an instant is made of them only here.</summary>
public static class DanishTime
{
    /// <summary>Europe/Copenhagen.</summary>
    public static TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    /// <summary>The first instant at which it is too late: the end of the day, or the time of day where the deadline has one.</summary>
    public static DateTimeOffset TooLateFrom(DateOnly date, TimeOnly? at = null) =>
        // Of the two 02:30 in the night in which summer time ends, the later: the person has all of it.
        at is { } time ? Instant(date, time, later: true) : Instant(date.AddDays(1), TimeOnly.MinValue, later: true);

    /// <summary>
    /// The instant at which Danish clocks show this time on this day. The hour that the clocks skip in March is read as if they had not been turned yet: 02:30 becomes 03:30. Of the hour that
    /// comes twice in October, the first, or the later one.
    /// </summary>
    public static DateTimeOffset Instant(DateOnly date, TimeOnly time, bool later = false)
    {
        var local = date.ToDateTime(time);
        if (Zone.IsInvalidTime(local)) return TimeZoneInfo.ConvertTime(new DateTimeOffset(local, Zone.GetUtcOffset(local.AddHours(-1))), Zone);
        if (!Zone.IsAmbiguousTime(local)) return new DateTimeOffset(local, Zone.GetUtcOffset(local));
        // The first is in summer time, which has the larger offset.
        var offsets = Zone.GetAmbiguousTimeOffsets(local);
        return new DateTimeOffset(local, later ? offsets.Min() : offsets.Max());
    }

    /// <summary>The date on Danish clocks.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Zone).DateTime);
}
