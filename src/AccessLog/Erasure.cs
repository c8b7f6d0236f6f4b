using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>
/// Makes what entries say unreadable for ever, by deleting the keys that they are sealed with. The entries stay, the tree stays to the bit, and that something was erased is an entry itself.
/// </summary>
internal sealed class Erasure(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, IConfiguration configuration, TimeProvider time)
{
    public const string Act = "access-log.erase";

    /// <summary>For how many months what entries say is kept: <c>Log:KeepMonths</c>. A person can read it for as long.</summary>
    private readonly int months = Months(configuration);

    /// <summary>Erases what one person's entries of a month say, or of all months. Returns of how many months.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="period">202611; null for all.</param>
    /// <param name="cancellation">Ends it; then nothing is erased.</param>
    public async Task<int> Erase(PersonId person, int? period, CancellationToken cancellation)
    {
        var (now, erased) = (time.GetUtcNow(), 0);
        var note = new LineBody { Id = Guid.CreateVersion7(now), Person = person.Value, At = now, Act = Act, Reference = period?.ToString(CultureInfo.InvariantCulture) ?? "" };
        await sequencer.Append(new Appending([new NewLine(note, LeafKind.Erasure)], Also: Delete), cancellation);
        return erased;

        async Task<bool> Delete(PlatformDb db, long first, CancellationToken stop) => (erased = await db.Set<LineKey>().Where(k => k.Person == person && (period == null || k.Period == period)).ExecuteDeleteAsync(stop)) > 0;
    }

    /// <summary>Erases what is past its time: of everybody, month by month. Returns of how many months.</summary>
    public async Task<int> Retain(CancellationToken cancellation)
    {
        var first = LineKeys.PeriodOf(time.GetUtcNow().AddMonths(-months));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var past = await db.Set<LineKey>().Where(k => k.Period < first).Select(k => k.Period).Distinct().OrderBy(period => period).ToListAsync(cancellation);
        foreach (var period in past)
        {
            await sequencer.Append(new Appending([], (LeafKind.Erasure, Commitment(period)), async (log, _, stop) => await log.Set<LineKey>().Where(k => k.Period == period).ExecuteDeleteAsync(stop) > 0), cancellation);
        }
        return past.Count;
    }

    /// <summary>What the log's own note of an erased month holds: anybody can make it for each month.</summary>
    public static TreeHash Commitment(int period)
    {
        Span<byte> month = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(month, period);
        return new TreeHash(SHA256.HashData([.. "overblik/retention/v1\0"u8, .. month]));
    }

    // Five years: as long as authorities' own logs of what people and employees did (skat.dk, log of self-service). An operator agrees it with the authorities.
    private static int Months(IConfiguration configuration) => configuration["Log:KeepMonths"] is not { Length: > 0 } text ? 60
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var months) && months is >= 1 and <= 1200 ? months
        : throw new StartupException($"Log:KeepMonths must be a whole number from 1 to 1200, not '{text}'.");
}
