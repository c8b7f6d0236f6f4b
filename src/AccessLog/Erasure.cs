using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>
/// Makes what entries say unreadable for ever, by deleting the keys that they are sealed with, and then what was sealed. The entries stay, the tree stays to the bit, and that something was erased is an entry itself.
/// </summary>
internal sealed class Erasure(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, IConfiguration configuration, TimeProvider time)
{
    public const string Act = "access-log.erase";

    private const int AtOnce = 5_000;

    /// <summary>What is left of what was sealed.</summary>
    public static readonly byte[] Nothing = [];

    /// <summary>For how many months what entries say is kept: <c>Log:KeepMonths</c>. A person can read it for as long.</summary>
    public int Months { get; } = MonthsIn(configuration);

    /// <summary>The oldest month that is kept: 202611.</summary>
    public int OldestKept => LineKeys.PeriodOf(time.GetUtcNow().AddMonths(-Months));

    /// <summary>Erases what one person's entries of a month say, or of all months. Returns of how many months.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="period">202611; null for all.</param>
    /// <param name="cancellation">Ends it; then nothing is erased.</param>
    public async Task<int> Erase(PersonId person, int? period, CancellationToken cancellation)
    {
        var (now, erased) = (time.GetUtcNow(), 0);
        var note = new LineBody { Id = Guid.CreateVersion7(now), Person = person.Value, At = now, Act = Act, Reference = period?.ToString(CultureInfo.InvariantCulture) ?? "" };
        var rekeyed = period is null || period == LineKeys.PeriodOf(now);
        await sequencer.Append(new Appending([new NewLine(note, LeafKind.Erasure, rekeyed)], Also: Delete), cancellation);
        return erased;

        async Task<bool> Delete(PlatformDb db, long first, CancellationToken stop)
        {
            erased = await db.Set<LineKey>().Where(k => k.Person == person && (period == null || k.Period == period)).ExecuteDeleteAsync(stop);
            if (erased > 0) await Empty(db.Set<LogLine>().Where(l => l.Person == person && l.Index < first && (period == null || l.Period == period)), stop);
            return erased > 0;
        }
    }

    /// <summary>Erases what is past its time: of everybody, month by month. Returns of how many months.</summary>
    public async Task<int> Retain(CancellationToken cancellation)
    {
        var first = OldestKept;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var past = await db.Set<LineKey>().Where(k => k.Period < first).Select(k => k.Period).Distinct().OrderBy(period => period).ToListAsync(cancellation);
        foreach (var period in past)
        {
            // A nation's keys of a month are millions: most go before the log's turn, which everybody waits for, and the last with the note. What a node seals with one of them meanwhile is past its time, too.
            while (await db.Set<LineKey>().Where(k => k.Period == period).Select(k => k.Person).Take(AtOnce + 1).ToListAsync(cancellation) is { Count: > AtOnce } some)
                await db.Set<LineKey>().Where(k => k.Period == period && some.Contains(k.Person)).ExecuteDeleteAsync(cancellation);
            await sequencer.Append(new Appending([], (LeafKind.Erasure, Leaf.CommitErasedMonth(period)), Delete), cancellation);

            async Task<bool> Delete(PlatformDb log, long place, CancellationToken stop)
            {
                if (await log.Set<LineKey>().Where(k => k.Period == period).ExecuteDeleteAsync(stop) == 0) return false;
                await log.AddOrChange([new ErasedMonth { Period = period, Before = place }], nameof(ErasedMonth.Before), [nameof(ErasedMonth.Before)], stop);
                return true;
            }
        }
        return past.Count;
    }

    /// <summary>Empties some of what is past its time, which nobody can read any more. False where there is none left.</summary>
    public async Task<bool> Empty(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Set<ErasedMonth>().AsNoTracking().Where(m => m.Next < m.Before).OrderBy(m => m.Period).FirstOrDefaultAsync(cancellation) is not { } month) return false;
        var from = Math.Max(month.Next, await db.Set<LogHead>().Select(h => h.MinimumTold).SingleAsync(cancellation));
        var to = Math.Min(month.Before, from + AtOnce);
        // Found by the leaves: by place alone the entries have no index.
        var people = await db.Set<LogLeaf>().Where(l => l.Index >= from && l.Index < to && l.Person != null).Select(l => l.Person!.Value).Distinct().ToListAsync(cancellation);
        await Empty(db.Set<LogLine>().Where(l => people.Contains(l.Person) && l.Index >= from && l.Index < to && l.Period == month.Period), cancellation);
        await db.Set<ErasedMonth>().Where(m => m.Period == month.Period && m.Next < to).ExecuteUpdateAsync(set => set.SetProperty(m => m.Next, to), cancellation);
        return true;
    }

    /// <summary>Empties these of what was sealed; the entries stay. Returns how many had something.</summary>
    public static Task<int> Empty(IQueryable<LogLine> lines, CancellationToken cancellation) => lines.Where(l => l.Sealed != Nothing).ExecuteUpdateAsync(set => set.SetProperty(l => l.Sealed, Nothing), cancellation);

    // Five years: as long as authorities' own logs of what people and employees did (skat.dk, log of self-service). An operator agrees it with the authorities.
    private static int MonthsIn(IConfiguration configuration) => configuration["Log:KeepMonths"] is not { Length: > 0 } text ? 60
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var months) && months is >= 1 and <= 1200 ? months
        : throw new StartupException($"Log:KeepMonths must be a whole number from 1 to 1200, not '{text}'.");
}
