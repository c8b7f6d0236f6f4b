using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>The log stays, with what was asked and answered in it: it is the person's own proof of who has seen what (accountability and security, GDPR art. 5(2) and 32).</summary>
internal sealed class LogKept(IDbContextFactory<PlatformDb> databases) : IKept
{
    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var lines = (int)await db.Set<LogChain>().Where(c => keys.Contains(c.Person)).SumAsync(c => c.Count - c.From + 1, cancellation);
        var notices = await db.Set<NoticeChoice>().CountAsync(c => keys.Contains(c.Person), cancellation);
        return [new Kept(lines == 1 ? "access-log.kept.one" : "access-log.kept.many", lines, Stays: true), new Kept("access-log.kept.notices", notices, Stays: false)];
    }

    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<NoticeChoice>().Where(c => keys.Contains(c.Person)).ExecuteDeleteAsync(cancellation);
    }
}
