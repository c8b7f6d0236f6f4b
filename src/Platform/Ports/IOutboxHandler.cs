namespace Overblik.Platform.Ports;

/// <summary>Does the work of one type of outbox message (owner of the outbox: Platform; contributors: the capabilities).</summary>
public interface IOutboxHandler
{
    string Type { get; }

    /// <summary>How many are handed over at once; what takes long for each has few.</summary>
    int AtOnce => 1;

    /// <summary>Recurring work: when it is due for the first time. It exists once, however many nodes there are, and says by <see cref="OutboxWork.Again"/> when it is due next.</summary>
    DateTimeOffset? First(DateTimeOffset now) => null;

    /// <summary>
    /// At least once: a process that dies in the middle is followed by another, so <see cref="OutboxWork.Id"/> is the key by which the receiver tells a repetition.
    /// One that cannot be done now says so with <see cref="OutboxWork.Fail"/>, and is tried again later. An exception means that nothing is known of any of them: each is then tried by itself.
    /// </summary>
    Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation);
}

/// <summary>A message that is due.</summary>
/// <param name="Id">The same at each attempt, and on each node.</param>
/// <param name="Body">As it was added: JSON, ids only.</param>
/// <param name="DueAt">When it was to be done.</param>
/// <param name="Attempt">1 for the first.</param>
public sealed record OutboxWork(Guid Id, string Body, DateTimeOffset DueAt, int Attempt)
{
    internal Exception? Failure { get; private set; }
    internal DateTimeOffset? Next { get; private set; }

    /// <summary>This one could not be done; the others of its batch are not touched by it.</summary>
    public void Fail(Exception reason) => Failure = reason;

    /// <summary>It is done, and due again then.</summary>
    public void Again(DateTimeOffset due) => Next = due;
}
