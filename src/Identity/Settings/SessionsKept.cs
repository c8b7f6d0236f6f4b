using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Identity;

/// <summary>The person's sign-ins, that they have seen the notice, and the person's own number.</summary>
internal sealed class SessionsKept(IDbContextFactory<PlatformDb> databases, SessionStore sessions) : IKept
{
    public async Task<IReadOnlyList<Kept>> Of(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var signIns = (await sessions.Begun(person, cancellation)).Count;
        return
        [
            new Kept(signIns == 1 ? "identity.kept.sessions.one" : "identity.kept.sessions.many", signIns, Stays: false),
            new Kept("identity.kept.notice", await db.Set<NoticeSeen>().CountAsync(n => n.Person == person, cancellation), Stays: false),
            // Without it the log's entries would be nobody's, and the person could not see them.
            new Kept("identity.kept.number", 1, Stays: true),
        ];
    }

    public async Task Delete(PersonId person, CancellationToken cancellation)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellation))
            await db.Set<NoticeSeen>().Where(n => n.Person == person).ExecuteDeleteAsync(cancellation);
        await sessions.EndAll(person, except: null, cancellation);
    }
}
