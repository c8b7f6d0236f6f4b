using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Overblik.Source;

// The bodies of the calls, as in contracts/source-api.yaml.

internal interface IRequest
{
    Identifier Identifier { get; }
    string SubjectKey { get; }
}

internal sealed record OverviewRequest : IRequest
{
    public required Identifier Identifier { get; init; }
    public required string SubjectKey { get; init; }
    public string? Municipality { get; init; }
    public Kind[]? Kinds { get; init; }
    public bool OpenOnly { get; init; }
    public string? Cursor { get; init; }
    public string? KnownVersion { get; init; }
}

internal sealed record ItemRequest : IRequest
{
    public required Identifier Identifier { get; init; }
    public required string SubjectKey { get; init; }
    public required Kind Kind { get; init; }
    public required string Id { get; init; }
}

internal sealed record OverviewContent(Count[] Counts, Item[] Items);

internal sealed record Count(Kind Kind, int Total, int Open, string? Cursor);

internal sealed record ItemAnswer(DateTimeOffset AsOf, Item Item);

internal sealed record Capabilities
{
    public required string Source { get; init; }
    public Authority? Authority { get; init; }
    public IReadOnlyList<Authority>? Authorities { get; init; }
    public required string[] Versions { get; init; }
    public required IReadOnlyList<IdentifierType> Identifiers { get; init; }
    public required IReadOnlyList<Area> Areas { get; init; }
    public required int Freshness { get; init; }
    public required OperatorContact Contact { get; init; }
    public IReadOnlyList<Maintenance>? Maintenance { get; init; }
    public Identifier[]? TestPeople { get; init; }
}

internal sealed record Problem(string Type, string Title, int Status, string? Detail);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    AllowDuplicateProperties = false,
    MaxDepth = 16)]
[JsonSerializable(typeof(OverviewRequest))]
[JsonSerializable(typeof(ItemRequest))]
[JsonSerializable(typeof(OverviewContent))]
[JsonSerializable(typeof(ItemAnswer))]
[JsonSerializable(typeof(Capabilities))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ContractJson : JsonSerializerContext
{
    /// <summary>As the default, with Danish letters as they are: the answers are JSON, never a part of a page.</summary>
    public static ContractJson Wire => field ??= new(new JsonSerializerOptions(Default.Options) { TypeInfoResolver = null, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>The contract writes the members of its enumerations in camel case, and never as a number.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
