using System.Globalization;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>A person's address as they see it themselves.</summary>
internal sealed record ContactInfo(Guid Id, Channels Channel, Address Address, bool Verified);

/// <summary>Where people can be reached: told, verified with a code that is sent there, taken away.</summary>
internal sealed class Contacts(IDbContextFactory<PlatformDb> databases, Sealing sealing, IEnumerable<IChannel> channels, Texts texts, TimeProvider time) : IKept, IDisposable
{
    /// <summary>How often a person may have a code sent in an hour, on each node: what is sent goes to an address that nobody has shown to be theirs.</summary>
    public const int CodesPerHour = 5;

    /// <summary>How often a code may be typed wrong.</summary>
    public const int Tries = 5;

    /// <summary>How many devices of a person take push messages.</summary>
    public const int MostDevices = 5;

    private static readonly TimeSpan CodeFor = TimeSpan.FromMinutes(15);
    private readonly PartitionedRateLimiter<PersonId> codes = PartitionedRateLimiter.Create<PersonId, PersonId>(person => RateLimitPartition.GetFixedWindowLimiter(person, _ => new FixedWindowRateLimiterOptions { PermitLimit = CodesPerHour, Window = TimeSpan.FromHours(1) }));
    private readonly Dictionary<Channels, IChannel> channels = channels.ToDictionary(channel => channel.Channel);

    /// <summary>The channels that the operator has set up.</summary>
    public Channels Offered => channels.Keys.Aggregate(Channels.None, (all, one) => all | one);

    public async Task<IReadOnlyList<ContactInfo>> Of(PersonId person, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.Set<Contact>().AsNoTracking().Where(c => c.Person == person).OrderBy(c => c.Channel).ThenBy(c => c.Id).ToListAsync(cancellation);
        return [.. rows.Select(row => Open(row) is { } address ? new ContactInfo(row.Id, row.Channel, address, row.VerifiedAt is not null) : null).OfType<ContactInfo>()];
    }

    /// <summary>By which channels a person can be reached.</summary>
    public async Task<Channels> Reached(PersonId person, CancellationToken cancellation) =>
        (await Of(person, cancellation)).Where(contact => contact.Verified).Aggregate(Offered & Channels.Post, (all, one) => all | (one.Channel & Offered));

    /// <summary>An address, and a code sent to it. The one of before is used until this one is verified.</summary>
    public async Task<Result<Guid>> Add(PersonId person, Channels channel, string to, CancellationToken cancellation)
    {
        if (!codes.AttemptAcquire(person).IsAcquired) return new Problem("calendar.code-too-often", 429);
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var now = time.GetUtcNow();
        var row = new Contact { Person = person, Id = Guid.CreateVersion7(now), Channel = channel, CodeUntil = now + CodeFor };
        row.Code = Hash(row.Id, code);
        var address = new Address(to);
        sealing.Seal(row, address, CalendarJson.Default.Address);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        db.Add(row);
        await db.SaveChangesAsync(cancellation);
        await db.Set<Contact>().Where(c => c.Person == person && c.Channel == channel && c.VerifiedAt == null && c.Id != row.Id).ExecuteDeleteAsync(cancellation);
        var message = new Message(row.Id, person, address, Language.Current, texts["calendar.code.subject"], texts.Of("calendar.code.text", code), AddressPage.Path);
        return await channels[channel].Send([message], cancellation) is [Delivery.Taken] ? row.Id : new Problem("calendar.code-not-sent", 502);
    }

    /// <summary>The code that came. A device is verified as it is added: its browser says so itself.</summary>
    public async Task<Result<Guid>> Verify(PersonId person, Guid id, string? typed, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var mine = db.Set<Contact>().Where(c => c.Person == person && c.Id == id);
        // Counted first, so that many at once are not more tries.
        if (await mine.Where(c => c.CodeUntil > now && c.CodeTries < Tries).ExecuteUpdateAsync(set => set.SetProperty(c => c.CodeTries, c => c.CodeTries + 1), cancellation) == 0) return new Problem("calendar.code-over", 409);
        var row = await mine.AsNoTracking().SingleAsync(cancellation);
        if (row.Code is null || !CryptographicOperations.FixedTimeEquals(row.Code, Hash(id, new string([.. (typed ?? "").Where(char.IsAsciiDigit)])))) return new Problem("calendar.code-wrong", 400, "Code");
        await mine.ExecuteUpdateAsync(set => set.SetProperty(c => c.VerifiedAt, now).SetProperty(c => c.Code, (byte[]?)null).SetProperty(c => c.CodeUntil, (DateTimeOffset?)null), cancellation);
        await db.Set<Contact>().Where(c => c.Person == person && c.Channel == row.Channel && c.Id != id).ExecuteDeleteAsync(cancellation);
        return id;
    }

