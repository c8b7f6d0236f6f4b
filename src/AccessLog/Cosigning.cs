using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>Has each new checkpoint cosigned by the witnesses of the policy, and publishes it when enough have. A witness that is away or refuses is asked again with the next.</summary>
internal sealed partial class Cosigning(IDbContextFactory<PlatformDb> databases, WitnessPolicy policy, ProofTiles tiles, IMeterFactory meters, TimeProvider time, ILogger<Cosigning> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1), TimeLimit = TimeSpan.FromSeconds(5);

    private readonly Counter<long> asked = meters.Create(LogWriter.Telemetry).CreateCounter<long>("overblik.log.cosignatures", "{cosignature}", "Checkpoints of the access log that a witness was asked to cosign, by witness and outcome.");
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeLimit, MaxResponseContentBufferSize = Witness.MaxRequest };
    private List<WitnessClient> witnesses = [];

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (policy.Trust is not { } trust) return;
        witnesses = [.. trust.Witnesses.Select(witness => new WitnessClient(http, witness.Url!, witness.Key))];
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnce(trust, stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested) { return; }
            catch (Exception e)
            {
                LogNotCosigned(log, e.GetType().Name);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunOnce(TrustPolicy trust, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var head = await db.Set<LogHead>().AsNoTracking().SingleAsync(cancellation);
        if (head.Checkpoint is null) return;
        // What is published may be of a policy that this node had before.
        if (head.Cosigned is { } published && head.CosignedSize >= head.CheckpointSize && Lack(trust, SignedNote.Parse(published)) is null) return;
        var checkpoint = SignedNote.Parse(head.Checkpoint);
        var cosignatures = await Task.WhenAll(witnesses.Select(witness => Ask(witness, checkpoint, cancellation)));
        var note = checkpoint.With(cosignatures.OfType<NoteSignature>());
        if (Lack(trust, note) is { } lack)
        {
            LogTooFew(log, head.CheckpointSize, lack);
            return;
        }
        var (size, text) = (head.CheckpointSize, note.ToString());
        await db.Set<LogHead>().Where(h => h.Cosigned == null || h.CosignedSize <= size).ExecuteUpdateAsync(set => set.SetProperty(h => h.Cosigned, text).SetProperty(h => h.CosignedSize, size), cancellation);
    }

    // Null where enough have cosigned it.
    private static string? Lack(TrustPolicy trust, SignedNote note)
    {
        try
        {
            trust.Check(note);
            return null;
        }
        catch (CryptographicException e) { return e.Message; }
    }

    private async Task<NoteSignature?> Ask(WitnessClient witness, SignedNote checkpoint, CancellationToken cancellation)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var signature = await witness.Cosign(checkpoint, new LogTiles(db, tiles), cancellation);
            Count("given");
            return signature;
        }
        catch (Exception e) when (e is WitnessException or HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // That a witness knows another log than this one is what it is there for: the operator must hear it.
            Count(e is WitnessException ? "refused" : "away");
            LogNoCosignature(log, witness.Key.Name, e is WitnessException ? e.Message : e.GetType().Name);
            return null;
        }

        void Count(string outcome) => asked.Add(1, new("witness", witness.Key.Name), new("outcome", outcome));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The access log could not be cosigned ({Exception}); trying again")]
    private static partial void LogNotCosigned(ILogger log, string exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The checkpoint of {Size} entries is not published: {Reason}")]
    private static partial void LogTooFew(ILogger log, long size, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The witness {Witness} did not cosign: {Reason}")]
    private static partial void LogNoCosignature(ILogger log, string witness, string reason);
}
