namespace Overblik.Overview;

/// <summary>The answers that came together.</summary>
/// <param name="Kinds">The kinds that the page has a place for.</param>
/// <param name="InKindSlots">Items go to the place of their kind; otherwise to the place of their source.</param>
/// <param name="Preview">Shown to an authority's employee: without the sources' states, and without links to pages of the citizen's own.</param>
internal sealed record AnswersView(IReadOnlyList<SourceAnswer> Answers, DateOnly Today, IReadOnlyList<ItemKind> Kinds, bool InKindSlots, bool Preview = false);

/// <summary>How sources stand, each in its place of a streamed page, or one on a page of its own.</summary>
internal sealed record StatesView(IReadOnlyList<SourceAnswer> Answers, bool Streamed, string? Css = "ov-sources");

/// <param name="Preview">Without links to pages of the citizen's own.</param>
internal sealed record NowView(IReadOnlyList<Need> Needs, IReadOnlyList<SourceAnswer> Answers, DateOnly Today, bool Preview = false)
{
    public const int Shown = 10;

    /// <summary>Who is missing from the list, wholly or in part, by name.</summary>
    public IReadOnlyList<string> Missing { get; } = [.. Answers.Where(a => !a.Whole).Select(a => a.Source.Name.ToString())];

    /// <summary>Some source holds more than it sent, or sent nothing that could be believed: then nobody can say that there is nothing.</summary>
    public bool Whole { get; } = Answers.All(a => a.Whole && a.Counts.All(c => c.Cursor is null));
}

/// <summary>Display rules as a table.</summary>
/// <param name="Address">Where a rule is taken out again; null where they cannot be changed.</param>
internal sealed record RulesView(IReadOnlyList<DisplayRule> Rules, string? Address);
