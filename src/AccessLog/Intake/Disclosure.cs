using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>
/// Shows a person what was lawfully kept from them, when its time has come: an entry in their own chain that holds the old one, whose place in the log proves when it was told. So what comes late cannot be made up late.
/// A note in the source's chain says that it was done: so that chain alone tells what is still to be shown (<see cref="DelayCheck"/>).
/// </summary>
internal sealed partial class Disclosure(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, LogReader reader, TimeProvider time, ILogger<Disclosure> log)
{
    public const string Act = "access-log.disclose";

    private const int AtOnce = 100;

    /// <summary>One pass; returns how many were disclosed.</summary>
    internal async Task<int> RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        var due = await db.Set<LogDelay>().AsNoTracking().Where(d => d.Until <= now).OrderBy(d => d.Leaf).Take(AtOnce).ToListAsync(cancellation);
        var (shown, notes) = (new List<NewLine>(due.Count), new List<NewLine>(due.Count));
        foreach (var delay in due.ToList())
        {
            var old = await reader.At(db, delay.Chain, delay.Leaf, cancellation);
            if (old is { IsChanged: false, Body.Until: { } until } && until > now)
            {
                // What the entry says holds.
                await db.Set<LogDelay>().Where(d => d.Person == delay.Person && d.Leaf == delay.Leaf).ExecuteUpdateAsync(set => set.SetProperty(d => d.Until, until), cancellation);
                LogEarlier(log, delay.Source, delay.Leaf);
                due.Remove(delay);
                continue;
            }
            // That there was a look-up the person is told, even where somebody has changed what it said.
            var body = old is { IsChanged: false }
                ? old.Body with { Person = old.Body.About, About = Guid.Empty, Opened = (byte[])[.. old.Nonce, .. old.Bytes] }
                : new LineBody { Id = Guid.Empty, Person = delay.Person.Value, At = delay.At, Authority = delay.Source, Until = delay.Until, Flags = Flags.Unreadable };
            shown.Add(new NewLine(body with { Id = Guid.CreateVersion7(now), Of = delay.Leaf }, LeafKind.Disclosure));
            notes.Add(new NewLine(new LineBody { Id = Guid.CreateVersion7(now), Person = delay.Chain.Value, At = now, Act = Act, Of = delay.Leaf }, LeafKind.Disclosure));
        }
        if (due.Count == 0) return 0;
        var (places, chains) = (due.ConvertAll(delay => delay.Leaf), due.Select(delay => delay.Chain).Distinct().ToList());
        await sequencer.Append(new Appending([.. shown, .. notes], Also: Gone), cancellation);
        return due.Count;

        // Nothing where another node has done it. What was kept of it in the source's own chain is emptied: the person has it now, and erasing the person's erases all of it.
        async Task<bool> Gone(PlatformDb into, long first, CancellationToken stop)
        {
            if (await into.Set<LogDelay>().Where(d => places.Contains(d.Leaf)).ExecuteDeleteAsync(stop) != due.Count) return false;
            await Erasure.Empty(into.Set<LogLine>().Where(l => chains.Contains(l.Person) && places.Contains(l.Index)), stop);
            return true;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The look-up of {Source} at {Leaf} was to be shown earlier than it says itself: access_log.delay was changed. It was set right. See docs/operations.md")]
    private static partial void LogEarlier(ILogger log, string source, long leaf);
}
