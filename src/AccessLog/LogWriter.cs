using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.LogFormat;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>
/// Group commit: the entries that arrive while one transaction is being made durable go together into the next. A lone entry
/// waits for nobody; a busy node pays for one commit where it would have paid for a hundred.
/// </summary>
internal sealed partial class LogWriter(Sequencer sequencer, IMeterFactory meters, TimeProvider time, ILogger<LogWriter> log) : BackgroundService, IAccessLog
{
    internal const string Telemetry = "Overblik.AccessLog";

    private const int Largest = 200, Rehearsals = 12;
    private static readonly TimeSpan BetweenRehearsals = TimeSpan.FromSeconds(1);

    private readonly Channel<Pending> queue = Channel.CreateBounded<Pending>(new BoundedChannelOptions(10_000) { SingleReader = true });

    private readonly Counter<long> entries = meters.Create(Telemetry).CreateCounter<long>("overblik.log.entries", "{entry}", "Entries of the access log, by whether they could be written.");

    private readonly Histogram<double> duration = meters.Create(Telemetry).CreateHistogram("overblik.log.duration", "s", "Time until a group of entries was durable.", [],
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] });

    private sealed record Pending(LineBody Line, TaskCompletionSource Written);

    public async Task Write(AccessEntry entry, CancellationToken cancellation)
    {
        // One that cannot be an entry must not take the others of its group with it.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entry.Sources.Length, AccessEntry.MaxSources, nameof(entry));
        var at = time.GetUtcNow();
        var pending = new Pending(
            new LineBody
            {
                Id = Guid.CreateVersion7(at), Person = entry.Person.Value, At = at, Reader = entry.Reader.Value, Session = entry.Session, Act = entry.Act, Purpose = entry.Purpose, LegalBasis = entry.LegalBasis, Sources = entry.Sources, Authority = entry.Authority,
            },
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(pending, cancellation);
        await pending.Written.Task.WaitAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Pending>(Largest);
        // At the stop the queue is closed and what stands in it is still written.
        await using var stop = stoppingToken.Register(() => queue.Writer.TryComplete());
        var rehearsing = Rehearse(stoppingToken);
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < Largest && queue.Reader.TryRead(out var pending)) batch.Add(pending);
            await Commit(batch);
        }
        await rehearsing;
    }

    // The first busy second of a node is not the one in which the compiler sees the log for the first time. A group and a lone one in turn, several times: what has run often, it compiles again.
    private async Task Rehearse(CancellationToken cancellation)
    {
        var at = time.GetUtcNow();
        try
        {
            for (var i = 0; i < Rehearsals; i++)
            {
                await sequencer.Rehearse([.. Enumerable.Range(0, i % 2 == 0 ? Largest : 1).Select(_ => new NewLine(new LineBody { Id = Guid.CreateVersion7(at), Person = Guid.CreateVersion7(at), At = at }))], cancellation);
                await Task.Delay(BetweenRehearsals, time, cancellation);
            }
        }
        catch (Exception)
        {
            // Whatever is wrong is said when somebody writes.
        }
    }

    private async Task Commit(IReadOnlyList<Pending> batch)
    {
        var started = time.GetTimestamp();
        try
        {
            await sequencer.Append(new Appending([.. batch.Select(p => new NewLine(p.Line))]), CancellationToken.None);
            duration.Record(time.GetElapsedTime(started).TotalSeconds);
            entries.Add(batch.Count, new KeyValuePair<string, object?>("outcome", "written"));
            foreach (var pending in batch) pending.Written.TrySetResult();
        }
        catch (Exception e)
        {
            entries.Add(batch.Count, new KeyValuePair<string, object?>("outcome", "failed"));
            LogNotWritten(log, batch.Count, e.GetType().Name);
            foreach (var pending in batch) pending.Written.TrySetException(new IOException("The access log could not be written.", e));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} access log entries could not be written ({Exception}); what they were for was not shown")]
    private static partial void LogNotWritten(ILogger log, int count, string exception);
}
