using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Overblik.Identity;

/// <summary>What the sessions need and no page should wait for: which were seen is written every second, those that have ended are deleted every minute, and so are used assertions that would be good no longer.</summary>
internal sealed partial class SessionUpkeep(SessionStore sessions, UsedAssertions assertions, TimeProvider time, ILogger<SessionUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Minute = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Second, time);
        var swept = time.GetUtcNow();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            if (now - swept < Minute) await Try(sessions.WriteSeen, stoppingToken);
            else
            {
                await Try(sessions.Sweep, stoppingToken);
                await Try(assertions.Sweep, stoppingToken);
                swept = now;
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(sessions.WriteSeen, cancellationToken);
    }

    private async Task Try(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        try { await work(cancellation); }
        catch (Exception e) when (e is not OperationCanceledException) { LogFailed(log, e.GetType().Name); }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sessions could not be written or deleted ({Exception}); it is tried again")]
    private static partial void LogFailed(ILogger log, string exception);
}
