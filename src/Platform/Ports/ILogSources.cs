using System.Security.Cryptography;

namespace Overblik.Platform.Ports;

/// <summary>The sources whose programs may tell who looked at whose data (owner: Identity, which knows the programs; used by the access log).</summary>
public interface ILogSources
{
    /// <summary>Each once, in the order of the configuration.</summary>
    IReadOnlyList<EventSource> All { get; }

    /// <summary>The public key of a program with this id; null where it has none of that kind (P-256). The caller disposes of it.</summary>
    Task<ECDsa?> KeyOf(string client, string keyId, CancellationToken cancellation);
}
