using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Writes how the sources have answered, for the public page.</summary>
internal sealed class AnswerLog(SourceRegister sources, IDbContextFactory<PlatformDb> databases, TimeProvider time, ILogger<AnswerLog> log) : CountWriter(databases, time, log)
{
    /// <summary>For so many days an hour is kept: 30 whole days, and today.</summary>
    public const int Days = 31;

    /// <summary>The beginning of the hour.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcDateTime.Date.AddHours(at.UtcDateTime.Hour), TimeSpan.Zero);

    // What is counted stands in the hour in which it is written, two seconds later at the most.
    protected override async Task Write(PlatformDb db)
    {
        var hour = HourOf(Time.GetUtcNow());
        var rows = sources.All.Select(source => (Source: source, Counts: source.Answers.Take())).Where(row => row.Counts.Asked > 0).ToList();
        if (rows.Count == 0) return;
        try
        {
            await using var together = await db.Database.BeginTransactionAsync();
            foreach (var (source, counts) in rows) await Write(db, AnswersHour.Of(source.Id, hour, counts));
            await together.CommitAsync();
        }
        catch
        {
            // Another time.
            foreach (var (source, counts) in rows) source.Answers.Add(counts);
            throw;
        }
    }

    protected override Task Sweep(PlatformDb db, DateOnly today)
    {
        var old = Time.GetUtcNow().AddDays(-Days);
        return db.Set<AnswersHour>().Where(h => h.Hour < old).ExecuteDeleteAsync();
    }

    private static Task Write(PlatformDb db, AnswersHour more) =>
        Add(db, more, () => db.Set<AnswersHour>().Where(h => h.Source == more.Source && h.Hour == more.Hour).ExecuteUpdateAsync(set => set
            .SetProperty(h => h.Missed, h => h.Missed + more.Missed)
            .SetProperty(h => h.Within100, h => h.Within100 + more.Within100)
            .SetProperty(h => h.Within200, h => h.Within200 + more.Within200)
            .SetProperty(h => h.Within300, h => h.Within300 + more.Within300)
            .SetProperty(h => h.Within500, h => h.Within500 + more.Within500)
            .SetProperty(h => h.Within1000, h => h.Within1000 + more.Within1000)
            .SetProperty(h => h.Within2000, h => h.Within2000 + more.Within2000)
            .SetProperty(h => h.Within3000, h => h.Within3000 + more.Within3000)
            .SetProperty(h => h.Within5000, h => h.Within5000 + more.Within5000)));
}
