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

    /// <summary>What a schema has against a value: place and keyword, never the value.</summary>
    public static IReadOnlyList<string> Objections(JsonSchema schema, JsonElement json)
    {
        var result = schema.Evaluate(json, Strict);
        if (result.IsValid) return [];
        var plain = result.Details!.Where(it => it.Errors is not null && !it.EvaluationPath.ToString().Contains(OneOf, StringComparison.Ordinal))
            .SelectMany(it => it.Errors!.Keys.Select(keyword => $"{Place(it)}: {keyword}"));
        // A branch of oneOf that does not fit is no objection; where not exactly one fits, the validator leaves that to its reader.
        var choices = result.Details!.Where(it => it.EvaluationPath.ToString().LastIndexOf(OneOf, StringComparison.Ordinal) is > 0 and var at && !it.EvaluationPath.ToString().AsSpan(at + OneOf.Length).Contains('/'))
            .GroupBy(Place).Where(it => it.Count(branch => branch.IsValid) != 1).Select(it => $"{it.Key}: oneOf");
        return [.. plain, .. choices];
    }

    private static string Place(EvaluationResults at) => at.InstanceLocation.ToString() is { Length: > 0 } place ? place : "the answer";

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
