using System.Text.Json.Serialization;
using Overblik.Platform;

namespace Overblik.Overview;

// The messages of contracts/source-api.yaml, version 1. What is required there is required here; unknown fields are ignored.

internal sealed record OverviewRequest(
    PersonIdentifier Identifier, string SubjectKey, string? KnownVersion = null, IReadOnlyList<ItemKind>? Kinds = null, bool? OpenOnly = null, string? Cursor = null);

/// <summary>A part of what a source holds on a person; with a cursor, the next items of the cursor's kind.</summary>
internal sealed record Selection(IReadOnlyList<ItemKind> Kinds, bool OpenOnly, string? Cursor = null);

internal sealed record ItemRequest(PersonIdentifier Identifier, string SubjectKey, ItemKind Kind, string Id);

internal sealed record PersonIdentifier(string Type, string Value);

internal sealed record OverviewAnswer(string Version, DateTimeOffset AsOf, IReadOnlyList<KindCount>? Counts = null, IReadOnlyList<Item>? Items = null, bool Unchanged = false);

internal sealed record ItemAnswer(DateTimeOffset AsOf, Item Item);

internal sealed record KindCount(ItemKind Kind, int Total, int Open, string? Cursor = null);

[JsonConverter(typeof(EnumName<ItemKind>))]
internal enum ItemKind
{
    Case,
    Benefit,
    Payment,
    Debt,
    Appointment,
    Deadline,
    Message,
    Registration,
    Credential,
}

internal sealed record AuthorityRef(string Id, Text Name);

internal sealed record Amount(decimal Value, string Currency);

internal sealed record Item(
    string Id,
    ItemKind Kind,
    string Subject,
    AuthorityRef Authority,
    string Area,
    Text Title,
    bool Open,
    DateTimeOffset UpdatedAt,
    Controller Controller,
    Text? Summary = null,
    SubjectCode? Code = null,
    DateTimeOffset? CreatedAt = null,
    IReadOnlyList<Party>? Parties = null,
    LegalBasis? LegalBasis = null,
    Contact? Contact = null,
    Link? Link = null,
    Expected? Expected = null,
    DateOnly? DecisionBy = null,
    CaseFacts? Case = null,
    Benefit? Benefit = null,
    Payment? Payment = null,
    Debt? Debt = null,
    Appointment? Appointment = null,
    Deadline? Deadline = null,
    Message? Message = null,
    Registration? Registration = null,
    Credential? Credential = null)
{
    /// <summary>When the person may expect the decision; null where there is none to wait for.</summary>
    public DateOnly? DecisionAwaitedBy() => Open && Case?.Status is CaseStatus.Created or CaseStatus.Processing ? DecisionBy : null;

    /// <summary>The contract: the member named as the kind is there, and no other.</summary>
    [JsonIgnore]
    public bool HasItsFacts
    {
        get
        {
            ReadOnlySpan<object?> facts = [Case, Benefit, Payment, Debt, Appointment, Deadline, Message, Registration, Credential];
            for (var i = 0; i < facts.Length; i++)
            {
                if (facts[i] is not null != (i == (int)Kind)) return false;
            }
            return true;
        }
    }
}

internal sealed record SubjectCode(string Scheme, string Value);

[JsonConverter(typeof(EnumName<PartyRole>))]
internal enum PartyRole
{
    Primary,
    Partner,
    Child,
    Parent,
    Guardian,
    Owner,
    Employer,
    Representative,
    Other,
}

internal sealed record Party(PartyRole Role, bool Self = false, string? Name = null);

internal sealed record LegalBasis(Text Title, string? Url = null);

internal sealed record Contact(Text Name, string? Phone = null, string? Email = null, string? Url = null, string? Post = null, Text? Hours = null);

internal sealed record Controller(AuthorityRef Authority, string? Correction = null);

internal sealed record Link(string Url, Text Title);

