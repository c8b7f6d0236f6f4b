using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Overblik.JourneyFormat;

/// <summary>Reads journeys from YAML, strictly: a field that is unknown, missing or wrong is told with its line.</summary>
public static partial class JourneyReader
{
    /// <summary>The file with the authorities, beside the journeys.</summary>
    public const string AuthoritiesFile = "authorities.yaml";

    /// <summary>The life events that authorities can report, as in contracts/events.schema.json.</summary>
    public static readonly IReadOnlyList<string> Events = ["turning15", "starting-education", "moving", "new-parent", "divorce", "new-job", "losing-job", "moving-abroad", "losing-family-member", "retiring"];

    /// <summary>What an authority can know that answers a question.</summary>
    public static readonly IReadOnlyList<string> Known = ["birth", "fifteenth-birthday", "move", "children", "child-birth", "death", "unemployed", "new-job", "work", "home"];

    /// <summary>All journeys of a set of files.</summary>
    /// <param name="files">Their names and texts, with <see cref="AuthoritiesFile"/> among them.</param>
    /// <returns>The journeys that could be read, by id, and what is wrong with the others.</returns>
    public static (IReadOnlyList<Journey> Journeys, IReadOnlyList<Finding> Wrong) Read(IEnumerable<(string Name, string Text)> files)
    {
        var wrong = new List<Finding>();
        var journeys = new List<Journey>();
        var all = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        var authorities = all.FirstOrDefault(file => file.Name == AuthoritiesFile) is { Text: { } text } ? Authorities(text, wrong) : [];
        if (authorities.Count == 0 && wrong.Count == 0) wrong.Add(new Finding(AuthoritiesFile, 0, "The file with the authorities is missing, or names none."));
        foreach (var (name, content) in all.Where(file => file.Name != AuthoritiesFile))
        {
            var before = wrong.Count;
            if (Root(name, content, wrong) is not { } root) continue;
            var journey = Read(root, authorities);
            if (wrong.Count > before) continue;
            foreach (var other in journeys.Where(other => other.Id == journey.Id || other.Path == journey.Path)) root.Wrong($"'{other.Id}' has the same id or path.");
            journeys.Add(journey);
        }
        return (journeys, wrong);
    }

    /// <summary>The YAML files of a folder.</summary>
    public static IEnumerable<(string Name, string Text)> Folder(string folder) =>
        Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    private static List<Authority> Authorities(string text, List<Finding> wrong)
    {
        var authorities = new List<Authority>();
        if (Root(AuthoritiesFile, text, wrong) is not { } root) return authorities;
        foreach (var part in root.Parts("authorities"))
        {
            var authority = new Authority(Id(part), part.Words("name"), part.Words("ask"), part.Url("url"), part.Names("sources"));
            if (authorities.Any(other => other.Id == authority.Id)) part.Wrong("there is another with this id.");
            authorities.Add(authority);
            part.End();
        }
        root.End();
        return authorities;
    }

