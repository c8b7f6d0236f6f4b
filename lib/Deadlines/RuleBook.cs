using System.Text.Json;

namespace Overblik.Deadlines;

/// <summary>A rule for a deadline or a payment date, as data.</summary>
/// <param name="Id">Several rules may have the same, for different periods or months.</param>
/// <param name="From">The first day, of those that a date is counted from, for which it is known to hold.</param>
/// <param name="To">The last; null where no end is known.</param>
/// <param name="Months">Only for these months, 1 to 12; all where empty.</param>
/// <param name="Formula">How the date follows.</param>
/// <param name="Source">Where it says so.</param>
public sealed record DeadlineRule(string Id, DateOnly From, DateOnly? To, IReadOnlyList<int> Months, Formula Formula, string Source)
{
    public bool HoldsOn(DateOnly date) => From <= date && !(To < date) && (Months.Count == 0 || Months.Contains(date.Month));
}

/// <summary>Rules with their validity and source (<c>rules.json</c>). Immutable.</summary>
public sealed class RuleBook
{
    private readonly ILookup<string, DeadlineRule> rules;

    private RuleBook(IEnumerable<DeadlineRule> rules) => this.rules = rules.ToLookup(rule => rule.Id, StringComparer.Ordinal);

    /// <summary>Payment dates and deadlines that hold in all of Denmark.</summary>
    public static RuleBook Danish { get; } = ReadDanish();

    /// <summary>Reads rules in the form of <c>rules.json</c>.</summary>
    /// <exception cref="FormatException">What is wrong with them; two rules of one id that hold on the same day are wrong.</exception>
    public static RuleBook Read(Stream json)
    {
        RulesFile file;
        try { file = JsonSerializer.Deserialize(json, DataJson.Default.RulesFile) ?? throw new FormatException("The rules are empty."); }
        catch (JsonException e) { throw new FormatException($"The rules cannot be read: {e.Message}", e); }
        var rules = new List<DeadlineRule>();
        foreach (var rule in file.Rules)
        {
            var months = rule.Months ?? [];
            if (rule.To < rule.From) throw new FormatException($"The rule '{rule.Id}' ends before it begins.");
            if (months.Any(month => month is < 1 or > 12)) throw new FormatException($"The rule '{rule.Id}' names a month that is not 1 to 12.");
            if (rules.Any(other => other.Id == rule.Id && !(other.To < rule.From) && !(rule.To < other.From) && (months.Count == 0 || other.Months.Count == 0 || other.Months.Intersect(months).Any())))
                throw new FormatException($"Two rules '{rule.Id}' hold on the same day.");
            try { rules.Add(new DeadlineRule(rule.Id, rule.From, rule.To, months, Formula.Parse(rule.Formula), rule.Source)); }
            catch (FormatException e) { throw new FormatException($"The rule '{rule.Id}': {e.Message}", e); }
        }
        return new RuleBook(rules);
    }

    public IEnumerable<DeadlineRule> All => rules.SelectMany(same => same);

    /// <summary>The rule of this id that holds for a date; null where none is known to: say "check with the authority" then, never a date.</summary>
    public DeadlineRule? Find(string id, DateOnly date) => rules[id].FirstOrDefault(rule => rule.HoldsOn(date));

    private static RuleBook ReadDanish()
    {
        using var json = typeof(RuleBook).Assembly.GetManifestResourceStream("rules.json")!;
        return Read(json);
    }
}
