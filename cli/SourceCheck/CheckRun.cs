using Overblik.Cli.SourceCheck.Checks;

namespace Overblik.Cli.SourceCheck;

/// <summary>Runs all checks against one source, in order. Each call is bounded, and so is their number: the run ends whatever the source does.</summary>
internal static class CheckRun
{
    /// <summary>The checks, by heading.</summary>
    public static readonly IReadOnlyList<Group> Groups =
        [CapabilityChecks.Group, BasicCall.Group, Answers.Group, Questions.Group, Paging.Group, Items.Group, Areas.Group, Tokens.Group, Bodies.Group, TimeAndKeys.Group];

    private const string NoPeople =
        "There is nobody to ask about. Let the test system list testPeople in its capabilities, or give --person a synthetic person with items, and once more for a second one.";

    /// <param name="seen">Told of each result as it comes.</param>
    public static async Task<Report> Run(CheckOptions options, Hub hub, TimeProvider time, Action<Result> seen, CancellationToken cancel)
    {
        using var source = new Probe(options, hub, time);
        var (started, from) = (time.GetUtcNow(), time.GetTimestamp());
        var results = new List<Result>();
        string? blocked = null;
        var isChecked = true;
        foreach (var (group, check) in Groups.SelectMany(group => group.Checks.Select(check => (group, check))))
        {
            cancel.ThrowIfCancellationRequested();
            if (blocked is null && group == BasicCall.Group && source.People.Count == 0) (blocked, isChecked) = (NoPeople, false);
            var at = time.GetTimestamp();
            var outcome = blocked is null ? await Try(check, source, results) : Outcome.Skipped(blocked);
            if (blocked is null && check.IsBasic && outcome.Verdict == Verdict.Failed) blocked = $"Nothing more can be told before {check.Id} passes.";
            else if (blocked is null && source.IsSilent) blocked = "The source gave no answer to several calls in a row.";
            results.Add(new(group.Name, check, outcome, time.GetElapsedTime(at)));
            seen(results[^1]);
        }
        var isReached = source.Capabilities.Fault is not (Fault.Unreachable or Fault.Insecure);
        var isNamed = results.Exists(it => it is { Outcome.Verdict: Verdict.Passed, Check.Id: "capabilities-schema" });
        return new(options.Url, isNamed ? source.Id : null, started, time.GetElapsedTime(from), isChecked && isReached, results);
    }

    // The checks read the answers as the schema has them. An answer of another shape is an objection too, unless it has been said.
    private static async Task<Outcome> Try(Check check, Probe source, List<Result> results)
    {
        try
        {
            return await check.Run(source);
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return results.Find(it => it is { Outcome.Verdict: Verdict.Failed, Check.Id: "overview-schema" or "overview-complete" }) is { Check.Id: var known }
                ? Outcome.Skipped($"This can only be told of an answer that keeps the schema: mend {known} first.")
                : Outcome.Failed("an answer does not have the shape of the schema", "Answer this call with the same members as the overview.");
        }
    }
}
