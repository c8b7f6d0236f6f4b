using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Platform.Sharing;

/// <summary>What <see cref="Shares{TRow}"/> stands on.</summary>
public sealed record ShareParts(IDbContextFactory<PlatformDb> Databases, IPeople People, Sealing Sealing, IDataProtectionProvider Protection, Site Site, IBusinessClock Clock);

/// <summary>What people let others see of one kind of thing. The address holds whose it is only as the portal's own keys read it.</summary>
/// <param name="parts">What it stands on.</param>
/// <param name="name">Of the kind: capability.share.</param>
/// <param name="root">Where the links lead.</param>
/// <param name="texts">What is said of those that are kept.</param>
/// <param name="each">Of each part as many may be shared as the limit says; else of all together.</param>
public abstract class Shares<TRow>(ShareParts parts, string name, string root, ShareTexts texts, bool each) : IKept
    where TRow : SharedRow, ISealedRow, new()
{
    private readonly IDataProtector protector = parts.Protection.CreateProtector(name);

    public string Name => name;

    /// <summary>Those that hold, of one part or of all.</summary>
    public async Task<IReadOnlyList<Share>> Of(Actor actor, string? part, CancellationToken cancellation)
    {
        var (keys, today) = (await parts.People.KeysOf(actor.OnBehalfOf, cancellation), parts.Clock.Today);
        await using var db = await parts.Databases.CreateDbContextAsync(cancellation);
        var rows = await db.Set<TRow>().AsNoTracking().Where(s => keys.Contains(s.Person) && (part == null || s.Part == part)).OrderBy(s => s.Id).ToListAsync(cancellation);
        return [.. rows.Where(row => row.Until >= today).Select(row => new Share(row.Id, row.Part, row.Until, With(row), parts.Site.Issuer.TrimEnd('/') + PathOf(row)))];
    }

    /// <summary>False where as many as may be are there.</summary>
    public async Task<bool> Make(Actor actor, string part, CancellationToken cancellation)
    {
        var (keys, today) = (await parts.People.KeysOf(actor.OnBehalfOf, cancellation), parts.Clock.Today);
        await using var db = await parts.Databases.CreateDbContextAsync(cancellation);
        if (await db.Set<TRow>().CountAsync(s => keys.Contains(s.Person) && (!each || s.Part == part) && s.Until >= today, cancellation) >= ShareLimits.Most) return false;
        var row = new TRow { Person = actor.OnBehalfOf, Id = Guid.CreateVersion7(), Part = part, Until = today.AddDays(ShareLimits.DaysToTake), Edit = Guid.NewGuid() };
        parts.Sealing.Seal(row, new SharedWith(actor.Name, null, null), SharingJson.Default.SharedWith);
        db.Add(row);
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    public async Task End(Actor actor, Guid id, CancellationToken cancellation)
    {
        var keys = await parts.People.KeysOf(actor.OnBehalfOf, cancellation);
        await using var db = await parts.Databases.CreateDbContextAsync(cancellation);
        await db.Set<TRow>().Where(s => keys.Contains(s.Person) && s.Id == id).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>All of one part: it is gone, or it is about something else now.</summary>
    public async Task EndAll(Actor actor, string part, CancellationToken cancellation)
    {
        var keys = await parts.People.KeysOf(actor.OnBehalfOf, cancellation);
        await using var db = await parts.Databases.CreateDbContextAsync(cancellation);
        await db.Set<TRow>().Where(s => keys.Contains(s.Person) && s.Part == part).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>What a link leads to for this person, and whether it is their own; free to take, or taken by them. Null for everybody else, and where it has ended.</summary>
    public async Task<(TRow Share, bool IsOwn)?> Find(Actor actor, string code, CancellationToken cancellation)
    {
        if (Read(code) is not var (person, id)) return null;
        var today = parts.Clock.Today;
        await using var db = await parts.Databases.CreateDbContextAsync(cancellation);
        if (await db.Set<TRow>().AsNoTracking().FirstOrDefaultAsync(s => s.Person == person && s.Id == id && s.Until >= today, cancellation) is not { } row) return null;
        var keys = await parts.People.KeysOf(actor.Person, cancellation);
        return keys.Contains(row.Person) ? (row, true) : row.Helper is { } helper && !keys.Contains(helper) ? null : (row, false);
    }

    /// <summary>What has ended is of no use any more, and names somebody.</summary>
    public async Task Sweep(CancellationToken cancellation)
    {
        var today = parts.Clock.Today;
        await using var db = await parts.Databases.CreateDbContextAsync(cancellation);
        await db.Set<TRow>().Where(s => s.Until < today).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>By whom it is shared, and with whom.</summary>
    public SharedWith With(TRow row) => parts.Sealing.Open(row, SharingJson.Default.SharedWith) ?? new SharedWith("", null, null);

    /// <summary>False where somebody else has just taken it, or it has been ended.</summary>
    public async Task<bool> Take(Actor actor, string code, CancellationToken cancellation)
    {
        if (await Find(actor, code, cancellation) is not ({ Helper: null } share, false)) return false;
        await using var db = await parts.Databases.CreateDbContextAsync(cancellation);
        if (await db.Set<TRow>().FirstOrDefaultAsync(s => s.Person == share.Person && s.Id == share.Id, cancellation) is not { Helper: null } row) return false;
        (row.Helper, row.Until, row.Edit) = (actor.Person, parts.Clock.Today.AddDays(ShareLimits.Days), Guid.NewGuid());
        parts.Sealing.Seal(row, With(row) with { Name = actor.Name, Since = parts.Clock.Today }, SharingJson.Default.SharedWith);
        try { await db.SaveChangesAsync(cancellation); }
        catch (DbUpdateConcurrencyException) { return false; }
        return true;
    }

    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await parts.Databases.CreateDbContextAsync(cancellation);
        var own = await db.Set<TRow>().CountAsync(s => keys.Contains(s.Person), cancellation);
        var others = await db.Set<TRow>().CountAsync(s => s.Helper != null && keys.Contains(s.Helper.Value), cancellation);
        return [new Kept(own == 1 ? texts.One : texts.Many, own, Stays: false), new Kept(others == 1 ? texts.HelpsOne : texts.HelpsMany, others, Stays: false)];
    }

    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await parts.Databases.CreateDbContextAsync(cancellation);
        await db.Set<TRow>().Where(s => keys.Contains(s.Person)).ExecuteDeleteAsync(cancellation);
        await db.Set<TRow>().Where(s => s.Helper != null && keys.Contains(s.Helper.Value)).ExecuteDeleteAsync(cancellation);
    }

    private string PathOf(TRow row) => $"{root}/{WebEncoders.Base64UrlEncode(protector.Protect([.. row.Person.Value.ToByteArray(), .. row.Id.ToByteArray()]))}";

    private (PersonId Person, Guid Id)? Read(string code)
    {
        try { return protector.Unprotect(WebEncoders.Base64UrlDecode(code)) is { Length: 32 } plain ? (new PersonId(new Guid(plain.AsSpan(0, 16))), new Guid(plain.AsSpan(16))) : null; }
        // Cut short in a mail, of another installation, or made up.
        catch (Exception e) when (e is FormatException or CryptographicException) { return null; }
    }
}

/// <summary>The keys of the texts about what a person shares, and of those about what is shared with them.</summary>
public sealed record ShareTexts(string One, string Many, string HelpsOne, string HelpsMany);

/// <summary>What holds for all that is shared.</summary>
public static class ShareLimits
{
    /// <summary>How many of one part at a time, and how long a link waits and then holds, in days.</summary>
    public const int Most = 5, DaysToTake = 14, Days = 90;
}
