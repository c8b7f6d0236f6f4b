using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>
/// Keeps a person's dates as the authorities last told them, for as long as the person has a feed or reminders. Brought up to date whenever the person looks at the calendar; of a source that did not answer, or not with all,
/// nothing is thought to be gone.
/// </summary>
internal sealed partial class KeptDates(IDbContextFactory<PlatformDb> databases, Planning planning, Sealing sealing, IBusinessClock clock, TimeProvider time, ILogger<KeptDates> log) : IKeptDates
{
    /// <summary>Of one person.</summary>
    public const int Most = 2000;

    /// <summary>How long what is past or gone is remembered, in days.</summary>
    public const int Days = 365;

    /// <summary>Asks everybody for what is to be kept from now on, and keeps it once the page has been sent: nobody waits for it.</summary>
    public void Begin(HttpContext http, Dates dates)
    {
        var actor = Actor.Of(http);
        var asked = dates.Ask(actor, "calendar.keep", CancellationToken.None);
        http.Response.OnCompleted(async () =>
        {
            if (await asked.Gather(CancellationToken.None) is { } gathered) await Follow(actor.OnBehalfOf, gathered, seen: true);
        });
    }

    public async Task Changed(PersonId person, Func<CalendarPart> part, CancellationToken cancellation)
    {
        try
        {
            string? language;
            await using (var db = await databases.CreateDbContextAsync(cancellation))
                language = await db.Set<ReminderChoice>().Where(c => c.Person == person).Select(c => c.Language).FirstOrDefaultAsync(cancellation)
                    ?? await db.Set<Subscription>().Where(s => s.Person == person).Select(s => s.Language).FirstOrDefaultAsync(cancellation);
            if (language is null) return;
            var asked = ReminderWords.In(language, part);
            var answer = await asked.Answer.WaitAsync(cancellation);
            await Follow(person, new Gathered([.. answer.Entries.Select(entry => new Dated(asked, entry))], answer.Whole ? [asked] : [], []), seen: false);
        }
        // What the caller has changed is written; the next look brings it up to date.
        catch (Exception e) when (e is not OperationCanceledException) { LogNotKept(log, e.GetType().Name); }
    }

