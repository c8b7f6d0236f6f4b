namespace Overblik.JourneyFormat;

/// <summary>What has changed between two versions of a journey, in plain words, for whoever approves it.</summary>
public static class Difference
{
    public static IReadOnlyList<string> Between(Journey before, Journey after)
    {
        var lines = new List<string>();
        Say(lines, "The journey", "version", before.Version, after.Version);
        Say(lines, "The journey", "validity", Of(before.Valid), Of(after.Valid));
        Say(lines, "The journey", "address", before.Path, after.Path);
        Say(lines, "The journey", "audience", before.Audience, after.Audience);
        Say(lines, "The journey", "title", before.Title, after.Title);
        Say(lines, "The journey", "lead", before.Lead, after.Lead);
        Say(lines, "The journey", "life event", before.Event, after.Event);
        Say(lines, "The journey", "offer", before.Offer, after.Offer);
        Say(lines, "The journey", "quiet tone", before.Quiet, after.Quiet);
        Each(lines, "List", before.Lists, after.Lists, list => list.Id, list => list.Title, (said, one, other) => Say(said, $"List '{one.Id}'", "title", one.Title, other.Title));
        Each(lines, "Question", before.Questions, after.Questions, question => question.Id, question => question.Text, Question);
        Each(lines, "Date", before.Anchors, after.Anchors, anchor => anchor.Id, anchor => anchor.Name, Date);
        Each(lines, "Task", before.Tasks, after.Tasks, task => task.Id, task => task.Title, Task);
        if (lines.Count > 0 && before.Version == after.Version) lines.Add($"The version is still {after.Version}: it must go up, since people can see the change.");
        return lines;
    }

    private static void Question(List<string> lines, Question before, Question after)
    {
        var which = $"Question '{after.Id}'";
        Say(lines, which, "text", before.Text, after.Text);
        Say(lines, which, "help", before.Help, after.Help);
        Say(lines, which, "kind", before.Kind, after.Kind);
        Say(lines, which, "condition for being asked", before.AskIf, after.AskIf);
        Say(lines, which, "name", before.Name, after.Name);
        Say(lines, which, "first day that may be answered", before.Earliest, after.Earliest);
        Say(lines, which, "last day that may be answered", before.Latest, after.Latest);
        Say(lines, which, "time from which it can be known", before.KnownFrom, after.KnownFrom);
        Say(lines, which, "answer that authorities know", before.Known, after.Known);
        Say(lines, which, "day", before.EventDate ? "that of the event" : "another than that of the event", after.EventDate ? "that of the event" : "another than that of the event");
        Say(lines, which, "options", string.Join(", ", before.Options.Select(option => $"{option.Id}: {option.Text.Da} / {option.Text.En}")), string.Join(", ", after.Options.Select(option => $"{option.Id}: {option.Text.Da} / {option.Text.En}")));
    }

    private static void Date(List<string> lines, Anchor before, Anchor after)
    {
        var which = $"Date '{after.Id}'";
        Say(lines, which, "name", before.Name, after.Name);
        Say(lines, which, "computation", Of(before), Of(after));
        Say(lines, which, "time from which it can be known", before.KnownFrom, after.KnownFrom);
    }

    private static void Task(List<string> lines, JourneyTask before, JourneyTask after)
    {
        var which = $"Task '{after.Id}'";
        Say(lines, which, "kind", before.Kind, after.Kind);
        Say(lines, which, "authority", before.Authority.Id, after.Authority.Id);
        Say(lines, which, "list", before.List, after.List);
        Say(lines, which, "condition", before.AppliesIf, after.AppliesIf);
        Say(lines, which, "first day", Day(before.Window, before.Window?.From), Day(after.Window, after.Window?.From));
        Say(lines, which, "last day", Day(before.Window, before.Window?.To), Day(after.Window, after.Window?.To));
        Say(lines, which, "place", before.When, after.When);
        Say(lines, which, "certainty", before.Unverified ? "check with the authority" : "certain", after.Unverified ? "check with the authority" : "certain");
        Say(lines, which, "title", before.Title, after.Title);
        Say(lines, which, "text", before.Text, after.Text);
        Say(lines, which, "consequence", before.Late, after.Late);
        Say(lines, which, "link", before.Link.Url, after.Link.Url);
        Say(lines, which, "name of the link", before.Link.Title, after.Link.Title);
        Say(lines, which, "whom to ask", before.Ask, after.Ask);
        Say(lines, which, "helper", before.Helper, after.Helper);
        Say(lines, which, "source", $"{before.Source.Title}, {before.Source.Date}, {before.Source.Url}", $"{after.Source.Title}, {after.Source.Date}, {after.Source.Url}");
        Say(lines, which, "name that it shares with its alternatives", before.About, after.About);
        Say(lines, which, "tasks before it", string.Join(", ", before.After), string.Join(", ", after.After));
        Say(lines, which, "completion", before.CompletedBy is { } by ? $"{by.Told} by {by.Authority.Id}" : null, after.CompletedBy is { } now ? $"{now.Told} by {now.Authority.Id}" : null);
        Say(lines, which, "validity", before.Valid is { } valid ? Of(valid) : null, after.Valid is { } present ? Of(present) : null);
    }

    private static void Each<T>(List<string> lines, string what, IReadOnlyList<T> before, IReadOnlyList<T> after, Func<T, string> id, Func<T, Words> title, Action<List<string>, T, T> compare)
    {
        foreach (var gone in before.Where(one => after.All(other => id(other) != id(one)))) lines.Add($"{what} '{id(gone)}' is gone: {title(gone).Da} / {title(gone).En}");
        foreach (var other in after)
        {
            if (before.FirstOrDefault(one => id(one) == id(other)) is { } one) compare(lines, one, other);
            else lines.Add($"{what} '{id(other)}' is new: {title(other).Da} / {title(other).En}");
        }
        var (order, now) = (before.Select(id).Where(one => after.Any(other => id(other) == one)).ToList(), after.Select(id).Where(one => before.Any(other => id(other) == one)).ToList());
        if (!order.SequenceEqual(now)) lines.Add($"{what}s come in another order: {string.Join(", ", now)}");
    }

    private static void Say(List<string> lines, string which, string what, object? before, object? after)
    {
        var (one, other) = (Shown(before), Shown(after));
        if (one == other) return;
        lines.Add(one.Length == 0 ? $"{which} now has a {what}: {other}" : other.Length == 0 ? $"{which} has no {what} any more; it was: {one}" : $"{which}: the {what} was {one} and is now {other}");
    }

    private static string Shown(object? value) => value switch { null => "", Words words => $"{words.Da} / {words.En}", _ => value.ToString() ?? "" };

    private static string Of(Validity valid) => $"{valid.From:yyyy-MM-dd} to {(valid.To is { } to ? to.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : "no known end")}";

    private static string? Day(Window? window, Deadlines.Formula? formula) => formula is null ? null : $"{formula} from '{window!.Anchor}'";

    private static string Of(Anchor anchor) => string.Join("; ", anchor.Dates.Select(date => $"{(date.If is { } condition ? $"if {condition}: " : "")}{date.Formula?.ToString() ?? "the day itself"} from '{date.From}'{(date.Estimate ? ", an estimate" : "")}"));
}
