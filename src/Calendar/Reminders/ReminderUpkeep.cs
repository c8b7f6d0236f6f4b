using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Outbox;

namespace Overblik.Calendar;

/// <summary>Deletes what was sent long ago, what was chosen for a date that is past, and addresses that nobody has verified.</summary>
internal sealed class ReminderUpkeep(IDbContextFactory<PlatformDb> databases, IBusinessClock clock, TimeProvider time) : RecurringWork("calendar.reminder-upkeep", TimeSpan.FromHours(1), time)
{
    // So many rows at once, so that nobody waits long for them.
    private const int Most = 1000;

    public override async Task Do(CancellationToken cancellation)
    {
        var (now, past) = (Time.GetUtcNow(), clock.Today.AddDays(-KeptDates.Days));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var old = now.AddDays(-Reminders.Days);
        Guid[] notices;
        do
        {
            notices = await db.Set<Notice>().Where(n => n.At < old).OrderBy(n => n.At).Select(n => n.Id).Take(Most).ToArrayAsync(cancellation);
            await db.Set<Notice>().Where(n => n.At < old && notices.Contains(n.Id)).ExecuteDeleteAsync(cancellation);
        }
        while (notices.Length == Most);
        // A look that was under way when the person stopped.
        var lately = now - Every - Every;
        await db.Set<Notice>().Where(n => n.At > lately && !db.Set<ReminderChoice>().Any(c => c.Person == n.Person)).ExecuteDeleteAsync(cancellation);
        await db.Set<ReminderEntry>().Where(e => e.Date < past && e.Part != OwnEntries.Part).ExecuteDeleteAsync(cancellation);
        await db.Set<Contact>().Where(c => c.VerifiedAt == null && c.CodeUntil < now.AddHours(-1)).ExecuteDeleteAsync(cancellation);
    }
}
