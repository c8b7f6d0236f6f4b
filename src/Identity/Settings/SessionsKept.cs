using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Identity;

/// <summary>The person's sign-ins, that they have seen the notice, and the person's own number.</summary>
internal sealed class SessionsKept(IDbContextFactory<PlatformDb> databases, SessionStore sessions, IPeople people) : IKept
{
    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var signIns = await db.Set<Session>().CountAsync(s => keys.Contains(s.Person), cancellation);
        var numbers = (await people.NumbersOf(keys[0], cancellation)).Count;
        return
        [
            new Kept(signIns == 1 ? "identity.kept.sessions.one" : "identity.kept.sessions.many", signIns, Stays: false),
            new Kept("identity.kept.notice", await db.Set<NoticeSeen>().CountAsync(n => keys.Contains(n.Person), cancellation), Stays: false),
            // Without it the log's entries would be nobody's, and the person could not see them.
            new Kept(numbers == 1 ? "identity.kept.number" : "identity.kept.numbers", numbers, Stays: true),
        ];
    }

    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellation))
            await db.Set<NoticeSeen>().Where(n => keys.Contains(n.Person)).ExecuteDeleteAsync(cancellation);
        foreach (var key in keys) await sessions.EndAll(key, except: null, cancellation);
    }
}
