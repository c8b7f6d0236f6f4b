using System.Text.Json.Serialization;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>The overview as one JSON answer: what each source said, failures beside the others' data.</summary>
internal sealed record MergedOverview(DateTimeOffset At, IReadOnlyList<SourceReport> Sources, IReadOnlyList<MergedItem> Items)
{
    public static MergedOverview Of(IEnumerable<SourceAnswer> answers, IEnumerable<Source> notCovered, DateTimeOffset at)
    {
        var list = answers.ToList();
        return new MergedOverview(
            at,
            [.. list.Select(Report), .. notCovered.Select(NotCovered)],
            [.. list.SelectMany(a => a.Items.Select(item => new MergedItem(a.Source.Id, item)))]);
    }

    public static SourceReport Report(SourceAnswer answer) => new(
        answer.Source.Id, answer.Source.Name, answer.State, answer.Refused, answer.HeldBack, answer.State == SourceState.Failed ? [] : answer.Counts, answer.AsOf, answer.DownSince, Report(answer.Problem));

    public static SourceReport NotCovered(Source source) => new(source.Id, source.Name, SourceState.NotCovered, 0, 0, []);

    private static ProblemReport? Report(SourceProblem? problem) =>
        problem is null ? null : new ProblemReport(problem.Type.Type, problem.Type.Type, problem.Status ?? problem.Type.Status, problem.Detail);
}

/// <param name="Refused">Items that the hub refused: about another person, or outside the agreement.</param>
/// <param name="HeldBack">Items that the authority has chosen not to show here, or not yet.</param>
/// <param name="AsOf">When the data were right, by the source's word.</param>
/// <param name="DownSince">The first failure of the present run of failures.</param>
internal sealed record SourceReport(
    string Id, Text Name, SourceState State, int Refused, int HeldBack, IReadOnlyList<KindCount> Counts, DateTimeOffset? AsOf = null, DateTimeOffset? DownSince = null, ProblemReport? Problem = null);

/// <summary>RFC 9457, with one of the nine published types.</summary>
internal sealed record ProblemReport([property: JsonPropertyName("type")] string Type, string Title, int Status, string Detail);

internal sealed record MergedItem(string Source, Item Item);
