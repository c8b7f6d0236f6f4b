namespace Overblik.Platform.Ports;

/// <summary>What a capability forgets when a session ends, by sign-out or by time (owner: Identity; contributors: the capabilities).</summary>
public interface ISessionEnd
{
    void Ended(Guid session);
}
