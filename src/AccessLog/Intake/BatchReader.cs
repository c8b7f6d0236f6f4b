using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <param name="Index">Which entry of the batch tells of it, from 0.</param>
/// <param name="LookUp">Null where it could not be read.</param>
internal readonly record struct ToldLookUp(int Index, LookUp? LookUp);

/// <summary>Reads the entries of a batch: a JSON array, one JSON object a line, or FHIR AuditEvents. One that cannot be read is null, and stops no other: it happened all the same. Pure.</summary>
internal static class BatchReader
{
    public const int Most = 10_000;

    private const string Json = "application/json", Lines = "application/x-ndjson", Fhir = "application/fhir+json";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 32 };

    /// <summary>Of each entry one look-up, or several: then it tells of several persons.</summary>
    public static Result<IReadOnlyList<ToldLookUp>> Read(string? contentType, ReadOnlyMemory<byte> body)
    {
        try
        {
            var parts = contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
            {
                _ when body.IsEmpty => [],
                Json => Elements(body),
                Lines => LinesOf(body),
                Fhir => FhirAuditEvent.Entries(body),
                _ => null,
            };
            if (parts is null) return new Problem("access-log.batch-media-type", StatusCodes.Status415UnsupportedMediaType);
            if (parts.Count > Most) return new Problem("access-log.batch-too-large", StatusCodes.Status413PayloadTooLarge);
            var isFhir = contentType?.StartsWith(Fhir, StringComparison.OrdinalIgnoreCase) == true;
            var told = new List<ToldLookUp>(parts.Count);
            foreach (var (i, part) in parts.Index())
            {
                if (isFhir) told.AddRange(FhirAuditEvent.Read(part.Span).Select(one => new ToldLookUp(i, one)));
                else told.Add(new ToldLookUp(i, One(part.Span)));
            }
            return told.Count > Most ? new Problem("access-log.batch-too-large", StatusCodes.Status413PayloadTooLarge) : told;
        }
        catch (JsonException) { return new Problem("access-log.batch-json", StatusCodes.Status400BadRequest); }
    }

    /// <summary>The bytes of each element of an array.</summary>
    public static List<ReadOnlyMemory<byte>> Elements(ReadOnlyMemory<byte> array)
    {
        var reader = new Utf8JsonReader(array.Span, Options);
        var elements = new List<ReadOnlyMemory<byte>>();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(array[start..(int)reader.BytesConsumed]);
            if (elements.Count > Most) return elements;
        }
        // What follows the array is not JSON.
        reader.Read();
        return elements;
    }

    private static List<ReadOnlyMemory<byte>> LinesOf(ReadOnlyMemory<byte> body)
    {
        var lines = new List<ReadOnlyMemory<byte>>();
        foreach (var line in body.Span.Split((byte)'\n'))
        {
            if (!body.Span[line].Trim(" \t\r"u8).IsEmpty) lines.Add(body[line]);
        }
        return lines;
    }

    private static LookUp? One(ReadOnlySpan<byte> entry)
    {
        try { return JsonSerializer.Deserialize(entry, IntakeJson.Default.LookUp); }
        catch (JsonException) { return null; }
    }
}
