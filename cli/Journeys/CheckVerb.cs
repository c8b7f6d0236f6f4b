using System.CommandLine;
using Overblik.JourneyFormat;

namespace Overblik.Cli.Journeys;

/// <summary><c>overblik journey check</c>: proves of each journey, over all combinations of answers, that it can be followed, and prints what it costs a person.</summary>
internal static class CheckVerb
{
    public static Command Command()
    {
        var (folder, today) = (JourneyFolder.Argument(), JourneyFolder.Today());
        var command = new Command("check", "Proves of each journey, over all combinations of answers, that it leads everybody to a list.") { folder, today };
        command.SetAction((it, _) => JourneyFolder.Run(it.GetRequiredValue(folder), it.InvocationConfiguration.Error,
            journeys => Run(journeys, it.GetRequiredValue(today), it.InvocationConfiguration.Output)));
        return command;
    }

    private static async Task<int> Run(IReadOnlyList<Journey> journeys, DateOnly today, TextWriter output)
    {
        var wrong = 0;
        foreach (var journey in journeys)
        {
            var report = JourneyCheck.Check(journey, today);
            wrong += report.Wrong.Count;
            await output.WriteLineAsync($"{(report.Wrong.Count == 0 ? "✓" : "✗")} {journey.Id}, version {journey.Version}: {report.Combinations:N0} combinations of answers, {journey.Tasks.Count} tasks, LIX {report.Lix:0.0}");
            foreach (var burden in report.Burdens)
                await output.WriteLineAsync($"    {burden.Questions} questions, {burden.Tasks} tasks, {burden.ByItself} by themselves, {burden.Authorities} authorities: {burden.Case}");
            foreach (var message in report.Wrong) await output.WriteLineAsync($"  ✗ {message}");
        }
        await output.WriteLineAsync(wrong == 0 ? $"{journeys.Count} journeys, all in order." : $"{journeys.Count} journeys, {wrong} things to mend.");
        return wrong == 0 ? 0 : 1;
    }
}
