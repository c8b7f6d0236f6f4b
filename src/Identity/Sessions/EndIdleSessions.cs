using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Overblik.Identity;

internal sealed partial class EndIdleSessions(SessionStore sessions, TimeProvider time, ILogger<EndIdleSessions> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await sessions.Sweep(stoppingToken); }
            catch (Exception e) when (e is not OperationCanceledException) { LogFailed(log, e.GetType().Name); }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sessions that have ended could not be deleted ({Exception}); trying again in a minute")]
    private static partial void LogFailed(ILogger log, string exception);
}
