namespace Overblik.Platform.Ports;

/// <summary>What the layout must know of a session's rules (owner: Identity).</summary>
public interface ISessionLimits
{
    /// <summary>How long before the end of a session the page warns.</summary>
    TimeSpan Warning { get; }

    /// <summary>Whether employees of authorities can sign in.</summary>
    bool StaffCanSignIn { get; }
}
