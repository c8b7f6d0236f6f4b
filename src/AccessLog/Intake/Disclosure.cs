using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>
/// Shows a person what was lawfully kept from them, when its time has come: an entry in their own chain that holds the old one, whose place in the log proves when it was told. So what comes late cannot be made up late.
/// </summary>
internal sealed class Disclosure(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, LogReader reader, TimeProvider time)
{
    private const int AtOnce = 100;

    /// <summary>One pass; returns how many were disclosed.</summary>
    internal async Task<int> RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        var due = await db.Set<LogDelay>().AsNoTracking().Where(d => d.Until <= now).OrderBy(d => d.Leaf).Take(AtOnce).ToListAsync(cancellation);
        if (due.Count == 0) return 0;
        var lines = new List<NewLine>(due.Count);
        foreach (var delay in due)
        {
            // What was erased meanwhile cannot be shown; that there was something, its leaf still says.
            if (await reader.At(db, delay.Chain, delay.Leaf, cancellation) is not { } old) continue;
            lines.Add(new NewLine(old.Body with { Id = Guid.CreateVersion7(now), Person = delay.Person.Value, About = Guid.Empty, Of = delay.Leaf, Opened = (byte[])[.. old.Nonce, .. old.Bytes] }, LeafKind.Disclosure));
        }
        var (places, chains) = (due.ConvertAll(delay => delay.Leaf), due.Select(delay => delay.Chain).Distinct().ToList());
        await sequencer.Append(new Appending(lines, Also: Gone), cancellation);
        return due.Count;

        // Nothing where another node has done it. What was kept of it in the source's own chain is emptied: the person has it now, and erasing the person's erases all of it.
        async Task<bool> Gone(PlatformDb into, long first, CancellationToken stop)
        {
            if (await into.Set<LogDelay>().Where(d => places.Contains(d.Leaf)).ExecuteDeleteAsync(stop) != due.Count) return false;
            await Erasure.Empty(into.Set<LogLine>().Where(l => chains.Contains(l.Person) && places.Contains(l.Index)), stop);
            return true;
        }
    }
}
