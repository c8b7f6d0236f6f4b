using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.Deadlines;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>An own entry as the person sees it.</summary>
internal sealed record Own(DateOnly Date, TimeOnly? Starts, TimeOnly? Ends, Repeat Repeat, DateOnly? Until, Words Words);

/// <summary>What people write in their calendars.</summary>
internal sealed partial class OwnEntries(IDbContextFactory<PlatformDb> databases, Planning planning, Sealing sealing, IPeople people, IBusinessClock clock, TimeProvider time, Texts texts, ILogger<OwnEntries> log)
    : ICalendarFeed, IKept
{
    public const string Part = "egne";

    /// <summary>Of one person.</summary>
    public const int Most = 1000;

    public IReadOnlyList<CalendarPart> Ask(Actor actor) => [new CalendarPart(Part, texts["calendar.own"], Answer(actor))];

    public async Task<Result<Guid>> Add(Actor actor, Own own, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Set<OwnEntry>().CountAsync(e => e.Person == actor.OnBehalfOf, cancellation) >= Most) return new Problem("calendar.too-many", 409);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var entry = new OwnEntry
        {
            Person = actor.OnBehalfOf, Id = id, Date = own.Date, ChangedAt = time.GetUtcNow(), Version = Guid.NewGuid(),
        };
        Set(entry, own);
        db.Add(entry);
        await Save(db, actor, cancellation);
        return id;
    }

    /// <summary>The entry and the version that an edit begins from; null where the person has no such entry.</summary>
    public async Task<(Own Own, Guid Version)?> Find(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await Row(db, actor, id).AsNoTracking().FirstOrDefaultAsync(cancellation) is { } row && Open(row) is { } own ? (own, row.Version) : null;
    }

    /// <summary>All of a person's, as they were written: one that comes again is one. Not whole where one of them cannot be opened.</summary>
    public async Task<(IReadOnlyList<(OwnEntry Row, Own Own)> Entries, bool Whole)> All(PersonId person, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(person, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.Set<OwnEntry>().AsNoTracking().Where(e => keys.Contains(e.Person)).OrderBy(e => e.Id).ToListAsync(cancellation);
        var entries = new List<(OwnEntry, Own)>(rows.Count);
        foreach (var row in rows)
        {
            if (Open(row) is { } own) entries.Add((row, own));
        }
        return (entries, entries.Count == rows.Count);
    }

    /// <summary>Null where the person has no such entry.</summary>
    public async Task<Result<Guid>?> Change(Actor actor, Guid id, Guid version, Own own, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await Row(db, actor, id).FirstOrDefaultAsync(cancellation) is not { } row) return null;
        var changed = new Problem("calendar.changed", 409);
        if (row.Version != version) return changed;
        Set(row, own);
        (row.ChangedAt, row.Version) = (time.GetUtcNow(), Guid.NewGuid());
        try { await Save(db, actor, cancellation); }
        catch (DbUpdateConcurrencyException) { return changed; }
        return id;
    }

    // With the reminders of it.
    private async Task Save(PlatformDb db, Actor actor, CancellationToken cancellation)
    {
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        await db.SaveChangesAsync(cancellation);
        await planning.All(db, actor.OnBehalfOf, cancellation);
        await whole.CommitAsync(cancellation);
    }

    /// <summary>Deletes it; it may be gone already.</summary>
    public async Task Delete(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await Row(db, actor, id).ExecuteDeleteAsync(cancellation);
        var entry = id.ToString("N");
        await db.Set<ReminderEntry>().Where(e => e.Person == actor.OnBehalfOf && e.Part == Part && e.Entry == entry).ExecuteDeleteAsync(cancellation);
    }

    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var count = await db.Set<OwnEntry>().CountAsync(e => keys.Contains(e.Person), cancellation);
        return [new Kept(count == 1 ? "calendar.kept.own.one" : "calendar.kept.own.many", count, Stays: false)];
    }

    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<OwnEntry>().Where(e => keys.Contains(e.Person)).ExecuteDeleteAsync(cancellation);
    }

    private async Task<CalendarAnswer> Answer(Actor actor)
    {
        try
        {
            var (written, whole) = await All(actor.OnBehalfOf, CancellationToken.None);
            var (from, to) = (clock.Today.AddMonths(-Agenda.MonthsBack).AddDays(-31), clock.Today.AddMonths(Agenda.Months).AddDays(31));
            return new CalendarAnswer([.. written.SelectMany(it => Repetition.Days(it.Own.Date, it.Own.Repeat, it.Own.Until, from, to).Select(day => Entry(it.Row, it.Own, day)))], whole);
        }
        catch (Exception e)
        {
            // The authorities' dates are shown all the same, and the page says whose are missing.
            LogNotRead(log, e.GetType().Name);
            return new CalendarAnswer([], Whole: false);
        }
    }

    public static CalendarEntry Entry(OwnEntry row, Own own, DateOnly day) => new(row.Id.ToString("N"), CalendarKind.Own, day, own.Words.Title)
    {
        Time = own.Starts,
        Ends = own.Ends is { } ends ? DanishTime.Instant(day, ends, later: true) : null,
        About = own.Words.Note,
        Place = own.Words.Place,
        Page = $"/kalender/egne/{row.Id:N}",
        ChangedAt = row.ChangedAt,
    };

    private void Set(OwnEntry row, Own own)
    {
        (row.Date, row.Starts, row.Ends, row.Repeat, row.Until) = (own.Date, own.Starts, own.Ends, own.Repeat, own.Until);
        sealing.Seal(row, own.Words, CalendarJson.Default.Words);
    }

    private Own? Open(OwnEntry row) => sealing.Open(row, CalendarJson.Default.Words) is { } words ? new Own(row.Date, row.Starts, row.Ends, row.Repeat, row.Until, words) : null;

    private static IQueryable<OwnEntry> Row(PlatformDb db, Actor actor, Guid id) => db.Set<OwnEntry>().Where(e => e.Person == actor.OnBehalfOf && e.Id == id);

    [LoggerMessage(Level = LogLevel.Error, Message = "A person's own entries could not be read ({Exception}); their calendar says that they are missing")]
    private static partial void LogNotRead(ILogger log, string exception);
}
