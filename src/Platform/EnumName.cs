using System.Text.Json;
using System.Text.Json.Serialization;

namespace Overblik.Platform;

/// <summary>The values of an enumeration as the contracts write them, in camel case; a number is none of them.</summary>
public sealed class EnumName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
