using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>What people have chosen to be reminded of, and what they were sent.</summary>
internal sealed class Reminders(IDbContextFactory<PlatformDb> databases, Planning planning, Sealing sealing, TimeProvider time) : IKept
{
    /// <summary>How long it stands on the page what somebody was sent, in days.</summary>
    public const int Days = 180;

    public async Task<ReminderChoice?> Find(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<ReminderChoice>().AsNoTracking().FirstOrDefaultAsync(c => c.Person == person, cancellation);
    }

    /// <summary>Begins, or changes how it is done; and plans by it.</summary>
    public async Task Choose(PersonId person, Action<ReminderChoice> change, CancellationToken cancellation)
    {
        try { await Store(person, change, cancellation); }
        // The button was pressed twice: now there is a choice.
        catch (DbUpdateException) { await Store(person, change, cancellation); }
        // An authority may have told something while this was not yet to be seen.
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await planning.All(db, person, cancellation);
    }

    private async Task Store(PersonId person, Action<ReminderChoice> change, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow();
        if (await db.Set<ReminderChoice>().FirstOrDefaultAsync(c => c.Person == person, cancellation) is not { } row)
            db.Add(row = new ReminderChoice { Person = person, StartedAt = now, SeenAt = now, Language = Language.Current, Rules = "" });
        row.Language = Language.Current;
        change(row);
        await db.SaveChangesAsync(cancellation);
        await planning.All(db, person, cancellation);
        await whole.CommitAsync(cancellation);
    }

    /// <summary>No more mails about dates of these kinds.</summary>
    public async Task Unsubscribe(PersonId person, IEnumerable<CalendarKind> kinds, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Set<ReminderChoice>().FirstOrDefaultAsync(c => c.Person == person, cancellation) is not { } row) return;
        row.Rules = kinds.Aggregate(ReminderRules.Parse(row.Rules), (rules, kind) => rules.Without(kind, Channels.Email)).ToString();
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>What holds for one date alone; null: what holds for its kind.</summary>
    public async Task<ReminderEntry?> Find(PersonId person, string part, string entry, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<ReminderEntry>().AsNoTracking().FirstOrDefaultAsync(e => e.Person == person && e.Part == part && e.Entry == entry, cancellation);
    }

    public async Task Choose(PersonId person, string part, string entry, DateOnly date, string? days, DateOnly? snoozedTo, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        await db.Set<ReminderEntry>().Where(e => e.Person == person && e.Part == part && e.Entry == entry).ExecuteDeleteAsync(cancellation);
        if (days is not null || snoozedTo is not null) db.Add(new ReminderEntry { Person = person, Part = part, Entry = entry, Date = date, Days = days, SnoozedTo = snoozedTo });
        await db.SaveChangesAsync(cancellation);
        await planning.All(db, person, cancellation);
        await whole.CommitAsync(cancellation);
    }

    /// <summary>What a person was sent, the newest first.</summary>
    public async Task<IReadOnlyList<(Notice Notice, NoticeWords? Words)>> Sent(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.Set<Notice>().AsNoTracking().Where(n => n.Person == person).OrderByDescending(n => n.At).ThenBy(n => n.Id).Take(500).ToListAsync(cancellation);
        return [.. rows.Select(row => (row, sealing.Open(row, CalendarJson.Default.NoticeWords)))];
    }

    /// <summary>The person has looked: a deadline need not be called out by another channel.</summary>
    public async Task Seen(PersonId person, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<ReminderChoice>().Where(c => c.Person == person).ExecuteUpdateAsync(set => set.SetProperty(c => c.SeenAt, now), cancellation);
    }

    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (sent, single) = (await db.Set<Notice>().CountAsync(n => keys.Contains(n.Person), cancellation), await db.Set<ReminderEntry>().CountAsync(e => keys.Contains(e.Person), cancellation));
        return
        [
            new Kept("calendar.kept.reminders", await db.Set<ReminderChoice>().CountAsync(c => keys.Contains(c.Person), cancellation), Stays: false),
            new Kept(single == 1 ? "calendar.kept.reminder-entry.one" : "calendar.kept.reminder-entry.many", single, Stays: false),
            new Kept(sent == 1 ? "calendar.kept.notice.one" : "calendar.kept.notice.many", sent, Stays: false),
        ];
    }

    /// <summary>Ends the reminders and deletes what was kept for them alone.</summary>
    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        // The choice first: from then on nothing is sent.
        await db.Set<ReminderChoice>().Where(c => keys.Contains(c.Person)).ExecuteDeleteAsync(cancellation);
        await db.Set<ReminderEntry>().Where(e => keys.Contains(e.Person)).ExecuteDeleteAsync(cancellation);
        await db.Set<Notice>().Where(n => keys.Contains(n.Person)).ExecuteDeleteAsync(cancellation);
        await KeptDates.Drop(db, keys, cancellation);
        await whole.CommitAsync(cancellation);
    }
}
