using System.Globalization;
using System.Xml.Linq;

namespace Overblik.Cli.SourceCheck.Reports;

/// <summary>The report as CI systems read it: one test suite for each heading, one test case for each check.</summary>
internal static class JunitReport
{
    public static string Of(Report report) => "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + new XElement("testsuites",
        Sums("overblik source check", report.Results),
        report.Results.GroupBy(it => it.Group).Select(group => new XElement("testsuite",
            Sums(group.Key, [.. group]),
            group.Select(Case))));

    private static object[] Sums(string name, IReadOnlyCollection<Result> results) =>
    [
        new XAttribute("name", name),
        new XAttribute("tests", results.Count),
        new XAttribute("failures", results.Count(it => it.Outcome.Verdict == Verdict.Failed)),
        new XAttribute("errors", 0),
        new XAttribute("skipped", results.Count(it => it.Outcome.Verdict == Verdict.Skipped)),
        Time(results.Aggregate(TimeSpan.Zero, (sum, it) => sum + it.Took)),
    ];

    private static XElement Case(Result result) => new("testcase",
        new XAttribute("name", result.Check.Id),
        new XAttribute("classname", "source-check." + result.Group.ToLowerInvariant().Replace(' ', '-')),
        Time(result.Took),
        result.Outcome.Verdict switch
        {
            Verdict.Failed => new XElement("failure", new XAttribute("message", result.Outcome.Text!), $"{result.Check.Title} ({result.Check.Section})\n{result.Mend}"),
            Verdict.Skipped => new XElement("skipped", new XAttribute("message", result.Outcome.Text!)),
            _ => null,
        });

    private static XAttribute Time(TimeSpan took) => new("time", took.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture));
}
