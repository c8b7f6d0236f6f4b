using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Platform.Ports;

namespace Overblik.Platform.Outbox;

/// <summary>Does the outbox's work. Any number of nodes may run one.</summary>
internal sealed partial class OutboxWorker(
    IDbContextFactory<PlatformDb> databases, Outbox outbox, IEnumerable<IOutboxHandler> handlers, TimeProvider time, ILogger<OutboxWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Dictionary<string, IOutboxHandler> handlers = handlers.ToDictionary(h => h.Type, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Nothing to do until a capability has work for the outbox.
        if (handlers.Count == 0) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RunOnce(stoppingToken) == 0) await Task.Delay(Pause, time, stoppingToken);
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
                await outbox.Failed(db, message, e, cancellation);
                continue;
            }
            await outbox.Done(db, message, cancellation);
        }
        return messages.Count;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox pass failed with {Exception}; trying again")]
    private static partial void LogPassFailed(ILogger log, string exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox message {Type} {Id}, attempt {Attempt}, failed with {Exception}")]
    private static partial void LogMessageFailed(ILogger log, string type, Guid id, int attempt, string exception);
}
