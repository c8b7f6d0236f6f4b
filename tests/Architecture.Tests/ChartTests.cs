using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using Microsoft.AspNetCore.Routing;
using Overblik.Web;
using YamlDotNet.RepresentationModel;

namespace Overblik.Architecture.Tests;

/// <summary>The chart as far as it can be checked without helm: its files are YAML, its values are those of its schema, its promises to the cluster are kept.</summary>
public sealed partial class ChartTests
{
    private const string Chart = "deploy/helm/overblik";
    private static readonly IReadOnlyList<string> Templates = Repository.Files(Chart + "/templates", ".yaml");
    private static readonly List<YamlNode> Documents = [.. Templates.SelectMany(Yaml.Read)];

    [Fact]
    public void Every_file_is_yaml_and_every_document_has_a_kind_and_a_name()
    {
        Assert.Equal("overblik", Yaml.Read(Chart + "/Chart.yaml").Single().At("name")!.ToString());
        var objects = Documents.OfType<YamlMappingNode>().ToList();
        Assert.All(objects, it => Assert.NotNull(it.At("metadata.name")));
        string[] kinds = ["Deployment", "Ingress", "Job", "NetworkPolicy", "PodDisruptionBudget", "Service", "ServiceAccount"];
        Assert.Equal(kinds, objects.Select(it => it.At("kind")!.ToString()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_templates_use_only_values_that_there_are()
    {
        var values = Yaml.Read(Chart + "/values.yaml").Single();
        var used = Repository.Files(Chart + "/templates", ".yaml", ".tpl").SelectMany(it => Value().Matches(Repository.Read(it))).Select(it => it.Groups[1].Value).Distinct().ToList();
        Assert.Contains("secrets.keyRing.key", used);
        Assert.DoesNotContain(used, it => values.At(it) is null);
    }

    [Fact]
    public void The_example_keeps_the_schema_and_the_bare_values_do_not()
    {
        var schema = JsonSchema.FromText(Repository.Read(Chart, "values.schema.json"));
        var values = Json(Yaml.Read(Chart + "/values.yaml").Single())!.AsObject();
        bool Keeps(JsonObject it) => schema.Evaluate(JsonSerializer.SerializeToElement(it)).IsValid;
        // Where the image is and which address the portal has, an installation must say.
        Assert.False(Keeps(values));
        Merge(values, Json(Yaml.Read("deploy/examples/values.yaml").Single())!.AsObject());
        Assert.True(Keeps(values));
        values["settings"]!["Identity__ClientSecret"] = "a secret among the settings";
        Assert.False(Keeps(values));
    }

    [Theory]
    [InlineData("web")]
    [InlineData("worker")]
    public async Task Each_role_answers_where_the_cluster_asks(string role)
    {
        var data = Directory.CreateTempSubdirectory("overblik-architecture-");
        await using var portal = Portal.Build(["--applicationName=Overblik.Web", "--environment=Development", "--ReloadStaticAssetsAtRuntime=false", $"--Data={data.FullName}", "--Role=" + role]);
        var served = ((IEndpointRouteBuilder)portal).DataSources.SelectMany(it => it.Endpoints).OfType<RouteEndpoint>().Select(it => it.RoutePattern.RawText).ToList();
        var asked = Documents.SelectMany(it => it.All("httpGet")).Select(it => it.At("path")!.ToString()).Distinct().ToList();
        Assert.Equal(["/live", "/ready"], asked.Order(StringComparer.Ordinal));
        Assert.All(asked, it => Assert.Contains(it, served));
        data.Delete(recursive: true);
    }

    [Fact]
    public void Nothing_runs_as_root_writes_its_image_or_holds_the_clusters_token()
    {
        var pods = Documents.SelectMany(it => it.All("template")).Select(it => it.At("spec")!).ToList();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, it => Assert.Equal("false", it.At("automountServiceAccountToken")?.ToString()));
        // The two helpers that hold the rest are used by each pod and each of its containers.
        foreach (var file in Templates.Where(it => Repository.Read(it).Contains("containers:", StringComparison.Ordinal)))
        {
            var text = Repository.Read(file);
            Assert.Single(Regex.Matches(text, "include \"overblik.podSecurity\""));
            Assert.Equal(Regex.Count(text, @"^ +image: ", RegexOptions.Multiline), Regex.Count(text, "include \"overblik.containerSecurity\""));
        }
        var helpers = Repository.Read(Chart, "templates", "_helpers.tpl");
        foreach (var rule in new[] { "runAsNonRoot: true", "seccompProfile: { type: RuntimeDefault }", "allowPrivilegeEscalation: false", "readOnlyRootFilesystem: true", "capabilities: { drop: [ALL] }" })
            Assert.Contains(rule, helpers, StringComparison.Ordinal);
        // No secret stands in the chart: none is made, all are named.
        Assert.DoesNotContain(Documents.OfType<YamlMappingNode>(), it => it.At("kind")!.ToString() == "Secret");
    }

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Select(it => KeyValuePair.Create(it.Key.ToString(), Json(it.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } plain when bool.TryParse(plain.Value, out var yes) => yes,
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } plain when int.TryParse(plain.Value, out var number) => number,
        _ => node.ToString(),
    };

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach (var (key, value) in from)
        {
            if (into[key] is JsonObject inner && value is JsonObject more) Merge(inner, more);
            else into[key] = value?.DeepClone();
        }
    }

    [GeneratedRegex(@"\.Values\.([A-Za-z.]+)")]
    private static partial Regex Value();
}
