using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Overblik.Authorities;

/// <summary>Tells the hub what has been looked up: at the start what happened lately, then each quarter of an hour what is new, or that there is nothing. One source that is agreed upon never says anything.</summary>
internal sealed partial class LookUpService(IConfiguration configuration, TimeProvider time, ILogger<LookUpService> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15), AfterFailure = TimeSpan.FromSeconds(2);
    private static readonly string[] Sources = [LookUpStory.Benefits, LookUpStory.Tax, LookUpStory.Municipality];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["LookUps:Portal"] is not { Length: > 0 } portal || configuration["LookUps:Key"] is not { Length: > 0 } file) return;
        var told = configuration["LookUps:Told"] ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, "look-ups-told");
        var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(file, stoppingToken));
        using var program = new LogProgram(new HttpClient { BaseAddress = new Uri(portal), Timeout = TimeSpan.FromSeconds(30) }, configuration["LookUps:Client"] ?? "demo", key);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var source in Sources) await Tell(program, source, $"{told}-{source}", stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // The portal may not have started yet.
                LogWaiting(log);
                await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Tell(LogProgram program, string source, string told, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        // So that what was told before a restart is not told again.
        var from = File.Exists(told) ? DateTimeOffset.Parse(await File.ReadAllTextAsync(told, cancellation), CultureInfo.InvariantCulture) : now.AddDays(-LookUpStory.Days);
        var first = DateOnly.FromDateTime(from.UtcDateTime);
        var days = Enumerable.Range(0, DateOnly.FromDateTime(now.UtcDateTime).DayNumber - first.DayNumber + 1);
        await program.Send(source, [.. days.SelectMany(day => LookUpStory.Of(first.AddDays(day), now)).Where(it => it.Source == source && AtOf(it.LookUp) > from).Select(it => it.LookUp)], cancellation);
        await File.WriteAllTextAsync(told, now.ToString("O", CultureInfo.InvariantCulture), cancellation);
    }

    private static DateTimeOffset AtOf(JsonObject lookUp) => DateTimeOffset.Parse(lookUp["at"]!.GetValue<string>(), CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The portal has not taken the look-ups yet; trying again")]
    private static partial void LogWaiting(ILogger log);
}
