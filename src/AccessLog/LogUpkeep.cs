using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Overblik.AccessLog;

/// <summary>Does what has come due in the log: discloses what was delayed, and erases what is past its time.</summary>
internal sealed partial class LogUpkeep(Disclosure disclosure, Erasure erasure, TimeProvider time, ILogger<LogUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await disclosure.RunOnce(stoppingToken) > 0) { }
                await erasure.Retain(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                LogFailed(log, e.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What has come due in the access log could not be done ({Exception}); trying again in ten minutes")]
    private static partial void LogFailed(ILogger log, string exception);
}
