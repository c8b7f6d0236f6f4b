using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>
/// Counts in memory and writes every few seconds, so that no page waits for it; after a crash the last seconds are missing. Each node adds to the same rows. Once a day what is too old is deleted.
/// </summary>
internal abstract partial class CountWriter(IDbContextFactory<PlatformDb> databases, TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private DateOnly swept;

    protected IDbContextFactory<PlatformDb> Databases => databases;
    protected TimeProvider Time => time;

    /// <summary>Writes what was counted since the last time; what cannot be written is counted again before the exception goes on.</summary>
    protected abstract Task Write(PlatformDb db);

    /// <summary>Deletes what is too old.</summary>
    protected abstract Task Sweep(PlatformDb db, DateOnly today);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Write();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last ones are written at the stop.
        }
        await Write();
    }

    internal async Task Write()
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            await Write(db);
            var today = BusinessClock.DateOf(time.GetUtcNow());
            if (swept == today) return;
            await Sweep(db, today);
            swept = today;
        }
        catch (Exception e)
        {
            LogNotWritten(log, e.GetType().Name);
        }
    }

    /// <summary>Adds to the row, which any node may have made.</summary>
    protected static async Task Add(PlatformDb db, object row, Func<Task<int>> raise)
    {
        if (await raise() > 0) return;
        db.Add(row);
        try { await db.SaveChangesAsync(); }
        catch (DbUpdateException)
        {
            // Another node was first; if not, it is told.
            if (await raise() == 0) throw;
        }
        db.ChangeTracker.Clear();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was counted of the sources could not be written ({Exception})")]
    private static partial void LogNotWritten(ILogger log, string exception);
}