    private static YamlPart? Root(string file, string text, List<Finding> wrong)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }]) return new YamlPart(file, root, Path.GetFileNameWithoutExtension(file), wrong);
            wrong.Add(new Finding(file, 0, "The file must be one YAML document with fields."));
        }
        catch (YamlException e) { wrong.Add(new Finding(file, e.Start.Line, $"This is no YAML: {e.InnerException?.Message ?? e.Message}")); }
        // The library's words for an alias without its anchor, and for a document that stops in the middle.
        catch (Exception e) when (e is InvalidOperationException or ArgumentException) { wrong.Add(new Finding(file, 0, "This is no YAML.")); }
        return null;
    }

    private static Journey Read(YamlPart root, List<Authority> authorities)
    {
        var lists = root.Parts("lists").Select(part => End(part, new TaskList(Id(part), part.Words("title")))).ToList();
        var questions = new List<Question>();
        foreach (var part in root.Parts("questions"))
        {
            var question = Question(part, questions);
            if (questions.Any(other => other.Id == question.Id)) part.Wrong("there is another question with this id.");
            questions.Add(question);
        }
        var anchors = new List<Anchor>();
        foreach (var part in root.Parts("anchors")) anchors.Add(Anchor(part, questions, anchors));
        var tasks = new List<JourneyTask>();
        foreach (var part in root.Parts("tasks"))
        {
            var task = Task(part, lists, questions, anchors, authorities);
            if (tasks.Any(other => other.Id == task.Id)) part.Wrong("there is another task with this id.");
            tasks.Add(task);
        }
        var journey = new Journey
        {
            Id = Id(root),
            Path = Id(root, "path"),
            Version = int.TryParse(root.Text("version"), out var version) && version > 0 ? version : Bad(root, "version", "it is a whole number from 1.", 1),
            Valid = root.Validity("valid") ?? Bad(root, null, "'valid' is missing.", default(Validity)),
            Audience = root.Enum<Audience>("audience"),
            Event = OneOf(root, "event", Events),
            Quiet = root.Flag("quiet"),
            Title = root.Words("title"),
            Lead = root.Words("lead"),
            Offer = root.OptionalWords("offer"),
            Lists = lists,
            Questions = questions,
            Anchors = anchors,
            Tasks = tasks,
            Cases = [.. root.Parts("cases").Select(part => Case(part, questions))],
        };
        foreach (var (task, missing) in tasks.SelectMany(task => task.After.Where(id => journey.Task(id) is null).Select(id => (task.Id, id)))) root.Wrong($"'{task}' comes after '{missing}', which is no task.");
        if (journey.Event is null && (journey.Offer is not null || questions.Any(question => question.EventDate))) root.Wrong("'offer' and 'event-date' are about the life event that authorities report: say in 'event' which.");
        root.End();
        return journey;
    }

    private static Question Question(YamlPart part, IReadOnlyList<Question> earlier)
    {
        var kind = part.Enum<QuestionKind>("kind");
        var question = new Question
        {
            Id = Id(part),
            Kind = kind,
            Text = part.Words("text"),
            Help = part.OptionalWords("help"),
            Options = [.. part.Parts("options").Select(option => End(option, new Option(Id(option), option.Words("text"))))],
            AskIf = part.Expression("ask-if", earlier),
            Known = OneOf(part, "known", Known),
            EventDate = part.Flag("event-date"),
            Name = kind == QuestionKind.Date ? part.Words("name") : null,
            KnownFrom = kind == QuestionKind.Date ? part.Formula("known-from") : null,
            Earliest = kind == QuestionKind.Date ? part.Formula("earliest") : null,
            Latest = kind == QuestionKind.Date ? part.Formula("latest") : null,
        };
        if (kind is QuestionKind.Choice or QuestionKind.Choices ? question.Options.Count < (kind == QuestionKind.Choice ? 2 : 1) : question.Options.Count > 0) part.Wrong("a choice has at least two options, 'choices' at least one, and no other question has any.");
        if (question.EventDate && kind != QuestionKind.Date) part.Wrong("only a date can be the day of the event.", "event-date");
        if (question.Options.Select(option => option.Id).Distinct().Count() < question.Options.Count) part.Wrong("two options have the same id.");
        part.End();
        return question;
    }

    private static Anchor Anchor(YamlPart part, List<Question> questions, List<Anchor> earlier)
    {
        var dates = part.Parts("dates").Select(date =>
        {
            var from = date.Text("from");
            if (!IsDate(from, questions, earlier)) date.Wrong($"'{from}' is no question about a date, and no earlier anchor.", "from");
            return End(date, new AnchorDate(date.Expression("if", questions), from, date.Formula("formula"), date.Flag("estimate")));
        }).ToList();
        if (dates.Count == 0) part.Wrong("'dates' is missing.");
        var anchor = new Anchor(Id(part), part.Words("name"), dates, part.Formula("known-from"));
        if (questions.Any(question => question.Id == anchor.Id) || earlier.Any(other => other.Id == anchor.Id)) part.Wrong("a question or another anchor has this id.");
        return End(part, anchor);
    }

    private static JourneyTask Task(YamlPart part, List<TaskList> lists, List<Question> questions, List<Anchor> anchors, List<Authority> authorities)
    {
        var (link, source) = (part.Needed("link"), part.Needed("source"));
        var task = new JourneyTask
        {
            Id = Id(part),
            Kind = part.Enum<TaskKind>("kind"),
            Authority = Authority(part, authorities),
            Title = part.Words("title"),
            Text = part.Words("text"),
            List = part.Optional("list"),
            AppliesIf = part.Expression("applies-if", questions),
            Window = part.Map("window") is { } window ? Window(window, questions, anchors) : null,
            When = part.OptionalEnum<When>("when"),
            Late = part.OptionalWords("late"),
            Link = End(link, new Link(link.Url("url"), link.Words("title"))),
            Ask = part.OptionalWords("ask"),
            Helper = part.OptionalEnum<HelpedBy>("helper") ?? HelpedBy.None,
            Source = End(source, new RuleSource(source.Text("title"), source.Url("url"), source.Text("date"))),
            Unverified = part.Flag("unverified"),
            CompletedBy = part.Map("completed-by") is { } by ? End(by, new Completion(Authority(by, authorities), by.Enum<Told>("told"))) : null,
            After = part.Names("after"),
            About = part.Optional("about"),
            Valid = part.Validity("valid"),
        };
        if (lists.Count == 0 ? task.List is not null : !lists.Any(list => list.Id == task.List)) part.Wrong(lists.Count == 0 ? "the journey has no lists." : $"it is on one of the lists {string.Join(", ", lists.Select(list => list.Id))}.", "list");
        if (task.Source.Date.Length > 0 && !(SourceDate().IsMatch(task.Source.Date) && task.Source.FirstDay is not null)) source.Wrong($"'{task.Source.Date}' is no year, month or day like 2026, 2026-06 or 2026-06-01.", "date");
        if ((task.Window is null) == (task.When is null) && task.Kind != TaskKind.Automatic) part.Wrong("it has either a 'window' or a 'when'.");
        if (task.Unverified && task.Window is not null) part.Wrong("what is not verified has no dates: say 'when', and it is shown as 'check with the authority'.");
        if ((task.Kind == TaskKind.Automatic) != (task.Helper == HelpedBy.None)) part.Wrong(task.Kind == TaskKind.Automatic ? "what happens by itself needs no helper." : "say in 'helper' what somebody else may do.");
        return End(part, task);
    }

    private static Window Window(YamlPart part, List<Question> questions, List<Anchor> anchors)
    {
        var window = new Window(part.Text("anchor"), part.Formula("from"), part.Formula("to"));
        if (!IsDate(window.Anchor, questions, anchors)) part.Wrong($"'{window.Anchor}' is no question about a date, and no anchor.", "anchor");
        if (window.From is null && window.To is null) part.Wrong("it has a 'from' or a 'to'.");
        return End(part, window);
    }

    private static WorkedCase Case(YamlPart part, List<Question> questions)
    {
        var answers = Answers.Empty;
        foreach (var (id, given) in part.Pairs("answers"))
        {
            if (questions.FirstOrDefault(question => question.Id == id) is not { } question) part.Wrong($"'{id}' is no question.");
            else if (Answers.Of(question, given.Split(' ')) is not { } answer) part.Wrong($"'{given}' is no answer to '{id}'.");
            else answers = answers.With(id, answer);
        }
        return End(part, new WorkedCase(part.Text("name"), part.Day("today"), answers, part.Pairs("expect").ToDictionary(StringComparer.Ordinal)));
    }

    private static Authority Authority(YamlPart part, List<Authority> authorities)
    {
        var id = part.Text("authority");
        return authorities.FirstOrDefault(authority => authority.Id == id) ?? Bad(part, "authority", $"'{id}' is not in {AuthoritiesFile}.", new Authority(id, new("", ""), new("", ""), "", []));
    }

    private static bool IsDate(string id, List<Question> questions, List<Anchor> anchors) => questions.Any(question => question.Id == id && question.Kind == QuestionKind.Date) || anchors.Any(anchor => anchor.Id == id);

    private static string Id(YamlPart part, string field = "id")
    {
        var id = part.Text(field);
        return id.Length == 0 || Ids().IsMatch(id) ? id : Bad(part, field, $"'{id}' is not of lower-case letters, digits and hyphens, 40 at the most.", id);
    }

    private static string? OneOf(YamlPart part, string field, IReadOnlyList<string> known)
    {
        var text = part.Optional(field);
        if (text is not null && !known.Contains(text)) part.Wrong($"'{text}' is none of {string.Join(", ", known)}.", field);
        return text;
    }

    private static T Bad<T>(YamlPart part, string? field, string message, T instead)
    {
        part.Wrong(message, field);
        return instead;
    }

    private static T End<T>(YamlPart part, T value)
    {
        part.End();
        return value;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,39}$")]
    private static partial Regex Ids();

    [GeneratedRegex("^20[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
    private static partial Regex SourceDate();
}