    /// <summary>Nothing where the person has neither. Never fails: the page has been shown.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="gathered">Their dates now.</param>
    /// <param name="seen">The person has them before their eyes.</param>
    public async Task Follow(PersonId person, Gathered gathered, bool seen)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            if (!await db.Set<Subscription>().AnyAsync(s => s.Person == person) && !await db.Set<ReminderChoice>().AnyAsync(c => c.Person == person)) return;
            var rows = await db.Set<KeptDate>().Where(d => d.Person == person).ToDictionaryAsync(d => (d.Part, d.Entry));
            var whole = gathered.Whole.Select(part => part.Id).ToHashSet(StringComparer.Ordinal);
            var entries = gathered.All.ToLookup(date => date.Part.Id, date => date.Entry);
            var changed = whole.Concat(entries.Select(part => part.Key)).Distinct().Where(part => part != OwnEntries.Part).SelectMany(part => Follow(db, person, part, entries[part], whole.Contains(part), rows)).ToList();
            var old = clock.Today.AddDays(-Days);
            db.RemoveRange(rows.Values.Where(row => row.Date < old));
            await using var transaction = await db.Database.BeginTransactionAsync();
            var now = time.GetUtcNow();
            // Whoever has stopped both meanwhile keeps nothing. Changed here, the choices' rows cannot be deleted before this is committed; then what was kept goes with them.
            if (await db.Set<Subscription>().Where(s => s.Person == person).ExecuteUpdateAsync(set => set.SetProperty(s => s.Full, s => s.Full))
                + await db.Set<ReminderChoice>().Where(c => c.Person == person).ExecuteUpdateAsync(set => set.SetProperty(c => c.SeenAt, c => seen ? now : c.SeenAt)) == 0) return;
            await db.SaveChangesAsync();
            await planning.Kept(db, person, changed, CancellationToken.None);
            await transaction.CommitAsync();
        }
        catch (Exception e)
        {
            // Two pages at once, or a database that is away: the next look brings it up to date.
            LogNotKept(log, e.GetType().Name);
        }
    }

    private List<KeptDate> Follow(PlatformDb db, PersonId person, string part, IEnumerable<CalendarEntry> entries, bool whole, Dictionary<(string Part, string Entry), KeptDate> rows)
    {
        var now = time.GetUtcNow();
        var changed = new List<KeptDate>();
        var here = new HashSet<string>(StringComparer.Ordinal);
        var over = entries.Where(entry => entry.Over).Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => !entry.Over && entry.Id.Length <= 100))
        {
            if (!here.Add(entry.Id)) continue;
            var words = new KeptWords(entry.Title, entry.Authority, entry.Act?.Url);
            if (!rows.TryGetValue((part, entry.Id), out var row))
            {
                if (rows.Count >= Most) continue;
                rows[(part, entry.Id)] = row = new KeptDate { Person = person, Part = part, Entry = entry.Id, Kind = entry.Kind.ToString(), Date = entry.Date, ChangedAt = now, KnownAt = now };
                db.Add(row);
            }
            else if (!row.Gone && (row.Date, row.Time, row.Ends) == (entry.Date, entry.Time, entry.Ends) && sealing.Open(row, CalendarJson.Default.KeptWords) == words) continue;
            else
            {
                row.Sequence++;
                if (row.Gone || (row.Date, row.Time) != (entry.Date, entry.Time)) row.KnownAt = now;
            }
            Set(row, entry, words);
            changed.Add(row);
        }
        // What lies behind us stays as it was; what was to come and is not there any more has been met, moved to another item, or cancelled. Where some are missing, nothing is known of those that are not there.
        foreach (var row in rows.Values.Where(row => row.Part == part && !row.Gone && row.Date >= clock.Today && (whole ? !here.Contains(row.Entry) : over.Contains(row.Entry))))
            (row.Gone, row.Sequence, row.ChangedAt) = (true, row.Sequence + 1, now);
        return changed;
    }

    /// <summary>What an authority has answered about one of them when it was asked again, for a reminder: the person has not seen it.</summary>
    public async Task Learn(PlatformDb db, KeptDate kept, DateCheck now, CancellationToken cancellation)
    {
        if (await db.Set<KeptDate>().FirstOrDefaultAsync(d => d.Person == kept.Person && d.Part == kept.Part && d.Entry == kept.Entry, cancellation) is not { } row) return;
        row.Sequence++;
        if (now.Entry is { } entry) Set(row, entry, new KeptWords(entry.Title, entry.Authority, entry.Act?.Url));
        else (row.Gone, row.ChangedAt) = (true, time.GetUtcNow());
        try { await db.SaveChangesAsync(cancellation); }
        // The person is looking at the calendar: what they see is as new. And the others of the batch are not held up by it.
        catch (DbUpdateConcurrencyException) { db.ChangeTracker.Clear(); }
    }

    /// <summary>Of people who have neither a feed nor reminders any more.</summary>
    public static Task<int> Drop(PlatformDb db, IReadOnlyList<PersonId> people, CancellationToken cancellation) => db.Set<KeptDate>()
        .Where(d => people.Contains(d.Person) && !db.Set<Subscription>().Any(s => s.Person == d.Person) && !db.Set<ReminderChoice>().Any(c => c.Person == d.Person)).ExecuteDeleteAsync(cancellation);

    private void Set(KeptDate row, CalendarEntry entry, KeptWords words)
    {
        var now = time.GetUtcNow();
        (row.Date, row.Time, row.Ends, row.Gone, row.ChangedAt) = (entry.Date, entry.Time, entry.Ends, false, now);
        sealing.Seal(row, words, CalendarJson.Default.KeptWords);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A person's dates could not be kept for their feed and reminders ({Exception}); the next look at the calendar tries again")]
    private static partial void LogNotKept(ILogger log, string exception);
}
