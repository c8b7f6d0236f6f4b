using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>A date that somebody may be reminded of, as it is kept here.</summary>
/// <param name="Person">Whose.</param>
/// <param name="Part">Where it comes from.</param>
/// <param name="Entry">Its id there.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Date">Its day.</param>
/// <param name="Time">When on that day it is too late, or begins.</param>
/// <param name="Known">Since when the person can know of it; of what an authority has told, when it told it.</param>
/// <param name="Row">Where its words are.</param>
internal sealed record ToRemind(PersonId Person, string Part, string Entry, CalendarKind Kind, DateOnly Date, TimeOnly? Time, DateTimeOffset Known, ISealedRow Row)
{
    /// <summary>How far ahead dates that come again are planned; and the first that lies beyond.</summary>
    private const int DaysAhead = 60, FurthestDays = 800;

    /// <summary>An authority tells by itself when it changes, and need not be asked.</summary>
    public bool Told => Row is PushedDate;

    /// <summary>An authority's, as it was when the person last looked: it is asked again.</summary>
    public bool Kept => Row is KeptDate;

    /// <summary>Null where there is nothing to be reminded of.</summary>
    public static ToRemind? Of(PushedDate row) => row is { Gone: false, Over: false, Date: { } date } && PushedDates.KindOf(row) is { } kind
        ? new ToRemind(row.Person, row.Source, row.Entry, kind, date, row.Time, row.ToldAt, row) : null;

    public static ToRemind? Of(KeptDate row) => row.Gone ? null : new ToRemind(row.Person, row.Part, row.Entry, Enum.Parse<CalendarKind>(row.Kind), row.Date, row.Time, row.KnownAt, row);

    /// <summary>The days of what a person has written, from a day on: of what comes again as far as it is planned.</summary>
    public static IEnumerable<ToRemind> Of(OwnEntry row, DateOnly from)
    {
        foreach (var day in Repetition.Days(row.Date, row.Repeat, row.Until, from, from.AddDays(FurthestDays)))
        {
            yield return new ToRemind(row.Person, OwnEntries.Part, row.Id.ToString("N"), CalendarKind.Own, day, row.Starts, row.ChangedAt, row);
            if (day > from.AddDays(DaysAhead)) yield break;
        }
    }

    /// <summary>All that is to come of these people.</summary>
    public static async Task<ILookup<PersonId, ToRemind>> All(PlatformDb db, IReadOnlyCollection<PersonId> people, DateOnly today, CancellationToken cancellation)
    {
        var told = await db.Set<PushedDate>().AsNoTracking().Where(d => people.Contains(d.Person) && !d.Gone && !d.Over && d.Date >= today).ToListAsync(cancellation);
        var kept = await db.Set<KeptDate>().AsNoTracking().Where(d => people.Contains(d.Person) && !d.Gone && d.Date >= today).ToListAsync(cancellation);
        var own = await db.Set<OwnEntry>().AsNoTracking().Where(e => people.Contains(e.Person) && (e.Date >= today || e.Repeat != Repeat.Never) && (e.Until == null || e.Until >= today)).ToListAsync(cancellation);
        if (kept.Count > 0) await ChooseTheNewer(db, told, kept, cancellation);
        return told.Select(Of).Concat(kept.Select(Of)).OfType<ToRemind>().Concat(own.SelectMany(row => Of(row, today))).ToLookup(date => date.Person);
    }

    // Of a date that an authority has told and that was also kept when the person looked, what it told, unless the person has seen another day since.
    private static async Task ChooseTheNewer(PlatformDb db, List<PushedDate> told, List<KeptDate> kept, CancellationToken cancellation)
    {
        var people = kept.Select(row => row.Person).Distinct().ToList();
        var known = (await db.Set<PushedDate>().Where(d => people.Contains(d.Person)).Select(d => new { d.Person, d.Source, d.Entry, d.Date, d.Time, d.ToldAt, d.Gone, d.Over }).ToListAsync(cancellation)).ToDictionary(row => (row.Person, row.Source, row.Entry));
        kept.RemoveAll(row => known.TryGetValue((row.Person, row.Part, row.Entry), out var also) && (also.ToldAt >= row.KnownAt || (!also.Gone && !also.Over && also.Date == row.Date && also.Time == row.Time)));
        var newer = kept.Select(row => (row.Person, row.Part, row.Entry)).ToHashSet();
        told.RemoveAll(row => newer.Contains((row.Person, row.Source, row.Entry)));
    }
}
