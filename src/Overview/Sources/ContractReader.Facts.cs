using System.Text.Json;
using Overblik.Platform;

namespace Overblik.Overview;

// What an item of each kind says of itself, in the contract's order.
internal static partial class ContractReader
{
    private static CaseFacts Case(ref Utf8JsonReader json)
    {
        CaseStatus? status = null;
        IReadOnlyList<TimelineEntry>? timeline = null;
        string? number = null, task = null;
        Text? nextStep = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("status"u8)) status = Enum<CaseStatus>(ref json);
            else if (name.SequenceEqual("timeline"u8)) timeline = List(ref json, TimelineEntry, "timeline");
            else if (name.SequenceEqual("number"u8)) number = String(ref json);
            else if (name.SequenceEqual("nextStep"u8)) nextStep = Text(ref json);
            else if (name.SequenceEqual("task"u8)) task = String(ref json);
            else json.Skip();
        }
        return new(Required(status, "status"), Required(timeline, "timeline"), number, nextStep, task);
    }

    private static TimelineEntry TimelineEntry(ref Utf8JsonReader json)
    {
        CaseStatus? status = null;
        DateTimeOffset? at = null;
        Text? text = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("status"u8)) status = Enum<CaseStatus>(ref json);
            else if (name.SequenceEqual("at"u8)) at = Instant(ref json);
            else if (name.SequenceEqual("text"u8)) text = Text(ref json);
            else json.Skip();
        }
        return new(Required(status, "status"), Required(at, "at"), text);
    }

    private static Period Period(ref Utf8JsonReader json)
    {
        DateOnly? start = null, end = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("from"u8)) start = Date(ref json);
            else if (name.SequenceEqual("to"u8)) end = Date(ref json);
            else json.Skip();
        }
        return new(Required(start, "from"), end);
    }

    private static Benefit Benefit(ref Utf8JsonReader json)
    {
        Period? period = null;
        Frequency? frequency = null;
        Amount? amount = null;
        bool? taxable = null;
        DatedAmount? next = null;
        IReadOnlyList<DatedAmount>? paid = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("period"u8)) period = Period(ref json);
            else if (name.SequenceEqual("frequency"u8)) frequency = Enum<Frequency>(ref json);
            else if (name.SequenceEqual("amount"u8)) amount = Amount(ref json);
            else if (name.SequenceEqual("taxable"u8)) taxable = Bool(ref json);
            else if (name.SequenceEqual("next"u8)) next = DatedAmount(ref json);
            else if (name.SequenceEqual("paid"u8)) paid = List(ref json, DatedAmount, "paid");
            else json.Skip();
        }
        return new(Required(period, "period"), Required(frequency, "frequency"), amount, taxable, next, paid);
    }

    private static DatedAmount DatedAmount(ref Utf8JsonReader json)
    {
        DateOnly? date = null;
        Amount? amount = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("date"u8)) date = Date(ref json);
            else if (name.SequenceEqual("amount"u8)) amount = Amount(ref json);
            else json.Skip();
        }
        return new(Required(date, "date"), amount);
    }

    private static Payment Payment(ref Utf8JsonReader json)
    {
        DateOnly? date = null;
        Amount? amount = null;
        PaymentDirection? direction = null;
        PaymentState? state = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("date"u8)) date = Date(ref json);
            else if (name.SequenceEqual("amount"u8)) amount = Amount(ref json);
            else if (name.SequenceEqual("direction"u8)) direction = Enum<PaymentDirection>(ref json);
            else if (name.SequenceEqual("state"u8)) state = Enum<PaymentState>(ref json);
            else json.Skip();
        }
        return new(Required(date, "date"), Required(amount, "amount"), Required(direction, "direction"), Required(state, "state"));
    }

    private static Debt Debt(ref Utf8JsonReader json)
    {
        Amount? amount = null;
        DebtState? state = null;
        DateOnly? due = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("amount"u8)) amount = Amount(ref json);
            else if (name.SequenceEqual("state"u8)) state = Enum<DebtState>(ref json);
            else if (name.SequenceEqual("due"u8)) due = Date(ref json);
            else json.Skip();
        }
        return new(Required(amount, "amount"), Required(state, "state"), due);
    }

    private static Appointment Appointment(ref Utf8JsonReader json)
    {
        DateTimeOffset? start = null, end = null, replaces = null;
        AppointmentForm? form = null;
        string? place = null, change = null;
        Text? bring = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("start"u8)) start = Instant(ref json);
            else if (name.SequenceEqual("end"u8)) end = Instant(ref json);
            else if (name.SequenceEqual("form"u8)) form = Enum<AppointmentForm>(ref json);
            else if (name.SequenceEqual("place"u8)) place = String(ref json);
            else if (name.SequenceEqual("bring"u8)) bring = Text(ref json);
            else if (name.SequenceEqual("change"u8)) change = String(ref json);
            else if (name.SequenceEqual("replaces"u8)) replaces = Instant(ref json);
            else json.Skip();
        }
        return new(Required(start, "start"), end, form, place, bring, change, replaces);
    }

    private static Deadline Deadline(ref Utf8JsonReader json)
    {
        DateOnly? due = null, replaces = null;
        string? time = null;
        Text? consequence = null, computed = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("due"u8)) due = Date(ref json);
            else if (name.SequenceEqual("time"u8)) time = String(ref json);
            else if (name.SequenceEqual("consequence"u8)) consequence = Text(ref json);
            else if (name.SequenceEqual("computed"u8)) computed = Text(ref json);
            else if (name.SequenceEqual("replaces"u8)) replaces = Date(ref json);
            else json.Skip();
        }
        return new(Required(due, "due"), time, consequence, computed, replaces);
    }

    private static Message Message(ref Utf8JsonReader json)
    {
        DateTimeOffset? sentAt = null;
        bool? read = null;
        DateOnly? replyBy = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("sentAt"u8)) sentAt = Instant(ref json);
            else if (name.SequenceEqual("read"u8)) read = Bool(ref json);
            else if (name.SequenceEqual("replyBy"u8)) replyBy = Date(ref json);
            else json.Skip();
        }
        return new(Required(sentAt, "sentAt"), Required(read, "read"), replyBy);
    }

    private static Registration Registration(ref Utf8JsonReader json)
    {
        IReadOnlyList<RegisteredField>? fields = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("fields"u8)) fields = List(ref json, RegisteredField, "fields");
            else json.Skip();
        }
        return new(Required(fields, "fields"));
    }

    private static RegisteredField RegisteredField(ref Utf8JsonReader json)
    {
        Text? label = null, value = null;
        bool hidden = false;
        RegisteredFact? fact = null;
        string? custodyOf = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("label"u8)) label = Text(ref json);
            else if (name.SequenceEqual("value"u8)) value = Text(ref json);
            else if (name.SequenceEqual("protected"u8)) hidden = Bool(ref json);
            else if (name.SequenceEqual("fact"u8)) fact = RegisteredFact(ref json);
            else if (name.SequenceEqual("custodyOf"u8)) custodyOf = String(ref json);
            else json.Skip();
        }
        return new(Required(label, "label"), Required(value, "value"), hidden, fact) { CustodyOf = custodyOf };
    }

    private static RegisteredFact RegisteredFact(ref Utf8JsonReader json)
    {
        string? named = null, value = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("name"u8)) named = String(ref json);
            else if (name.SequenceEqual("value"u8)) value = String(ref json);
            else json.Skip();
        }
        return new(Required(named, "name"), Required(value, "value"));
    }

    private static Credential Credential(ref Utf8JsonReader json)
    {
        CredentialState? state = null;
        string? number = null;
        DateOnly? validFrom = null, validTo = null;
        Object(ref json);
        while (Member(ref json, out var name))
        {
            if (name.SequenceEqual("state"u8)) state = Enum<CredentialState>(ref json);
            else if (name.SequenceEqual("number"u8)) number = String(ref json);
            else if (name.SequenceEqual("validFrom"u8)) validFrom = Date(ref json);
            else if (name.SequenceEqual("validTo"u8)) validTo = Date(ref json);
            else json.Skip();
        }
        return new(Required(state, "state"), number, validFrom, validTo);
    }
}
