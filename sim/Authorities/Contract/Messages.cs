using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Overblik.Authorities;

internal sealed record Identifier(IdentifierType Type, string Value);

[JsonConverter(typeof(CamelCase<IdentifierType>))]
internal enum IdentifierType { Cpr, Cvr }

internal sealed record OverviewRequest
{
    public required Identifier Identifier { get; init; }
    public required string SubjectKey { get; init; }
    public string? Municipality { get; init; }
    public Kind[]? Kinds { get; init; }
    public bool OpenOnly { get; init; }
    public string? Cursor { get; init; }
    public string? KnownVersion { get; init; }
}

internal sealed record OverviewAnswer
{
    public required string Version { get; init; }
    public bool? Unchanged { get; init; }
    public required DateTimeOffset AsOf { get; init; }
    public Count[]? Counts { get; init; }
    public Item[]? Items { get; init; }
}

internal sealed record Count(Kind Kind, int Total, int Open, string? Cursor);

internal sealed record ItemRequest
{
    public required Identifier Identifier { get; init; }
    public required string SubjectKey { get; init; }
    public required Kind Kind { get; init; }
    public required string Id { get; init; }
}

internal sealed record ItemAnswer(DateTimeOffset AsOf, Item Item);

internal sealed record Capabilities
{
    public required string Source { get; init; }
    public Authority? Authority { get; init; }
    public required string[] Versions { get; init; }
    public required IdentifierType[] Identifiers { get; init; }
    public required CapabilityArea[] Areas { get; init; }
    public required int Freshness { get; init; }
    public required OperatorContact Contact { get; init; }
}

internal sealed record CapabilityArea(string Code, Text Name, Kind[] Kinds);

internal sealed record OperatorContact(string Email);

internal sealed record Problem(string Type, string Title, int Status, string? Detail);

internal sealed record FaultRequest
{
    public required string Fault { get; init; }
    public int? DelayMs { get; init; }
}

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
[JsonSerializable(typeof(OverviewAnswer))]
[JsonSerializable(typeof(ItemAnswer))]
[JsonSerializable(typeof(Capabilities))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(FaultRequest))]
internal sealed partial class ContractJson : JsonSerializerContext
{
    /// <summary>As the default, with Danish letters as they are: the answers are JSON, never a part of a page.</summary>
    public static ContractJson Wire => field ??= new(new JsonSerializerOptions(Default.Options) { TypeInfoResolver = null, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>The contract writes the members of its enumerations in camel case, and never as a number.</summary>
internal sealed class CamelCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
