using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Outbox;

namespace Overblik.AccessLog;

/// <summary>Looks each minute at the new entries of those who want to be told of unusual ones: at the most one notice a day, and none at night.</summary>
internal sealed class UnusualWatch(IDbContextFactory<PlatformDb> databases, LogReader reader, PurposeRegister register, Outbox outbox, IBusinessClock clock, TimeProvider time) : RecurringWork("access-log.watch", TimeSpan.FromMinutes(1), time)
{
    private const int AtOnce = 500, LinesAtOnce = 1000;
    private static readonly TimeSpan BetweenNotices = TimeSpan.FromDays(1);

    public override Task Do(CancellationToken cancellation) => RunOnce(cancellation);

    /// <summary>One pass; returns how many are told.</summary>
    internal async Task<int> RunOnce(CancellationToken cancellation)
    {
        var (now, told) = (Time.GetUtcNow(), 0);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // Whoever was told within the day is looked at when it is over, and then at all that has come since.
        var behind = await db.Set<NoticeChoice>().Join(db.Set<LogChain>(), choice => choice.Person, chain => chain.Person, (choice, chain) => new { Choice = choice, chain.Count })
            .Where(it => it.Count > it.Choice.Seen && (it.Choice.ToldAt == null || it.Choice.ToldAt <= now - BetweenNotices)).OrderBy(it => it.Choice.Person).Take(AtOnce).ToListAsync(cancellation);
        foreach (var (choice, count) in behind.Select(it => (it.Choice, it.Count)))
        {
            var (from, until) = (choice.Seen - Lines.Around, Math.Min(count, choice.Seen - Lines.Around + LinesAtOnce));
            var lines = await reader.Between(db, choice.Person, from, until, cancellation);
            var fresh = lines.Where(line => line.Row.Number > choice.Seen).ToList();
            choice.Seen = until;
            List<LookedUp> around = [.. Lines.LookedUp([.. lines, .. await reader.OfMonths(db, [choice.Person], Lines.MonthsOf(fresh, register), cancellation)], register)];
            if (Lines.Of(fresh, around, [], register).Any(line => line.Unusual.Count > 0))
            {
                choice.ToldAt = now;
                outbox.Add(db, NoticeMail.Name, new NoticeMail.Body(choice.Person.Value, NoticeAbout.Unusual), NoticeMail.NotAtNight(clock));
                told++;
            }
        }
        try { await db.SaveChangesAsync(cancellation); }
        catch (DbUpdateConcurrencyException) { return 0; /* Another has looked, or somebody does not want it any more: what is left is looked at in a minute. */ }
        return told;
    }
}
