using System.Reflection;
using Overblik.Deadlines;
using Overblik.JourneyFormat;

namespace Overblik.Unit.Tests;

/// <summary>Whoever approves a new version is told of every change in it.</summary>
public sealed class DifferenceTests
{
    private static readonly Journey Before = Content.Of("new-parent");

    // What a change of it is told by, is told of its parts; the worked cases are no text for people.
    private static readonly string[] Parts = [nameof(Journey.Id), nameof(Journey.Questions), nameof(Journey.Anchors), nameof(Journey.Tasks), nameof(Journey.Cases), nameof(Journey.Lists)];

    public static TheoryData<string> OfJourney => Properties<Journey>();
    public static TheoryData<string> OfQuestion => Properties<Question>();
    public static TheoryData<string> OfTask => Properties<JourneyTask>();

    [Theory]
    [MemberData(nameof(OfJourney))]
    public void Each_change_of_a_journey_is_told(string property) => IsTold(Changed(Before, property), "The journey");

    [Theory]
    [MemberData(nameof(OfQuestion))]
    public void Each_change_of_a_question_is_told(string property)
    {
        var question = Before.Questions.First(one => one.EventDate);
        IsTold(Before with { Questions = [.. Before.Questions.Select(one => one == question ? Changed(one, property) : one)] }, $"Question '{question.Id}'");
    }

    [Theory]
    [MemberData(nameof(OfTask))]
    public void Each_change_of_a_task_is_told(string property)
    {
        var task = Before.Tasks.First(one => one.Window is not null);
        IsTold(Before with { Tasks = [.. Before.Tasks.Select(one => one == task ? Changed(one, property) : one)] }, $"Task '{task.Id}'");
    }

    [Fact]
    public void Each_change_of_a_date_that_is_computed_is_told()
    {
        var anchor = Before.Anchors[0];
        foreach (var changed in new[]
        {
            anchor with { Name = new("en anden", "another") }, anchor with { KnownFrom = Formula.Parse("-9 days") }, anchor with { Dates = [.. anchor.Dates.Select(date => date with { Estimate = !date.Estimate })] },
            anchor with { Dates = [.. anchor.Dates.Reverse()] },
        }) IsTold(Before with { Anchors = [changed, .. Before.Anchors.Skip(1)] }, $"Date '{anchor.Id}'");
    }

    [Fact]
    public void Another_order_is_told_and_a_list_too()
    {
        IsTold(Before with { Tasks = [.. Before.Tasks.Reverse()] }, "Tasks come in another order");
        IsTold(Before with { Lists = [new TaskList("one", new("En", "One"))] }, "List 'one' is new");
    }

    [Fact]
    public void What_has_changed_is_said_in_plain_words()
    {
        var before = Content.Parse(Content.Small).Journeys[0];
        Assert.Empty(Difference.Between(before, before));
        var after = Content.Parse(JourneyCheckTests.Replace(JourneyCheckTests.Replace(Content.Small, "to: \"+5 days\"", "to: \"+7 days\""), "- { id: old, kind: yes-no, ask-if: home = own, text: { da: Er du gammel?, en: Are you old? } }",
            "- { id: old, kind: yes-no, ask-if: home = own, text: { da: Er du fyldt 67?, en: Are you 67? } }")).Journeys[0];
        Assert.Equal(
            ["Question 'old': the text was Er du gammel? / Are you old? and is now Er du fyldt 67? / Are you 67?", "Task 'first': the last day was +5 days from 'day' and is now +7 days from 'day'", "The version is still 1: it must go up, since people can see the change."],
            Difference.Between(before, after));
        Assert.Contains("Task 'second' is gone: Det andet / The second", Difference.Between(before, before with { Tasks = [before.Tasks[0]], Version = 2 }));
    }

    private static void IsTold(Journey after, string which) => Assert.Contains(Difference.Between(Before, after with { Version = 99 }), line => line.StartsWith(which, StringComparison.Ordinal) && !line.Contains("version", StringComparison.Ordinal));

    private static TheoryData<string> Properties<T>() => [.. typeof(T).GetProperties().Where(property => property.CanWrite && property.Name != nameof(Journey.Version) && !Parts.Contains(property.Name)).Select(property => property.Name)];

    private static T Changed<T>(T of, string name)
    {
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(of, null)!;
        var property = typeof(T).GetProperty(name, BindingFlags.Public | BindingFlags.Instance)!;
        property.SetValue(copy, Other(property.PropertyType, property.GetValue(of)));
        return copy;
    }

    private static object Other(Type type, object? value) => (Nullable.GetUnderlyingType(type) ?? type, value) switch
    {
        (var one, _) when one == typeof(string) => value + "-other",
        (var one, bool flag) when one == typeof(bool) => !flag,
        ({ IsEnum: true } one, _) => Enum.GetValues(one).Cast<object>().First(other => !other.Equals(value)),
        (var one, _) when one == typeof(Words) => new Words("Andet", "Other"),
        (var one, _) when one == typeof(Validity) => new Validity(new(2031, 1, 1), new(2032, 1, 1)),
        (var one, _) when one == typeof(Formula) => Formula.Parse("+77 days"),
        (var one, _) when one == typeof(Expression) => Expression.Parse("not born", Before.Questions),
        (var one, Window window) when one == typeof(Window) => window with { To = Formula.Parse("+77 days") },
        (var one, Link link) when one == typeof(Link) => link with { Url = "https://example.org/other" },
        (var one, RuleSource source) when one == typeof(RuleSource) => source with { Date = "2020" },
        (var one, _) when one == typeof(Completion) => new Completion(Before.Tasks[^1].Authority with { Id = "other" }, Told.Decided),
        (var one, Authority authority) when one == typeof(Authority) => authority with { Id = "other" },
        (var one, _) when one == typeof(IReadOnlyList<string>) => new[] { "other" },
        (var one, _) when one == typeof(IReadOnlyList<Option>) => new[] { new Option("other", new("Andet", "Other")) },
        (var one, _) => throw new NotSupportedException($"{one} is new: say here what another value of it is."),
    };
}
