using System.Reflection;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Population;

namespace Overblik.Sim.Tests;

/// <summary>A town of 100,000 and what happens in its lives: everybody to whom something happens gets a list, in time.</summary>
public sealed class LifeEventTests
{
    private static readonly DateOnly Date = new(2026, 11, 28);

    private static readonly Dictionary<string, Journey> Journeys = JourneyReader.Read(JourneyReader.Folder(typeof(LifeEventTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(it => it.Key == "Journeys").Value!))
        .Journeys.ToDictionary(journey => journey.Id);

    [Fact]
    public void Everybody_to_whom_something_happens_gets_a_list_in_time()
    {
        var people = new People(count: 100_000);
        var (totals, wrong) = (new SortedDictionary<string, (int Events, int Tasks)>(StringComparer.Ordinal), new List<string>());
        for (var i = 0; i < people.Count; i++)
        {
            foreach (var happened in LifeEvents.Of(people.At(people[i], Date)))
            {
                var journey = Journeys[happened.Journey];
                var answers = happened.Answers.Aggregate(Answers.Empty, (all, answer) => all.With(answer.Key, Answers.Of(journey.Questions.Single(question => question.Id == answer.Key), [answer.Value]) ?? throw new InvalidOperationException($"{journey.Id}: {answer}")));
                var way = Course.Follow(journey, answers);
                var tasks = Course.Tasks(journey, way.Effective, happened.Known, DayCalendar.Danish);
                if (way.Next is { } next) wrong.Add($"{i}: {journey.Id} asks '{next.Id}'");
                if (way.Effective.Values.Count != answers.Values.Count) wrong.Add($"{i}: {journey.Id} does not ask all that was answered");
                if (tasks.Count == 0) wrong.Add($"{i}: {journey.Id} gives no list");
                // In time: nothing on it was due before it was known of.
                wrong.AddRange(tasks.Where(task => task.To?.Date < happened.Known).Select(task => $"{i}: {journey.Id}/{task.Task.Id} was due {task.Written}, known {happened.Known:yyyy-MM-dd}"));
                var before = totals.GetValueOrDefault(journey.Id);
                totals[journey.Id] = (before.Events + 1, before.Tasks + tasks.Count);
            }
        }
        foreach (var (journey, total) in totals) TestContext.Current.TestOutputHelper?.WriteLine($"{journey}: {total.Events} lists, {total.Tasks} tasks");
        Assert.Empty(wrong.Take(10));
        // All but moving abroad, which nobody here does.
        Assert.Equal(Journeys.Keys.Where(id => id != "moving-abroad").Order(StringComparer.Ordinal), totals.Keys);
        Assert.InRange(totals.Values.Sum(total => total.Events), 10_000, 60_000);
    }
}
