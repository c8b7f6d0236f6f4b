using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>Deletes what authorities have told when its time is over, and the ids of old events. Every hour; on several nodes there is less to do for each.</summary>
internal sealed partial class EventUpkeep(IDbContextFactory<PlatformDb> databases, IBusinessClock clock, TimeProvider time, ILogger<EventUpkeep> log) : BackgroundService
{
    private const int Most = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try { await Sweep(stoppingToken); }
            catch (Exception e) when (e is not OperationCanceledException) { LogFailed(log, e.GetType().Name); }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "What authorities have told could not be deleted at its time ({Exception}); it is tried again")]
    private static partial void LogFailed(ILogger log, string exception);
}
