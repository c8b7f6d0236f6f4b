namespace Overblik.Overview;

/// <summary>
/// The nine published error types of the Danish orchestration component, as they stand inside a merged answer beside the other
/// sources' data (Digitaliseringsstyrelsen, MOO wiki, page 4594794541).
/// </summary>
/// <param name="Type">The published name.</param>
/// <param name="Status">The published status.</param>
internal sealed record ProblemType(string Type, int Status)
{
    public static readonly ProblemType
        Agreement = new("Agreement-error", 500),
        Source = new("Data-source-error", 502),
        Timeout = new("Data-source-timeout-error", 408),
        Internal = new("Data-source-internal-error", 500),
        Security = new("Data-source-security-error", 400),
        Format = new("Data-source-format-error", 422),
        Input = new("Input-param-error", 400),
        Breaker = new("Circuit-breaker-error", 502),
        Validation = new("Data-validation-error", 400);

    public static readonly IReadOnlyList<ProblemType> All = [Agreement, Source, Timeout, Internal, Security, Format, Input, Breaker, Validation];
}

/// <summary>What went wrong with one source, for the page, the API and the operator. Never holds personal data.</summary>
/// <param name="Status">The published status; for <see cref="ProblemType.Source"/> the source's own.</param>
/// <param name="Detail">In English, for operators and developers.</param>
internal sealed record SourceProblem(ProblemType Type, string Detail, int? Status = null);
