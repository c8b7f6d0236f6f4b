using System.Text.Json.Serialization;

namespace Overblik.Source;

// What each kind of item has of its own.

/// <param name="Number">The case number as the person knows it.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Timeline">What has happened, oldest first; the last row has the status.</param>
/// <param name="NextStep">What comes.</param>
public sealed record Case(string? Number, CaseStatus Status, IReadOnlyList<Step> Timeline, Text? NextStep = null)
{
    /// <summary>The task of a life event that the case is about: journey/task, such as moving/report-move.</summary>
    public string? Task { get; init; }
}

/// <summary>The five values of the Danish common model: Oprettet, Behandles, Afgjort, Afsluttet, Afvist.</summary>
[JsonConverter(typeof(CamelCase<CaseStatus>))]
public enum CaseStatus { Created, Processing, Decided, Closed, Rejected }

public sealed record Step(CaseStatus Status, DateTimeOffset At, Text? Text = null);

/// <summary>Both days are included; open-ended without <paramref name="To"/>.</summary>
public sealed record Period(DateOnly From, DateOnly? To = null);

/// <param name="Period">For how long it is granted.</param>
/// <param name="Frequency">How often it is paid.</param>
/// <param name="Amount">Before tax, each time.</param>
/// <param name="Taxable">Whether tax is drawn.</param>
/// <param name="Next">The next payment.</param>
/// <param name="Paid">Earlier payments, newest first, at most 100. They are sent only in the answer about this one item.</param>
public sealed record Benefit(Period Period, Frequency Frequency, Amount? Amount = null, bool? Taxable = null, NextPayment? Next = null, IReadOnlyList<PaidRow>? Paid = null);

[JsonConverter(typeof(CamelCase<Frequency>))]
public enum Frequency { Once, Weekly, Fortnightly, Monthly, Quarterly, Yearly }

/// <summary>The amount is what is paid out.</summary>
public sealed record NextPayment(DateOnly Date, Amount? Amount = null);

/// <summary>The amount is what was paid out.</summary>
public sealed record PaidRow(DateOnly Date, Amount Amount);

public sealed record Payment(DateOnly Date, Amount Amount, Direction Direction, PaymentState State);

[JsonConverter(typeof(CamelCase<Direction>))]
public enum Direction { ToPerson, FromPerson }

[JsonConverter(typeof(CamelCase<PaymentState>))]
public enum PaymentState { Planned, Paid, Stopped }

/// <summary>What is owed now. <see cref="DebtState.Agreed"/>: an agreement to pay by instalments is kept.</summary>
public sealed record Debt(Amount Amount, DateOnly? Due, DebtState State);

[JsonConverter(typeof(CamelCase<DebtState>))]
public enum DebtState { NotDue, Due, Overdue, Collection, Agreed }

/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends.</param>
/// <param name="Form">Where it is held.</param>
/// <param name="Place">Name and address as on an envelope.</param>
/// <param name="Bring">What to bring.</param>
/// <param name="Change">Where to move or cancel it.</param>
/// <param name="Replaces">When it was to begin before it was moved.</param>
public sealed record Appointment(DateTimeOffset Start, DateTimeOffset? End = null, Form? Form = null, string? Place = null, Text? Bring = null, string? Change = null, DateTimeOffset? Replaces = null);

[JsonConverter(typeof(CamelCase<Form>))]
public enum Form { InPerson, Video, Phone }

/// <param name="Due">The last day on which it is in time.</param>
/// <param name="Time">Danish local time on that day (<c>12:00</c>) where the deadline has one.</param>
/// <param name="Consequence">What happens if it is late.</param>
/// <param name="Computed">How the date was found, in the person's words.</param>
/// <param name="Replaces">The last day that it had before it was moved or extended.</param>
public sealed record Deadline(DateOnly Due, string? Time = null, Text? Consequence = null, Text? Computed = null, DateOnly? Replaces = null);

public sealed record Message(DateTimeOffset SentAt, bool Read, DateOnly? ReplyBy = null);

/// <summary>What is registered, at most 50 fields.</summary>
public sealed record Registration(IReadOnlyList<Field> Fields);

/// <summary>A protected field (an address under CPR Act § 28) is neither printed nor exported unless the person asks.</summary>
public sealed record Field(Text Label, Text Value, bool Protected = false)
{
    /// <summary>The same for programs, so that the person is not asked for it again.</summary>
    public Fact? Fact { get; init; }

    /// <summary>The CPR number of a child that the person has custody of: only from the source that the hub has agreed it with.</summary>
    public string? CustodyOf { get; init; }
}

/// <summary>What a program can read of a field.</summary>
/// <param name="Name">address-since, child-birth, death-of-relative, employed-since, unemployed-since: a date. employer: a name. home: rent or own.</param>
/// <param name="Value">A date like 2026-11-28, or the word.</param>
public sealed record Fact(string Name, string Value);

public sealed record Credential(string? Number, DateOnly? ValidFrom, DateOnly? ValidTo, CredentialState State);

[JsonConverter(typeof(CamelCase<CredentialState>))]
public enum CredentialState { Valid, Expired, Suspended, Revoked }
