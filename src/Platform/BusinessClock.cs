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

    /// <summary>The real moment at which this clock shows that one.</summary>
    DateTimeOffset Real(DateTimeOffset shown);
}

public static class Nights
{
    private static readonly TimeOnly Morning = new(8, 0), Evening = new(20, 0);

    /// <summary>The real moment at which it is morning, where it is evening or night now; null by day. What can wait is not told before.</summary>
    public static DateTimeOffset? QuietUntil(this IBusinessClock clock)
    {
        var now = clock.Now;
        var at = TimeOnly.FromDateTime(now.DateTime);
        if (at >= Morning && at < Evening) return null;
        var morning = clock.Today.AddDays(at < Morning ? 0 : 1).ToDateTime(Morning);
        return clock.Real(new DateTimeOffset(morning, BusinessClock.Zone.GetUtcOffset(morning)));
    }
}

public sealed class BusinessClock(TimeProvider time, IConfiguration configuration) : IBusinessClock
{
    /// <summary>Danish civil time.</summary>
    public static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    private readonly int daysAhead = Ahead(time, configuration["Today"]);

    public DateTimeOffset Now
    {
        get
        {
            var now = Local(time.GetUtcNow());
            return daysAhead == 0 ? now : Moved(now, daysAhead);
        }
    }

    public DateTimeOffset Real(DateTimeOffset shown) => daysAhead == 0 ? shown : Moved(Local(shown), -daysAhead);

    public DateOnly Today => DateOnly.FromDateTime(Now.Date);

    public static DateTimeOffset Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Zone);

    /// <summary>The Danish calendar date of an instant.</summary>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant).Date);

    /// <summary>A date as people write it: 2. december 2026 · 2 December 2026.</summary>
    public static string Written(DateOnly date) => date.ToString(Language.IsDanish ? "d. MMMM yyyy" : "d MMMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>The time of day in Danish time: 9.05 in Danish, 09:05 in English.</summary>
    public static string Clock(DateTimeOffset instant) => Local(instant).ToString(Language.IsDanish ? "H.mm" : "HH:mm", CultureInfo.InvariantCulture);

    // Civil days, whose length is 23 or 25 hours twice a year. Read once more for the hour that summer time skips.
    private static DateTimeOffset Moved(DateTimeOffset local, int days)
    {
        var moved = local.DateTime.AddDays(days);
        return Local(new DateTimeOffset(moved, Zone.GetUtcOffset(moved)));
    }

    private static int Ahead(TimeProvider time, string? today)
    {
        if (string.IsNullOrWhiteSpace(today)) return 0;
        if (!DateOnly.TryParseExact(today, "yyyy-MM-dd", out var date))
            throw new StartupException($"--today must be a date like 2026-11-23, not '{today}'.");
        return date.DayNumber - DateOnly.FromDateTime(Local(time.GetUtcNow()).Date).DayNumber;
    }
}
