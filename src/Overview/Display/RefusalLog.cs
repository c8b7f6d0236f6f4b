using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Counts what the hub refuses of each source, for the authority's own people.</summary>
internal sealed partial class RefusalLog(IDbContextFactory<PlatformDb> databases, TimeProvider time, ILogger<RefusalLog> log) : CountWriter(databases, time, log)
{
    /// <summary>For so many days a row is kept.</summary>
    public const int Days = 30;

    private const int Most = 1000;

    private readonly ConcurrentDictionary<(string Source, DateOnly Day, string Problem, string Detail), (int Count, DateTimeOffset LastAt)> counted = new();

    public void Add(Source source, SourceProblem problem, int count = 1)
    {
        var at = Time.GetUtcNow();
        var day = BusinessClock.DateOf(at);
        // The same fault in the 3rd and in the 40th item is one row.
        var detail = Position().Replace(problem.Detail, "[]");
        var key = (source.Id, day, problem.Type.Type, detail.Length > 200 ? detail[..200] : detail);
        if (counted.Count >= Most && !counted.ContainsKey(key)) return;
        counted.AddOrUpdate(key, (count, at), (_, before) => (before.Count + count, at));
    }

    /// <param name="source">The id of a source, or of its test system.</param>
    public async Task<IReadOnlyList<Refusal>> Of(string source, CancellationToken cancellation)
    {
        await using var db = await Databases.CreateDbContextAsync(cancellation);
        return await db.Set<Refusal>().AsNoTracking().Where(r => r.Source == source).OrderByDescending(r => r.LastAt).Take(200).ToListAsync(cancellation);
    }

    protected override async Task Write(PlatformDb db)
    {
        foreach (var key in counted.Keys)
        {
            if (!counted.TryRemove(key, out var more)) continue;
            try { await Write(db, key, more); }
            catch
            {
                // Another time.
                counted.AddOrUpdate(key, more, (_, since) => (more.Count + since.Count, since.LastAt));
                throw;
            }
        }
    }

    protected override Task Sweep(PlatformDb db, DateOnly today)
    {
        var old = today.AddDays(-Days);
        return db.Set<Refusal>().Where(r => r.Day < old).ExecuteDeleteAsync();
    }

    private static Task Write(PlatformDb db, (string Source, DateOnly Day, string Problem, string Detail) key, (int Count, DateTimeOffset LastAt) more)
    {
        var row = db.Set<Refusal>().Where(r => r.Source == key.Source && r.Day == key.Day && r.Problem == key.Problem && r.Detail == key.Detail);
        return Add(db, new Refusal { Source = key.Source, Day = key.Day, Problem = key.Problem, Detail = key.Detail, Count = more.Count, LastAt = more.LastAt },
            () => row.ExecuteUpdateAsync(set => set.SetProperty(r => r.Count, r => r.Count + more.Count).SetProperty(r => r.LastAt, more.LastAt)));
    }

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Position();
}
