using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Identity;

/// <summary>That the person has seen the notice, and the person's own numbers.</summary>
internal sealed class NoticeKept(IDbContextFactory<PlatformDb> databases, IPeople people) : IKept
{
    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var numbers = (await people.NumbersOf(keys[0], cancellation)).Count;
        return
        [
            new Kept("identity.kept.notice", await db.Set<NoticeSeen>().CountAsync(n => keys.Contains(n.Person), cancellation), Stays: false),
            // Without it the log's entries would be nobody's, and the person could not see them.
            new Kept(numbers == 1 ? "identity.kept.number" : "identity.kept.numbers", numbers, Stays: true),
        ];
    }

    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<NoticeSeen>().Where(n => keys.Contains(n.Person)).ExecuteDeleteAsync(cancellation);
    }
}
