using System.Text.Json.Serialization;

namespace Overblik.Authorities;

// The bodies of contracts/source-api.yaml, version 1. Members stand in the contract's order; what is null is left out.

internal sealed record Text(string Da, string En)
{
    public static Text Same(string text) => new(text, text);
}

internal sealed record Amount(decimal Value, string Currency = "DKK")
{
    public static Amount? Of(decimal? kroner) => kroner is { } value ? new(value) : null;
}

internal sealed record Authority(string Id, Text Name);

internal sealed record Item
{
    public required string Id { get; init; }
    public required Kind Kind { get; init; }
    public required string Subject { get; init; }
    public required Authority Authority { get; init; }
    public required string Area { get; init; }
    public required Text Title { get; init; }
    public Text? Summary { get; init; }
    public Code? Code { get; init; }
    public required bool Open { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public Party[]? Parties { get; init; }
    public LegalBasis? LegalBasis { get; init; }
    public Contact? Contact { get; init; }
    public required Controller Controller { get; init; }
    public Link? Link { get; init; }
    public Expected? Expected { get; init; }
    public DateOnly? DecisionBy { get; init; }
    public Case? Case { get; init; }
    public Benefit? Benefit { get; init; }
    public Payment? Payment { get; init; }
    public Debt? Debt { get; init; }
    public Appointment? Appointment { get; init; }
    public Deadline? Deadline { get; init; }
    public Message? Message { get; init; }
    public Registration? Registration { get; init; }
    public Credential? Credential { get; init; }
}

[JsonConverter(typeof(CamelCase<Kind>))]
internal enum Kind { Case, Benefit, Payment, Debt, Appointment, Deadline, Message, Registration, Credential }

internal sealed record Code(CodeScheme Scheme, string Value);

[JsonConverter(typeof(CamelCase<CodeScheme>))]
internal enum CodeScheme { [JsonStringEnumMemberName("KLE")] Kle, [JsonStringEnumMemberName("FORM")] Form }

internal sealed record Party(Role Role, bool Self = false, string? Name = null);

[JsonConverter(typeof(CamelCase<Role>))]
internal enum Role { Primary, Partner, Child, Parent, Guardian, Owner, Employer, Representative, Other }

internal sealed record LegalBasis(Text Title, string? Url = null);

internal sealed record Contact(Text Name, string? Phone = null, string? Email = null, string? Url = null, string? Post = null, Text? Hours = null);

internal sealed record Controller(Authority Authority, string? Correction = null);

internal sealed record Link(string Url, Text Title);

internal sealed record Expected(Text Text, DateOnly? Due = null, string? Link = null, Text? Consequence = null);

internal sealed record Case(string? Number, CaseStatus Status, Step[] Timeline, Text? NextStep = null);

[JsonConverter(typeof(CamelCase<CaseStatus>))]
internal enum CaseStatus { Created, Processing, Decided, Closed, Rejected }

internal sealed record Step(CaseStatus Status, DateTimeOffset At, Text? Text = null);

internal sealed record Period(DateOnly From, DateOnly? To = null);

internal sealed record Benefit(Period Period, Frequency Frequency, Amount? Amount = null, bool? Taxable = null, NextPayment? Next = null, PaidRow[]? Paid = null);

[JsonConverter(typeof(CamelCase<Frequency>))]
internal enum Frequency { Once, Weekly, Fortnightly, Monthly, Quarterly, Yearly }

internal sealed record NextPayment(DateOnly Date, Amount? Amount = null);

internal sealed record PaidRow(DateOnly Date, Amount Amount);

internal sealed record Payment(DateOnly Date, Amount Amount, Direction Direction, PaymentState State);

[JsonConverter(typeof(CamelCase<Direction>))]
internal enum Direction { ToPerson, FromPerson }

[JsonConverter(typeof(CamelCase<PaymentState>))]
internal enum PaymentState { Planned, Paid, Stopped }

internal sealed record Debt(Amount Amount, DateOnly? Due, DebtState State);

[JsonConverter(typeof(CamelCase<DebtState>))]
internal enum DebtState { NotDue, Due, Overdue, Collection, Agreed }

internal sealed record Appointment(DateTimeOffset Start, DateTimeOffset? End, Form Form, string? Place, Text? Bring = null, string? Change = null);

[JsonConverter(typeof(CamelCase<Form>))]
internal enum Form { InPerson, Video, Phone }

internal sealed record Deadline(DateOnly Due, string? Time = null, Text? Consequence = null);

internal sealed record Message(DateTimeOffset SentAt, bool Read, DateOnly? ReplyBy = null);

internal sealed record Registration(Field[] Fields);

internal sealed record Field(Text Label, Text Value, bool Protected = false);

internal sealed record Credential(string? Number, DateOnly? ValidFrom, DateOnly? ValidTo, CredentialState State);

[JsonConverter(typeof(CamelCase<CredentialState>))]
internal enum CredentialState { Valid, Expired, Suspended, Revoked }
