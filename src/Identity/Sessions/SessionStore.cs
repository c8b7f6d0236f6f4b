using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Identity;

/// <summary>Starts, checks, extends and ends sessions.</summary>
internal sealed class SessionStore(
    IDbContextFactory<PlatformDb> databases, KeyRing ring, IdentityOptions options, IdentityMetrics metrics, TimeProvider time, IServiceProvider services) : ISessions
{
    // Once a minute is near enough for an idle limit of many minutes.
    private static readonly TimeSpan Touch = TimeSpan.FromMinutes(1);

    private const string Expired = "expired";

    // Seen by this node and not written yet: no page waits for the disk because a minute has gone.
    private readonly ConcurrentDictionary<(PersonId Person, Guid Id), DateTimeOffset> seen = new();

    private sealed record Row(DateTimeOffset StartedAt, DateTimeOffset LastSeen, AssuranceLevel Level, int DataVersion, bool NoticeSeen, byte[] Number, byte[] Name, byte[]? Staff, StaffRoles StaffRoles);

    private static readonly Func<PlatformDb, PersonId, Guid, Task<Row?>> Find = EF.CompileAsyncQuery((PlatformDb db, PersonId person, Guid id) =>
        db.Set<Session>().Where(s => s.Person == person && s.Id == id)
            .Select(s => new Row(s.StartedAt, s.LastSeen, s.Level, s.DataVersion, s.NoticeSeen, s.Number, s.Name, s.Staff, s.StaffRoles)).FirstOrDefault());

    public Task<Guid> Start(PersonId person, CprNumber number, AssuranceLevel level, string name, CancellationToken cancellation)
    {
        var id = Guid.NewGuid();
        return Start(person, id, level, name, Encrypt(number.Digits, id), null, StaffRoles.None, cancellation);
    }

    /// <summary>An employee's session.</summary>
    public Task<Guid> StartStaff(PersonId person, AssuranceLevel level, string name, CvrNumber cvr, string organisation, StaffRoles roles, CancellationToken cancellation)
    {
        var id = Guid.NewGuid();
        return Start(person, id, level, name, [], Encrypt(cvr.Digits + Short(organisation), id), roles, cancellation);
    }

    private async Task<Guid> Start(PersonId person, Guid id, AssuranceLevel level, string name, byte[] number, byte[]? staff, StaffRoles roles, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        db.Add(new Session
        {
            Person = person,
            Id = id,
            StartedAt = now,
            LastSeen = now,
            Level = level,
            NoticeSeen = await db.Set<NoticeSeen>().AnyAsync(n => n.Person == person && n.Version == IdentityOptions.NoticeVersion, cancellation),
            Number = number,
            Name = Encrypt(Short(name), id),
            Staff = staff,
            StaffRoles = roles,
        });
        await db.SaveChangesAsync(cancellation);
        metrics.Started(staff is not null);
        return id;
    }

    private static string Short(string name) => name.Length > 200 ? name[..200] : name;

    /// <summary>Who is signed in, if the session holds; null where it has ended.</summary>
    public async Task<SignedIn?> Check(PersonId person, Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await Find(db, person, id) is not { } row) return null;
        var now = time.GetUtcNow();
        var absolute = row.StartedAt + options.Absolute;
        if (seen.TryGetValue((person, id), out var here) && here > row.LastSeen) row = row with { LastSeen = here };
        // Without a number it was begun by a node of the version before; the person signs in once more.
        if (now >= row.LastSeen + options.Idle || now >= absolute || (row.Number.Length == 0 && row.Staff is null))
        {
            await Delete(db, person, id, Expired, cancellation);
            return null;
        }
        if (now - row.LastSeen >= Touch)
        {
            seen[(person, id)] = now;
            row = row with { LastSeen = now };
        }
        try
        {
            var ends = new SessionEnd(row.LastSeen + options.Idle, absolute);
            var name = Decrypt(row.Name, id);
            if (row.Staff is null) return new Actor(person, person, id, row.DataVersion, row.Level, name, row.NoticeSeen) { Number = CprNumber.Parse(Decrypt(row.Number, id)), Ends = ends };
            var staff = Decrypt(row.Staff, id);
            return CvrNumber.TryParse(staff[..8], out var cvr) ? new StaffMember(person, id, row.Level, name, cvr, staff[8..]) { Ends = ends, Roles = row.StaffRoles } : null;
        }
        catch (CryptographicException)
        {
            // Its key has been retired.
            await Delete(db, person, id, "unreadable", cancellation);
            return null;
        }
    }

    /// <summary>The person is still there: the idle time begins anew, to the second. Returns when the session now ends.</summary>
    public async Task<SessionEnd> Extend(SignedIn who, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        await One(db, who.Person, who.Session).ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeen, now), cancellation);
        return who.Ends with { Idle = now + options.Idle };
    }

    /// <summary>Ends it on every node.</summary>
    public async Task End(SignedIn who, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await Delete(db, who.Person, who.Session, "signed-out", cancellation);
    }

    /// <summary>When each of the person's sign-ins began, the newest first.</summary>
    public async Task<IReadOnlyList<DateTimeOffset>> Begun(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<Session>().Where(s => s.Person == person).OrderByDescending(s => s.StartedAt).Select(s => s.StartedAt).ToListAsync(cancellation);
    }

    /// <summary>Ends all of the person's sign-ins on every node, but for the one that is kept.</summary>
    /// <param name="keys">Every key of the person: <see cref="IPeople.KeysOf"/>.</param>
    /// <param name="except">The one that is kept.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task EndAll(IReadOnlyList<PersonId> keys, Guid? except, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var ended = await db.Set<Session>().Where(s => keys.Contains(s.Person) && s.Id != except).Select(s => new { s.Person, s.Id }).ToListAsync(cancellation);
        foreach (var session in ended) await Delete(db, session.Person, session.Id, "signed-out", cancellation);
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
            metrics.Ended(Expired, await db.Set<Session>().Where(s => ended.Contains(s.Id) && s.LastSeen <= idle).ExecuteDeleteAsync(cancellation));
            foreach (var id in ended) Tell(id);
        }
        while (ended.Length == most);
    }

    private byte[] Encrypt(string text, Guid session) => ring.Encrypt(KeyPurpose.Session, Encoding.UTF8.GetBytes(text), session.ToByteArray());

    private string Decrypt(byte[] sealedText, Guid session) => Encoding.UTF8.GetString(ring.Decrypt(KeyPurpose.Session, sealedText, session.ToByteArray()));

    private static IQueryable<Session> One(PlatformDb db, PersonId person, Guid id) => db.Set<Session>().Where(s => s.Person == person && s.Id == id);

    private async Task Delete(PlatformDb db, PersonId person, Guid id, string why, CancellationToken cancellation)
    {
        metrics.Ended(why, await One(db, person, id).ExecuteDeleteAsync(cancellation));
        seen.TryRemove((person, id), out _);
        Tell(id);
    }

    private void Tell(Guid ended)
    {
        foreach (var listener in (IEnumerable<ISessionEnd>)services.GetService(typeof(IEnumerable<ISessionEnd>))!) listener.Ended(ended);
    }
}
