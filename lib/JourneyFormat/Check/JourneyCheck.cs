using Overblik.Deadlines;

namespace Overblik.JourneyFormat;

/// <summary>Proves of a journey, over all combinations of answers, that it leads everybody to a list that can be followed.</summary>
public static class JourneyCheck
{
    /// <summary>So many combinations are tried at the most; a journey with more asks too much.</summary>
    public const int MostCombinations = 200_000;

    // Each day of four years, a leap year among them.
    private static readonly Period Days = new(new DateOnly(2026, 1, 1), new DateOnly(2029, 12, 31));

    public static CheckReport Check(Journey journey, DateOnly today)
    {
        var wrong = new List<string>();
        var combinations = Combinations.Of(journey);
        if (combinations is null) wrong.Add($"There are more than {MostCombinations:N0} combinations of answers. Ask fewer questions, or ask some only after others.");
        else Every(journey, combinations, wrong);
        Tasks(journey, today, wrong);
        Cycles(journey, wrong);
        Dates(journey, wrong);
        var lix = Language(journey, wrong);
        var cases = journey.Cases.Select(worked => Case(journey, worked, wrong)).ToList();
        if (cases.Count < 3) wrong.Add("It has fewer than three worked cases.");
        return new CheckReport(combinations?.Count ?? 0, [.. wrong.Distinct()], lix, cases);
    }

    // Over all combinations, and on each day on which a rule begins or has ended: no dead end, no contradiction, and nothing that nobody needs.
    private static void Every(Journey journey, IReadOnlyList<Way> combinations, List<string> wrong)
    {
        var applied = new HashSet<string>(StringComparer.Ordinal);
        var faults = new Dictionary<string, (string First, int Count)>(StringComparer.Ordinal);
        foreach (var day in Turns(journey))
        {
            var valid = journey.Tasks.Where(task => task.Valid?.Holds(day) ?? true).ToList();
            foreach (var path in combinations)
            {
                var tasks = valid.FindAll(task => task.AppliesIf?.Holds(path.Effective) ?? true);
                if (tasks.Count == 0) Fault("Dead end: no task", path, day);
                foreach (var list in journey.Lists.Where(list => !tasks.Exists(task => task.List == list.Id))) Fault($"Dead end: the list '{list.Id}' is empty", path, day);
                foreach (var both in tasks.Where(task => task.About is not null).GroupBy(task => (task.About, task.List)).Where(same => same.Count() > 1))
                    Fault($"Contradiction: {string.Join(" and ", both.Select(task => $"'{task.Id}'"))} are alternatives ('{both.Key.About}') and both apply", path, day);
                foreach (var task in tasks)
                {
                    applied.Add(task.Id);
                    if (task.Window is { } window && !IsKnown(journey, path, window.Anchor)) Fault($"'{task.Id}' is counted from '{window.Anchor}', which is not known", path, day);
                }
            }
        }
        foreach (var (what, (first, count)) in faults) wrong.Add(count == 1 ? $"{what} for {first}." : $"{what} for {first}, and for {count - 1:N0} other combinations or days.");
        foreach (var task in journey.Tasks.Where(task => !applied.Contains(task.Id))) wrong.Add($"'{task.Id}' applies to nobody.");
        var used = DatesUsed(journey);
        foreach (var anchor in journey.Anchors.Where(anchor => !used.Contains(anchor.Id))) wrong.Add($"Nothing is counted from '{anchor.Id}'.");
        foreach (var question in journey.Questions) Effect(journey, combinations, question, used, wrong);

        // Each fault once, with the first combination that has it.
        void Fault(string what, Way path, DateOnly day) => faults[what] = faults.TryGetValue(what, out var known) ? (known.First, known.Count + 1) : (day == journey.Valid.From ? Said(path) : $"{Said(path)}, on {day:yyyy-MM-dd}", 1);
    }

    // The days on which another set of rules begins to hold.
    private static List<DateOnly> Turns(Journey journey) =>
        [.. journey.Tasks.Select(task => task.Valid).OfType<Validity>().SelectMany(valid => new[] { valid.From, valid.To?.AddDays(1) }).OfType<DateOnly>().Append(journey.Valid.From).Where(day => journey.Valid.Holds(day)).Distinct().Order()];

