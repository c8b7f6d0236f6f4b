using System.CommandLine;
using System.Globalization;
using Overblik.Deadlines;
using Overblik.JourneyFormat;

namespace Overblik.Cli.Journeys;

/// <summary>For those who write journeys: what a person would be shown, what a new version changes, and how old each fact is.</summary>
internal static class EditorVerbs
{
    /// <summary><c>overblik journey preview ID</c></summary>
    public static Command Preview()
    {
        var (folder, today) = (JourneyFolder.Argument(), JourneyFolder.Today());
        var id = new Argument<string>("ID") { Description = "The journey." };
        var answers = new Option<string[]>("--answer") { HelpName = "QUESTION=ANSWER", Description = "An answer, such as home=rent or moved=2027-01-31; give it once for each." };
        var english = new Option<bool>("--english") { Description = "In English." };
        var command = new Command("preview", "Shows the list that somebody gets who answers so on that day.") { id, folder, today, answers, english };
        command.SetAction((it, _) => JourneyFolder.Run(it.GetRequiredValue(folder), it.InvocationConfiguration.Error, journeys =>
            Preview(journeys, it.GetRequiredValue(id), it.GetValue(answers) ?? [], it.GetRequiredValue(today), it.GetValue(english), it.InvocationConfiguration.Output, it.InvocationConfiguration.Error)));
        return command;
    }

    /// <summary><c>overblik journey compare OLD NEW</c></summary>
    public static Command Compare()
    {
        var before = new Argument<string>("OLD") { Description = "The folder with the journeys as they were." };
        var after = new Argument<string>("NEW") { Description = "The folder with the journeys as they are to be." };
        var command = new Command("compare", "Says in plain words what has changed between two versions of the journeys.") { before, after };
        command.SetAction((it, _) => JourneyFolder.Run(it.GetRequiredValue(before), it.InvocationConfiguration.Error, old =>
            JourneyFolder.Run(it.GetRequiredValue(after), it.InvocationConfiguration.Error, now => Compare(old, now, it.InvocationConfiguration.Output))));
        return command;
    }

    /// <summary><c>overblik journey sources</c></summary>
    public static Command Sources()
    {
        var (folder, today) = (JourneyFolder.Argument(), JourneyFolder.Today());
        var days = new Option<int>("--ending-within") { HelpName = "DAYS", Description = "Which rules end soon.", DefaultValueFactory = _ => 180 };
        var command = new Command("sources", "Lists the facts by the date of their source, the oldest first, and the rules that end soon.") { folder, today, days };
        command.SetAction((it, _) => JourneyFolder.Run(it.GetRequiredValue(folder), it.InvocationConfiguration.Error, journeys =>
            Sources(journeys, it.GetRequiredValue(today), it.GetValue(days), it.InvocationConfiguration.Output)));
        return command;
    }

    private static async Task<int> Preview(IReadOnlyList<Journey> journeys, string id, string[] given, DateOnly today, bool english, TextWriter output, TextWriter error)
    {
        if (journeys.FirstOrDefault(journey => journey.Id == id) is not { } journey) return await Wrong($"'{id}' is none of {string.Join(", ", journeys.Select(one => one.Id))}.");
        var answers = Answers.Empty;
        foreach (var pair in given)
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, right) : (pair, "");
            if (journey.Questions.FirstOrDefault(question => question.Id == name) is not { } question) return await Wrong($"'{name}' is no question of it.");
            if (Answers.Of(question, value.Split(' ', ',')) is not { } answer) return await Wrong($"'{value}' is no answer to '{name}': {Allowed(question)}.");
            answers = answers.With(name, answer);
        }
        var path = Course.Follow(journey, answers);
        if (path.Next is { } next) return await Wrong($"The next question is '{next.Id}', {(english ? next.Text.En : next.Text.Da)} Answer it with --answer {next.Id}=…: {Allowed(next)}.");
        string Say(Words words) => english ? words.En : words.Da;
        await output.WriteLineAsync($"{Say(journey.Title)}, version {journey.Version}, {today:yyyy-MM-dd}");
        foreach (var list in Course.Tasks(journey, path.Effective, today, DayCalendar.Danish).GroupBy(task => task.Task.List))
        {
            if (list.Key is not null) await output.WriteLineAsync($"\n{Say(journey.Lists.First(one => one.Id == list.Key).Title)}");
            foreach (var place in list.GroupBy(task => task.Place).OrderBy(place => place.Key))
            {
                await output.WriteLineAsync($"\n  {Heading(place.Key)}");
                foreach (var task in place) await output.WriteLineAsync($"  - {Say(task.Task.Title)} ({Say(task.Task.Authority.Name)}){(task.Task.Unverified ? ", to be checked with them" : task.From is null && task.To is null ? "" : $", {task.Written}")}");
            }
        }
        return 0;

        async Task<int> Wrong(string message)
        {
            await error.WriteLineAsync("overblik: " + message);
            return 2;
        }
    }

    private static async Task<int> Compare(IReadOnlyList<Journey> before, IReadOnlyList<Journey> after, TextWriter output)
    {
        var changed = 0;
        foreach (var gone in before.Where(one => after.All(other => other.Id != one.Id))) await output.WriteLineAsync($"{++changed}. The journey '{gone.Id}' is gone.");
        foreach (var now in after)
        {
            IReadOnlyList<string> lines = before.FirstOrDefault(one => one.Id == now.Id) is { } old ? Difference.Between(old, now) : ["The journey is new."];
            if (lines.Count == 0) continue;
            await output.WriteLineAsync($"{++changed}. {now.Id}");
            foreach (var line in lines) await output.WriteLineAsync("   " + line);
        }
        await output.WriteLineAsync(changed == 0 ? "Nothing has changed." : $"{changed} of {after.Count} journeys have changed.");
        return 0;
    }

    private static async Task<int> Sources(IReadOnlyList<Journey> journeys, DateOnly today, int days, TextWriter output)
    {
        foreach (var fact in SourcedFact.Of(journeys)) await output.WriteLineAsync($"{fact.Source.Date,-10}  {fact.Journey.Id}/{fact.Task.Id}{(fact.Task.Unverified ? " (to be checked)" : "")}: {fact.Source.Title}, {fact.Source.Url}");
        var ending = SourcedFact.Ending(journeys, today.AddDays(days));
        await output.WriteLineAsync(ending.Count == 0 ? $"\nNo rule ends within {days} days of {today:yyyy-MM-dd}." : $"\nRules that end within {days} days of {today:yyyy-MM-dd}:");
        foreach (var fact in ending) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{fact.Ends:yyyy-MM-dd}  {fact.Journey.Id}/{fact.Task.Id}"));
        return 0;
    }

    private static string Allowed(Question question) => question.Kind switch
    {
        QuestionKind.YesNo => "yes or no",
        QuestionKind.Date => "a date like 2027-01-31",
        _ => string.Join(", ", question.Options.Select(option => option.Id)) + (question.Kind == QuestionKind.Choices ? ", with commas between, or -" : ""),
    };

    private static string Heading(Place place) => place switch { Place.Now => "Now", Place.Soon => "Within 14 days", Place.Later => "Later", _ => "By itself" };
}
