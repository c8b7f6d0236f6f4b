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

    // What becomes due is begun within this time on an idle node.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250), AfterFailure = TimeSpan.FromSeconds(1), MeasureEvery = TimeSpan.FromSeconds(15), SweepEvery = TimeSpan.FromHours(1);

    // Less than this of a lease left: what has not been begun is given back.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly Gauge<long> due = meters.Create(Telemetry).CreateGauge<long>("overblik.outbox.due", "{message}", "Messages of the outbox whose time has come and that are not done.");
    private readonly Gauge<double> lag = meters.Create(Telemetry).CreateGauge<double>("overblik.outbox.lag", "s", "How long the oldest of them has waited.");
    private readonly Gauge<long> dead = meters.Create(Telemetry).CreateGauge<long>("overblik.outbox.dead", "{message}", "Messages that were given up and wait for an operator.");
    private readonly Counter<long> handled = meters.Create(Telemetry).CreateCounter<long>("overblik.outbox.messages", "{message}", "Messages of the outbox, by type and outcome: done, failed and tried again, or dead.");
    private readonly Dictionary<string, IOutboxHandler> handlers = handlers.ToDictionary(h => h.Type, StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (measured, swept, begun) = (DateTimeOffset.MinValue, time.GetUtcNow(), false);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!begun) await Begin(stoppingToken);
                begun = true;
                if (time.GetUtcNow() - measured >= MeasureEvery)
                {
                    await Measure(stoppingToken);
                    measured = time.GetUtcNow();
                }
                if (time.GetUtcNow() - swept >= SweepEvery)
                {
                    await using (var db = await databases.CreateDbContextAsync(stoppingToken)) await outbox.Sweep(db, stoppingToken);
                    swept = time.GetUtcNow();
                }
                if (await RunOnce(stoppingToken) == 0) await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                LogPassFailed(log, e.GetType().Name);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }

    /// <summary>Recurring work is there from the first start of the first node that knows it.</summary>
    internal async Task Begin(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        foreach (var handler in handlers.Values)
        {
            if (handler.First(time.GetUtcNow()) is { } first) await Outbox.Ensure(db, handler.Type, first, cancellation);
        }
    }

    /// <summary>One pass; returns how many messages it took.</summary>
    internal async Task<int> RunOnce(CancellationToken cancellation)
    {
        if (handlers.Count == 0) return 0;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var owner = Guid.NewGuid();
        var messages = await outbox.Take(db, owner, handlers.Keys, cancellation);
        foreach (var type in messages.GroupBy(message => message.Type))
        {
            var handler = handlers[type.Key];
            // What has been taken before and nobody knows what became of it may be what a process dies of: by itself, after the others.
            foreach (var batch in type.Where(message => !IsSuspect(message)).Chunk(handler.AtOnce).Concat(type.Where(IsSuspect).Chunk(1)))
            {
                await Handle(db, handler, batch, owner, cancellation);
            }
        }
        return messages.Count;
    }

    private static bool IsSuspect(OutboxMessage message) => message.Attempts > 1 && message.LastError is null;

    private async Task Handle(PlatformDb db, IOutboxHandler handler, OutboxMessage[] batch, Guid owner, CancellationToken cancellation)
    {
        if (batch[0].LeasedUntil - time.GetUtcNow() < Margin)
        {
            await Outbox.Release(db, [.. batch.Select(message => message.Id)], owner, cancellation);
            return;
        }
        OutboxWork[] works = [.. batch.Select(message => new OutboxWork(message.Id, message.Body, message.DueAt, message.Attempts))];
        try { await handler.Handle(works, cancellation); }
        catch (Exception) when (batch.Length > 1 && !cancellation.IsCancellationRequested)
        {
            // One of them spoils it for all, and which is not known.
            foreach (var message in batch) await Handle(db, handler, [message], owner, cancellation);
            return;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested) { works[0].Fail(e); }
        var done = new List<Guid>(works.Length);
        foreach (var (message, work) in batch.Zip(works))
        {
            if (work.Failure is { } failure) await Failed(db, message, failure, cancellation);
            else if (work.Next is { } next) await Outbox.Again(db, message.Id, owner, next, cancellation);
            else done.Add(message.Id);
        }
        if (done.Count > 0) await outbox.Done(db, done, owner, cancellation);
        var failed = works.Count(work => work.Failure is not null);
        if (failed < works.Length) handled.Add(works.Length - failed, new("type", handler.Type), new KeyValuePair<string, object?>("outcome", "done"));
    }

    private async Task Failed(PlatformDb db, OutboxMessage message, Exception exception, CancellationToken cancellation)
    {
        LogMessageFailed(log, message.Type, message.Id, message.Attempts, exception.GetType().Name);
        handled.Add(1, new("type", message.Type), new KeyValuePair<string, object?>("outcome", message.Attempts < Outbox.MaxAttempts ? "failed" : "dead"));
        await outbox.Failed(db, message, exception, cancellation);
    }

    internal async Task Measure(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var waiting = db.Set<OutboxMessage>().Where(m => m.DoneAt == null && m.DeadAt == null && m.DueAt <= now);
        var oldest = await waiting.OrderBy(m => m.DueAt).Select(m => (DateTimeOffset?)m.DueAt).FirstOrDefaultAsync(cancellation);
        due.Record(await waiting.LongCountAsync(cancellation));
        lag.Record(oldest is { } since ? (now - since).TotalSeconds : 0);
        dead.Record(await db.Set<OutboxMessage>().LongCountAsync(m => m.DeadAt != null, cancellation));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox pass failed with {Exception}; trying again")]
    private static partial void LogPassFailed(ILogger log, string exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox message {Type} {Id}, attempt {Attempt}, failed with {Exception}")]
    private static partial void LogMessageFailed(ILogger log, string type, Guid id, int attempt, string exception);
}
