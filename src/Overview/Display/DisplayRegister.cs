using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>
/// What each source shows at present, in this node's memory, so that no page asks the database for it. The node that a change is made on has it at once,
/// the others within <see cref="Pause"/>.
/// </summary>
internal sealed partial class DisplayRegister(IDbContextFactory<PlatformDb> databases, TimeProvider time, ILogger<DisplayRegister> log) : BackgroundService
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private sealed record Snapshot(int Decisions, FrozenDictionary<string, SourceDisplay> Sources);

    private readonly SemaphoreSlim reading = new(1);
    private volatile Snapshot now = new(0, FrozenDictionary<string, SourceDisplay>.Empty);

    public SourceDisplay Of(Source source) => now.Sources.GetValueOrDefault(source.Id, SourceDisplay.Everything);

    /// <summary>Before the first page: what an authority has chosen not to show must not be shown because a node has just started.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Refresh(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await Refresh(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                // What was read last goes on holding.
                LogNotRead(log, e.GetType().Name);
            }
        }
    }

    public async Task Refresh(CancellationToken cancellation)
    {
        await reading.WaitAsync(cancellation);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var released = db.Set<DisplayVersion>().Where(v => v.ReleasedAt != null);
            var opened = db.Set<Wave>();
            // A release, an opening and a closing are never taken back, so their number tells whether there is anything new.
            var decisions = await released.Select(v => v.Source).Concat(opened.Select(w => w.Source)).Concat(opened.Where(w => w.ClosedAt != null).Select(w => w.Source)).CountAsync(cancellation);
            if (decisions == now.Decisions) return;
            var newest = await released.AsNoTracking().Where(v => !released.Any(later => later.Source == v.Source && later.Number > v.Number)).ToDictionaryAsync(v => v.Source, cancellation);
            var waves = (await opened.AsNoTracking().ToListAsync(cancellation)).ToLookup(w => w.Source);
            now = new(decisions, newest.Keys.Union(waves.Select(w => w.Key)).ToFrozenDictionary(source => source, source => Display(newest.GetValueOrDefault(source), [.. waves[source]])));
        }
        finally { reading.Release(); }
    }

    private static SourceDisplay Display(DisplayVersion? version, IReadOnlyList<Wave> waves) => new(
        version is null ? DisplayRules.None : new DisplayRules(DisplayJson.Rules(version.Rules)),
        waves.Count == 0 ? null : [.. waves.Where(w => w.ClosedAt is null).Select(w => DisplayJson.Scope(w.Scope))],
        (version?.Number ?? 0) + waves.Count + waves.Count(w => w.ClosedAt is not null));

    public override void Dispose()
    {
        reading.Dispose();
        base.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What the sources show could not be read anew ({Exception}); what was read last holds")]
    private static partial void LogNotRead(ILogger log, string exception);
}

/// <summary>Rules and scopes as they are stored.</summary>
internal static class DisplayJson
{
    public static IReadOnlyList<DisplayRule> Rules(string json) => JsonSerializer.Deserialize<List<DisplayRule>>(json, JsonSerializerOptions.Web)!;

    public static string Of(IEnumerable<DisplayRule> rules) => JsonSerializer.Serialize(rules, JsonSerializerOptions.Web);

    public static WaveScope Scope(string json) => JsonSerializer.Deserialize<WaveScope>(json, JsonSerializerOptions.Web)!;

    public static string Of(WaveScope scope) => JsonSerializer.Serialize(scope, JsonSerializerOptions.Web);
}
