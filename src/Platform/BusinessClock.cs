using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Overblik.Platform;

/// <summary>
/// The date that deadlines, ages and texts go by, in Danish time. <c>--today</c> moves it; tokens, cookies, leases and log times
/// go by <see cref="TimeProvider"/> and are never moved.
/// </summary>
public interface IBusinessClock
{
    DateOnly Today { get; }

    /// <summary>Now in Danish time, on the business date.</summary>
    DateTimeOffset Now { get; }
}

public sealed class BusinessClock(TimeProvider time, IConfiguration configuration) : IBusinessClock
{
    /// <summary>Danish civil time.</summary>
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    private readonly int daysAhead = Moved(time, configuration["Today"]);

    public DateTimeOffset Now
    {
        get
        {
            var now = Local(time.GetUtcNow());
            if (daysAhead == 0) return now;
            // Civil days, whose length is 23 or 25 hours twice a year. Read once more for the hour that summer time skips.
            var moved = now.DateTime.AddDays(daysAhead);
            return Local(new DateTimeOffset(moved, Zone.GetUtcOffset(moved)));
        }
    }

    public DateOnly Today => DateOnly.FromDateTime(Now.Date);

    public static DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>The Danish calendar date of an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant).Date);

    /// <summary>A date as people write it: 2. december 2026 · 2 December 2026.</summary>
    public static string Written(DateOnly date) => date.ToString(Language.IsDanish ? "d. MMMM yyyy" : "d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>The time of day in Danish time: 9.05 in Danish, 09:05 in English.</summary>
    public static string Clock(DateTimeOffset instant) => Local(instant).ToString(Language.IsDanish ? "H.mm" : "HH:mm", CultureInfo.InvariantCulture);

    private static int Moved(TimeProvider time, string? today)
    {
        if (string.IsNullOrWhiteSpace(today)) return 0;
        if (!DateOnly.TryParseExact(today, "yyyy-MM-dd", out var date))
            throw new StartupException($"--today must be a date like 2026-11-23, not '{today}'.");
        return date.DayNumber - DateOnly.FromDateTime(Local(time.GetUtcNow()).Date).DayNumber;
    }
}
