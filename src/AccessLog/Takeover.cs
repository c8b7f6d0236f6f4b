using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>
/// Takes into the log what was written before there was one, and what a node of an older version still writes while the nodes are replaced. The old table stays as it is: nobody may delete from it.
/// </summary>
internal sealed partial class Takeover(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, TimeProvider time, ILogger<Takeover> log) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1), AfterFailure = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunOnce(stoppingToken) > 0) { }
                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                LogNotTaken(log, e.GetType().Name);
                await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>One pass; returns how many it took.</summary>
    internal async Task<int> RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var from = await db.Set<LogHead>().Select(h => h.TakenOver).SingleAsync(cancellation);
        // Their ids rise with the time.
        var rows = await db.Set<LogEntry>().AsNoTracking().Where(e => e.Id > from).OrderBy(e => e.Id).Take(AtOnce).ToListAsync(cancellation);
        if (rows.Count > 0) await sequencer.Append(new Appending(rows.ConvertAll(Line), Also: Taken), cancellation);
        return rows.Count;

        // Nothing where another node has taken them.
        async Task<bool> Taken(PlatformDb log, long first, CancellationToken stop) =>
            await log.Set<LogHead>().Where(h => h.TakenOver == from).ExecuteUpdateAsync(set => set.SetProperty(h => h.TakenOver, rows[^1].Id), stop) > 0;
    }

    private static NewLine Line(LogEntry e) => new(new LineBody
    {
        Id = e.Id, Person = e.Person.Value, At = e.At, Reader = e.Reader.Value, Session = e.Session, Act = e.Act, Purpose = e.Purpose, LegalBasis = e.LegalBasis, Sources = e.Sources,
    });

    [LoggerMessage(Level = LogLevel.Error, Message = "Entries from before the log could not be taken over ({Exception}); trying again")]
    private static partial void LogNotTaken(ILogger log, string exception);
}
