using Overblik.Platform.Keys;

namespace Overblik.Platform.Ports;

/// <summary>Rows that a capability keeps encrypted for good, so that a key can be retired (owner: Platform; contributors: the capabilities).</summary>
public interface ISealedRows
{
    KeyPurpose Purpose { get; }

    /// <summary>How many rows are sealed with an older key than the current one.</summary>
    Task<int> CountOld(CancellationToken cancellation);

    /// <summary>Brings them to the current key; returns how many. May be stopped and run again.</summary>
    Task<int> Renew(CancellationToken cancellation);
}
