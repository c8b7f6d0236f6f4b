using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>Signs what has come into the log, twice a second at most. Any number of nodes may: of one size and root the signature is always the same.</summary>
internal sealed partial class CheckpointSigner(
    IDbContextFactory<PlatformDb> databases, LogIdentity identity, LastCheckpoint last, IHostApplicationLifetime life, TimeProvider time, ILogger<CheckpointSigner> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnce(stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (LogDoubtException e)
            {
                // It will not start again either, and says the same.
                LogDoubt(log, e.Message);
                life.StopApplication();
                return;
            }
            catch (Exception e)
            {
                LogNotSigned(log, e.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One pass.</summary>
    internal async Task RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Set<LogHead>().AnyAsync(h => h.Checkpoint != null && h.CheckpointSize == h.Size, cancellation)) return;
        var head = await last.Check(db, cancellation);
        var note = identity.Sign(head.Size, new TreeHash(head.Root));
        // First where it cannot be turned back with the database, then where everybody sees it.
        await last.Write(note, cancellation);
        var (size, text) = (head.Size, note.ToString());
        await db.Set<LogHead>().Where(h => h.Checkpoint == null || h.CheckpointSize < size).ExecuteUpdateAsync(set => set.SetProperty(h => h.Checkpoint, text).SetProperty(h => h.CheckpointSize, size), cancellation);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Reason} This node ends")]
    private static partial void LogDoubt(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The access log could not be signed ({Exception}); trying again")]
    private static partial void LogNotSigned(ILogger log, string exception);
}