    /// <summary>Sends a trial to every address. Returns the channels that took it.</summary>
    public async Task<Result<Channels>> Try(PersonId person, CancellationToken cancellation)
    {
        if (!codes.AttemptAcquire(person).IsAcquired) return new Problem("calendar.code-too-often", 429);
        var taken = Channels.None;
        foreach (var contact in (await Of(person, cancellation)).Where(contact => contact.Verified && channels.ContainsKey(contact.Channel)))
        {
            var message = new Message(Guid.CreateVersion7(time.GetUtcNow()), person, contact.Address, Language.Current, texts["calendar.try.subject"], texts["calendar.try.text"], ReminderPage.Path);
            if (await channels[contact.Channel].Send([message], cancellation) is [Delivery.Taken]) taken |= contact.Channel;
        }
        return taken;
    }

    /// <summary>A browser that takes push messages; the oldest goes where there are too many. A browser has one address whoever uses it: whoever had it before gets nothing there any more.</summary>
    public async Task AddDevice(PersonId person, PushSubscription device, int keyVersion, CancellationToken cancellation)
    {
        var hash = HashOf(device.Endpoint);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        if (await db.Set<PushDevice>().FirstOrDefaultAsync(d => d.Hash == hash, cancellation) is not { } row) db.Add(row = new PushDevice { Hash = hash, Person = person });
        var before = row.Person;
        row.Person = person;
        foreach (var of in new[] { before, person }.Distinct())
        {
            var theirs = await db.Set<Contact>().Where(c => c.Person == of && c.Channel == Channels.Push).OrderBy(c => c.Id).ToListAsync(cancellation);
            db.RemoveRange(theirs.Where(contact => Open(contact) is { } address && PushSubscription.EndpointOf(address.To) == device.Endpoint));
        }
        var now = time.GetUtcNow();
        var added = new Contact { Person = person, Id = Guid.CreateVersion7(now), Channel = Channels.Push, VerifiedAt = now };
        sealing.Seal(added, new Address(device.Json, keyVersion), CalendarJson.Default.Address);
        db.Add(added);
        await db.SaveChangesAsync(cancellation);
        await whole.CommitAsync(cancellation);
        foreach (var old in (await Of(person, cancellation)).Where(contact => contact.Channel == Channels.Push).SkipLast(MostDevices)) await Remove(person, old.Id, cancellation);
    }

    public async Task Remove(PersonId person, Guid id, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Set<Contact>().AsNoTracking().FirstOrDefaultAsync(c => c.Person == person && c.Id == id, cancellation) is not { } row) return;
        await db.Set<Contact>().Where(c => c.Person == person && c.Id == id).ExecuteDeleteAsync(cancellation);
        if (row.Channel != Channels.Push || Open(row) is not { } address || PushSubscription.EndpointOf(address.To) is not { } endpoint) return;
        var hash = HashOf(endpoint);
        await db.Set<PushDevice>().Where(d => d.Hash == hash && d.Person == person).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Null where it cannot be opened.</summary>
    public Address? Open(Contact row) => sealing.Open(row, CalendarJson.Default.Address);

    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var count = await db.Set<Contact>().CountAsync(c => keys.Contains(c.Person), cancellation);
        return [new Kept(count == 1 ? "calendar.kept.contact.one" : "calendar.kept.contact.many", count, Stays: false)];
    }

    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<Contact>().Where(c => keys.Contains(c.Person)).ExecuteDeleteAsync(cancellation);
        await db.Set<PushDevice>().Where(d => keys.Contains(d.Person)).ExecuteDeleteAsync(cancellation);
    }

    public void Dispose() => codes.Dispose();

    private static byte[] HashOf(string endpoint) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(endpoint));

    private static byte[] Hash(Guid id, string code) => SHA256.HashData([.. id.ToByteArray(), .. System.Text.Encoding.ASCII.GetBytes(code)]);
}
