using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Overblik.Overview;

/// <summary>Examples in the description of the API. Made of the answers' own types, so that they cannot say anything else.</summary>
internal static class ApiExamples
{
    private static readonly DateTimeOffset At = new(2026, 11, 2, 8, 30, 0, TimeSpan.Zero);
    private static readonly AuthorityRef Agency = new("99000104", new("Udbetaling Danmark", "Udbetaling Danmark"));

    private static readonly Item Case = new(
        "3Vb0xkPz", ItemKind.Case, "Hn1VUPxWDq3Fm7oWg3m0P5sYq9bU2tKcR4vLx8zA0eI", Agency, "housing", new("Ansøgning om boligstøtte", "Application for housing benefit"), true, At.AddDays(-1), new(Agency),
        DecisionBy: new(2026, 12, 27), Case: new(CaseStatus.Processing, [new(CaseStatus.Created, At.AddDays(-5)), new(CaseStatus.Processing, At.AddDays(-1))]));

    private static readonly SourceReport
        Answered = new("udbetaling-danmark", Agency.Name, SourceState.Answered, 0, 0, [new(ItemKind.Case, 1, 1)], AsOf: At),
        Failed = new("skat", new("Skatteforvaltningen", "The Danish Tax Agency"), SourceState.Failed, 0, 0, [], DownSince: At.AddMinutes(-12),
            Problem: new(ProblemType.Timeout.Type, ProblemType.Timeout.Type, ProblemType.Timeout.Status, "No whole answer within 2 s."));

    public static JsonNode Overview() => Of(new MergedOverview(At, [Answered, Failed], [new(Answered.Id, Case)]), ContractJson.Default.MergedOverview);

    public static JsonNode Line() => Of(new SourceLine(Answered, [Case]), ContractJson.Default.SourceLine);

    public static JsonNode Changes() => Of(new Changes(At, false, [new(Answered.Id, Case.Kind, Case.Id, Case.Title, Case.Open, Case.UpdatedAt)]), ContractJson.Default.Changes);

    public static JsonNode Coverage() => Of(
        new CoverageReport(At, AnswerFigures.Fewest, [new(
            Answered.Id, Agency.Name, true, [new("housing", new("Boligstøtte", "Housing benefit"))], [ItemKind.Case], [new(At.AddMinutes(-30), 99)], [new(new(2026, 11, 2), 98)],
            new(2026, 1, 1), new(1300, 99, 0.3, 1), new(42_000, 98, 0.3, 2))]),
        ContractJson.Default.CoverageReport);

    private static JsonNode Of<T>(T example, JsonTypeInfo<T> type) => JsonSerializer.SerializeToNode(example, type)!;
}