    // Of two paths that differ in one answer alone, the later questions or the tasks must differ somewhere.
    private static void Effect(Journey journey, IReadOnlyList<Way> combinations, Question question, HashSet<string> datesUsed, List<string> wrong)
    {
        if (!combinations.Any(path => path.Asked.Contains(question)))
        {
            wrong.Add($"'{question.Id}' is never asked.");
            return;
        }
        if (question.Kind == QuestionKind.Date && datesUsed.Contains(question.Id)) return;
        // What comes of a path beside its own answer, by all else that was answered.
        var byRest = combinations.Where(path => path.Asked.Contains(question)).GroupBy(path => string.Join('&', path.Effective.Values.Where(answer => answer.Key != question.Id && Before(journey, answer.Key, question.Id)).Select(answer => $"{answer.Key}={answer.Value}")));
        var results = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var differs = false;
        foreach (var rest in byRest)
        {
            var byAnswer = rest.GroupBy(path => path.Effective[question.Id]!)
                .Select(same => (Answer: same.Key, Result: string.Join('|', same.Select(path => Result(journey, path, question)).Order(StringComparer.Ordinal)))).ToList();
            if (byAnswer.Select(it => it.Result).Distinct().Count() > 1) differs = true;
            foreach (var (answer, result) in byAnswer) Add(results, answer, $"{rest.Key}:{result}");
        }
        if (!differs) wrong.Add($"'{question.Id}' is asked without effect: whatever is answered, the list is the same.");
        else if (question.Kind == QuestionKind.Choice)
        {
            foreach (var same in results.GroupBy(it => string.Join('#', it.Value.Order(StringComparer.Ordinal))).Where(same => same.Count() > 1))
                wrong.Add($"'{question.Id}': it makes no difference whether {string.Join(" or ", same.Select(it => $"'{it.Key}'"))} is answered; make them one option.");
        }

        static void Add(Dictionary<string, HashSet<string>> results, string answer, string result)
        {
            if (!results.TryGetValue(answer, out var all)) results[answer] = all = new(StringComparer.Ordinal);
            all.Add(result);
        }
    }

    private static bool Before(Journey journey, string question, string other)
    {
        foreach (var one in journey.Questions)
        {
            if (one.Id == question) return true;
            if (one.Id == other) return false;
        }
        return false;
    }

    private static string Result(Journey journey, Way path, Question except) =>
        string.Join(',', journey.Tasks.Where(task => task.AppliesIf?.Holds(path.Effective) ?? true).Select(task => task.Id + "@" + (task.Window is { } window ? SourceOf(journey, path, window.Anchor) : "")))
        + "/" + string.Join(',', path.Effective.Values.Where(answer => answer.Key != except.Id && !Before(journey, answer.Key, except.Id)).Select(answer => $"{answer.Key}={answer.Value}"));

    // By which alternative a date is found.
    private static string SourceOf(Journey journey, Way path, string anchor)
    {
        var chosen = new List<string>();
        while (journey.Anchors.FirstOrDefault(one => one.Id == anchor) is { } computed)
        {
            var i = computed.Dates.TakeWhile(date => !((date.If?.Holds(path.Effective) ?? true) && IsKnown(journey, path, date.From))).Count();
            chosen.Add($"{anchor}.{i}");
            if (i == computed.Dates.Count) break;
            anchor = computed.Dates[i].From;
        }
        return string.Join('-', chosen);
    }

    private static bool IsKnown(Journey journey, Way path, string anchor) =>
        path.Effective[anchor] is not null || journey.Anchors.FirstOrDefault(one => one.Id == anchor)?.Dates.Any(date => (date.If?.Holds(path.Effective) ?? true) && IsKnown(journey, path, date.From)) == true;

