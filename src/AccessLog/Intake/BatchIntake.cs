using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>What a program may send next.</summary>
/// <param name="Number">Of the batch.</param>
/// <param name="Previous">The hash of the seal before.</param>
internal sealed record NextBatch(long Number, string Previous);

/// <summary>What is answered to a batch.</summary>
/// <param name="Receipt">Where it was taken.</param>
/// <param name="Problem">Why it was refused, whole.</param>
/// <param name="Next">Where it is the number or the hash: what is expected.</param>
internal sealed record BatchAnswer(BatchReceipt? Receipt, Problem? Problem = null, NextBatch? Next = null);

/// <summary>
/// Takes the batches in which authorities tell who looked at whose data. Only what breaks the chain of a source's batches is refused (signature, number, hash, count): an entry that is wrong is an entry that happened, and its person sees what is wrong with it.
/// What is acknowledged is durable and in the tree.
/// </summary>
internal sealed class BatchIntake(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, IPeople people, ILogSources sources, Erasure erasure, PurposeRegister register, PersonIndexStore index, Corrections corrections, TimeProvider time)
{
    public async Task<BatchAnswer> Take(Machine machine, string? jws, string? contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        if (Seal(jws) is not { } seal) return Refused("access-log.batch-seal", StatusCodes.Status400BadRequest);
        var said = seal.Content;
        if (!machine.Sources.Contains(said.Source)) return Refused("access-log.batch-not-yours", StatusCodes.Status403Forbidden);
        if (said.Body != Base64Url.EncodeToString(SHA256.HashData(body.Span))) return Refused("access-log.batch-hash", StatusCodes.Status400BadRequest);
        using var key = await sources.KeyOf(machine.Client, seal.KeyId, cancellation);
        if (key is null) return Refused("access-log.batch-key", StatusCodes.Status403Forbidden);
        if (!seal.IsSignedBy(key)) return Refused("access-log.batch-signature", StatusCodes.Status403Forbidden);

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var there = await db.Set<LogSource>().AsNoTracking().Where(s => s.Id == said.Source)
            .Select(s => new { Source = s, HasKey = db.Set<LogSealKey>().Any(k => k.Source == s.Id && k.KeyId == seal.KeyId) }).FirstOrDefaultAsync(cancellation);
        var source = there?.Source;
        // The answer to it did not come through.
        if (source is not null && said.Number == source.Number && seal.Hash() == source.Hash) return await Receipt(db, said, cancellation);
        var next = new NextBatch((source?.Number ?? 0) + 1, source?.Hash ?? BatchSeal.NonePrevious);
        if (said.Number != next.Number || said.Previous != next.Previous) return Refused("access-log.batch-number", StatusCodes.Status409Conflict, next);
        if (BatchReader.Read(contentType, body).Failed(out var problem, out var told)) return new BatchAnswer(null, problem);
        if ((told is [.., var last] ? last.Index + 1 : 0) != said.Count) return Refused("access-log.batch-count", StatusCodes.Status400BadRequest);

        var now = time.GetUtcNow();
        var @checked = told.Select(one => Flags.Check(one.LookUp, said.Source, said.Number, now, erasure.Months, register)).ToList();
        var who = await people.IdsFor([.. @checked.Select(one => one.Number).OfType<CprNumber>().Distinct()], cancellation);
        var chain = index.ChainOf(said.Source);
        var lines = @checked.ConvertAll(one => Line(one.Body, one.Number is { } number ? who[number] : null, one.Until, chain));
        var flags = @checked.ConvertAll(one => one.Flags);
        await corrections.Apply(db, told, lines, flags, chain, cancellation);
        var flagged = flags.Select((its, i) => new FlaggedEntry(told[i].Index, its)).Where(one => one.Flags.Count > 0).ToList();
        var place = 0L;
        if (await sequencer.Append(new Appending(lines, (LeafKind.Batch, seal.Commitment()), Keep), cancellation)) return new BatchAnswer(new BatchReceipt(said.Source, said.Number, said.Count, place, seal.Hash(), flagged));
        // Another came in meanwhile, or this one on another connection: it is answered as after that.
        return await Take(machine, jws, contentType, body, cancellation);

        async Task<bool> Keep(PlatformDb into, long first, CancellationToken stop)
        {
            place = first + lines.Count;
            var row = new LogSource
            {
                Id = said.Source, Chain = chain, Number = said.Number, Hash = seal.Hash(), At = now, Entries = (source?.Entries ?? 0) + lines.Count, Flagged = (source?.Flagged ?? 0) + flagged.Count,
                Delay = lines.Count == 0 ? source?.Delay ?? 0 : (long)lines.Max(line => (now - line.Body.At).TotalSeconds),
            };
            // The head of the log is locked: whoever came first has been seen by now.
            var all = into.Set<LogSource>().Where(s => s.Id == said.Source);
            if (source is null)
            {
                if (await all.AnyAsync(stop)) return false;
                into.Add(row);
            }
            else if (await all.Where(s => s.Number == source.Number).ExecuteUpdateAsync(set => set.SetProperty(s => s.Number, row.Number).SetProperty(s => s.Hash, row.Hash).SetProperty(s => s.At, row.At)
                .SetProperty(s => s.Entries, row.Entries).SetProperty(s => s.Flagged, row.Flagged).SetProperty(s => s.Delay, row.Delay), stop) == 0) return false;
            into.Add(new LogSeal
            {
                Leaf = place, Source = said.Source, Number = said.Number, Jws = seal.Jws, KeyId = seal.KeyId, At = now, Count = said.Count,
                Flags = JsonSerializer.Serialize(flagged, IntakeJson.Default.IReadOnlyListFlaggedEntry),
            });
            if (there is not { HasKey: true } && !await into.Set<LogSealKey>().AnyAsync(k => k.Source == said.Source && k.KeyId == seal.KeyId, stop)) into.Add(new LogSealKey { Source = said.Source, KeyId = seal.KeyId, Jwk = JsonSerializer.Serialize(SealKey.Of(key, seal.KeyId), PublicJson.Default.SealKey) });
            into.AddRange(lines.Select((line, i) => LogDelay.Of(line.Body, first + i)).OfType<LogDelay>());
            return true;
        }
    }

    private static BatchSeal? Seal(string? jws)
    {
        try { return jws is null ? null : BatchSeal.Parse(jws); }
        catch (FormatException) { return null; }
    }

    // What is delayed, or about nobody who is known, stands in the source's own chain.
    private static NewLine Line(LineBody body, PersonId? person, DateTimeOffset? until, PersonId chain) => new(person switch
    {
        null => body with { Person = chain.Value },
        { } known when until is null => body with { Person = known.Value },
        { } known => body with { Person = chain.Value, About = known.Value, Until = until },
    });

    private static async Task<BatchAnswer> Receipt(PlatformDb db, SealContent said, CancellationToken cancellation)
    {
        var kept = await db.Set<LogSeal>().AsNoTracking().SingleAsync(s => s.Source == said.Source && s.Number == said.Number, cancellation);
        return new BatchAnswer(new BatchReceipt(said.Source, said.Number, kept.Count, kept.Leaf, BatchSeal.Parse(kept.Jws).Hash(), JsonSerializer.Deserialize(kept.Flags, IntakeJson.Default.IReadOnlyListFlaggedEntry)!));
    }

    private static BatchAnswer Refused(string code, int status, NextBatch? next = null) => new(null, new Problem(code, status), next);
}
