using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Overblik.Cli.SourceCheck;

/// <summary>The contract's own schemas: contracts/source-api.yaml, compiled into this program.</summary>
internal static class Contract
{
    private const string OneOf = "/oneOf/";

    private static readonly JsonNode Document = Read();
    private static readonly EvaluationOptions Strict = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    public static readonly string Version = (string)Document["info"]!["version"]!;

    public static readonly JsonSchema
        Capabilities = Schema("Capabilities"),
        OverviewAnswer = Schema("OverviewAnswer"),
        ItemAnswer = Schema("ItemAnswer"),
        Problem = Schema("Problem");

    /// <summary>The names of all members that the contract has.</summary>
    public static readonly IReadOnlySet<string> Members = MembersOf(Document["components"]!["schemas"]!).ToHashSet();

    /// <summary>What a schema has against a value: place and keyword, never the value.</summary>
    public static IReadOnlyList<string> Objections(JsonSchema schema, JsonElement json)
    {
        var result = schema.Evaluate(json, Strict);
        if (result.IsValid) return [];
        var details = result.Details!.Select(it => (It: it, Branch: it.EvaluationPath.ToString().Split(OneOf))).ToList();
        var plain = details.Where(it => it.It.Errors is not null && it.Branch.Length == 1).SelectMany(it => it.It.Errors!.Keys.Select(keyword => $"{Place(it.It)}: {keyword}"));
        // A branch of oneOf that does not fit is no objection; where not exactly one fits, the validator leaves that to its reader.
        var choices = details.Where(it => it.Branch.Length == 2 && !it.Branch[1].Contains('/', StringComparison.Ordinal))
            .GroupBy(it => Place(it.It)).Where(it => it.Count(branch => branch.It.IsValid) != 1).Select(it => $"{it.Key}: oneOf");
        return [.. plain, .. choices];
    }

    private static string Place(EvaluationResults at) => at.InstanceLocation.ToString() is { Length: > 0 } place ? place : "the answer";

    private static IEnumerable<string> MembersOf(JsonNode json) => json switch
    {
        JsonObject map => map.SelectMany(it => MembersOf(it.Value!).Concat(it is { Key: "properties", Value: JsonObject members } ? members.Select(member => member.Key) : [])),
        JsonArray list => list.SelectMany(it => MembersOf(it!)),
        _ => [],
    };

    private static JsonSchema Schema(string name)
    {
        // The schemas name each other from the document's root; here they are the root.
        var all = Document["components"]!["schemas"]!.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        return JsonSchema.FromText($$"""{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/{{name}}","$defs":{{all}}}""");
    }

    private static JsonNode Read()
    {
        using var file = typeof(Contract).Assembly.GetManifestResourceStream("source-api.yaml")!;
        using var reader = new StreamReader(file);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return Json(yaml.Documents[0].RootNode)!;
    }

    private static JsonNode? Json(YamlNode yaml) => yaml switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(it => KeyValuePair.Create(((YamlScalarNode)it.Key).Value!, Json(it.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value!),
        _ => ((YamlScalarNode)yaml).Value,
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "true" => true,
        "false" => false,
        _ => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : text,
    };
}