    // Those that a task is counted from, in the end. An anchor names earlier ones only.
    private static HashSet<string> DatesUsed(Journey journey)
    {
        var used = journey.Tasks.Select(task => task.Window?.Anchor).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var anchor in journey.Anchors.Reverse().Where(anchor => used.Contains(anchor.Id))) used.UnionWith(anchor.Dates.Select(date => date.From));
        return used;
    }

    private static void Tasks(Journey journey, DateOnly today, List<string> wrong)
    {
        if (journey.Valid.To < today) wrong.Add($"It ended on {journey.Valid.To:yyyy-MM-dd}.");
        foreach (var task in journey.Tasks)
        {
            if (task.Valid?.To < today) wrong.Add($"'{task.Id}': its rule ended on {task.Valid?.To:yyyy-MM-dd}. Change the task, or take it out.");
            if (task.Kind == TaskKind.Duty && task.Late is null && !task.Unverified) wrong.Add($"'{task.Id}' is a duty: say in 'late' what happens if it is not done in time.");
            if (task.Source.FirstDay > today) wrong.Add($"'{task.Id}': the date of its source is in the future.");
        }
    }

    private static void Cycles(Journey journey, List<string> wrong)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var left = journey.Tasks.ToList();
        while (left.RemoveAll(task => task.After.All(done.Contains) && done.Add(task.Id)) > 0) { }
        if (left.Count > 0) wrong.Add($"Each waits for another: {string.Join(", ", left.Select(task => $"'{task.Id}'"))}.");
    }

    // For each day that the date can be: the window does not end before it begins, nor before anybody can know of it, nor before what must be done first can be.
    private static void Dates(Journey journey, List<string> wrong)
    {
        var known = journey.Questions.Where(question => question.Kind == QuestionKind.Date).ToDictionary(question => question.Id, question => question.KnownFrom, StringComparer.Ordinal);
        foreach (var anchor in journey.Anchors) known[anchor.Id] = anchor.KnownFrom;
        foreach (var task in journey.Tasks.Where(task => task.Window is not null))
        {
            var window = task.Window!;
            var first = task.After.Select(journey.Task).Where(other => other?.Window?.Anchor == window.Anchor).ToList();
            for (var day = Days.First; day <= Days.Last; day = day.AddDays(1))
            {
                if (window.To?.From(day, DayCalendar.Danish).Date is not { } to) break;
                var from = window.From?.From(day, DayCalendar.Danish).Date;
                var knowable = known[window.Anchor]?.From(day, DayCalendar.Danish).Date ?? day;
                var earlier = first.FirstOrDefault(other => other!.Window!.From?.From(day, DayCalendar.Danish).Date > to);
                var problem = to < from ? $"ends on {to:yyyy-MM-dd}, before it begins on {from:yyyy-MM-dd}"
                    : to < knowable ? $"ends on {to:yyyy-MM-dd}, before anybody can know of it on {knowable:yyyy-MM-dd}"
                    : earlier is not null ? $"ends on {to:yyyy-MM-dd}, before '{earlier.Id}', which comes first, can be done" : null;
                if (problem is null) continue;
                wrong.Add($"'{task.Id}' {problem}, where '{window.Anchor}' is {day:yyyy-MM-dd}.");
                break;
            }
        }
    }

    // Both languages, and how heavy the Danish is.
    private static double Language(Journey journey, List<string> wrong)
    {
        var texts = Texts.Of(journey).ToList();
        foreach (var text in texts)
        {
            if (text.Running && text.Parts.Any(words => words.Da == words.En)) wrong.Add($"{text.Where}: the Danish and the English are the same.");
            if (Readability.Of(text.Danish) is { Words: >= Readability.FewestWords, Lix: > Readability.MostOfOne } heavy) wrong.Add($"{text.Where}: LIX {heavy.Lix:0.0}, at most {Readability.MostOfOne}. Use shorter sentences and shorter words.");
        }
        var all = Readability.Of(string.Join(' ', texts.Where(text => text.Running).Select(text => text.Danish))).Lix;
        if (all > Readability.MostOfAll) wrong.Add($"LIX {all:0.0} over all its texts, at most {Readability.MostOfAll}.");
        return all;
    }

    private static Burden Case(Journey journey, WorkedCase worked, List<string> wrong)
    {
        var path = Course.Follow(journey, worked.Answers);
        if (path.Next is { } next) wrong.Add($"Case '{worked.Name}': '{next.Id}' is not answered.");
        foreach (var ignored in worked.Answers.Values.Keys.Except(path.Asked.Select(question => question.Id))) wrong.Add($"Case '{worked.Name}': '{ignored}' is not asked.");
        var planned = Course.Tasks(journey, path.Effective, worked.Today, DayCalendar.Danish);
        foreach (var task in planned)
        {
            if (!worked.Expected.TryGetValue(task.Task.Id, out var expected)) wrong.Add($"Case '{worked.Name}': '{task.Task.Id}' ({task.Written}) was not expected.");
            else if (expected != task.Written) wrong.Add($"Case '{worked.Name}': '{task.Task.Id}' is {task.Written}, expected {expected}.");
        }
        // Where two are counted from different days, only a case can tell in which order they come.
        foreach (var (task, first) in planned.SelectMany(task => planned.Where(first => task.Task.After.Contains(first.Task.Id) && task.To?.Date < first.From).Select(first => (task, first))))
            wrong.Add($"Case '{worked.Name}': '{task.Task.Id}' ends on {task.To?.Date:yyyy-MM-dd}, before '{first.Task.Id}', which comes first, can be done.");
        foreach (var missing in worked.Expected.Keys.Except(planned.Select(task => task.Task.Id))) wrong.Add($"Case '{worked.Name}': '{missing}' is expected and does not apply.");
        return new Burden(worked.Name, path.Asked.Count, planned.Count(task => task.Task.Kind != TaskKind.Automatic), planned.Count(task => task.Task.Kind == TaskKind.Automatic),
            planned.Select(task => task.Task.Authority.Id).Distinct().Count());
    }

    private static string Said(Way path) => path.Effective.Values.Count == 0 ? "everybody" : string.Join(", ", path.Effective.Values.Select(answer => $"{answer.Key} = {answer.Value}"));
}

/// <summary>What the check has found.</summary>
/// <param name="Combinations">How many combinations of answers were tried: all there are.</param>
/// <param name="Wrong">In plain words; nothing where all is well.</param>
/// <param name="Lix">Of all its Danish texts together.</param>
/// <param name="Burdens">Of each worked case.</param>
public sealed record CheckReport(int Combinations, IReadOnlyList<string> Wrong, double Lix, IReadOnlyList<Burden> Burdens);

/// <summary>What a life event costs a person.</summary>
/// <param name="Case">Which.</param>
/// <param name="Questions">How many they answer.</param>
/// <param name="Tasks">How many things they have to do, may do, or are advised to do.</param>
/// <param name="ByItself">How many happen by themselves.</param>
/// <param name="Authorities">How many they deal with.</param>
public sealed record Burden(string Case, int Questions, int Tasks, int ByItself, int Authorities);
