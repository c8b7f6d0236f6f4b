namespace Overblik.Cli.SourceCheck.Reports;

/// <summary>The report for people, written as the results come.</summary>
internal sealed class TextReport(TextWriter output, bool colour)
{
    private string? _group;
    private string? _reason;

    /// <summary>Colour only for eyes that want it (https://no-color.org).</summary>
    public static bool MayColour(TextWriter output) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public void Begin(CheckOptions options, Hub hub)
    {
        output.WriteLine($"Source check, contract {Contract.Version}: {options.Url.AbsoluteUri}");
        output.WriteLine($"Time limit {options.TimeLimit.TotalSeconds:0.###} s. The source must trust the issuer {hub.Issuer} with the keys at {hub.Jwks}");
    }

    public void Tell(Result result)
    {
        var (check, outcome) = (result.Check, result.Outcome);
        if (_group != result.Group) output.WriteLine($"\n{_group = result.Group}");
        output.WriteLine(outcome.Verdict switch
        {
            Verdict.Passed => $"  {Paint("32", "✓ passed ")}  {check.Id,-25}  {check.Title}",
            Verdict.Failed => $"  {Paint("31", "✗ FAILED ")}  {check.Id,-25}  {check.Title}",
            _ => $"  {Paint("33", "– skipped")}  {check.Id,-25}  {check.Title}",
        });
        if (outcome.Verdict == Verdict.Failed)
        {
            Line("Seen", outcome.Text!);
            Line("Mend", result.Mend!);
            Line("Contract", check.Section);
        }
        // The same reason is said once in a row.
        else if (outcome.Verdict == Verdict.Skipped && outcome.Text != _reason) Line("Reason", outcome.Text!);
        _reason = outcome.Verdict == Verdict.Skipped ? outcome.Text : null;
    }

    public void End(Report report) => output.WriteLine(
        $"\n{report.Count(Verdict.Passed)} passed, {report.Count(Verdict.Failed)} failed, {report.Count(Verdict.Skipped)} skipped in {report.Took.TotalSeconds:0.0} s. " + report.ExitCode switch
        {
            0 => "The source keeps what was checked of the contract.",
            1 => "The source does not keep the contract yet.",
            _ => "The source could not be checked.",
        });

    private void Line(string name, string text) => output.WriteLine($"             {name + ":",-9} {text}");

    private string Paint(string code, string text) => colour ? $"\e[{code}m{text}\e[0m" : text;
}
