namespace Overblik.JourneyFormat;

/// <summary>What a journey says in one place.</summary>
/// <param name="Where">For messages.</param>
/// <param name="Parts">What is read as one: of a task, all of its card.</param>
/// <param name="Running">Sentences to be read; not a title, nor what a service is called.</param>
internal sealed record JourneyText(string Where, IReadOnlyList<Words> Parts, bool Running)
{
    public string Danish => string.Join(' ', Parts.Select(words => words.Da));
}

internal static class Texts
{
    public static IEnumerable<JourneyText> Of(Journey journey)
    {
        yield return new("title", [journey.Title], false);
        yield return new("lead", [journey.Lead], true);
        foreach (var offer in Given(journey.Offer)) yield return new("offer", [offer], true);
        foreach (var list in journey.Lists) yield return new($"list {list.Id}", [list.Title], false);
        foreach (var question in journey.Questions)
        {
            yield return new($"question {question.Id}", [question.Text, .. Given(question.Help)], true);
            foreach (var name in Given(question.Name)) yield return new($"question {question.Id}.name", [name], false);
            foreach (var option in question.Options) yield return new($"question {question.Id}, option {option.Id}", [option.Text], false);
        }
        foreach (var anchor in journey.Anchors) yield return new($"anchor {anchor.Id}", [anchor.Name], false);
        foreach (var task in journey.Tasks)
        {
            yield return new($"task {task.Id}.title", [task.Title], false);
            yield return new($"task {task.Id}", [task.Text, .. Given(task.Late), .. Given(task.Ask)], true);
            yield return new($"task {task.Id}.link", [task.Link.Title], false);
        }
    }

    private static Words[] Given(Words? words) => words is null ? [] : [words];
}
