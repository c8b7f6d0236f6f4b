using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Overblik.Platform.Outbox;

/// <summary>
/// The outbox: a message is inserted in the transaction of the business change, so it exists exactly when the change does.
/// A worker leases a batch, does the work, and marks it done; a lease that runs out is taken by another.
/// </summary>
public sealed class Outbox(TimeProvider time)
{
    public const int Batch = 50;
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Adds a message to the caller's unit of work; it is saved with the caller's SaveChanges.</summary>
    public Guid Add<T>(PlatformDb db, string type, T body, DateTimeOffset? dueAt = null)
    {
        var message = new OutboxMessage
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Type = type,
            Body = JsonSerializer.Serialize(body),
            DueAt = dueAt ?? time.GetUtcNow(),
        };
        db.Add(message);
        return message.Id;
    }

    /// <summary>
    /// Takes up to a batch of due messages for <paramref name="owner"/>. The condition stands twice: PostgreSQL evaluates the outer
    /// one again after waiting for another worker's row lock, so no message is leased by two.
    /// </summary>
    internal async Task<List<OutboxMessage>> Take(PlatformDb db, Guid owner, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var until = now + Lease;
        var due = db.Set<OutboxMessage>().Where(m => m.DoneAt == null && m.DueAt <= now && (m.LeasedUntil == null || m.LeasedUntil < now));
        var taken = await due
            .Where(m => due.OrderBy(d => d.DueAt).Take(Batch).Select(d => d.Id).Contains(m.Id))
            .ExecuteUpdateAsync(set => set
                .SetProperty(m => m.LeasedUntil, until)
                .SetProperty(m => m.Owner, owner)
                .SetProperty(m => m.Attempts, m => m.Attempts + 1), cancellation);
        return taken == 0 ? [] : await db.Set<OutboxMessage>().AsNoTracking().Where(m => m.Owner == owner && m.DoneAt == null).ToListAsync(cancellation);
    }

    internal Task Done(PlatformDb db, OutboxMessage message, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        return db.Set<OutboxMessage>().Where(m => m.Id == message.Id && m.Owner == message.Owner)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.DoneAt, now).SetProperty(m => m.Owner, (Guid?)null), cancellation);
    }

    /// <summary>Gives it back, to be tried again after 2, 4, 8 … seconds, an hour at the most.</summary>
    internal Task Failed(PlatformDb db, OutboxMessage message, Exception exception, CancellationToken cancellation)
    {
        var again = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(Math.Pow(2, message.Attempts), 3600));
        var error = exception.GetType().FullName;
        return db.Set<OutboxMessage>().Where(m => m.Id == message.Id && m.Owner == message.Owner)
            .ExecuteUpdateAsync(set => set
                .SetProperty(m => m.DueAt, again)
                .SetProperty(m => m.LeasedUntil, (DateTimeOffset?)null)
                .SetProperty(m => m.Owner, (Guid?)null)
                .SetProperty(m => m.LastError, error), cancellation);
    }
}
