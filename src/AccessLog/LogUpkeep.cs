using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Does what has come due in the log: discloses what was delayed, erases and lets go of what is past its time, and measures how long each source has been silent.</summary>
internal sealed partial class LogUpkeep(IDbContextFactory<PlatformDb> databases, Disclosure disclosure, Erasure erasure, Pruning pruning, ILogSources sources, IMeterFactory meters, TimeProvider time, ILogger<LogUpkeep> log) : BackgroundService
{
    // A million entries, so that what is to be disclosed does not wait for them.
    private const int MostEmptied = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly Gauge<double> silence = meters.Create(LogWriter.Telemetry).CreateGauge<double>("overblik.log.silence", "s", "Since a source last told who looked, if only that nobody has.");
    private readonly DateTimeOffset started = time.GetUtcNow();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await disclosure.RunOnce(stoppingToken);
                await Measure(stoppingToken);
                await erasure.Retain(stoppingToken);
                var emptied = 0;
                while (emptied < MostEmptied && await erasure.Empty(stoppingToken)) emptied++;
                await pruning.RunOnce(stoppingToken);
                if (emptied < MostEmptied) await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                LogFailed(log, e.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    internal async Task Measure(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var last = await db.Set<LogSource>().ToDictionaryAsync(source => source.Id, source => source.At, cancellation);
        // Of one that has never told anything it is not known since when it should have.
        foreach (var source in sources.All) silence.Record((time.GetUtcNow() - last.GetValueOrDefault(source.Id, started)).TotalSeconds, new KeyValuePair<string, object?>("source", source.Id));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What has come due in the access log could not be done ({Exception}); trying again in ten minutes")]
    private static partial void LogFailed(ILogger log, string exception);
}
