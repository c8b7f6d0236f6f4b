using CsCheck;
using Overblik.Deadlines;
using Overblik.JourneyFormat;

namespace Overblik.Unit.Tests;

public sealed class CourseTests
{
    private static readonly Gen<DateOnly> Days = Gen.Int[new DateOnly(1940, 1, 1).DayNumber, new DateOnly(2060, 1, 1).DayNumber].Select(DateOnly.FromDayNumber);

    // Of each journey, by turns, random answers to all that is asked.
    private static readonly Gen<(Journey Journey, Answers Answers, DateOnly Today)> Walks =
        Gen.Select(Gen.Int[0, Content.Journeys.Count - 1], Gen.Int[0, int.MaxValue], Days, Days).Select((which, seed, day, today) =>
        {
            var (journey, random) = (Content.Journeys[which], new Random(seed));
            var answers = Answers.Empty;
            while (Course.Follow(journey, answers).Next is { } next)
                answers = answers.With(next.Id, next.Kind == QuestionKind.Date ? day.AddDays(random.Next(-400, 400)).ToString("yyyy-MM-dd") : Combinations.AnswersOf(next, journey).ToArray() is var all ? all[random.Next(all.Length)] : "");
            return (journey, answers, today);
        });

    [Fact]
    public void Whoever_answers_gets_a_list_with_dates_that_fit() => Walks.Sample(it =>
    {
        var path = Course.Follow(it.Journey, it.Answers);
        var tasks = Course.Tasks(it.Journey, path.Effective, it.Today, DayCalendar.Danish);
        Assert.NotEmpty(tasks);
        Assert.All(tasks, task =>
        {
            Assert.True(task.From is null || task.To is null || task.From <= task.To.Date, $"{it.Journey.Id}/{task.Task.Id}: {task.Written}");
            Assert.Equal(task.Task.Kind == TaskKind.Automatic, task.Place == Place.ByItself);
            // What has a window has a date, and what is not certain has none.
            Assert.Equal(task.Task.Window is not null, task.From is not null || task.To is not null);
            Assert.False(task.Task.Unverified && (task.From is not null || task.To is not null));
            // What is overdue, or due soon, never stands further down.
            if (task.Place != Place.ByItself && task.To is { } to) Assert.True(task.Place <= (to.Date <= it.Today.AddDays(Planned.NowDays) ? Place.Now : to.Date <= it.Today.AddDays(Planned.SoonDays) ? Place.Soon : Place.Later), $"{it.Journey.Id}/{task.Task.Id}: {task.Written} is {task.Place} on {it.Today}");
            // What cannot be done yet, and is not due, does not stand first.
            if (task.Place == Place.Now && task.From is { } from) Assert.True(from <= it.Today || task.To?.Date <= it.Today.AddDays(Planned.NowDays));
        });
        Assert.True(tasks.Where(task => task.Task.About is not null).GroupBy(task => (task.Task.About, task.Task.List)).All(same => same.Count() == 1));
    });

    [Fact]
    public void An_answer_to_what_is_not_asked_changes_nothing() => Walks.Sample(it =>
    {
        var path = Course.Follow(it.Journey, it.Answers);
        var more = it.Journey.Questions.Except(path.Asked).Aggregate(it.Answers, (answers, question) => answers.With(question.Id, Combinations.AnswersOf(question, it.Journey).First()));
        Assert.Equal(path.Effective.Values, Course.Follow(it.Journey, more).Effective.Values);
    });

    [Fact]
    public void A_later_anchor_never_gives_an_earlier_deadline() => Gen.Select(Days, Gen.Int[0, 400]).Sample((day, later) =>
    {
        foreach (var window in Content.Journeys.SelectMany(journey => journey.Tasks).Select(task => task.Window?.To).OfType<Formula>())
            Assert.True(window.From(day, DayCalendar.Danish).Date <= window.From(day.AddDays(later), DayCalendar.Danish).Date, $"{window} of {day} and {later} days later");
    });

