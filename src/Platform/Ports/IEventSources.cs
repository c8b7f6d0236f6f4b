using System.Security.Cryptography;

namespace Overblik.Platform.Ports;

/// <summary>The sources whose programs may tell something, and the keys of the programs (owner: Identity, which knows them; used by the calendar and the access log).</summary>
public interface IEventSources
{
    /// <summary>Those whose programs may tell what has happened: each once, in the order of the configuration.</summary>
    IReadOnlyList<EventSource> OfEvents { get; }

    /// <summary>Those whose programs may tell who looked at whose data.</summary>
    IReadOnlyList<EventSource> OfLog { get; }

    /// <summary>The public key of a program with this id; null where it has none of that kind (P-256). The caller disposes of it.</summary>
    Task<ECDsa?> KeyOf(string client, string keyId, CancellationToken cancellation);
}

/// <param name="Id">As the overview's source has it, where there is one.</param>
/// <param name="Name">As people call the authority.</param>
public sealed record EventSource(string Id, Text Name);
