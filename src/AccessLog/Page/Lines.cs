using System.Globalization;
using Overblik.Deadlines;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>Makes of entries what is shown: visits, groups, and what is unusual. Pure.</summary>
internal static class Lines
{
    /// <summary>So many entries on each side of those that are looked at count, too, for what is unusual about them.</summary>
    public const int Around = 50;

    // Office hours: those of most authorities' own employees. What happens outside of them can be right, and is only worth a question.
    private static readonly TimeOnly Opens = new(7, 0), Closes = new(19, 0);

    // More than so many by one authority in so long a time; one visit counts as one.
    private const int Many = 5;
    private static readonly TimeSpan ShortTime = TimeSpan.FromHours(1), VisitTime = TimeSpan.FromMinutes(10);

    /// <summary>Entries of one authority with one reference, purpose and case, in the same ten minutes by the clock, are one visit. The newest first, as they come.</summary>
    /// <param name="entries">What is shown.</param>
    /// <param name="around">All that is known to have been looked up around that time, whether it is shown or not.</param>
    /// <param name="corrected">The places of those of which something was corrected: each stands alone, for what is said of one is not said of all.</param>
    /// <param name="register">What the purposes mean.</param>
    public static IReadOnlyList<Line> Of(IReadOnlyList<OpenLine> entries, IReadOnlyList<LookedUp> around, IReadOnlyCollection<long> corrected, PurposeRegister register)
    {
        var visits = around.DistinctBy(one => one.Visit).ToLookup(one => one.Authority);
        return [.. entries.GroupBy(entry => corrected.Contains(entry.Row.Index) || entry.Body.IsCorrection ? PlaceOf(entry) : VisitOf(entry)).Select(visit => new Line([.. visit], PurposeOf(visit.First(), register), [])).Select(line => line with { Unusual = [.. UnusualAbout(line, visits[line.Body.Authority])] })];
    }

    /// <summary>An entry as others are judged by it; null where it is none that an authority has told, or a routine's.</summary>
    public static LookedUp? LookedUp(OpenLine entry, PurposeRegister register) =>
        !entry.Body.IsTold || PurposeOf(entry, register) is { Routine: true } ? null : new LookedUp(entry.Body.Authority, VisitOf(entry), entry.Body.At);

    /// <summary>Those of these that others are judged by.</summary>
    public static IEnumerable<LookedUp> LookedUp(IEnumerable<OpenLine> entries, PurposeRegister register) => entries.Select(entry => LookedUp(entry, register)).OfType<LookedUp>();

    /// <summary>The months in which those lie by which these are judged.</summary>
    public static IReadOnlyCollection<int> MonthsOf(IEnumerable<OpenLine> entries, PurposeRegister register) =>
        [.. entries.Where(entry => LookedUp(entry, register) is not null).SelectMany(entry => new[] { entry.Row.Period, LineKeys.PeriodOf(entry.Body.At - ShortTime), LineKeys.PeriodOf(entry.Body.At + ShortTime) }).Distinct()];

    /// <summary>What a routine has read several times in one month stands together, where it read last; what was kept back or corrected stands alone, for that is to be seen.</summary>
    public static IReadOnlyList<LineGroup> Groups(IReadOnlyList<Line> lines, IReadOnlyCollection<long> corrected) => [.. lines
        .GroupBy(line => !corrected.Contains(line.Entries[0].Row.Index) && line is { Purpose.Routine: true, Unusual.Count: 0, Flags.Count: 0, Body: { Until: null, Of: < 0 } } ? $"{line.Body.IsOwn} {line.Body.Authority} {line.Body.Purpose} {BusinessClock.Local(line.At):yyyyMM}" : line.Body.Id.ToString())
        .Select(group => new LineGroup([.. group]))];

    private static Purpose? PurposeOf(OpenLine entry, PurposeRegister register) => register.Find(entry.Body.Purpose, DanishTime.DateOf(entry.Body.At));

    // What is said of one of them is said of all: so they have all in common that it rests on.
    private static string VisitOf(OpenLine entry) => entry.Body is { Reference.Length: > 0, IsTold: true } body
        ? string.Create(CultureInfo.InvariantCulture, $"{body.Authority}\n{body.Reference}\n{body.Purpose}\n{body.Case}\n{body.At.UtcTicks / VisitTime.Ticks}")
        : PlaceOf(entry);

    private static string PlaceOf(OpenLine entry) => entry.Row.Index.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<Unusual> UnusualAbout(Line line, IEnumerable<LookedUp> visits)
    {
        // Of the hub's own readings the person knows: they were there. What a routine does, it does for everybody.
        if (!line.Body.IsTold || line.Purpose is { Routine: true }) yield break;
        var local = BusinessClock.Local(line.At);
        var inHours = TimeOnly.FromDateTime(local.DateTime) is var time && time >= Opens && time < Closes && DayCalendar.Danish.Is(DayKind.WorkingDay, DateOnly.FromDateTime(local.DateTime));
        if (!inHours && line is { Purpose: not { AnyTime: true }, Body.Criticality.Length: 0 }) yield return Unusual.Hours;
        if (line is { Body.Case.Length: 0, Purpose: not { AnyTime: true } }) yield return Unusual.NoCase;
        // In any hour that it is in: the window that begins with one of them.
        var theirs = visits.Where(other => (other.At - line.At).Duration() < ShortTime).ToList();
        if (theirs.Exists(first => theirs.Count(other => other.At >= first.At && other.At < first.At + ShortTime) > Many && line.At >= first.At && line.At < first.At + ShortTime)) yield return Unusual.Many;
    }
}
