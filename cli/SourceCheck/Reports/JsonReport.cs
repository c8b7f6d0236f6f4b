using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Overblik.Cli.SourceCheck.Reports;

/// <summary>The report for programs; its shape stands in cli/README.md. Version 1 only gains members.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Report report) => new JsonObject
    {
        ["version"] = 1,
        ["contract"] = Contract.Version,
        ["url"] = report.Url.AbsoluteUri,
        ["source"] = report.Source,
        ["started"] = report.Started.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["seconds"] = Math.Round(report.Took.TotalSeconds, 3),
        ["result"] = report.ExitCode switch { 0 => "passed", 1 => "failed", _ => "unchecked" },
        ["passed"] = report.Count(Verdict.Passed),
        ["failed"] = report.Count(Verdict.Failed),
        ["skipped"] = report.Count(Verdict.Skipped),
        ["checks"] = new JsonArray([.. report.Results.Select(Of)]),
    }.ToJsonString(Readable);

    private static JsonObject Of(Result result)
    {
        var json = new JsonObject
        {
            ["id"] = result.Check.Id,
            ["group"] = result.Group,
            ["title"] = result.Check.Title,
            ["section"] = result.Check.Section,
            ["result"] = result.Outcome.Verdict switch { Verdict.Passed => "passed", Verdict.Failed => "failed", _ => "skipped" },
            ["milliseconds"] = (long)result.Took.TotalMilliseconds,
        };
        if (result.Outcome.Verdict == Verdict.Failed) (json["seen"], json["mend"]) = (result.Outcome.Text, result.Mend);
        if (result.Outcome.Verdict == Verdict.Skipped) json["reason"] = result.Outcome.Text;
        return json;
    }
}
