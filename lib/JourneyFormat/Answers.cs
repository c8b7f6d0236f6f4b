using System.Collections.Immutable;

namespace Overblik.JourneyFormat;

/// <summary>What has been answered, by question: <c>yes</c>, <c>no</c>, an option, options with spaces between in the question's order (<c>-</c> for none of them), or a date like 2027-01-31. Immutable.</summary>
public sealed class Answers
{
    public const string Yes = "yes", No = "no", None = "-";

    private readonly ImmutableSortedDictionary<string, string> values;

    private Answers(ImmutableSortedDictionary<string, string> values) => this.values = values;

    public static Answers Empty { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>By the questions' ids, in their alphabetical order.</summary>
    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>Null where it has not been answered.</summary>
    public string? this[string question] => values.GetValueOrDefault(question);

    public DateOnly? Date(string question) => IsoDay.Read(this[question]);

    public bool Has(string question, string option) => this[question] is { } chosen && chosen.Split(' ').Contains(option, StringComparer.Ordinal);

    public Answers With(string question, string answer) => new(values.SetItem(question, answer));

    /// <summary>The answer in the form in which it is kept; null where it is none to this question.</summary>
    public static string? Of(Question question, IEnumerable<string> given)
    {
        string[] all = [.. given.Where(one => one.Length > 0)];
        switch (question.Kind)
        {
            case QuestionKind.YesNo: return all is [Yes or No] ? all[0] : null;
            case QuestionKind.Choice: return all is [var chosen] && question.Options.Any(option => option.Id == chosen) ? chosen : null;
            case QuestionKind.Choices:
                if (all is [] or [None]) return None;
                return all.All(one => question.Options.Any(option => option.Id == one)) ? string.Join(' ', question.Options.Select(option => option.Id).Where(all.Contains)) : null;
            default: return all is [var date] && IsoDay.Read(date) is not null ? date : null;
        }
    }
}
