namespace Overblik.JourneyFormat;

/// <summary>
/// A condition on answers, typed and total: it always has a value, and whatever it says of a question that was not asked is false.
/// <code>
/// children · home = rent · benefits has housing · birth &lt; 1963-01-01 · birth &gt;= 1963-01-01
/// children and not (home = own or home = cooperative)
/// </code>
/// </summary>
public sealed class Expression
{
    private readonly Node root;
    private readonly string text;

    private Expression(Node root, string text) => (this.root, this.text) = (root, text);

    /// <summary>Each comparison in it.</summary>
    public IEnumerable<Comparison> Comparisons => root.Comparisons;

    public bool Holds(Answers answers) => root.Holds(answers);

    /// <summary>As it was written.</summary>
    public override string ToString() => text;

    /// <param name="text">The condition.</param>
    /// <param name="questions">Those that it can name.</param>
    /// <exception cref="FormatException">What is wrong with it.</exception>
    public static Expression Parse(string text, IReadOnlyList<Question> questions)
    {
        var words = Split(text);
        var parser = new Parser(words, questions, text);
        var root = parser.Either();
        return parser.AtEnd ? new Expression(root, text) : throw new FormatException($"'{text}': '{parser.Word}' was not expected there.");
    }

    private static List<string> Split(string text) => [.. text.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private abstract record Node
    {
        public abstract IEnumerable<Comparison> Comparisons { get; }
        public abstract bool Holds(Answers answers);
    }

    private sealed record One(Comparison Comparison) : Node
    {
        public override IEnumerable<Comparison> Comparisons => [Comparison];
        public override bool Holds(Answers answers) => Comparison.Holds(answers);
    }

    private sealed record Not(Node Of) : Node
    {
        public override IEnumerable<Comparison> Comparisons => Of.Comparisons;
        public override bool Holds(Answers answers) => !Of.Holds(answers);
    }

    private sealed record Both(Node First, Node Second) : Node
    {
        public override IEnumerable<Comparison> Comparisons => First.Comparisons.Concat(Second.Comparisons);
        public override bool Holds(Answers answers) => First.Holds(answers) && Second.Holds(answers);
    }

    private sealed record Or(Node First, Node Second) : Node
    {
        public override IEnumerable<Comparison> Comparisons => First.Comparisons.Concat(Second.Comparisons);
        public override bool Holds(Answers answers) => First.Holds(answers) || Second.Holds(answers);
    }

    private sealed class Parser(List<string> words, IReadOnlyList<Question> questions, string text)
    {
        private int at;

        public bool AtEnd => at == words.Count;
        public string? Word => AtEnd ? null : words[at];

        public Node Either()
        {
            var node = All();
            while (Take("or")) node = new Or(node, All());
            return node;
        }

        private Node All()
        {
            var node = Single();
            while (Take("and")) node = new Both(node, Single());
            return node;
        }

        private Node Single()
        {
            if (Take("not")) return new Not(Single());
            if (!Take("(")) return new One(Compared());
            var inner = Either();
            return Take(")") ? inner : throw Wrong("a ')' is missing.");
        }

        private Comparison Compared()
        {
            var id = Next("a question");
            var question = questions.FirstOrDefault(question => question.Id == id) ?? throw Wrong($"'{id}' is no earlier question.");
            switch (question.Kind)
            {
                case QuestionKind.YesNo: return new Comparison(question, Comparing.Is, Answers.Yes, default);
                case QuestionKind.Choice:
                    if (!Take("=")) throw Wrong($"'{id}' is one of several: write '{id} = {question.Options[0].Id}'.");
                    return new Comparison(question, Comparing.Is, OptionOf(question), default);
                case QuestionKind.Choices:
                    if (!Take("has")) throw Wrong($"'{id}' can be several: write '{id} has {question.Options[0].Id}'.");
                    return new Comparison(question, Comparing.Has, OptionOf(question), default);
                default:
                    var comparing = Take("<") ? Comparing.Before : Take(">=") ? Comparing.From : throw Wrong($"'{id}' is a date: write '{id} < 2027-01-01' or '{id} >= 2027-01-01'.");
                    var date = Next("a date");
                    return IsoDay.Read(date) is { } day ? new Comparison(question, comparing, "", day) : throw Wrong($"'{date}' is no date like 2027-01-01.");
            }
        }

        private string OptionOf(Question question)
        {
            var option = Next("an option");
            return question.Options.Any(one => one.Id == option) ? option : throw Wrong($"'{option}' is no option of '{question.Id}': {string.Join(", ", question.Options.Select(one => one.Id))}.");
        }

        private string Next(string what) => AtEnd ? throw Wrong($"{what} is missing at the end.") : words[at++];

        private bool Take(string word)
        {
            if (AtEnd || words[at] != word) return false;
            at++;
            return true;
        }

        private FormatException Wrong(string what) => new($"'{text}': {what}");
    }
}

public enum Comparing { Is, Has, Before, From }

/// <summary>A question, and what its answer is compared with.</summary>
public sealed record Comparison(Question Question, Comparing Comparing, string Option, DateOnly Date)
{
    public bool Holds(Answers answers) => Comparing switch
    {
        Comparing.Is => answers[Question.Id] == Option,
        Comparing.Has => answers.Has(Question.Id, Option),
        Comparing.Before => answers.Date(Question.Id) < Date,
        _ => answers.Date(Question.Id) >= Date,
    };
}
