using System.Globalization;
using Overblik.Deadlines;

namespace Overblik.JourneyFormat;

/// <summary>Where some answers lead: to the next question, or to a list of tasks. Pure: the same answers on the same day give the same.</summary>
public static class Course
{
    /// <summary>The questions that these answers lead through, and the first that has no answer yet. Answers to questions that are not asked any more do not count.</summary>
    public static Way Follow(Journey journey, Answers answers) => Walk(journey, answers, past: false);

    /// <summary>The same for a list that is kept: where a newer version asks something that has not been answered, the other answers still count.</summary>
    public static Way FollowKept(Journey journey, Answers answers) => Walk(journey, answers, past: true);

    private static Way Walk(Journey journey, Answers answers, bool past)
    {
        var effective = Answers.Empty;
        var asked = new List<Question>(journey.Questions.Count);
        Question? next = null;
        foreach (var question in journey.Questions)
        {
            if (question.AskIf is { } condition && !condition.Holds(effective)) continue;
            asked.Add(question);
            if (answers[question.Id] is { } answer) effective = effective.With(question.Id, answer);
            else
            {
                next ??= question;
                if (!past) break;
            }
        }
        return new Way(asked, effective, next);
    }

    /// <summary>The tasks that apply, in the order of the journey.</summary>
    /// <param name="journey">Which.</param>
    /// <param name="answers">The effective ones of <see cref="Follow"/>.</param>
    /// <param name="today">By which the tasks are put in their places.</param>
    /// <param name="calendar">Holidays and kinds of days.</param>
    public static IReadOnlyList<Planned> Tasks(Journey journey, Answers answers, DateOnly today, DayCalendar calendar)
    {
        var planned = new List<Planned>(journey.Tasks.Count);
        foreach (var task in journey.Tasks)
        {
            if (!(task.AppliesIf?.Holds(answers) ?? true)) continue;
            var anchor = task.Window is { } window ? Date(journey, answers, window.Anchor, calendar) : null;
            // A rule that does not hold on the day that it is counted from says nothing.
            if (task.Valid is { } valid && !valid.Holds(anchor?.Date ?? today)) continue;
            planned.Add(Plan(task, anchor, today, calendar));
        }
        return planned;
    }

    /// <summary>The date of a question or an anchor; null where it is not known.</summary>
    public static AnchorDay? Date(Journey journey, Answers answers, string anchor, DayCalendar calendar)
    {
        if (answers.Date(anchor) is { } answered) return new AnchorDay(anchor, answered, false);
        if (journey.Anchors.FirstOrDefault(one => one.Id == anchor) is not { } computed) return null;
        foreach (var alternative in computed.Dates)
        {
            if (!(alternative.If?.Holds(answers) ?? true) || Date(journey, answers, alternative.From, calendar) is not { } from) continue;
            return new AnchorDay(alternative.Formula is null ? from.Of : anchor, alternative.Formula?.From(from.Date, calendar).Date ?? from.Date, from.Estimate || alternative.Estimate);
        }
        return null;
    }

    private static Planned Plan(JourneyTask task, AnchorDay? anchor, DateOnly today, DayCalendar calendar)
    {
        if (anchor is null || task.Window is not { } window) return new Planned(task, null, null, null, PlaceOf(task, today));
        var from = window.From?.From(anchor.Date, calendar).Date;
        var to = window.To?.From(anchor.Date, calendar);
        return new Planned(task, anchor, from, to, PlaceOf(task, today, from, to?.Date));
    }

    private static Place PlaceOf(JourneyTask task, DateOnly today, DateOnly? from = null, DateOnly? to = null) =>
        task.Kind == TaskKind.Automatic ? Place.ByItself
        : to <= today.AddDays(Planned.NowDays) || from <= today ? Place.Now
        : to <= today.AddDays(Planned.SoonDays) || from <= today.AddDays(Planned.SoonDays) ? Place.Soon
        : to is not null || from is not null ? Place.Later
        : task.When switch { When.Now => Place.Now, When.Soon => Place.Soon, _ => Place.Later };
}

/// <summary>What was asked and answered on the way.</summary>
/// <param name="Asked">In order.</param>
/// <param name="Effective">The answers that count.</param>
/// <param name="Next">What is to be answered now; null at the end.</param>
public sealed record Way(IReadOnlyList<Question> Asked, Answers Effective, Question? Next);

/// <summary>Where a task stands in the list.</summary>
public enum Place
{
    /// <summary>Its window is open, it is due within a few days or overdue, or it is to be done at once.</summary>
    Now,

    /// <summary>Due, or possible for the first time, within fourteen days.</summary>
    Soon,

    Later,

    ByItself,
}

/// <summary>The day that a window is counted from.</summary>
/// <param name="Of">The question or anchor that named it.</param>
/// <param name="Date">The day.</param>
/// <param name="Estimate">The real one can turn out to be another.</param>
public sealed record AnchorDay(string Of, DateOnly Date, bool Estimate);

/// <summary>A task of one person's.</summary>
/// <param name="Task">What.</param>
/// <param name="Anchor">From which day its dates are counted; null where it has none.</param>
/// <param name="From">The first day on which it can be done; null: at once.</param>
/// <param name="To">The last; null: no end.</param>
/// <param name="Place">Where it stands in the list.</param>
public sealed record Planned(JourneyTask Task, AnchorDay? Anchor, DateOnly? From, Deadline? To, Place Place)
{
    /// <summary>What is due within so many days is to be done now, or within fourteen.</summary>
    public const int NowDays = 3, SoonDays = 14;

    /// <summary>In the form of a worked case: <c>2026-11-30..2027-01-02</c>, or the place.</summary>
    public string Written => From is null && To is null ? Place switch { Place.Now => "now", Place.Soon => "soon", Place.Later => "later", _ => "by-itself" } : string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd}..{To?.Date:yyyy-MM-dd}");
}
