using Overblik.Deadlines;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>Makes of entries what is shown: visits, groups, and what is unusual. Pure.</summary>
internal static class Lines
{
    // Office hours: those of most authorities' own employees. What happens outside of them can be right, and is only worth a question.
    private static readonly TimeOnly Opens = new(7, 0), Closes = new(19, 0);

    // More than so many by one authority in so long a time; one visit counts as one.
    private const int Many = 5;
    private static readonly TimeSpan ShortTime = TimeSpan.FromHours(1);

    /// <summary>Entries with one reference of one authority are one visit. The newest first, as they come.</summary>
    public static IReadOnlyList<Line> Of(IReadOnlyList<OpenLine> entries, PurposeRegister register)
    {
        var visits = entries.GroupBy(entry => entry.Body.Reference.Length > 0 && entry.Body.Authority.Length > 0 ? $"{entry.Body.Authority}\n{entry.Body.Reference}" : entry.Row.Index.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var lines = visits.Select(visit => new Line([.. visit], register.Find(visit.First().Body.Purpose, DanishTime.DateOf(visit.First().Body.At)), [])).ToList();
        return [.. lines.Select(line => line with { Unusual = [.. UnusualAbout(line, lines)] })];
    }

    /// <summary>What a routine has read several times in one month stands together, where it read last.</summary>
    public static IReadOnlyList<LineGroup> Groups(IReadOnlyList<Line> lines) => [.. lines
        .GroupBy(line => line is { Purpose.Routine: true, Unusual.Count: 0, Flags.Count: 0 } ? $"{line.IsOwn} {line.Body.Authority} {line.Body.Purpose} {BusinessClock.Local(line.At):yyyyMM}" : line.Body.Id.ToString())
        .Select(group => new LineGroup([.. group]))];

    private static IEnumerable<Unusual> UnusualAbout(Line line, List<Line> all)
    {
        // Of the hub's own readings the person knows: they were there. What a routine does, it does for everybody.
        if (line.Body.Authority.Length == 0 || line.Purpose is { Routine: true }) yield break;
        var local = BusinessClock.Local(line.At);
        var inHours = TimeOnly.FromDateTime(local.DateTime) is var time && time >= Opens && time < Closes && DayCalendar.Danish.Is(DayKind.WorkingDay, DateOnly.FromDateTime(local.DateTime));
        if (!inHours && line is { Purpose: not { AnyTime: true }, Body.Criticality.Length: 0 }) yield return Unusual.Hours;
        if (line is { Body.Case.Length: 0, Purpose: not { AnyTime: true } }) yield return Unusual.NoCase;
        // In any hour that it is in: the window that begins with one of them.
        var theirs = all.Where(other => other.Body.Authority == line.Body.Authority && other.Purpose is not { Routine: true } && (other.At - line.At).Duration() < ShortTime).ToList();
        if (theirs.Exists(first => theirs.Count(other => other.At >= first.At && other.At < first.At + ShortTime) > Many && line.At >= first.At && line.At < first.At + ShortTime)) yield return Unusual.Many;
    }
}
