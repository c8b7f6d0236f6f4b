namespace Overblik.JourneyFormat;

/// <summary>A task and where its rule stands.</summary>
public sealed record SourcedFact(Journey Journey, JourneyTask Task)
{
    public RuleSource Source => Task.Source;

    /// <summary>Of all journeys, the oldest source first: a year counts from its first day.</summary>
    public static IReadOnlyList<SourcedFact> Of(IEnumerable<Journey> journeys) =>
        [.. journeys.SelectMany(journey => journey.Tasks.Select(task => new SourcedFact(journey, task))).OrderBy(fact => fact.Source.Date, StringComparer.Ordinal).ThenBy(fact => fact.Journey.Id, StringComparer.Ordinal)];
}
