namespace Overblik.Overview;

/// <summary>The items of answers that came together, each in the place of its kind.</summary>
/// <param name="Kinds">The kinds that the page has a place for.</param>
/// <param name="Heading">The level of the authorities' headings, 2 to 4.</param>
internal sealed record AnswersView(IReadOnlyList<SourceAnswer> Answers, DateOnly Today, IReadOnlyList<ItemKind> Kinds, int Heading)
{
    /// <summary>So many of a source and kind, the open ones first, and a way to the others.</summary>
    public int? Most { get; init; }

    /// <summary>The list that this is a part of, where a source's next items can be had.</summary>
    public ListPage? List { get; init; }

    /// <summary>Shown to an authority's employee: without links to pages of the citizen's own.</summary>
    public bool Preview { get; init; }

    private readonly List<Item> shown = [];

    /// <summary>What is shown of a kind. One list, filled anew by each call: this happens a hundred times a page.</summary>
    public List<Item> Of(SourceAnswer answer, ItemKind kind)
    {
        shown.Clear();
        for (var i = 0; i < answer.Items.Count; i++)
        {
            if (answer.Items[i].Kind == kind) shown.Add(answer.Items[i]);
        }
        if (Most is not { } most) return shown;
        if (Section.Of(kind).Order == ListOrder.Date) return [.. shown.Order(ListQuery.ByDate).Take(most)];
        return shown.Count > most ? [.. shown.OrderByDescending(item => item.Open).Take(most)] : shown;
    }
}

/// <summary>The kinds that nothing came of.</summary>
/// <param name="Filtered">The person has chosen to see a part only.</param>
internal sealed record NothingView(IReadOnlyList<SourceAnswer> Answers, IReadOnlyList<ItemKind> Kinds, bool Filtered = false);

/// <summary>How sources stand, each in its place of a streamed page, or one on a page of its own.</summary>
internal sealed record StatesView(IReadOnlyList<SourceAnswer> Answers, bool Streamed, string? Css = "ov-sources");

/// <param name="Preview">Without links to pages of the citizen's own.</param>
internal sealed record NowView(IReadOnlyList<Need> Needs, IReadOnlyList<SourceAnswer> Answers, DateOnly Today, bool Preview = false)
{
    public const int Shown = 10;

    /// <summary>Who is missing from the list, wholly or in part, by name.</summary>
    public IReadOnlyList<string> Missing { get; } = [.. Answers.Where(a => !a.Whole).Select(a => a.Source.Name.ToString())];

    /// <summary>Then nobody need be named.</summary>
    public bool AllDown { get; } = Answers.All(a => !a.Usable);

    /// <summary>What to say where there is nothing to do.</summary>
    public string NothingKey =>
        AllDown ? "overview.now.all-down"
        : Answers.All(a => a.Whole && a.Items.Count == 0) ? "overview.now.nothing"
        : Whole ? "overview.now.none"
        : "overview.now.none-known";

    /// <summary>Some source holds more than it sent, or sent nothing that could be believed: then nobody can say that there is nothing.</summary>
    public bool Whole { get; } = Answers.All(a => a.Whole && a.Counts.All(c => c.Cursor is null));
}

/// <summary>Display rules as a table.</summary>
/// <param name="Address">Where a rule is taken out again; null where they cannot be changed.</param>
internal sealed record RulesView(IReadOnlyList<DisplayRule> Rules, string? Address);

/// <summary>What was found of one kind at one authority.</summary>
internal sealed record FoundView(Search Search, ItemKind Kind, IReadOnlyList<Found> Found);

/// <summary>An item on the page to print.</summary>
internal sealed record PrintedView(Item Item, Source Source, DateOnly Today);

/// <summary>One source on the public page.</summary>
internal sealed record CoverageView(SourceCoverage Source, DateTimeOffset At);

internal sealed record ChartView(AnswerChart Chart, string Caption);
