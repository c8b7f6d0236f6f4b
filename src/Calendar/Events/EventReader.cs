using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>The events of a request that can be taken, and those that cannot.</summary>
internal sealed record ReadEvents(int Received, IReadOnlyList<GoodEvent> Good, IReadOnlyList<RefusedEvent> Refused);

/// <summary>Reads CloudEvents 1.0 (HTTP protocol binding, section 3): structured, binary, or a batch. Pure.</summary>
internal static class EventReader
{
    public const int Most = 1000;

    private const string Batch = "application/cloudevents-batch+json", Structured = "application/cloudevents+json";

    public static Result<ReadEvents> Read(string? contentType, IHeaderDictionary headers, ReadOnlyMemory<byte> body, IReadOnlySet<string> sources)
    {
        var media = contentType?.Split(';')[0].Trim();
        try
        {
            if (string.Equals(media, Batch, StringComparison.OrdinalIgnoreCase)) return ReadBatch(body, sources);
            if (string.Equals(media, Structured, StringComparison.OrdinalIgnoreCase)) return One(() => JsonSerializer.Deserialize(body.Span, EventJson.Default.CloudEvent), sources);
            if (headers.ContainsKey("ce-specversion")) return One(() => Binary(media, headers, body), sources);
        }
        // Of the whole request, as JSON: nothing of it is known to be right.
        catch (JsonException) { return new Problem("calendar.events-json", StatusCodes.Status400BadRequest); }
        return new Problem("calendar.events-media-type", StatusCodes.Status415UnsupportedMediaType);
    }

    private static Result<ReadEvents> ReadBatch(ReadOnlyMemory<byte> body, IReadOnlySet<string> sources)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 16 });
        var (good, refused, index) = (new List<GoodEvent>(), new List<RefusedEvent>(), 0);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return new Problem("calendar.events-json", StatusCodes.Status400BadRequest);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (index == Most) return new Problem("calendar.events-too-many", StatusCodes.Status413PayloadTooLarge);
            // Its bytes alone: one that is wrong stops no other.
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var one = body[start..(int)reader.BytesConsumed];
            Add(index++, () => JsonSerializer.Deserialize(one.Span, EventJson.Default.CloudEvent), sources, good, refused);
        }
        // What follows the array is not JSON.
        reader.Read();
        return new ReadEvents(index, good, refused);
    }

    private static Result<ReadEvents> One(Func<CloudEvent?> read, IReadOnlySet<string> sources)
    {
        var (good, refused) = (new List<GoodEvent>(1), new List<RefusedEvent>());
        Add(0, read, sources, good, refused);
        return new ReadEvents(1, good, refused);
    }

    private static void Add(int index, Func<CloudEvent?> read, IReadOnlySet<string> sources, List<GoodEvent> good, List<RefusedEvent> refused)
    {
        CloudEvent? e;
        try { e = read(); }
        catch (JsonException wrong)
        {
            // The path of the contract's names, never the exception's own message: it could quote the event.
            refused.Add(new RefusedEvent(index, null, EventRules.Invalid, wrong.Path is { Length: > 2 and < 200 } path ? path[2..] : null, "Not of the form in events.schema.json."));
            return;
        }
        var (fine, no) = e is null ? (null, new RefusedEvent(index, null, EventRules.Invalid, null, "An event is a JSON object.")) : EventRules.Check(index, e, sources);
        if (fine is not null) good.Add(fine);
        else refused.Add(no!);
    }

    // Attributes are headers, and the body is the data (section 3.1).
    private static CloudEvent Binary(string? media, IHeaderDictionary headers, ReadOnlyMemory<byte> body) => new()
    {
        Specversion = Header(headers, "specversion"),
        Id = Header(headers, "id"),
        Source = Header(headers, "source"),
        Type = Header(headers, "type"),
        Subject = Header(headers, "subject"),
        Time = Header(headers, "time") is not { } time ? null
            : DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : throw new JsonException(null, "$.time", null, null),
        Sequence = Header(headers, "sequence") is not { } sequence ? null
            : long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new JsonException(null, "$.sequence", null, null),
        Datacontenttype = media,
        Data = body.IsEmpty ? null : JsonSerializer.Deserialize(body.Span, EventJson.Default.EventData),
    };

    private static string? Header(IHeaderDictionary headers, string attribute) => headers["ce-" + attribute] is { Count: 1 } value && !StringValues.IsNullOrEmpty(value) ? Uri.UnescapeDataString(value!) : null;
}
