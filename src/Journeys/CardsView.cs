using Overblik.JourneyFormat;

namespace Overblik.Journeys;

/// <summary>A list of tasks as cards, by time.</summary>
/// <param name="Journey">Which.</param>
/// <param name="Tasks">What applies.</param>
/// <param name="Today">The day by which they stand where they stand.</param>
/// <param name="Standing">Of a saved list: how each stands.</param>
internal sealed record CardsView(Journey Journey, IReadOnlyList<Planned> Tasks, DateOnly Today, IReadOnlyDictionary<string, Standing>? Standing = null)
{
    /// <summary>Somebody else's: nothing can be changed.</summary>
    public bool IsShared { get; init; }

    /// <summary>The lists in the journey's order; one without a name where it has none.</summary>
    public IEnumerable<(TaskList? List, IReadOnlyList<Planned> Tasks)> Lists => Journey.Lists.Count == 0
        ? [(null, Tasks)]
        : Journey.Lists.Select(list => ((TaskList?)list, (IReadOnlyList<Planned>)[.. Tasks.Where(task => task.Task.List == list.Id)]));

    /// <summary>The tasks that are not done, by place, and within it by their last day, as the journey has them.</summary>
    public IEnumerable<IGrouping<Place, Planned>> Open(IReadOnlyList<Planned> tasks) =>
        tasks.Where(task => !IsDone(task)).OrderBy(task => task.Place).ThenBy(task => task.To?.Date ?? task.From ?? DateOnly.MaxValue).GroupBy(task => task.Place);

    public IReadOnlyList<Planned> Done(IReadOnlyList<Planned> tasks) => [.. tasks.Where(IsDone)];

    public bool IsDone(Planned task) => Standing?.GetValueOrDefault(task.Task.Id)?.IsDone == true;
}

/// <summary>One card.</summary>
/// <param name="Level">Of its heading.</param>
internal sealed record CardView(CardsView Cards, Planned Task, int Level)
{
    public Standing? Standing => Cards.Standing?.GetValueOrDefault(Task.Task.Id);

    /// <summary>The last day has passed; never said of a quiet journey.</summary>
    public bool IsLate => !Cards.Journey.Quiet && Task.Task.Kind != TaskKind.Automatic && Task.To?.Date < Cards.Today;
}
