namespace Overblik.Platform.Ports;

/// <summary>Does the work of one type of outbox message (owner of the outbox: Platform; contributors: the capabilities).</summary>
public interface IOutboxHandler
{
    string Type { get; }

    /// <summary>
    /// At least once: a process that dies in the middle is followed by another, so <paramref name="id"/> is the key by which the
    /// receiver tells a repetition. An exception means: try again later.
    /// </summary>
    Task Handle(Guid id, string body, CancellationToken cancellation);
}
