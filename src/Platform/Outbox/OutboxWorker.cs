using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Platform.Ports;

namespace Overblik.Platform.Outbox;

/// <summary>Does the outbox's work. Any number of nodes may run one.</summary>
internal sealed partial class OutboxWorker(
    IDbContextFactory<PlatformDb> databases, Outbox outbox, IEnumerable<IOutboxHandler> handlers, IMeterFactory meters, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    private const string Telemetry = "Overblik.Platform";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), MeasureEvery = TimeSpan.FromSeconds(15);

    private readonly Gauge<long> due = meters.Create(Telemetry).CreateGauge<long>("overblik.outbox.due", "{message}", "Messages of the outbox whose time has come and that are not done.");
    private readonly Gauge<double> lag = meters.Create(Telemetry).CreateGauge<double>("overblik.outbox.lag", "s", "How long the oldest of them has waited.");
    private readonly Counter<long> handled = meters.Create(Telemetry).CreateCounter<long>("overblik.outbox.messages", "{message}", "Messages of the outbox, by type and outcome: done, or failed and tried again.");
    private readonly Dictionary<string, IOutboxHandler> handlers = handlers.ToDictionary(h => h.Type, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var measured = DateTimeOffset.MinValue;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (time.GetUtcNow() - measured >= MeasureEvery)
                {
                    await Measure(stoppingToken);
                    measured = time.GetUtcNow();
                }
                // Nothing to do until a capability has work for the outbox.
                if (handlers.Count == 0) await Task.Delay(MeasureEvery, time, stoppingToken);
                else if (await RunOnce(stoppingToken) == 0) await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                LogPassFailed(log, e.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    /// <summary>One pass; returns how many messages it took.</summary>
    internal async Task<int> RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var messages = await outbox.Take(db, Guid.NewGuid(), cancellation);
        foreach (var message in messages)
        {
            // Another worker may have it by now.
            if (message.LeasedUntil <= time.GetUtcNow()) break;
            try
            {
                if (!handlers.TryGetValue(message.Type, out var handler)) throw new InvalidOperationException("No handler for this type.");
                await handler.Handle(message.Id, message.Body, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                LogMessageFailed(log, message.Type, message.Id, message.Attempts, e.GetType().Name);
                handled.Add(1, new("type", message.Type), new KeyValuePair<string, object?>("outcome", "failed"));
                await outbox.Failed(db, message, e, cancellation);
                continue;
            }
            handled.Add(1, new("type", message.Type), new KeyValuePair<string, object?>("outcome", "done"));
            await outbox.Done(db, message, cancellation);
        }
        return messages.Count;
    }

    internal async Task Measure(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var waiting = db.Set<OutboxMessage>().Where(m => m.DoneAt == null && m.DueAt <= now);
        var oldest = await waiting.OrderBy(m => m.DueAt).Select(m => (DateTimeOffset?)m.DueAt).FirstOrDefaultAsync(cancellation);
        due.Record(await waiting.LongCountAsync(cancellation));
        lag.Record(oldest is { } since ? (now - since).TotalSeconds : 0);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox pass failed with {Exception}; trying again")]
    private static partial void LogPassFailed(ILogger log, string exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox message {Type} {Id}, attempt {Attempt}, failed with {Exception}")]
    private static partial void LogMessageFailed(ILogger log, string type, Guid id, int attempt, string exception);
}
