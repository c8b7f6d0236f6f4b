using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.Web;

namespace Overblik.Architecture.Tests;

/// <summary>The dashboard, the alert rules and the documents speak of metrics that there are, by the names that these have in Prometheus.</summary>
public sealed partial class MetricTests : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("overblik-architecture-");
    private readonly List<Instrument> _instruments = [];

    /// <summary>Every instrument that the portal makes when it is put together, and the framework's.</summary>
    public async ValueTask InitializeAsync()
    {
        await using var portal = Portal.Build(["--applicationName=Overblik.Web", "--environment=Development", "--ReloadStaticAssetsAtRuntime=false", $"--Data={_data.FullName}"]);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) => _instruments.Add(instrument);
        listener.Start();
        _ = portal.Services.GetServices<IHostedService>().ToList();
        _ = portal.Services.GetRequiredService<Overblik.Identity.IdentityMetrics>();
        _ = portal.Services.GetRequiredService<Overblik.Calendar.EventMetrics>();
        _ = portal.Services.GetRequiredService<Overblik.Calendar.ReminderMetrics>();
    }

    public ValueTask DisposeAsync()
    {
        _data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void The_dashboard_and_the_alert_rules_name_only_metrics_that_there_are()
    {
        var known = _instruments.SelectMany(Names).ToHashSet();
        Assert.Contains("overblik_source_calls_total", known);
        Assert.Contains("http_server_request_duration_seconds_count", known);
        Assert.NotEmpty(Used(Dashboard()));
        Assert.NotEmpty(Used(Alerts()));
        Assert.DoesNotContain(Used([.. Dashboard(), .. Alerts(), .. Series()]), it => !known.Contains(it));
    }

    [Fact]
    public void The_dashboard_shows_each_of_our_own_metrics()
    {
        var used = Used(Dashboard()).ToHashSet();
        Assert.Empty(Own().Where(it => !Names(it).Any(used.Contains)).Select(it => it.Name));
    }

    [Fact]
    public void Operations_lists_each_of_our_own_metrics_with_its_unit()
    {
        var listed = MetricRow().Matches(Repository.Read("docs", "operations.md")).Select(it => (it.Groups[1].Value, it.Groups[2].Value)).Order();
        Assert.Equal(Own().Select(it => (it.Name, it.Unit ?? "–")).Order(), listed);
    }

    [Fact]
    public void A_name_that_is_none_is_found()
    {
        Assert.Equal(["overblik_gone_total", "up"], Used(["""sum by (source) (rate(overblik_gone_total{source=~"$source",outcome!="ok"}[5m])) / 2 > bool 0.5 unless up offset 10m"""]).Order());
    }

    private IEnumerable<Instrument> Own() => _instruments.Where(it => it.Meter.Name.StartsWith("Overblik.", StringComparison.Ordinal)).DistinctBy(it => it.Name);

    // OpenTelemetry's specification, "Prometheus and OpenMetrics compatibility": metric metadata.
    private static IEnumerable<string> Names(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        var unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", "1" when kind.Contains("Gauge", StringComparison.Ordinal) => "_ratio", _ => "" };
        var name = instrument.Name.Replace('.', '_');
        if (!name.EndsWith(unit, StringComparison.Ordinal)) name += unit;
        return kind.StartsWith("Histogram", StringComparison.Ordinal) ? [name + "_bucket", name + "_sum", name + "_count"]
            : kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) ? [name + "_total"]
            : [name];
    }

    private static List<string> Dashboard()
    {
        var targets = new List<JsonNode>();
        Find(JsonNode.Parse(Repository.Read("deploy", "grafana", "overblik.json"))!);
        return [.. targets.Select(it => (string)it["expr"]!)];

        void Find(JsonNode node)
        {
            if (node is JsonObject it && it.ContainsKey("expr")) targets.Add(it);
            foreach (var child in node is JsonObject members ? members.Select(m => m.Value) : node is JsonArray list ? list : []) if (child is not null) Find(child);
        }
    }

    private static List<string> Alerts() => [.. Yaml.Read("deploy/prometheus/alerts.yaml").Single().All("expr").Select(it => it.ToString())];

    private static List<string> Series() => [.. Yaml.Read("deploy/prometheus/alerts.test.yaml").Single().All("series").Select(it => it.ToString())];

    /// <summary>The names of metrics in PromQL: words that are neither functions nor operators, outside of selectors, groupings and durations.</summary>
    private static IEnumerable<string> Used(IEnumerable<string> expressions) =>
        expressions.SelectMany(it => Word().Matches(Grouping().Replace(Selector().Replace(it, " "), " "))).Select(it => it.Value)
            .Where(it => it is not ("and" or "or" or "unless" or "bool" or "offset")).Distinct();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"(?<![\w:])[a-zA-Z_:][\w:]*(?!\w|\s*\()")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\| `(overblik\.[a-z.]+)` \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex MetricRow();
}
