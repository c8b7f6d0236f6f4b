namespace Overblik.JourneyFormat;

/// <summary>All ways through a journey. Of a date, one day for each side of each date that a condition compares it with: others make no difference to what applies.</summary>
public static class Combinations
{
    /// <summary>Null where there are more than <see cref="JourneyCheck.MostCombinations"/>.</summary>
    public static IReadOnlyList<Way>? Of(Journey journey)
    {
        var days = Days(journey);
        var paths = new List<Way>();
        return Walk(journey, 0, [], Answers.Empty, days, paths) ? paths : null;
    }

    /// <summary>Each answer that makes a difference.</summary>
    public static IEnumerable<string> AnswersOf(Question question, Journey journey) => Of(question, Days(journey));

    private static bool Walk(Journey journey, int at, List<Question> asked, Answers answers, ILookup<string, DateOnly> days, List<Way> paths)
    {
        for (; at < journey.Questions.Count; at++)
        {
            var question = journey.Questions[at];
            if (question.AskIf is { } condition && !condition.Holds(answers)) continue;
            asked.Add(question);
            foreach (var answer in Of(question, days))
            {
                if (!Walk(journey, at + 1, asked, answers.With(question.Id, answer), days, paths)) return false;
            }
            asked.RemoveAt(asked.Count - 1);
            return true;
        }
        paths.Add(new Way([.. asked], answers, null));
        return paths.Count <= JourneyCheck.MostCombinations;
    }

    private static IEnumerable<string> Of(Question question, ILookup<string, DateOnly> days) => question.Kind switch
    {
        QuestionKind.YesNo => [Answers.Yes, Answers.No],
        QuestionKind.Choice => question.Options.Select(option => option.Id),
        QuestionKind.Choices => Enumerable.Range(0, 1 << question.Options.Count).Select(set => Answers.Of(question, question.Options.Where((_, i) => (set & (1 << i)) != 0).Select(option => option.Id))!),
        _ => days[question.Id].Distinct().Order().ToList() is { Count: > 0 } limits
            ? [IsoDay.Write(limits[0].AddDays(-1)), .. limits.Select(IsoDay.Write)]
            : ["2026-06-15"],
    };

    private static ILookup<string, DateOnly> Days(Journey journey) =>
        journey.Tasks.Select(task => task.AppliesIf).Concat(journey.Questions.Select(question => question.AskIf)).Concat(journey.Anchors.SelectMany(anchor => anchor.Dates).Select(date => date.If))
            .OfType<Expression>().SelectMany(condition => condition.Comparisons).Where(comparison => comparison.Question.Kind == QuestionKind.Date)
            .ToLookup(comparison => comparison.Question.Id, comparison => comparison.Date, StringComparer.Ordinal);
}
