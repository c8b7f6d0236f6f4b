using Microsoft.EntityFrameworkCore;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Which sources there are and how they answer. The database is read at most once a minute, however many ask.</summary>
internal sealed class Coverage(SourceRegister sources, IDbContextFactory<PlatformDb> databases, IBusinessClock clock, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan HoldFor = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim reading = new(1);
    private volatile CoverageReport? held;

    public async Task<CoverageReport> Report(CancellationToken cancellation)
    {
        if (Fresh() is { } report) return report;
        await reading.WaitAsync(cancellation);
        try { return Fresh() ?? (held = await Read(cancellation)); }
        finally { reading.Release(); }
    }

    public void Dispose() => reading.Dispose();

    private CoverageReport? Fresh() => held is { } report && time.GetUtcNow() - report.At < HoldFor ? report : null;

    private async Task<CoverageReport> Read(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var from = now.AddDays(-AnswerLog.Days);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var hours = (await db.Set<AnswersHour>().AsNoTracking().Where(h => h.Hour >= from).ToListAsync(cancellation)).ToLookup(h => h.Source);
        return new CoverageReport(now, AnswerFigures.Fewest, [.. sources.All.Select(source => SourceCoverage.Of(source, [.. hours[source.Id]], clock.Today, now))]);
    }
}
