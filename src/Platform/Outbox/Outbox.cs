using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Overblik.Platform.Outbox;

/// <summary>
/// The outbox: a message is inserted in the transaction of the business change, so it exists exactly when the change does.
/// A worker leases a batch, does the work, and marks it done; a lease that runs out is taken by another.
/// </summary>
public sealed class Outbox(TimeProvider time)
{
    public const int Batch = 500;
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>After so many attempts, some half a day, it is given up and waits for an operator.</summary>
    public const int MaxAttempts = 20;

    /// <summary>How long what is done stays to be looked at.</summary>
    internal static readonly TimeSpan KeepDone = TimeSpan.FromDays(7);

    /// <summary>Adds a message to the caller's unit of work; it is saved with the caller's SaveChanges.</summary>
    public Guid Add<T>(PlatformDb db, string type, T body, DateTimeOffset? dueAt = null)
    {
        var message = New(type, body, dueAt);
        db.Add(message);
        return message.Id;
    }

    /// <summary>Many at once, in the caller's transaction where there is one.</summary>
    public Task AddMany<T>(PlatformDb db, string type, IEnumerable<(T Body, DateTimeOffset DueAt)> messages, CancellationToken cancellation) =>
        db.AddMissing([.. messages.Select(message => New(type, message.Body, message.DueAt))], cancellation);

    /// <summary>The same, each once for its key: what is waiting already, or has been done not long ago, is left alone.</summary>
    /// <param name="db">Where.</param>
    /// <param name="type">Of all of them.</param>
    /// <param name="messages">Of different keys or times.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="known">Most of them have been added before.</param>
    public static Task AddOnce<T>(PlatformDb db, string type, IEnumerable<(string Key, T Body, DateTimeOffset DueAt)> messages, CancellationToken cancellation, bool known = false) => db.AddMissing(
        [.. messages.Select(message => new OutboxMessage { Id = KeyOf(type, message.Key, message.DueAt), Type = type, Body = JsonSerializer.Serialize(message.Body), DueAt = message.DueAt }).OrderBy(message => message.Id)], cancellation, known);

