using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Outbox;

namespace Overblik.Calendar;

/// <summary>Deletes what authorities have told when its time is over, and the ids of old events.</summary>
internal sealed class EventUpkeep(IDbContextFactory<PlatformDb> databases, IBusinessClock clock, TimeProvider time) : RecurringWork("calendar.event-upkeep", TimeSpan.FromHours(1), time)
{
    // So many rows at once, so that nobody waits long for them.
    private const int Most = 1000;

    public override async Task Do(CancellationToken cancellation)
    {
        var (today, old) = (clock.Today, Time.GetUtcNow().AddDays(-EventIntake.IdDays));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        byte[][] ids;
        do
        {
            ids = await db.Set<ReceivedEvent>().Where(e => e.At < old).OrderBy(e => e.At).Select(e => e.Hash).Take(Most).ToArrayAsync(cancellation);
            await db.Set<ReceivedEvent>().Where(e => ids.Contains(e.Hash)).ExecuteDeleteAsync(cancellation);
        }
        while (ids.Length == Most);
        while (await db.Set<PushedDate>().MinAsync(d => (DateOnly?)d.KeepUntil, cancellation) is { } day && day < today)
            await db.Set<PushedDate>().Where(d => d.KeepUntil == day).ExecuteDeleteAsync(cancellation);
    }
}
