using System.Text.Json;
using System.Text.Json.Serialization;
using Overblik.Tlog;

namespace Overblik.LogFormat;

/// <summary>The first line of an index over all persons as an auditor is given it, to make it again. After it comes a line for each who stands in it: <see cref="IndexFileLine"/>.</summary>
/// <param name="Format"><see cref="Name"/>.</param>
/// <param name="Leaf">Where the index stands in the log.</param>
public sealed record IndexFileHead(string Format, long Leaf)
{
    public const string Name = "overblik/index-file/v1";
}

/// <summary>What the index says of one person.</summary>
/// <param name="Person">Whose chain: a random key. Null where the label in the index is that of no chain.</param>
/// <param name="Count">How many entries there are.</param>
/// <param name="Newest">The commitment of the newest, in base64.</param>
/// <param name="From">The first of them that is kept.</param>
/// <param name="Label">In base64, where it is that of no chain; else it is made of the person.</param>
public sealed record IndexFileLine(Guid? Person, long Count, TreeHash Newest, long From, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TreeHash? Label = null);

/// <summary>These as they are written, and read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, Converters = [typeof(HashInBase64)])]
[JsonSerializable(typeof(IndexFileHead))]
[JsonSerializable(typeof(IndexFileLine))]
public sealed partial class IndexFileJson : JsonSerializerContext;
