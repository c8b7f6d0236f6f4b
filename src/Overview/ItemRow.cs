using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>How a badge is meant; its look follows.</summary>
internal enum Tone
{
    Neutral,
    Info,
    Success,
    Warning,
    Error,
}

/// <summary>One line of a list, in the words and the language of the page.</summary>
/// <param name="Href">Our own page, or the authority's own solution where <paramref name="External"/>.</param>
/// <param name="When">The date that matters for this kind, said in words.</param>
internal sealed record ItemRow(string Title, string? Href, bool External, string? When, string? Amount, Tone Tone, string? Badge, string? Note)
{
    private const int ShownFields = 3;

    public static ItemRow Of(Item item, Source source, DateOnly today, Texts texts)
    {
        var row = new ItemRow(item.Title.ToString(), item.Link?.Url, true, null, null, Tone.Neutral, null, item.Summary?.ToString());
        return item switch
        {
            { Case: { } c } => row with
            {
                Href = $"/sager/{source.Id}/{item.Id}",
                External = false,
                When = item.DecisionAwaitedBy() is { } by ? texts.Of("overview.decision-by", Say.Date(by)) : texts.Of("overview.updated", Say.Date(item.UpdatedAt)),
                Tone = ToneOf(c.Status),
                Badge = StatusText(c.Status, texts),
            },
            { Benefit: { } b } => row with
            {
                Href = $"/ydelser/{source.Id}/{item.Id}",
                External = false,
                When = b.Next is { } next ? texts.Of("overview.next-payment", Say.Date(next.Date)) : texts[$"overview.frequency.{Camel(b.Frequency)}"],
                Amount = (b.Next?.Amount ?? b.Amount) is { } amount ? Say.Money(amount) : null,
            },
            { Payment: { } p } => row with
            {
                When = Say.Date(p.Date),
                Amount = Say.Money(p.Amount),
                Tone = p.State switch { PaymentState.Paid => Tone.Success, PaymentState.Stopped => Tone.Warning, _ => Tone.Info },
                Badge = texts[$"overview.payment.{Camel(p.Direction)}.{Camel(p.State)}"],
            },
            { Debt: { } d } => row with
            {
                When = d.Due is { } due ? texts.Of("overview.pay-by", Say.Date(due)) : null,
                Amount = Say.Money(d.Amount),
                Tone = d.State switch { DebtState.Overdue or DebtState.Collection => Tone.Error, DebtState.Due => Tone.Warning, _ => Tone.Neutral },
                Badge = texts[$"overview.debt.{Camel(d.State)}"],
            },
            { Appointment: { } a } => row with
            {
                When = Say.Moment(a.Start) + (Say.Relative(BusinessClock.DateOf(a.Start), today, texts) is { } soon ? $" ({soon})" : ""),
                Badge = a.Form is { } form ? texts[$"overview.appointment.{Camel(form)}"] : null,
                Note = a.Place is null && a.Bring is null ? row.Note : Say.Together(a.Place, a.Bring is { } bring ? texts.Of("overview.appointment.bring", bring) : null),
            },
            { Deadline: { } d } => row with
            {
                When = texts.Of("overview.at-latest", Say.Date(d.Due)) + (d.Time is { } time ? ", " + (Language.IsDanish ? "kl. " + time.Replace(':', '.') : time) : "")
                    + (Say.Relative(d.Due, today, texts) is { } soon ? $" ({soon})" : ""),
                Tone = !item.Open ? Tone.Neutral : d.Due < today ? Tone.Error : d.Due.DayNumber - today.DayNumber <= 7 ? Tone.Warning : Tone.Neutral,
                Badge = !item.Open ? texts["overview.deadline.closed"] : d.Due < today ? texts["overview.deadline.passed"] : null,
                Note = d.Consequence?.ToString() ?? row.Note,
            },
            { Message: { } m } => row with
            {
                When = Say.Date(m.SentAt),
                Tone = m.Read ? Tone.Neutral : Tone.Info,
                Badge = m.Read ? null : texts["overview.message.unread"],
            },
            { Registration: { } r } => row with
            {
                Href = "/mine-oplysninger",
                External = false,
                Note = string.Join(" · ", r.Fields.Take(ShownFields).Select(f => f.Protected ? $"{f.Label}: {texts["overview.protected"]}" : $"{f.Label}: {f.Value}"))
                    + (r.Fields.Count > ShownFields ? " · " + texts.Of("overview.more-fields", r.Fields.Count - ShownFields) : ""),
            },
            { Credential: { } c } => row with
            {
                When = c.ValidTo is { } to ? texts.Of("overview.valid-to", Say.Date(to)) : null,
                Tone = c.State switch { CredentialState.Valid => Tone.Success, CredentialState.Expired => Tone.Warning, _ => Tone.Error },
                Badge = texts[$"overview.credential.{Camel(c.State)}"],
            },
            _ => row,
        };
    }

    public static string StatusText(CaseStatus status, Texts texts) => texts[$"overview.status.{Camel(status)}"];

    public static Tone ToneOf(CaseStatus status) => status switch
    {
        CaseStatus.Decided => Tone.Success,
        CaseStatus.Rejected => Tone.Error,
        CaseStatus.Created or CaseStatus.Processing => Tone.Info,
        _ => Tone.Neutral,
    };

    // The names of the contract, which are also the ends of the texts' keys.
    public static string Camel<T>(T value)
        where T : struct, Enum => Names<T>.Of[value];

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Of = Enum.GetValues<T>().ToDictionary(v => v, v => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));
    }
}
