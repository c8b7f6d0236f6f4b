namespace Overblik.JourneyFormat;

/// <summary>A task and where its rule stands.</summary>
public sealed record SourcedFact(Journey Journey, JourneyTask Task)
{
    public RuleSource Source => Task.Source;

    /// <summary>The last day on which the rule is known to hold; null where no end is known.</summary>
    public DateOnly? Ends => (Task.Valid ?? Journey.Valid).To;

    /// <summary>Of all journeys, those that end by that day, the first first.</summary>
    public static IReadOnlyList<SourcedFact> Ending(IEnumerable<Journey> journeys, DateOnly by) => [.. Of(journeys).Where(fact => fact.Ends <= by).OrderBy(fact => fact.Ends)];

    /// <summary>Of all journeys, the oldest source first: a year counts from its first day.</summary>
    public static IReadOnlyList<SourcedFact> Of(IEnumerable<Journey> journeys) =>
        [.. journeys.SelectMany(journey => journey.Tasks.Select(task => new SourcedFact(journey, task))).OrderBy(fact => fact.Source.Date, StringComparer.Ordinal).ThenBy(fact => fact.Journey.Id, StringComparer.Ordinal)];
}
