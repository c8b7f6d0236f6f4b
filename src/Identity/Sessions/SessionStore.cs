using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Identity;

/// <summary>Starts, checks, extends and ends sessions.</summary>
internal sealed class SessionStore(IDbContextFactory<PlatformDb> databases, KeyRing ring, IdentityOptions options, TimeProvider time, IServiceProvider services) : ISessions
{
    // Once a minute is near enough for an idle limit of many minutes.
    private static readonly TimeSpan Touch = TimeSpan.FromMinutes(1);

    // Seen by this node and not written yet: no page waits for the disk because a minute has gone.
    private readonly ConcurrentDictionary<(PersonId Person, Guid Id), DateTimeOffset> seen = new();

    private sealed record Row(DateTimeOffset StartedAt, DateTimeOffset LastSeen, AssuranceLevel Level, int DataVersion, bool NoticeSeen, byte[] Number, byte[] Name);

    private static readonly Func<PlatformDb, PersonId, Guid, Task<Row?>> Find = EF.CompileAsyncQuery((PlatformDb db, PersonId person, Guid id) =>
        db.Set<Session>().Where(s => s.Person == person && s.Id == id)
            .Select(s => new Row(s.StartedAt, s.LastSeen, s.Level, s.DataVersion, s.NoticeSeen, s.Number, s.Name)).FirstOrDefault());

    public async Task<Guid> Start(PersonId person, CprNumber number, AssuranceLevel level, string name, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var id = Guid.NewGuid();
        var now = time.GetUtcNow();
        db.Add(new Session
        {
            Person = person,
            Id = id,
            StartedAt = now,
            LastSeen = now,
            Level = level,
            NoticeSeen = await db.Set<NoticeSeen>().AnyAsync(n => n.Person == person && n.Version == IdentityOptions.NoticeVersion, cancellation),
            Number = Encrypt(number.Digits, id),
            Name = Encrypt(name.Length > 200 ? name[..200] : name, id),
        });
        await db.SaveChangesAsync(cancellation);
        return id;
    }

    /// <summary>Who acts, if the session holds; null where it has ended.</summary>
    public async Task<Actor?> Check(PersonId person, Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await Find(db, person, id) is not { } row) return null;
        var now = time.GetUtcNow();
        var absolute = row.StartedAt + options.Absolute;
        if (seen.TryGetValue((person, id), out var here) && here > row.LastSeen) row = row with { LastSeen = here };
        // Without a number it was begun by a node of the version before; the person signs in once more.
        if (now >= row.LastSeen + options.Idle || now >= absolute || row.Number.Length == 0)
        {
            await Delete(db, person, id, cancellation);
            return null;
        }
        if (now - row.LastSeen >= Touch)
        {
            seen[(person, id)] = now;
            row = row with { LastSeen = now };
        }
        try
        {
            return new Actor(person, person, id, row.DataVersion, row.Level, Decrypt(row.Name, id), row.NoticeSeen)
            {
                Number = CprNumber.Parse(Decrypt(row.Number, id)),
                Ends = new SessionEnd(row.LastSeen + options.Idle, absolute),
            };
        }
        catch (CryptographicException)
        {
            // Its key has been retired.
            await Delete(db, person, id, cancellation);
            return null;
        }
    }

    /// <summary>The person is still there: the idle time begins anew, to the second. Returns when the session now ends.</summary>
    public async Task<SessionEnd> Extend(Actor actor, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        await One(db, actor.Person, actor.Session).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeen, now), cancellation);
        return actor.Ends with { Idle = now + options.Idle };
    }

    /// <summary>Ends it on every node.</summary>
    public async Task End(Actor actor, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await Delete(db, actor.Person, actor.Session, cancellation);
    }

    /// <summary>Records that the person has seen the present notice.</summary>
    public async Task SeeNotice(Actor actor, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (!await db.Set<NoticeSeen>().AnyAsync(n => n.Person == actor.Person && n.Version == IdentityOptions.NoticeVersion, cancellation))
        {
            db.Add(new NoticeSeen { Person = actor.Person, Version = IdentityOptions.NoticeVersion, At = time.GetUtcNow() });
            try { await db.SaveChangesAsync(cancellation); }
            catch (DbUpdateException) { /* Pressed twice: the first one stands. */ }
        }
        await db.Set<Session>().Where(s => s.Person == actor.Person).ExecuteUpdateAsync(set => set.SetProperty(s => s.NoticeSeen, true), cancellation);
    }

    public async Task NewDataVersion(Actor actor, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await One(db, actor.Person, actor.Session).ExecuteUpdateAsync(set => set.SetProperty(s => s.DataVersion, s => s.DataVersion + 1), cancellation);
    }

    /// <summary>Writes which sessions this node has seen. Other nodes know only then, and after a crash never: a session may end that much too early.</summary>
    public async Task WriteSeen(CancellationToken cancellation)
    {
        if (seen.IsEmpty) return;
        var written = seen.ToArray();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        foreach (var ((person, id), at) in written)
            await One(db, person, id).Where(s => s.LastSeen < at).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeen, at), cancellation);
        await transaction.CommitAsync(cancellation);
        foreach (var entry in written) seen.TryRemove(entry);
    }

    /// <summary>
    /// Deletes what has ended without a request to notice it, a minute late, so that what another node has just seen is written.
    /// (Beyond the absolute limit nothing is seen any more, so it falls idle too.)
    /// </summary>
    public async Task Sweep(CancellationToken cancellation)
    {
        const int most = 1000;
        await WriteSeen(cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var idle = time.GetUtcNow() - options.Idle - Touch;
        Guid[] ended;
        do
        {
            ended = await db.Set<Session>().Where(s => s.LastSeen <= idle).OrderBy(s => s.LastSeen).Select(s => s.Id).Take(most).ToArrayAsync(cancellation);
            await db.Set<Session>().Where(s => ended.Contains(s.Id) && s.LastSeen <= idle).ExecuteDeleteAsync(cancellation);
            foreach (var id in ended) Tell(id);
        }
        while (ended.Length == most);
    }

    private byte[] Encrypt(string text, Guid session) => ring.Encrypt(KeyPurpose.Session, Encoding.UTF8.GetBytes(text), session.ToByteArray());

    private string Decrypt(byte[] sealedText, Guid session) => Encoding.UTF8.GetString(ring.Decrypt(KeyPurpose.Session, sealedText, session.ToByteArray()));

    private static IQueryable<Session> One(PlatformDb db, PersonId person, Guid id) => db.Set<Session>().Where(s => s.Person == person && s.Id == id);

    private async Task Delete(PlatformDb db, PersonId person, Guid id, CancellationToken cancellation)
    {
        await One(db, person, id).ExecuteDeleteAsync(cancellation);
        seen.TryRemove((person, id), out _);
        Tell(id);
    }

    private void Tell(Guid ended)
    {
        foreach (var listener in (IEnumerable<ISessionEnd>)services.GetService(typeof(IEnumerable<ISessionEnd>))!) listener.Ended(ended);
    }
}
