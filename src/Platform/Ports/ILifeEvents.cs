namespace Overblik.Platform.Ports;

/// <summary>The life events that authorities have reported of a person (owner: Calendar; used by Journeys).</summary>
public interface ILifeEvents
{
    /// <summary>Those of the person's own key alone: it is asked with every overview, and must not look through everybody's.</summary>
    Task<IReadOnlyList<ReportedEvent>> Of(PersonId person, CancellationToken cancellation);
}

/// <param name="Key">The same each time, and of no other event.</param>
/// <param name="Event">One of the ten, with hyphens: moving, new-parent.</param>
/// <param name="Date">When it happens or happened.</param>
public sealed record ReportedEvent(string Key, string Event, DateOnly Date);
