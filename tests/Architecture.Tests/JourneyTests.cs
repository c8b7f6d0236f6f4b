using System.Text.Json.Nodes;
using Json.Schema;
using YamlDotNet.RepresentationModel;

namespace Overblik.Architecture.Tests;

/// <summary>The schema that editors complete by says the same as the reader.</summary>
public sealed class JourneyTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(Repository.Read("contracts", "journey.schema.json"));

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "journeys"), "*.yaml").Select(Path.GetFileName).OfType<string>().Where(file => file != "authorities.yaml").Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_journey_keeps_the_schema_and_names_it(string file)
    {
        Assert.StartsWith("# yaml-language-server: $schema=../contracts/journey.schema.json", Repository.Read("journeys", file), StringComparison.Ordinal);
        var result = Evaluate(Json(Yaml.Read($"journeys/{file}").Single())!);
        Assert.True(result.IsValid, string.Join('\n', result.Details?.Where(it => it.Errors is not null).SelectMany(it => it.Errors!.Select(error => $"{it.InstanceLocation}: {error.Value}")) ?? []));
    }

    [Theory]
    [InlineData("""{ "kind": "must" }""")]
    [InlineData("""{ "helpers": "anyone" }""")]
    [InlineData("""{ "window": { "anchor": "moved" } }""")]
    [InlineData("""{ "source": { "title": "Loven", "url": "http://example.org", "date": "June" } }""")]
    public void A_spoiled_task_does_not_keep_it(string fields)
    {
        var journey = Json(Yaml.Read("journeys/moving.yaml").Single())!;
        foreach (var (name, value) in JsonNode.Parse(fields)!.AsObject()) journey["tasks"]![0]![name] = value?.DeepClone();
        Assert.False(Evaluate(journey).IsValid);
    }

    private static EvaluationResults Evaluate(JsonNode journey) =>
        Schema.Evaluate(System.Text.Json.JsonSerializer.SerializeToElement(journey), new EvaluationOptions { OutputFormat = OutputFormat.List });

    // As YAML 1.2 reads it: what is not quoted and looks like a number or true is that.
    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Select(it => KeyValuePair.Create(it.Key.ToString(), Json(it.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: var value } when int.TryParse(value, out var number) => number,
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" or "false" } plain => plain.Value == "true",
        _ => node.ToString(),
    };
}
