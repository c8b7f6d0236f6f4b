using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Overblik.Platform;

namespace Overblik.Calendar;

// The messages of contracts/events.schema.json, version 1. Unknown fields are ignored.

/// <summary>A CloudEvent 1.0 as it comes; what of it is required is seen by <see cref="EventRules"/>.</summary>
internal sealed record CloudEvent
{
    public string? Specversion { get; init; }
    public string? Id { get; init; }
    public string? Source { get; init; }
    public string? Type { get; init; }
    public string? Subject { get; init; }
    public DateTimeOffset? Time { get; init; }

    [JsonConverter(typeof(Digits))]
    public long? Sequence { get; init; }
    public string? Datacontenttype { get; init; }
    public EventData? Data { get; init; }
}

// The sequence extension is a string (CloudEvents, "Sequence"); a number is understood as well.
internal sealed class Digits : JsonConverter<long>
{
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetInt64()
        : reader.TokenType == JsonTokenType.String && Utf8Parser.TryParse(reader.ValueSpan, out long value, out var used) && used == reader.ValueSpan.Length ? value
        : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => throw new NotSupportedException();
}

// RFC 3339 with its offset: without one nobody knows which instant it is.
internal sealed class Instant : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is [.., 'Z'] or [.., '+' or '-', _, _, ':', _, _] && reader.TryGetDateTimeOffset(out var instant) ? instant : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

internal sealed record EventData
{
    public EventPerson? Person { get; init; }
    public EventAuthority? Authority { get; init; }
    public Text? Title { get; init; }
    public Text? Summary { get; init; }
    public EventDeadline? Deadline { get; init; }
    public EventAppointment? Appointment { get; init; }
    public EventPayment? Payment { get; init; }
    public EventCase? Case { get; init; }
    public EventDecision? Decision { get; init; }
    public ReportedLifeEvent? LifeEvent { get; init; }
    public EventExpected? Expected { get; init; }
    public EventLaw? LegalBasis { get; init; }
    public EventLink? Link { get; init; }

    /// <summary>The task of a life event that this is about: journey/task.</summary>
    public string? Task { get; init; }
}

internal sealed record EventPerson(string Type, string Value);

internal sealed record EventAuthority(string Id, Text Name);

/// <param name="Due">The last day on which it is in time.</param>
/// <param name="Time">Danish local time on that day.</param>
/// <param name="Legal">It follows from the law, and something is lost when it is missed.</param>
internal sealed record EventDeadline(DateOnly Due, string? Time = null, bool Legal = false, Text? Consequence = null, Text? Computed = null, DateOnly? Replaces = null);

internal sealed record EventAppointment(DateTimeOffset Start, DateTimeOffset? End = null, string? Place = null, Text? Bring = null, string? Change = null, DateTimeOffset? Replaces = null);

internal sealed record EventPayment(DateOnly Date, EventAmount Amount, PaymentWay Direction);

internal sealed record EventAmount(decimal Value, string Currency);

[JsonConverter(typeof(EnumName<PaymentWay>))]
internal enum PaymentWay
{
    ToPerson,
    FromPerson,
}

internal sealed record EventCase(CaseState Status);

/// <summary>The five values of the Danish common model, as in the source contract.</summary>
[JsonConverter(typeof(EnumName<CaseState>))]
internal enum CaseState
{
    Created,
    Processing,
    Decided,
    Closed,
    Rejected,
}

/// <param name="MadeOn">The day of the decision.</param>
/// <param name="AppealBy">The last day for an appeal.</param>
internal sealed record EventDecision(DateOnly MadeOn, DateOnly? AppealBy = null);

internal sealed record ReportedLifeEvent(LifeEventKind Event, DateOnly Date);

/// <summary>The ten life events of the strategy.</summary>
[JsonConverter(typeof(EnumName<LifeEventKind>))]
internal enum LifeEventKind
{
    Turning15,
    StartingEducation,
    Moving,
    NewParent,
    Divorce,
    NewJob,
    LosingJob,
    MovingAbroad,
    LosingFamilyMember,
    Retiring,
}

internal sealed record EventExpected(Text Text, string? Link = null);

internal sealed record EventLaw(Text Title, string? Url = null);

internal sealed record EventLink(string Url, Text Title);

/// <summary>What came of a request.</summary>
/// <param name="Received">How many events it held.</param>
/// <param name="Accepted">New, and in force now.</param>
/// <param name="Duplicates">Received before, by source and id.</param>
/// <param name="Outdated">New, but something newer was known of the same subject.</param>
/// <param name="Refused">Not taken, each with its reason; to be mended and sent again.</param>
internal sealed record EventReceipt(int Received, int Accepted, int Duplicates, int Outdated, IReadOnlyList<RefusedEvent> Refused);

/// <param name="Index">Its place in the request, from 0.</param>
/// <param name="Id">Its id, where it could be read.</param>
/// <param name="Reason">One of <see cref="EventRules"/>.</param>
/// <param name="At">Which attribute or field is wrong.</param>
/// <param name="Detail">What to do.</param>
internal sealed record RefusedEvent(int Index, string? Id, string Reason, string? At, string Detail);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 8,
    Converters = [typeof(Instant)])]
[JsonSerializable(typeof(CloudEvent))]
[JsonSerializable(typeof(EventReceipt))]
internal sealed partial class EventJson : JsonSerializerContext;