    /// <summary>Recurring work exists once: its id follows from its type.</summary>
    internal static Task Ensure(PlatformDb db, string type, DateTimeOffset first, CancellationToken cancellation) =>
        db.AddMissing([new OutboxMessage { Id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(type)).AsSpan(0, 16)), Type = type, Body = "{}", DueAt = first }], cancellation);

    /// <summary>
    /// Takes up to a batch of due messages of these types for <paramref name="owner"/>; none is leased by two. What only another version knows is left for it. One whose attempts are used up is given up instead.
    /// </summary>
    internal async Task<List<OutboxMessage>> Take(PlatformDb db, Guid owner, IReadOnlyCollection<string> types, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var table = db.Model.FindEntityType(typeof(OutboxMessage))!;
        var name = table.GetSchemaQualifiedTableName();
        DbParameter[] known = [.. types.Select((type, i) => Value("@type" + i, nameof(OutboxMessage.Type), type))];
        DbParameter[] values = [Value("@now", nameof(OutboxMessage.DueAt), now), Value("@until", nameof(OutboxMessage.DueAt), now + Lease), Value("@owner", nameof(OutboxMessage.Id), owner), .. known];
        var sql = $"""
            UPDATE {name} SET leased_until = @until, owner = @owner, attempts = attempts + 1 WHERE id IN (
                SELECT id FROM {name} WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= @now AND (leased_until IS NULL OR leased_until < @now) AND type IN ({string.Join(", ", known.Select(type => type.ParameterName))})
                ORDER BY due_at LIMIT {Batch} {db.SkipLocked})
            RETURNING *
            """;
        var taken = await db.Set<OutboxMessage>().FromSqlRaw(sql, values).AsNoTracking().ToListAsync(cancellation);
        // Only a process that died under it brings a message so far: what fails is given up when it fails.
        var spent = taken.Where(message => message.Attempts > MaxAttempts).ToList();
        var ids = spent.ConvertAll(message => message.Id);
        if (ids.Count > 0) await Mine(db, ids, owner).ExecuteUpdateAsync(set => set.SetProperty(m => m.DeadAt, now).SetProperty(m => m.Owner, (Guid?)null).SetProperty(m => m.LeasedUntil, (DateTimeOffset?)null), cancellation);
        return [.. taken.Except(spent).OrderBy(message => message.DueAt)];

        // As the column holds it, which is not the same on each database.
        DbParameter Value(string parameter, string property, object value)
        {
            using var command = db.Database.GetDbConnection().CreateCommand();
            return table.FindProperty(property)!.GetRelationalTypeMapping().CreateParameter(command, parameter, value, nullable: false);
        }
    }

    internal Task Done(PlatformDb db, IReadOnlyList<Guid> ids, Guid owner, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return Mine(db, ids, owner).ExecuteUpdateAsync(set => set.SetProperty(m => m.DoneAt, now).SetProperty(m => m.Owner, (Guid?)null), cancellation);
    }

    internal static Task Again(PlatformDb db, Guid id, Guid owner, DateTimeOffset due, CancellationToken cancellation) => Mine(db, [id], owner).ExecuteUpdateAsync(
        set => set.SetProperty(m => m.DueAt, due).SetProperty(m => m.Attempts, 0).SetProperty(m => m.Owner, (Guid?)null).SetProperty(m => m.LeasedUntil, (DateTimeOffset?)null), cancellation);

    /// <summary>Gives back what was taken and not begun.</summary>
    internal static Task Release(PlatformDb db, IReadOnlyList<Guid> ids, Guid owner, CancellationToken cancellation) => Mine(db, ids, owner).ExecuteUpdateAsync(
        set => set.SetProperty(m => m.Attempts, m => m.Attempts - 1).SetProperty(m => m.Owner, (Guid?)null).SetProperty(m => m.LeasedUntil, (DateTimeOffset?)null), cancellation);

    /// <summary>Gives it back, to be tried again after 2, 4, 8 … seconds, an hour at the most, and up to a quarter of that later: what failed together comes back one after the other. After the last attempt it is given up.</summary>
    internal Task Failed(PlatformDb db, OutboxMessage message, Exception exception, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var wait = Math.Min(Math.Pow(2, message.Attempts), 3600);
        var again = now + TimeSpan.FromSeconds(wait * (1 + (Random.Shared.NextDouble() / 4)));
        var dead = message.Attempts >= MaxAttempts ? now : (DateTimeOffset?)null;
        var error = exception.GetType().FullName;
        return Mine(db, [message.Id], message.Owner!.Value).ExecuteUpdateAsync(
            set => set.SetProperty(m => m.DueAt, again).SetProperty(m => m.DeadAt, dead).SetProperty(m => m.LastError, error)
                .SetProperty(m => m.LeasedUntil, (DateTimeOffset?)null).SetProperty(m => m.Owner, (Guid?)null), cancellation);
    }

    /// <summary>What has been given up, the newest first.</summary>
    public static async Task<IReadOnlyList<DeadMessage>> Dead(PlatformDb db, int most, CancellationToken cancellation) =>
        await db.Set<OutboxMessage>().Where(m => m.DeadAt != null).OrderByDescending(m => m.DeadAt).Take(most).Select(m => new DeadMessage(m.Id, m.Type, m.DeadAt!.Value, m.LastError)).ToListAsync(cancellation);

    /// <summary>Tries it again from the beginning; false where it is not among the dead.</summary>
    public async Task<bool> Revive(PlatformDb db, Guid id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return await db.Set<OutboxMessage>().Where(m => m.Id == id && m.DeadAt != null)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.DeadAt, (DateTimeOffset?)null).SetProperty(m => m.Attempts, 0).SetProperty(m => m.DueAt, now), cancellation) == 1;
    }

    /// <summary>Deletes it for good.</summary>
    public static async Task<bool> Drop(PlatformDb db, Guid id, CancellationToken cancellation) =>
        await db.Set<OutboxMessage>().Where(m => m.Id == id && m.DeadAt != null).ExecuteDeleteAsync(cancellation) == 1;

    /// <summary>Deletes what has been done long enough ago, in pieces.</summary>
    internal async Task Sweep(PlatformDb db, CancellationToken cancellation)
    {
        var old = time.GetUtcNow() - KeepDone;
        Guid[] ids;
        do
        {
            ids = await db.Set<OutboxMessage>().Where(m => m.DoneAt < old).OrderBy(m => m.DoneAt).Select(m => m.Id).Take(1000).ToArrayAsync(cancellation);
            await db.Set<OutboxMessage>().Where(m => ids.Contains(m.Id)).ExecuteDeleteAsync(cancellation);
        }
        while (ids.Length == 1000);
    }

    private static IQueryable<OutboxMessage> Mine(PlatformDb db, IReadOnlyList<Guid> ids, Guid owner) => db.Set<OutboxMessage>().Where(m => ids.Contains(m.Id) && m.Owner == owner);

    // As a UUID of version 7, so that what is due together lies together; what is random in that follows from the key here.
    private static Guid KeyOf(string type, string key, DateTimeOffset due)
    {
        Span<byte> bytes = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{type}\n{key}\n{due.UtcTicks}"), bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], due.ToUnixTimeMilliseconds() << 16);
        bytes.Slice(16, 6).CopyTo(bytes);
        (bytes[6], bytes[8]) = ((byte)((bytes[6] & 0x0F) | 0x70), (byte)((bytes[8] & 0x3F) | 0x80));
        return new Guid(bytes[..16], bigEndian: true);
    }

    private OutboxMessage New<T>(string type, T body, DateTimeOffset? dueAt) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()),
        Type = type,
        Body = JsonSerializer.Serialize(body),
        DueAt = dueAt ?? time.GetUtcNow(),
    };
}

/// <summary>What was given up.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Type">What was to be done.</param>
/// <param name="At">When it was given up.</param>
/// <param name="Error">The type of the last exception; null where the process died under it.</param>
public sealed record DeadMessage(Guid Id, string Type, DateTimeOffset At, string? Error);
