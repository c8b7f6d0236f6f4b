namespace Overblik.Platform.Ports;

/// <summary>The sources whose programs may tell what has happened (owner: Identity, which knows the programs; used by the calendar).</summary>
public interface IEventSources
{
    /// <summary>Each once, in the order of the configuration.</summary>
    IReadOnlyList<EventSource> All { get; }
}

/// <param name="Id">As the overview's source has it, where there is one.</param>
/// <param name="Name">As people call the authority.</param>
public sealed record EventSource(string Id, Text Name);
