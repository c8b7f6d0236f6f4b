using Overblik.Deadlines;

namespace Overblik.JourneyFormat;

/// <summary>A life event as content: what is asked, and the tasks that follow from the answers. The form of the file is contracts/journey.schema.json.</summary>
public sealed record Journey
{
    /// <summary>Lower-case letters, digits, hyphens; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>Its part of the address, in the language of the country.</summary>
    public required string Path { get; init; }

    /// <summary>Goes up with each change that a person can see.</summary>
    public required int Version { get; init; }

    public required Validity Valid { get; init; }

    public required Audience Audience { get; init; }

    /// <summary>The life event that authorities report, as in contracts/events.schema.json; null where none is reported.</summary>
    public string? Event { get; init; }

    /// <summary>No countdown and no badge: at a death.</summary>
    public bool Quiet { get; init; }

    public required Words Title { get; init; }

    /// <summary>What it is about, below the title.</summary>
    public required Words Lead { get; init; }

    /// <summary>The words with which it is offered when the life event is reported; the portal's own where it is null.</summary>
    public Words? Offer { get; init; }

    /// <summary>Where the tasks are of several people, their lists; empty where there is one list.</summary>
    public IReadOnlyList<TaskList> Lists { get; init; } = [];

    /// <summary>In the order in which they are asked.</summary>
    public required IReadOnlyList<Question> Questions { get; init; }

    /// <summary>Dates that follow from answers.</summary>
    public IReadOnlyList<Anchor> Anchors { get; init; } = [];

    public required IReadOnlyList<JourneyTask> Tasks { get; init; }

    /// <summary>Worked cases: what must come out.</summary>
    public IReadOnlyList<WorkedCase> Cases { get; init; } = [];

    public JourneyTask? Task(string id) => Tasks.FirstOrDefault(task => task.Id == id);
}

/// <summary>The same text in Danish and in English.</summary>
public sealed record Words(string Da, string En);

/// <summary>The first and the last day on which something holds; null where no end is known.</summary>
public readonly record struct Validity(DateOnly From, DateOnly? To)
{
    public bool Holds(DateOnly date) => From <= date && !(To < date);
}

public enum Audience { Citizen, Business }

/// <summary>One of several people whose tasks a journey holds.</summary>
/// <param name="Id">Named by the tasks.</param>
/// <param name="Title">Of the list.</param>
public sealed record TaskList(string Id, Words Title);

public enum QuestionKind
{
    YesNo,

    /// <summary>One of the options.</summary>
    Choice,

    /// <summary>Any of the options, or none.</summary>
    Choices,

    Date,
}

public sealed record Question
{
    public required string Id { get; init; }
    public required QuestionKind Kind { get; init; }
    public required Words Text { get; init; }
    public Words? Help { get; init; }
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>Always asked where it is null. It can name earlier questions only.</summary>
    public Expression? AskIf { get; init; }

    /// <summary>What an authority already knows that answers it; the person confirms it.</summary>
    public string? Known { get; init; }

    /// <summary>Of a date: it is the day of the life event that an authority reports.</summary>
    public bool EventDate { get; init; }

    /// <summary>Of a date: what it is called in a sentence, "the day you move in".</summary>
    public Words? Name { get; init; }

    /// <summary>Of a date: how long before it, it can be known; the event itself where it is null, which nobody knows before.</summary>
    public Formula? KnownFrom { get; init; }

    /// <summary>Of a date: the first and the last that may be answered, counted from today.</summary>
    public Formula? Earliest { get; init; }

    public Formula? Latest { get; init; }

    /// <summary>Whether an answer in its kept form is within what may be answered on that day.</summary>
    public bool Takes(string answer, DateOnly today) => Kind != QuestionKind.Date
        || (IsoDay.Read(answer) is { } day && day.Year is >= 1900 and <= 2200
            && !(day < Earliest?.From(today, DayCalendar.Danish).Date) && !(day > Latest?.From(today, DayCalendar.Danish).Date));
}

/// <summary>An answer to choose.</summary>
public sealed record Option(string Id, Words Text);

/// <summary>A date that follows from the answers: of the first alternative whose condition holds and whose date is known.</summary>
/// <param name="Id">Named by windows and by later anchors.</param>
/// <param name="Name">What it is called in a sentence.</param>
/// <param name="Dates">In order.</param>
/// <param name="KnownFrom">How long before it, it can be known.</param>
public sealed record Anchor(string Id, Words Name, IReadOnlyList<AnchorDate> Dates, Formula? KnownFrom);

/// <param name="If">Always, where it is null.</param>
/// <param name="From">The date that it is counted from: a question or an earlier anchor.</param>
/// <param name="Formula">How; the date itself where it is null.</param>
/// <param name="Estimate">The real date can turn out to be another one: a due date.</param>
public sealed record AnchorDate(Expression? If, string From, Formula? Formula, bool Estimate);

