using System.Text.Json;
using System.Text.Json.Nodes;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>
/// HL7 FHIR R4 AuditEvent, as hospitals have it already. An element alone, or a Bundle of them. Which element becomes what stands in docs/send-look-ups.md. Names and ids of employees are not read.
/// </summary>
internal static class FhirAuditEvent
{
    // CPR numbers as identifiers: the OID of the CPR register (HL7 Denmark, DK Core).
    private const string Cpr = "urn:oid:1.2.208.176.1.2", PatientRole = "1";

    // HL7 v3 PurposeOfUse.
    private const string Emergency = "ETREAT";

    public static List<ReadOnlyMemory<byte>> Entries(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isEntry = reader.ValueTextEquals("entry"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isEntry) return BatchReader.Elements(body[start..(int)reader.BytesConsumed]);
        }
        return [body];
    }

    /// <summary>One for each patient: none is told of the others. At least one.</summary>
    public static IReadOnlyList<LookUp?> Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes);
            var said = JsonNode.Parse(ref reader) as JsonObject;
            // Of a bundle's entry, what stands in it.
            if (said?["resource"] is JsonObject inner) said = inner;
            if (said is null || Text(said["resourceType"]) != "AuditEvent") return [null];
            var agents = All(said["agent"]);
            var agent = agents.FirstOrDefault(it => it["requestor"]?.GetValueKind() == JsonValueKind.True) ?? agents.FirstOrDefault();
            var purpose = Code(All(agent?["purposeOfUse"]).FirstOrDefault()) ?? Code(All(said["purposeOfEvent"]).FirstOrDefault());
            var patients = All(said["entity"]).Select(PatientIn).OfType<string>().DistinctBy(number => CprNumber.TryParse(number, out var cpr) ? cpr.Digits : number);
            var one = new LookUp
            {
                At = DateTimeOffset.TryParse(Text(said["recorded"]), System.Globalization.CultureInfo.InvariantCulture, out var at) ? at : null,
                Unit = Text(said["source"]?["site"]),
                System = Text(said["source"]?["observer"]?["display"]),
                Role = agent is null ? null : Words(All(agent["role"]).FirstOrDefault()) ?? Words(agent["type"]),
                Categories = ["health"],
                Purpose = purpose is null ? null : "fhir." + purpose.ToLowerInvariant(),
                Criticality = purpose == Emergency ? "emergency" : null,
                LegalBasis = TextOf(agent?["policy"]),
                Reference = Text(said["id"]),
            };
            return [.. patients.DefaultIfEmpty().Select(number => one with { Person = number is null ? null : new LookUpPerson("cpr", number) })];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException) { return [null]; /* The last is for a name that stands twice in one object. */ }
    }

    // One that cannot be read takes no other with it.
    private static string? PatientIn(JsonNode entity)
    {
        try { return Text(entity["role"]?["code"]) == PatientRole && entity["what"]?["identifier"] is { } identifier && Text(identifier["system"]) == Cpr ? Text(identifier["value"]) : null; }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException) { return null; }
    }

    private static List<JsonNode> All(JsonNode? array) => array is JsonArray all ? [.. all.OfType<JsonObject>()] : [];

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // The first of several texts.
    private static string? TextOf(JsonNode? array) => array is JsonArray all ? all.Select(Text).FirstOrDefault(text => text is not null) : null;

    private static string? Code(JsonNode? concept) => concept is null ? null : All(concept["coding"]).Select(coding => Text(coding["code"])).FirstOrDefault(code => code is not null);

    private static string? Words(JsonNode? concept) => concept is null ? null : Text(concept["text"]) ?? All(concept["coding"]).Select(coding => Text(coding["display"])).FirstOrDefault(words => words is not null);
}
