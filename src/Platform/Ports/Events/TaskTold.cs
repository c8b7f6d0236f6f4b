namespace Overblik.Platform.Ports.Events;

/// <summary>An authority has told something of a task of a life event: a fact in the outbox, written with the event itself (by Calendar; Journeys reacts). Ids only.</summary>
/// <param name="Person">Of whom.</param>
public sealed record TaskTold(Guid Person)
{
    /// <summary>The type of the outbox message.</summary>
    public const string Type = "platform.task-told";
}
