using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>What the public page shows, as JSON.</summary>
/// <param name="Fewest">With fewer questions than this nothing is told.</param>
internal sealed record CoverageReport(DateTimeOffset At, int Fewest, IReadOnlyList<SourceCoverage> Sources);

/// <param name="Covered">It is asked today. Otherwise it is to join, on the day <paramref name="From"/> where that is known.</param>
/// <param name="From">The first day of the agreement.</param>
/// <param name="Last24Hours">Null where there were too few questions to say.</param>
/// <param name="Last30Days">Likewise.</param>
/// <param name="Hours">The oldest first; the last one is not over.</param>
/// <param name="Days">Danish days, the oldest first; the last one is today.</param>
internal sealed record SourceCoverage(
    string Id, Text Name, bool Covered, IReadOnlyList<CoveredArea> Areas, IReadOnlyList<ItemKind> Kinds, IReadOnlyList<HourAnswered> Hours, IReadOnlyList<DayAnswered> Days,
    DateOnly? From = null, AnswerFigures? Last24Hours = null, AnswerFigures? Last30Days = null)
{
    /// <param name="hours">What was counted of the source.</param>
    /// <param name="today">The business date: agreements go by it, what was counted by <paramref name="now"/>.</param>
    public static SourceCoverage Of(Source source, IReadOnlyList<AnswersHour> hours, DateOnly today, DateTimeOffset now)
    {
        // An agreement that has begun, with a source that has no address yet, says nothing about when it comes.
        var from = source.Covered || source.Options.AgreedFrom > today ? source.Options.AgreedFrom : null;
        CoveredArea[] areas = [.. source.Options.Areas.Select(area => new CoveredArea(area, source.NameOf(area)))];
        ItemKind[] kinds = [.. Overview.Kinds.InOrder.Where(source.Kinds.Contains)];
        if (!source.Covered) return new SourceCoverage(source.Id, source.Name, false, areas, kinds, [], [], from);

        var (lastHour, lastDay) = (AnswerLog.HourOf(now), BusinessClock.DateOf(now));
        var byHour = hours.ToLookup(h => h.Hour, h => h.Counts());
        var byDay = hours.ToLookup(h => BusinessClock.DateOf(h.Hour), h => h.Counts());
        DateTimeOffset[] theHours = [.. Enumerable.Range(-23, 24).Select(i => lastHour.AddHours(i))];
        DateOnly[] theDays = [.. Enumerable.Range(-29, 30).Select(lastDay.AddDays)];
        return new SourceCoverage(
            source.Id, source.Name, true, areas, kinds,
            [.. theHours.Select(hour => new HourAnswered(hour, Figures([hour], byHour)?.Percent))],
            [.. theDays.Select(day => new DayAnswered(day, Figures([day], byDay)?.Percent))],
            from, Figures(theHours, byHour), Figures(theDays, byDay));
    }

    private static AnswerFigures? Figures<T>(IEnumerable<T> times, ILookup<T, AnswerCounts> counted) => AnswerFigures.Of(AnswerCounts.Sum(times.SelectMany(time => counted[time])));
}

internal sealed record CoveredArea(string Code, Text Name);

/// <param name="Percent">How many of a hundred questions were answered; null where there were too few to say.</param>
internal sealed record HourAnswered(DateTimeOffset From, int? Percent = null);

/// <inheritdoc cref="HourAnswered" />
internal sealed record DayAnswered(DateOnly Date, int? Percent = null);

/// <param name="Asked">About how many questions there were.</param>
/// <param name="Percent">How many of a hundred were answered, rounded down: 100 is all of them.</param>
/// <param name="HalfWithin">In so many seconds half of the answers came; null where there were too few to say.</param>
/// <param name="MostWithin">… and 95 of a hundred.</param>
internal sealed record AnswerFigures(long Asked, int Percent, double? HalfWithin = null, double? MostWithin = null)
{
    /// <summary>With fewer the figures could be one person's.</summary>
    public const int Fewest = 20;

    public static AnswerFigures? Of(AnswerCounts counts)
    {
        if (counts.Asked < Fewest) return null;
        var timed = counts.Answered >= Fewest;
        return new AnswerFigures(
            About(counts.Asked), (int)(counts.Answered * 100 / counts.Asked), timed ? counts.TimeOf(50) / 1000.0 : null, timed ? counts.TimeOf(95) / 1000.0 : null);
    }

    // Two digits, and never nearer than to the ten.
    private static long About(long asked)
    {
        var step = 10L;
        while (asked / step >= 100) step *= 10;
        return (asked + (step / 2)) / step * step;
    }
}
