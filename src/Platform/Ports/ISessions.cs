namespace Overblik.Platform.Ports;

/// <summary>The sign-in sessions (owner: Identity).</summary>
public interface ISessions
{
    /// <summary>Makes every node forget what it has fetched in this session: the person asked for fresh data.</summary>
    Task NewDataVersion(Actor actor, CancellationToken cancellation);
}
