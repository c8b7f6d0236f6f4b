using Microsoft.EntityFrameworkCore;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>What an authority's employee does with the display of a source. Released versions and waves are kept for good: they are the record of who decided what, and when.</summary>
internal sealed class DisplayDesk(IDbContextFactory<PlatformDb> databases, DisplayRegister register, TimeProvider time)
{
    private const int MostRules = 200;

    private static readonly Problem Changed = new Problem("overview.display-changed", 409), NoDraft = new Problem("overview.display-no-draft", 409);

    /// <summary>The versions, newest first; the first is the draft where one is begun.</summary>
    public async Task<IReadOnlyList<DisplayVersion>> Versions(Source source, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<DisplayVersion>().AsNoTracking().Where(v => v.Source == source.Id).OrderByDescending(v => v.Number).ToListAsync(cancellation);
    }

    /// <summary>Sets a rule in the draft, or takes it out; the draft begins as a copy of what is released.</summary>
    public async Task<Result<DisplayVersion>> Draft(Source source, StaffMember staff, DisplayRule rule, bool remove, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var last = await Last(db, source, cancellation);
        var rules = last is null ? [] : DisplayJson.Rules(last.Rules).Where(r => r.Key != rule.Key).ToList();
        if (!remove) rules.Add(rule);
        var json = DisplayJson.Of(rules.OrderBy(r => r.Scheme, StringComparer.Ordinal).ThenBy(r => r.Code, StringComparer.Ordinal));
        if (rules.Count > MostRules || json.Length > DisplayVersion.MaxRules) return new Problem("overview.display-too-many", 400, "Code");
        if (last is { ReleasedAt: null })
        {
            (last.Rules, last.By, last.ByName, last.At, last.Stamp) = (json, staff.Person, staff.Name, time.GetUtcNow(), Guid.NewGuid());
        }
        else
        {
            db.Add(last = new DisplayVersion { Source = source.Id, Number = (last?.Number ?? 0) + 1, Rules = json, By = staff.Person, ByName = staff.Name, At = time.GetUtcNow() });
        }
        return await Saved(db, last, cancellation);
    }

    /// <summary>The draft that the employee has looked at holds from now on.</summary>
    /// <param name="stamp">Of the draft as it was looked at: one that somebody has changed since is not released.</param>
    public async Task<Result<DisplayVersion>> Release(Source source, StaffMember staff, Guid stamp, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await Last(db, source, cancellation) is not { ReleasedAt: null } draft) return NoDraft;
        if (draft.Stamp != stamp) return Changed;
        var now = time.GetUtcNow();
        (draft.By, draft.ByName, draft.ReleasedAt, draft.Stamp) = (staff.Person, staff.Name, now, Guid.NewGuid());
        var saved = await Saved(db, draft, cancellation);
        await register.Refresh(cancellation);
        return saved;
    }

    /// <summary>Throws the draft away.</summary>
    public async Task Discard(Source source, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<DisplayVersion>().Where(v => v.Source == source.Id && v.ReleasedAt == null).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>The waves, newest first.</summary>
    public async Task<IReadOnlyList<Wave>> Waves(Source source, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<Wave>().AsNoTracking().Where(w => w.Source == source.Id).OrderByDescending(w => w.OpenedAt).ToListAsync(cancellation);
    }

    public async Task Open(Source source, StaffMember staff, string name, WaveScope scope, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        db.Add(new Wave { Source = source.Id, Id = Guid.CreateVersion7(now), Name = name, Scope = DisplayJson.Of(scope), OpenedBy = staff.Person, OpenedByName = staff.Name, OpenedAt = now });
        await db.SaveChangesAsync(cancellation);
        await register.Refresh(cancellation);
    }

    /// <summary>Closes it at once; one that is closed stays as it is.</summary>
    public async Task Close(Source source, StaffMember staff, Guid wave, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        DateTimeOffset? now = time.GetUtcNow();
        PersonId? by = staff.Person;
        await db.Set<Wave>().Where(w => w.Source == source.Id && w.Id == wave && w.ClosedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.ClosedAt, now).SetProperty(w => w.ClosedBy, by).SetProperty(w => w.ClosedByName, staff.Name), cancellation);
        await register.Refresh(cancellation);
    }

    private static Task<DisplayVersion?> Last(PlatformDb db, Source source, CancellationToken cancellation) =>
        db.Set<DisplayVersion>().Where(v => v.Source == source.Id).OrderByDescending(v => v.Number).FirstOrDefaultAsync(cancellation);

    // Two who begin a draft, or change it, at once: the first one stands.
    private static async Task<Result<DisplayVersion>> Saved(PlatformDb db, DisplayVersion version, CancellationToken cancellation)
    {
        try
        {
            await db.SaveChangesAsync(cancellation);
            return version;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Changed;
        }
        catch (DbUpdateException)
        {
            if (!await db.Set<DisplayVersion>().AnyAsync(v => v.Source == version.Source && v.Number == version.Number, cancellation)) throw;
            return Changed;
        }
    }
}