public enum TaskKind
{
    /// <summary>The law demands it.</summary>
    Duty,

    /// <summary>The person may have it, and must ask for it.</summary>
    Right,

    /// <summary>Happens by itself.</summary>
    Automatic,

    /// <summary>Nobody demands it; most are glad to have done it.</summary>
    Advice,
}

/// <summary>What somebody else may do.</summary>
public enum HelpedBy
{
    /// <summary>Nothing is to be done.</summary>
    None,

    /// <summary>Anybody can do it.</summary>
    Anyone,

    /// <summary>Somebody with a digital power of attorney for it.</summary>
    PowerOfAttorney,

    /// <summary>Somebody can sit beside the person, who does it themselves.</summary>
    Together,
}

/// <summary>When a task without a date of its own comes.</summary>
public enum When { Now, Soon, Later }

/// <summary>What is to be done, or happens.</summary>
public sealed record JourneyTask
{
    public required string Id { get; init; }
    public required TaskKind Kind { get; init; }
    public required Authority Authority { get; init; }
    public required Words Title { get; init; }
    public required Words Text { get; init; }

    /// <summary>Whose it is, where the journey has several lists.</summary>
    public string? List { get; init; }

    /// <summary>Everybody's where it is null.</summary>
    public Expression? AppliesIf { get; init; }

    /// <summary>Null where it has no date of its own, or none that is certain.</summary>
    public Window? Window { get; init; }

    /// <summary>Where it has no window.</summary>
    public When? When { get; init; }

    /// <summary>What happens if it is late.</summary>
    public Words? Late { get; init; }

    /// <summary>Where it is done, or where it is told about.</summary>
    public required Link Link { get; init; }

    /// <summary>Whom to ask; the authority as it stands in its own entry where it is null.</summary>
    public Words? Ask { get; init; }

    public HelpedBy Helper { get; init; }

    /// <summary>Where the rule stands.</summary>
    public required RuleSource Source { get; init; }

    /// <summary>The rule, or its date, is not certain: shown as "check with the authority", and without a date.</summary>
    public bool Unverified { get; init; }

    /// <summary>What an authority says when it is done; null where only the person can say so.</summary>
    public Completion? CompletedBy { get; init; }

    /// <summary>The tasks that must be done before it.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Tasks with the same are alternatives: never more than one of them applies.</summary>
    public string? About { get; init; }

    /// <summary>When the rule holds; the journey's own validity where it is null.</summary>
    public Validity? Valid { get; init; }
}

/// <summary>When a task can be done, and by when it must be.</summary>
/// <param name="Anchor">The date that both are counted from: a question or an anchor.</param>
/// <param name="From">The first day; at once where it is null.</param>
/// <param name="To">The last day; open where it is null.</param>
public sealed record Window(string Anchor, Formula? From, Formula? To);

/// <param name="Url">https.</param>
/// <param name="Title">What the service is called.</param>
public sealed record Link(string Url, Words Title);

/// <param name="Title">The law and its section, or the page.</param>
/// <param name="Url">https.</param>
/// <param name="Date">When it stood so: a year, a month or a day, as exactly as it is known.</param>
public sealed record RuleSource(string Title, string Url, string Date)
{
    /// <summary>The first day that <see cref="Date"/> can be; null where there is no such day.</summary>
    public DateOnly? FirstDay => IsoDay.Read(Date + (Date.Length switch { 4 => "-01-01", 7 => "-01", _ => "" }));
}

/// <summary>What an authority tells of a case or by itself.</summary>
public enum Told
{
    /// <summary>It has received what was sent.</summary>
    Received,

    /// <summary>It has decided.</summary>
    Decided,
}

/// <param name="Authority">Which.</param>
/// <param name="Told">At the least this.</param>
public sealed record Completion(Authority Authority, Told Told);

/// <summary>Who is responsible.</summary>
/// <param name="Id">Named by the tasks.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Ask">Whom to ask, in a sentence.</param>
/// <param name="Url">Where its contact stands; https.</param>
/// <param name="Sources">The ids of the sources that speak for it in this installation.</param>
public sealed record Authority(string Id, Words Name, Words Ask, string Url, IReadOnlyList<string> Sources);

/// <summary>Answers, and what must come of them.</summary>
/// <param name="Name">What the case is.</param>
/// <param name="Today">On which day.</param>
/// <param name="Answers">By question.</param>
/// <param name="Expected">All the tasks, each with its dates or its place.</param>
public sealed record WorkedCase(string Name, DateOnly Today, Answers Answers, IReadOnlyDictionary<string, string> Expected);
