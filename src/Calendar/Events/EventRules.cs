using System.Collections.Frozen;
using System.Globalization;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>An event that may be taken.</summary>
/// <param name="Index">Its place in the request.</param>
/// <param name="Event">As it came.</param>
/// <param name="Type">What has happened.</param>
/// <param name="Number">To whom.</param>
internal sealed record GoodEvent(int Index, CloudEvent Event, EventType Type, CprNumber Number);

/// <param name="Name">The CloudEvents type.</param>
/// <param name="Subject">What the event's subject is: the beginning of the entry that it changes.</param>
/// <param name="Met">Nothing more is to be done.</param>
/// <param name="Gone">It is as if it had not been: withdrawn, cancelled.</param>
internal sealed record EventType(string Name, string Subject, bool Met = false, bool Gone = false)
{
    /// <summary>It ends what its subject was, and needs to tell nothing but who and which.</summary>
    public bool Ends => Met || Gone;
}

/// <summary>What an event must be like. Pure. The texts are for the authority's developer, in English as the contract is.</summary>
internal static class EventRules
{
    public const string Missing = "missing", Invalid = "invalid", UnknownType = "unknown-type", NotYours = "not-yours";

    public const string Deadline = "deadline", Appointment = "appointment", Payment = "payment", Case = "case", Decision = "decision", LifeEvent = "life-event";

