using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Overblik.Architecture.Tests;

/// <summary>Reads YAML; of a chart's template what is left without its actions.</summary>
internal static partial class Yaml
{
    public static IReadOnlyList<YamlNode> Read(string file)
    {
        var text = Repository.Read(file);
        if (file.Contains("/templates/", StringComparison.Ordinal)) text = Action().Replace(Line().Replace(text, ""), "templated");
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(it => it.RootNode)];
    }

    /// <summary>The values of this key, wherever it stands.</summary>
    public static IEnumerable<YamlNode> All(this YamlNode node, string key) => node switch
    {
        YamlMappingNode map => map.SelectMany(it => (it.Key.ToString() == key ? [it.Value] : Enumerable.Empty<YamlNode>()).Concat(it.Value.All(key))),
        YamlSequenceNode list => list.SelectMany(it => it.All(key)),
        _ => [],
    };

    public static YamlNode? At(this YamlNode node, string path) =>
        path.Split('.').Aggregate((YamlNode?)node, (it, key) => it is YamlMappingNode map && map.Children.TryGetValue(key, out var value) ? value : null);

    public static Dictionary<string, string> Texts(this YamlNode map) => ((YamlMappingNode)map).ToDictionary(it => it.Key.ToString(), it => it.Value.ToString());

    [GeneratedRegex(@"^\s*\{\{.*\}\}\s*\n", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"\{\{.*?\}\}")]
    private static partial Regex Action();
}
