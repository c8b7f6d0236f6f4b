using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>
/// Keeps a person's dates as the authorities last told them, for as long as the person has a feed. Brought up to date whenever the person looks at the calendar; a source that did not answer leaves its dates
/// as they are.
/// </summary>
internal sealed partial class KeptDates(IDbContextFactory<PlatformDb> databases, Sealing sealing, IBusinessClock clock, TimeProvider time, ILogger<KeptDates> log)
{
    /// <summary>Of one person.</summary>
    public const int Most = 2000;

    /// <summary>How long what is past or gone is remembered, in days.</summary>
    public const int Days = 365;

    /// <summary>Nothing where the person has no feed. Never fails: the page has been shown.</summary>
    public async Task Follow(PersonId person, Gathered gathered)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            if (!await db.Set<Subscription>().AnyAsync(s => s.Person == person)) return;
            var rows = await db.Set<KeptDate>().Where(d => d.Person == person).ToDictionaryAsync(d => (d.Part, d.Entry));
            foreach (var part in gathered.Whole.Where(part => part.Id != OwnEntries.Part))
                Follow(db, person, part.Id, [.. gathered.All.Where(date => date.Part.Id == part.Id).Select(date => date.Entry)], rows);
            var old = clock.Today.AddDays(-Days);
            db.RemoveRange(rows.Values.Where(row => row.Date < old));
            await using var transaction = await db.Database.BeginTransactionAsync();
            // Whoever has stopped the feed meanwhile keeps nothing. Changed here, the choice's row cannot be deleted before this is committed; then what was kept goes with it.
            if (await db.Set<Subscription>().Where(s => s.Person == person).ExecuteUpdateAsync(set => set.SetProperty(s => s.Full, s => s.Full)) == 0) return;
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        catch (Exception e)
        {
            // Two pages at once, or a database that is away: the next look brings it up to date.
            LogNotKept(log, e.GetType().Name);
        }
    }

    private void Follow(PlatformDb db, PersonId person, string part, IReadOnlyList<CalendarEntry> entries, Dictionary<(string Part, string Entry), KeptDate> rows)
    {
        var now = time.GetUtcNow();
        var here = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => !entry.Over && entry.Id.Length <= 100))
        {
            if (!here.Add(entry.Id)) continue;
            var words = new KeptWords(entry.Title, entry.Authority, entry.Act?.Url);
            if (!rows.TryGetValue((part, entry.Id), out var row))
            {
                if (rows.Count >= Most) continue;
                rows[(part, entry.Id)] = row = new KeptDate { Person = person, Part = part, Entry = entry.Id, Kind = entry.Kind.ToString(), Date = entry.Date, ChangedAt = now };
                db.Add(row);
            }
            else if (!row.Gone && (row.Date, row.Time, row.Ends) == (entry.Date, entry.Time, entry.Ends) && sealing.Open(row, CalendarJson.Default.KeptWords) == words) continue;
            else row.Sequence++;
            (row.Date, row.Time, row.Ends, row.Gone, row.ChangedAt) = (entry.Date, entry.Time, entry.Ends, false, now);
            sealing.Seal(row, words, CalendarJson.Default.KeptWords);
        }
        // What lies behind us stays as it was; what was to come and is not there any more has been met, moved to another item, or cancelled.
        foreach (var row in rows.Values.Where(row => row.Part == part && !row.Gone && row.Date >= clock.Today && !here.Contains(row.Entry)))
            (row.Gone, row.Sequence, row.ChangedAt) = (true, row.Sequence + 1, now);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A person's dates could not be kept for their feed ({Exception}); the next look at the calendar tries again")]
    private static partial void LogNotKept(ILogger log, string exception);
}