    public static readonly FrozenDictionary<string, EventType> Types = new EventType[]
    {
        new("overblik.deadline.set.v1", Deadline), new("overblik.deadline.moved.v1", Deadline), new("overblik.deadline.met.v1", Deadline, Met: true), new("overblik.deadline.withdrawn.v1", Deadline, Gone: true),
        new("overblik.appointment.booked.v1", Appointment), new("overblik.appointment.moved.v1", Appointment), new("overblik.appointment.cancelled.v1", Appointment, Gone: true),
        new("overblik.case.status-changed.v1", Case), new("overblik.decision.made.v1", Decision), new("overblik.payment.scheduled.v1", Payment), new("overblik.life-event.reported.v1", LifeEvent),
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    // A date outside is a slip of the pen.
    private static readonly DateOnly Earliest = new(2000, 1, 1), Latest = new(2100, 1, 1);

    /// <summary>The event, or why it is refused.</summary>
    public static (GoodEvent? Good, RefusedEvent? Refused) Check(int index, CloudEvent e, IReadOnlySet<string> sources)
    {
        if (e.Specversion != "1.0") return No(Invalid, "specversion", "It must be \"1.0\".");
        if (e.Id is not { Length: > 0 and <= 200 }) return No(Missing, "id", "Give each event an id of its own, 200 characters at the most; a repetition has the same.");
        if (e.Source is null) return No(Missing, "source", "Give the source's id as agreed.");
        if (!sources.Contains(e.Source)) return No(NotYours, "source", "Your program may not speak for this source.");
        if (e.Type is null || !Types.TryGetValue(e.Type, out var type)) return No(UnknownType, "type", "One of: " + string.Join(", ", Types.Keys.Order(StringComparer.Ordinal)) + ".");
        if (e.Subject is not { Length: > 0 and <= 64 } subject || !subject.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            return No(e.Subject is null ? Missing : Invalid, "subject", "The opaque id of the deadline, appointment, case, decision, payment or life event: 1 to 64 of A-Z a-z 0-9 - _.");
        if (e.Sequence is not >= 0) return No(e.Sequence is null ? Missing : Invalid, "sequence", "A whole number from 0 that rises with each event of the same subject.");
        if (e.Datacontenttype is { } media && !media.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)) return No(Invalid, "datacontenttype", "It must be application/json.");
        if (e.Data is not { } data) return No(Missing, "data", "Give it as JSON, not as data_base64.");
        if (data.Person is null) return No(Missing, "data.person", "Whom it concerns.");
        if (data.Person.Type != "cpr" || data.Person.Value.Length != 10 || !CprNumber.TryParse(data.Person.Value, out var number)) return No(Invalid, "data.person", "type must be cpr, and value a CPR number of ten digits without a hyphen.");
        return Wrong(data, type) is var (reason, at, detail) ? No(reason, "data." + at, detail) : (new GoodEvent(index, e, type, number), null);

        (GoodEvent?, RefusedEvent?) No(string reason, string at, string detail) => (null, new RefusedEvent(index, e.Id is { Length: <= 200 } ? e.Id : null, reason, at, detail));
    }

    private static (string, string, string)? Wrong(EventData data, EventType type)
    {
        if (data.Task is { } task && !ToldTask.IsName(task)) return (Invalid, "task", "journey/task, as in the life event's file: moving/report-move.");
        if (type.Ends) return null;
        if (data.Authority is not { } authority) return (Missing, "authority", "Which authority tells it.");
        if (authority.Id.Length != 8 || !authority.Id.All(char.IsAsciiDigit) || !Good(authority.Name, 200)) return (Invalid, "authority", "id must be the CVR number, 8 digits, and name both languages.");
        if (data.Title is null) return (Missing, "title", "In both languages.");
        if (!Good(data.Title, 200)) return (Invalid, "title", "1 to 200 characters in each language.");
        if (!Good(data.Summary)) return (Invalid, "summary", TooLong);
        if (data.Expected is { } expected && (!Good(expected.Text) || !Good(expected.Link))) return (Invalid, "expected", TooLong + " A link begins with https://.");
        if (data.LegalBasis is { } law && (!Good(law.Title) || !Good(law.Url))) return (Invalid, "legalBasis", TooLong + " A link begins with https://.");
        if (data.Link is { } link && (!Good(link.Url) || !Good(link.Title))) return (Invalid, "link", TooLong + " A link begins with https://.");
        return type.Subject switch
        {
            Deadline => data.Deadline is not { } d ? (Missing, "deadline", "Until when.")
                : !Good(d.Due) || !Good(d.Replaces) ? (Invalid, "deadline.due", OutOfRange)
                : d.Time is { } time && !TimeOnly.TryParseExact(time, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? (Invalid, "deadline.time", "Danish local time as HH:mm.")
                : !Good(d.Consequence) || !Good(d.Computed) ? (Invalid, "deadline", TooLong) : null,
            Appointment => data.Appointment is not { } a ? (Missing, "appointment", "When.")
                : !Good(Day(a.Start)) || !Good(Day(a.Replaces)) ? (Invalid, "appointment.start", OutOfRange)
                : a.End <= a.Start ? (Invalid, "appointment.end", "It must be later than start.")
                : a.Place is { Length: 0 or > 300 } || !Good(a.Bring) || !Good(a.Change) ? (Invalid, "appointment", TooLong + " A link begins with https://.") : null,
            Payment => data.Payment is not { } p ? (Missing, "payment", "How much, when, and which way.")
                : !Good(p.Date) ? (Invalid, "payment.date", OutOfRange)
                : p.Amount.Value is < 0 or > 1_000_000_000_000 || p.Amount.Currency.Length != 3 || !p.Amount.Currency.All(char.IsAsciiLetterUpper) ? (Invalid, "payment.amount", "Not below 0, and a currency of ISO 4217.") : null,
            Case => data.Case is null ? (Missing, "case", "Its status.") : null,
            Decision => data.Decision is not { } decision ? (Missing, "decision", "When it was made.")
                : !Good(decision.MadeOn) || !Good(decision.AppealBy) || decision.AppealBy < decision.MadeOn ? (Invalid, "decision", OutOfRange) : null,
            _ => data.LifeEvent is not { } life ? (Missing, "lifeEvent", "Which, and when.") : !Good(life.Date) ? (Invalid, "lifeEvent.date", OutOfRange) : null,
        };
    }

    private const string TooLong = "A text has 1 to 2,000 characters in each language.", OutOfRange = "A date between 2000 and 2100, and in order.";

    private static DateOnly? Day(DateTimeOffset? instant) => instant is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null;

    private static bool Good(DateOnly? date) => date is null || (date >= Earliest && date < Latest);

    private static bool Good(Text? text, int most = 2000) => text is null || (text.Da.Length > 0 && text.En.Length > 0 && text.Da.Length <= most && text.En.Length <= most);

    private static bool Good(string? url) => url is null || (url.Length <= 1000 && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme == "https");
}
