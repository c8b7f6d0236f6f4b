using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>The lists that people let others see. The address holds whose list it is only as the portal's own keys read it.</summary>
internal sealed class Shares(IDbContextFactory<PlatformDb> databases, IPeople people, Sealing sealing, IDataProtectionProvider protection, Site site, IBusinessClock clock) : IKept
{
    public const string Root = WalkPage.Root + "/delt";

    /// <summary>How many of one list at a time, and how long a link waits and then holds, in days.</summary>
    public const int Most = 5, DaysToTake = 14, Days = 90;

    private readonly IDataProtector protector = protection.CreateProtector("journeys.share");

    /// <summary>Of one list, those that hold.</summary>
    public async Task<IReadOnlyList<Share>> Of(Actor actor, Journey journey, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(actor.OnBehalfOf, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (today, rows) = (clock.Today, await db.Set<SharedList>().AsNoTracking().Where(s => keys.Contains(s.Person) && s.Journey == journey.Id).OrderBy(s => s.Id).ToListAsync(cancellation));
        return [.. rows.Where(row => row.Until >= today).Select(row => new Share(row.Id, row.Until, With(row), site.Issuer.TrimEnd('/') + PathOf(row)))];
    }

    /// <summary>False where as many as may be are there.</summary>
    public async Task<bool> Make(Actor actor, Journey journey, CancellationToken cancellation)
    {
        var (keys, today) = (await people.KeysOf(actor.OnBehalfOf, cancellation), clock.Today);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Set<SharedList>().CountAsync(s => keys.Contains(s.Person) && s.Journey == journey.Id && s.Until >= today, cancellation) >= Most) return false;
        var row = new SharedList { Person = actor.OnBehalfOf, Id = Guid.CreateVersion7(), Journey = journey.Id, Until = today.AddDays(DaysToTake), Edit = Guid.NewGuid() };
        sealing.Seal(row, new SharedWith(actor.Name, null, null), AnswerJson.Default.SharedWith);
        db.Add(row);
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    public async Task End(Actor actor, Guid id, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(actor.OnBehalfOf, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<SharedList>().Where(s => keys.Contains(s.Person) && s.Id == id).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>All of one list: it is deleted, or it is another event now.</summary>
    public async Task EndAll(Actor actor, Journey journey, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(actor.OnBehalfOf, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<SharedList>().Where(s => keys.Contains(s.Person) && s.Journey == journey.Id).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>What a link leads to for this person, and whether it is their own; free to take, or taken by them. Null for everybody else, and where it has ended.</summary>
    public async Task<(SharedList Share, bool IsOwn)?> Find(Actor actor, string code, CancellationToken cancellation)
    {
        if (Read(code) is not var (person, id)) return null;
        var today = clock.Today;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Set<SharedList>().AsNoTracking().FirstOrDefaultAsync(s => s.Person == person && s.Id == id && s.Until >= today, cancellation) is not { } row) return null;
        var keys = await people.KeysOf(actor.Person, cancellation);
        return keys.Contains(row.Person) ? (row, true) : row.Helper is { } helper && !keys.Contains(helper) ? null : (row, false);
    }

    /// <summary>What has ended is of no use any more, and names somebody.</summary>
    public async Task Sweep(CancellationToken cancellation)
    {
        var today = clock.Today;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<SharedList>().Where(s => s.Until < today).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>By whom it is shared, and with whom.</summary>
    public SharedWith With(SharedList row) => sealing.Open(row, AnswerJson.Default.SharedWith) ?? new SharedWith("", null, null);

    /// <summary>False where somebody else has just taken it, or it has been ended.</summary>
    public async Task<bool> Take(Actor actor, SharedList share, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Set<SharedList>().FirstOrDefaultAsync(s => s.Person == share.Person && s.Id == share.Id, cancellation) is not { Helper: null } row) return false;
        (row.Helper, row.Until, row.Edit) = (actor.Person, clock.Today.AddDays(Days), Guid.NewGuid());
        sealing.Seal(row, With(row) with { Name = actor.Name, Since = clock.Today }, AnswerJson.Default.SharedWith);
        try { await db.SaveChangesAsync(cancellation); }
        catch (DbUpdateConcurrencyException) { return false; }
        return true;
    }

    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var own = await db.Set<SharedList>().CountAsync(s => keys.Contains(s.Person), cancellation);
        var others = await db.Set<SharedList>().CountAsync(s => s.Helper != null && keys.Contains(s.Helper.Value), cancellation);
        return [new Kept(own == 1 ? "journeys.kept.shared.one" : "journeys.kept.shared.many", own, Stays: false), new Kept(others == 1 ? "journeys.kept.helps.one" : "journeys.kept.helps.many", others, Stays: false)];
    }

    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<SharedList>().Where(s => keys.Contains(s.Person)).ExecuteDeleteAsync(cancellation);
        await db.Set<SharedList>().Where(s => s.Helper != null && keys.Contains(s.Helper.Value)).ExecuteDeleteAsync(cancellation);
    }

    private string PathOf(SharedList row) => $"{Root}/{WebEncoders.Base64UrlEncode(protector.Protect([.. row.Person.Value.ToByteArray(), .. row.Id.ToByteArray()]))}";

    private (PersonId Person, Guid Id)? Read(string code)
    {
        try { return protector.Unprotect(WebEncoders.Base64UrlDecode(code)) is { Length: 32 } plain ? (new PersonId(new Guid(plain.AsSpan(0, 16))), new Guid(plain.AsSpan(16))) : null; }
        // Cut short in a mail, of another installation, or made up.
        catch (Exception e) when (e is FormatException or CryptographicException) { return null; }
    }
}
