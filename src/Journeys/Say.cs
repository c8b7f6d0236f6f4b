using System.Globalization;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;

namespace Overblik.Journeys;

/// <summary>How a journey's words, dates and answers are shown.</summary>
internal static class Say
{
    public static string In(this Words words) => Language.IsDanish ? words.Da : words.En;

    /// <summary>When a task is to be done, in a sentence; null where it has no date.</summary>
    public static string? Dates(Planned task, DateOnly today, Texts texts)
    {
        var about = task.Anchor?.Estimate == true ? ".about" : "";
        return (task.From, task.To) switch
        {
            (null, null) => null,
            ({ } from, null) => from <= today ? null : texts.Of("journeys.from" + about, BusinessClock.Written(from)),
            ({ } from, { } to) when from > today => texts.Of("journeys.between" + about, BusinessClock.Written(from), Until(to)),
            (_, { } to) => texts.Of("journeys.until" + about, Until(to)),
        };
    }

    /// <summary>From which day the dates are counted; null where that says nothing more.</summary>
    public static string? CountedFrom(Journey journey, Planned task, Texts texts)
    {
        if (task.Anchor is not { } anchor) return null;
        var name = journey.Questions.FirstOrDefault(question => question.Id == anchor.Of)?.Name ?? journey.Anchors.FirstOrDefault(one => one.Id == anchor.Of)?.Name;
        return name is null ? null : texts.Of(anchor.Estimate ? "journeys.counted.about" : "journeys.counted", name.In(), BusinessClock.Written(anchor.Date));
    }

    /// <summary>An answer as the person gave it.</summary>
    public static string Answer(Question question, string answer, Texts texts) => question.Kind switch
    {
        QuestionKind.YesNo => texts[answer == Answers.Yes ? "journeys.yes" : "journeys.no"],
        QuestionKind.Date => BusinessClock.Written(IsoDay.Read(answer)!.Value),
        QuestionKind.Choices when answer == Answers.None => texts["journeys.none"],
        _ => string.Join(", ", question.Options.Where(option => answer.Split(' ').Contains(option.Id)).Select(option => option.Text.In())),
    };

    public static string Key<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>When a source stood so, as exactly as it is known: 2026, June 2026, 1 June 2026.</summary>
    public static string SourceDate(RuleSource source) => (source.Date.Length, source.FirstDay) switch
    {
        (10, { } day) => BusinessClock.Written(day),
        (7, { } day) => day.ToString("MMMM yyyy", CultureInfo.CurrentCulture),
        _ => source.Date,
    };

    private static string Until(Deadline to) => to.At is { } at ? $"{BusinessClock.Written(to.Date)} {(Language.IsDanish ? "kl. " : "at ")}{at.ToString(Language.IsDanish ? "H.mm" : "HH:mm", CultureInfo.InvariantCulture)}" : BusinessClock.Written(to.Date);
}
