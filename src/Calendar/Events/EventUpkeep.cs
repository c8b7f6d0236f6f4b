using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Deletes what authorities have told when its time is over, and the ids of old events: every hour, on one of the nodes.</summary>
internal sealed class EventUpkeep(IDbContextFactory<PlatformDb> databases, IBusinessClock clock, TimeProvider time) : IOutboxHandler
{
    private const int Most = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public string Type => "calendar.event-upkeep";

    public DateTimeOffset? First(DateTimeOffset now) => now + Every;

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        await Sweep(cancellation);
        works[0].Again(time.GetUtcNow() + Every);
    }

    internal async Task Sweep(CancellationToken cancellation)
    {
        var (today, old) = (clock.Today, time.GetUtcNow().AddDays(-EventIntake.IdDays));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // In pieces, so that nobody waits long for them.
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
