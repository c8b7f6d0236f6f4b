using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>
/// Shows a person what was lawfully kept from them, when its time has come: an entry in their own chain that holds the old one, whose place in the log proves when it was told. So what comes late cannot be made up late.
/// Whose it is and when its time comes, the old one says itself; <see cref="LogDelay"/> says where to look. A note in the source's chain says that it was done: so that chain alone tells what is still to be shown (<see cref="DelayCheck"/>).
/// </summary>
internal sealed class Disclosure(IDbContextFactory<PlatformDb> databases, Sequencer sequencer, LogReader reader, TimeProvider time)
{
    public const string Act = "access-log.disclose";

    private const int AtOnce = 100;

    /// <summary>One pass; returns how many were disclosed.</summary>
    internal async Task<int> RunOnce(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (now, disclosed, after) = (time.GetUtcNow(), 0, -1L);
        while (await db.Set<LogDelay>().Where(d => d.Until <= now && d.Leaf > after).OrderBy(d => d.Leaf).Take(AtOnce).Select(d => new Due(d.Chain, d.Leaf)).ToListAsync(cancellation) is { Count: > 0 } due)
        {
            disclosed += await Disclose(db, due, now, cancellation);
            after = due[^1].Leaf;
        }
        return disclosed;
    }

    private sealed record Due(PersonId Chain, long Leaf);

    private async Task<int> Disclose(PlatformDb db, List<Due> due, DateTimeOffset now, CancellationToken cancellation)
    {
        var (shown, notes) = (new List<NewLine>(due.Count), new List<NewLine>(due.Count));
        foreach (var delay in due.DistinctBy(delay => delay.Leaf))
        {
            // What cannot be read, is delayed no more, or for longer than the list says, is not touched: the check tells the operator.
            if (await reader.At(db, [delay.Chain], delay.Leaf, cancellation) is not { IsChanged: false } old || old.Body.About == Guid.Empty || old.Body.Until > now) continue;
            shown.Add(new NewLine(old.Body with { Id = Guid.CreateVersion7(now), Person = old.Body.About, About = Guid.Empty, Of = delay.Leaf, Opened = (byte[])[.. old.Nonce, .. old.Bytes] }, LeafKind.Disclosure));
            notes.Add(new NewLine(new LineBody { Id = Guid.CreateVersion7(now), Person = old.Row.Person.Value, At = now, Act = Act, Of = delay.Leaf }, LeafKind.Disclosure));
        }
        if (shown.Count == 0) return 0;
        var (places, chains) = (notes.ConvertAll(note => note.Body.Of), notes.Select(note => new PersonId(note.Body.Person)).Distinct().ToList());
        return await sequencer.Append(new Appending([.. shown, .. notes], Also: Gone), cancellation) ? shown.Count : 0;

        // What was kept of it in the source's own chain is emptied: the person has it now, and erasing the person's erases all of it. Where another node has done it, it is empty already, and nothing is written.
        async Task<bool> Gone(PlatformDb into, long first, CancellationToken stop)
        {
            if (await Erasure.Empty(into.Set<LogLine>().Where(l => chains.Contains(l.Person) && places.Contains(l.Index)), stop) < places.Count) return false;
            await into.Set<LogDelay>().Where(d => places.Contains(d.Leaf)).ExecuteDeleteAsync(stop);
            return true;
        }
    }
}
