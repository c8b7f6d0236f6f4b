using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>The private feed of a person's calendar: chosen, changed, ended.</summary>
internal sealed class Subscriptions(IDbContextFactory<PlatformDb> databases, Sealing sealing, TimeProvider time) : IKept
{
    private const int SecretBytes = 32;

    public async Task<Subscription?> Find(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<Subscription>().AsNoTracking().FirstOrDefaultAsync(s => s.Person == person, cancellation);
    }

    /// <summary>Starts a feed, or gives it a new address: the one before stops working at once. Returns the secret, which is shown once and kept nowhere.</summary>
    public async Task<string> Start(PersonId person, bool full, CancellationToken cancellation)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Set<FeedSecret>().Where(s => s.Person == person).ExecuteDeleteAsync(cancellation);
        await db.Set<Subscription>().Where(s => s.Person == person).ExecuteDeleteAsync(cancellation);
        db.Add(new Subscription { Person = person, StartedAt = time.GetUtcNow(), Full = full, Language = Language.Current });
        db.Add(new FeedSecret { Hash = SHA256.HashData(secret), Person = person });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return Base64Url.EncodeToString(secret);
    }

    /// <summary>Whose feed it is; null for a secret that is none, or no longer.</summary>
    public async Task<Subscription?> Open(string secret, CancellationToken cancellation)
    {
        var bytes = new byte[SecretBytes];
        if (!Base64Url.IsValid(secret, out var length) || length != SecretBytes || !Base64Url.TryDecodeFromChars(secret, bytes, out _)) return null;
        var hash = SHA256.HashData(bytes);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<FeedSecret>().FirstOrDefaultAsync(s => s.Hash == hash, cancellation) is { } found
            ? await db.Set<Subscription>().AsNoTracking().FirstOrDefaultAsync(s => s.Person == found.Person, cancellation)
            : null;
    }

    /// <summary>The dates kept for it that are to come, or not long past, in an order that stays.</summary>
    public async Task<IReadOnlyList<KeptDate>> Dates(PersonId person, DateOnly from, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<KeptDate>().AsNoTracking().Where(d => d.Person == person && !d.Gone && d.Date >= from).OrderBy(d => d.Date).ThenBy(d => d.Part).ThenBy(d => d.Entry).ToListAsync(cancellation);
    }

    /// <summary>As much of it as the person has chosen; null where it cannot be opened.</summary>
    public CalendarEntry? Entry(KeptDate row, bool full) => sealing.Open(row, CalendarJson.Default.KeptWords) is not { } words ? null
        : new CalendarEntry(row.Entry, Enum.Parse<CalendarKind>(row.Kind), row.Date, words.Title)
        {
            Time = row.Time,
            Ends = row.Ends,
            ChangedAt = row.ChangedAt,
            Authority = full ? words.Authority : null,
            Act = full && words.Link is { } link ? new CalendarLink(words.Title, link) : null,
        };

    public async Task Fetched(PersonId person, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<Subscription>().Where(s => s.Person == person).ExecuteUpdateAsync(set => set.SetProperty(s => s.FetchedAt, now), cancellation);
    }

    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var dates = await db.Set<KeptDate>().CountAsync(d => keys.Contains(d.Person), cancellation);
        return
        [
            new Kept("calendar.kept.feed", await db.Set<Subscription>().CountAsync(s => keys.Contains(s.Person), cancellation), Stays: false),
            new Kept(dates == 1 ? "calendar.kept.date" : "calendar.kept.dates", dates, Stays: false),
        ];
    }

    /// <summary>Ends the feed and deletes the dates that were kept for it alone.</summary>
    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        // The address first: from then on nobody is shown anything.
        await db.Set<FeedSecret>().Where(s => keys.Contains(s.Person)).ExecuteDeleteAsync(cancellation);
        await db.Set<Subscription>().Where(s => keys.Contains(s.Person)).ExecuteDeleteAsync(cancellation);
        await KeptDates.Drop(db, keys, cancellation);
        await transaction.CommitAsync(cancellation);
    }
}
