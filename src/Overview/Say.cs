using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Dates, times and amounts as people say them, in the language of the page.</summary>
internal static class Say
{
    /// <summary>2. december 2026 · 2 December 2026.</summary>
    public static string Date(DateOnly date) => BusinessClock.Written(date);

    public static string Date(DateTimeOffset instant) => Date(BusinessClock.DateOf(instant));

    /// <summary>2. december 2026 kl. 9.30 · 2 December 2026 at 09:30.</summary>
    public static string Moment(DateTimeOffset instant) => $"{Date(instant)} {Clock(instant)}";

    /// <summary>kl. 9.30 · at 09:30.</summary>
    public static string Clock(DateTimeOffset instant) => (Language.IsDanish ? "kl. " : "at ") + BusinessClock.Clock(instant);

    /// <summary>The time of day; with its date where that is not the day of <paramref name="now"/>.</summary>
    public static string Since(DateTimeOffset instant, DateTimeOffset now) =>
        BusinessClock.Local(instant).Date == BusinessClock.Local(now).Date ? Clock(instant) : Moment(instant);

    /// <summary>1.234,50 kr. · DKK 1,234.50; whole amounts without decimals.</summary>
    public static string Money(Amount amount) => Spoken.Money(amount.Value, amount.Currency);

    /// <summary>What there is of several, in one line.</summary>
    public static string Together(params ReadOnlySpan<string?> parts)
    {
        var line = "";
        foreach (var part in parts)
        {
            if (part is not null) line += line.Length == 0 ? part : " · " + part;
        }
        return line;
    }

    /// <summary>i dag, i morgen, om 5 dage, for 2 dage siden; beyond two weeks the date alone says more.</summary>
    public static string? Relative(DateOnly date, DateOnly today, Texts texts) => (date.DayNumber - today.DayNumber) switch
    {
        0 => texts["overview.today"],
        1 => texts["overview.tomorrow"],
        -1 => texts["overview.yesterday"],
        > 1 and <= 14 and var days => texts.Of("overview.in-days", days),
        >= -14 and < -1 and var days => texts.Of("overview.days-ago", -days),
        _ => null,
    };
}
