using Microsoft.Extensions.Configuration;

namespace Overblik.Platform;

/// <summary>What a node does: the setting <c>Role</c>. One that is not told does both.</summary>
public enum NodeRole
{
    All,

    /// <summary>Serves people; leaves the outbox to others.</summary>
    Web,

    /// <summary>Does the outbox's work; serves nothing but its own health.</summary>
    Worker,
}

public static class NodeRoles
{
    public static NodeRole Read(IConfiguration configuration) => configuration["Role"] is not { Length: > 0 } text ? NodeRole.All
        : Enum.TryParse<NodeRole>(text, ignoreCase: true, out var role) && Enum.IsDefined(role) && !char.IsAsciiDigit(text[0]) ? role
        : throw new StartupException($"Role must be All, Web or Worker, not '{text}'.");
}
