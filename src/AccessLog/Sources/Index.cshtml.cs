using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>A source that tells who looked, as everybody may see it.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Row">As far as it has come; null where it has never told anything.</param>
/// <param name="Silent">It has not been heard of for longer than agreed.</param>
/// <param name="Delayed">How many of its entries persons are not shown yet.</param>
/// <param name="Oldest">When the oldest of these happened.</param>
internal sealed record SourceState(string Name, LogSource? Row, bool Silent, int Delayed, DateTimeOffset? Oldest);

/// <summary>Which authorities tell who looked, how far they have come, and who is silent: for everybody.</summary>
[AllowAnonymous]
internal sealed class SourcesPage(IDbContextFactory<PlatformDb> databases, ILogSources sources, IConfiguration configuration, TimeProvider time, Texts texts) : PageModel
{
    public IReadOnlyList<SourceState> States { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.Set<LogSource>().AsNoTracking().ToDictionaryAsync(s => s.Id, cancellation);
        var delayed = await db.Set<LogDelay>().GroupBy(d => d.Source).Select(of => new { of.Key, Count = of.Count(), Oldest = of.Min(d => d.At) }).ToDictionaryAsync(of => of.Key, cancellation);
        var since = time.GetUtcNow() - SilentAfter(configuration);
        States = [.. sources.All.Select(source =>
        {
            var row = rows.GetValueOrDefault(source.Id);
            var hidden = delayed.GetValueOrDefault(source.Id);
            return new SourceState(source.Name.ToString(), row, row is null || row.At < since, hidden?.Count ?? 0, hidden?.Oldest);
        })];
    }

    /// <summary>How long after a look-up it was told, in words: the oldest of the newest batch that had any.</summary>
    public string Late(long seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalHours: < 2 } late => texts.Of("access-log.sources.minutes", Math.Max(0, late.TotalMinutes)),
        { TotalDays: < 2 } late => texts.Of("access-log.sources.hours", late.TotalHours),
        var late => texts.Of("access-log.sources.days", late.TotalDays),
    };

    /// <summary>A source sends at least a heartbeat each hour (contracts/access-log-api.yaml): <c>Log:SilentAfter</c>.</summary>
    internal static TimeSpan SilentAfter(IConfiguration configuration) => configuration["Log:SilentAfter"] is not { Length: > 0 } text ? TimeSpan.FromHours(2)
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var after) && after > TimeSpan.Zero ? after
        : throw new StartupException($"Log:SilentAfter must be a time such as 02:00:00, not '{text}'.");
}