    [Theory]
    [InlineData("2027-01-20", "2027-01-01")]
    [InlineData("2027-01-21", "2027-02-01")]
    [InlineData("2027-02-20", "2027-02-01")]
    [InlineData("2028-02-29", "2028-03-01")]
    [InlineData("2027-12-31", "2028-01-01")]
    public void A_start_after_the_20th_gives_SU_from_the_month_after(string start, string first) =>
        Assert.Equal(first, Course.Date(Content.Of("starting-an-education"), Answers.Empty.With("start", start), "first-su", DayCalendar.Danish)!.Date.ToString("yyyy-MM-dd"));

    // The table in the act on social pension, as the day of birth decides.
    [Theory]
    [InlineData("1953-12-31", "2018-12-31")]
    [InlineData("1954-01-01", "2019-07-01")]
    [InlineData("1954-07-01", "2020-07-01")]
    [InlineData("1955-01-01", "2021-07-01")]
    [InlineData("1955-07-01", "2022-07-01")]
    [InlineData("1962-12-31", "2029-12-31")]
    [InlineData("1963-01-01", "2031-01-01")]
    [InlineData("1966-12-31", "2034-12-31")]
    [InlineData("1967-01-01", "2036-01-01")]
    [InlineData("1971-01-01", null)]
    public void The_state_pension_age_follows_from_the_day_of_birth(string birth, string? day) =>
        Assert.Equal(day, Course.Date(Content.Of("retiring"), Answers.Empty.With("birth", birth), "pension-day", DayCalendar.Danish)?.Date.ToString("yyyy-MM-dd"));

    [Fact]
    public void A_question_that_came_later_leaves_a_kept_list_its_other_answers()
    {
        var journey = Content.Of("moving");
        var answers = new[] { ("moved", "2027-02-01"), ("home", "rent"), ("children", "no"), ("protected", "yes"), ("services", "-") }.Aggregate(Answers.Empty, (all, one) => all.With(one.Item1, one.Item2));
        Assert.Equal(("benefit", 2), (Course.Follow(journey, answers).Next!.Id, Course.Follow(journey, answers).Effective.Values.Count));
        var kept = Course.FollowKept(journey, answers);
        Assert.Equal(("benefit", 5), (kept.Next!.Id, kept.Effective.Values.Count));
        Assert.Contains(Course.Tasks(journey, kept.Effective, new(2027, 1, 1), Deadlines.DayCalendar.Danish), task => task.Task.Id == "report-move" && task.To is not null);
    }

    [Fact]
    public void An_estimate_is_known_to_be_one_until_the_birth()
    {
        var journey = Content.Of("new-parent");
        Assert.True(Course.Date(journey, Answers.Empty.With("due", "2027-05-01"), "birth-day", DayCalendar.Danish) is { Estimate: true, Of: "due" });
        Assert.True(Course.Date(journey, Answers.Empty.With("birth", "2027-05-03"), "birth-day", DayCalendar.Danish) is { Estimate: false, Of: "birth" });
    }

    [Theory]
    [InlineData(QuestionKind.YesNo, "yes", "yes")]
    [InlineData(QuestionKind.YesNo, "ja", null)]
    [InlineData(QuestionKind.Choice, "b", "b")]
    [InlineData(QuestionKind.Choice, "d", null)]
    [InlineData(QuestionKind.Choice, "a b", null)]
    [InlineData(QuestionKind.Choices, "c a", "a c")]
    [InlineData(QuestionKind.Choices, "-", "-")]
    [InlineData(QuestionKind.Choices, "", "-")]
    [InlineData(QuestionKind.Choices, "a x", null)]
    [InlineData(QuestionKind.Date, "2028-02-29", "2028-02-29")]
    [InlineData(QuestionKind.Date, "2027-02-29", null)]
    [InlineData(QuestionKind.Date, "", null)]
    public void Answers_are_kept_in_one_form(QuestionKind kind, string given, string? kept)
    {
        var question = new Question { Id = "q", Kind = kind, Text = new("?", "?"), Options = [new("a", new("A", "A")), new("b", new("B", "B")), new("c", new("C", "C"))] };
        Assert.Equal(kept, Answers.Of(question, given.Split(' ')));
    }
}