internal sealed record Expected(Text Text, DateOnly? Due = null, string? Link = null, Text? Consequence = null);

/// <summary>The five values of the Danish common model: Oprettet, Behandles, Afgjort, Afsluttet, Afvist.</summary>
[JsonConverter(typeof(EnumName<CaseStatus>))]
internal enum CaseStatus
{
    Created,
    Processing,
    Decided,
    Closed,
    Rejected,
}

internal sealed record CaseFacts(CaseStatus Status, IReadOnlyList<TimelineEntry> Timeline, string? Number = null, Text? NextStep = null, string? Task = null);

internal sealed record TimelineEntry(CaseStatus Status, DateTimeOffset At, Text? Text = null);

internal sealed record Period(DateOnly From, DateOnly? To = null);

[JsonConverter(typeof(EnumName<Frequency>))]
internal enum Frequency
{
    Once,
    Weekly,
    Fortnightly,
    Monthly,
    Quarterly,
    Yearly,
}

internal sealed record Benefit(
    Period Period, Frequency Frequency, Amount? Amount = null, bool? Taxable = null, DatedAmount? Next = null, IReadOnlyList<DatedAmount>? Paid = null);

internal sealed record DatedAmount(DateOnly Date, Amount? Amount = null);

[JsonConverter(typeof(EnumName<PaymentDirection>))]
internal enum PaymentDirection
{
    ToPerson,
    FromPerson,
}

[JsonConverter(typeof(EnumName<PaymentState>))]
internal enum PaymentState
{
    Planned,
    Paid,
    Stopped,
}

internal sealed record Payment(DateOnly Date, Amount Amount, PaymentDirection Direction, PaymentState State);

[JsonConverter(typeof(EnumName<DebtState>))]
internal enum DebtState
{
    NotDue,
    Due,
    Overdue,
    Collection,
    Agreed,
}

internal sealed record Debt(Amount Amount, DebtState State, DateOnly? Due = null);

[JsonConverter(typeof(EnumName<AppointmentForm>))]
internal enum AppointmentForm
{
    InPerson,
    Video,
    Phone,
}

internal sealed record Appointment(
    DateTimeOffset Start, DateTimeOffset? End = null, AppointmentForm? Form = null, string? Place = null, Text? Bring = null, string? Change = null, DateTimeOffset? Replaces = null);

internal sealed record Deadline(DateOnly Due, string? Time = null, Text? Consequence = null, Text? Computed = null, DateOnly? Replaces = null);

internal sealed record Message(DateTimeOffset SentAt, bool Read, DateOnly? ReplyBy = null);

internal sealed record Registration(IReadOnlyList<RegisteredField> Fields);

internal sealed record RegisteredField(Text Label, Text Value, bool Protected = false, RegisteredFact? Fact = null)
{
    /// <summary>The CPR number of a child that the person has custody of. It is shown to nobody.</summary>
    [JsonIgnore]
    public string? CustodyOf { get; init; }
}

/// <summary>What a program can read of a field, so that it need not be asked.</summary>
internal sealed record RegisteredFact(string Name, string Value);

[JsonConverter(typeof(EnumName<CredentialState>))]
internal enum CredentialState
{
    Valid,
    Expired,
    Suspended,
    Revoked,
}

internal sealed record Credential(CredentialState State, string? Number = null, DateOnly? ValidFrom = null, DateOnly? ValidTo = null);

/// <summary>What the hub writes: its requests, and the merged overview. Answers are read by <see cref="ContractReader"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 16)]
[JsonSerializable(typeof(OverviewRequest))]
[JsonSerializable(typeof(ItemRequest))]
[JsonSerializable(typeof(MergedOverview))]
[JsonSerializable(typeof(ExportFile))]
[JsonSerializable(typeof(SourceLine))]
[JsonSerializable(typeof(Changes))]
[JsonSerializable(typeof(CoverageReport))]
internal sealed partial class ContractJson : JsonSerializerContext;
