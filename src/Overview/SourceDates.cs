using System.Globalization;
using Overblik.Deadlines;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>The dates that the authorities' sources hold, for the calendar.</summary>
internal sealed class SourceDates(Federation federation, SourceRegister sources, SourceClient client, IPeople people, Texts texts) : ICalendarFeed
{
    private const string Expected = "expected", Answer = "answer";

    // Of these a date may be missing where a source holds more than it sends at once.
    private static readonly ItemKind[] Dated = [ItemKind.Deadline, ItemKind.Appointment, ItemKind.Debt, ItemKind.Payment];

    public IReadOnlyList<CalendarPart> Ask(Actor actor) => [.. federation.Ask(actor).Select(part => new CalendarPart(part.Source.Id, part.Source.Name.ToString(), Dates(part)))];

    public Task<DateCheck>? Check(PersonId person, string part, string entry, CancellationToken cancellation) => sources.Find(part) is { } source ? Check(source, person, entry, cancellation) : null;

    private async Task<DateCheck> Check(Source source, PersonId person, string entry, CancellationToken cancellation)
    {
        if (ItemOf(entry) is not var (kind, id) || await people.NumbersOf(person, cancellation) is not [var number, ..]) return new DateCheck(DateState.Gone);
        var (answer, problem) = await client.Item(source, number, level: null, kind, id, cancellation);
        if (problem is not null) return new DateCheck(DateState.Unknown);
        return answer is not null && Of(answer.Item, source, texts).FirstOrDefault(date => date.Id == entry) is { Over: false } date ? new DateCheck(DateState.ToCome, date) : new DateCheck(DateState.Gone);
    }

    // The item that a date is one of.
    private static (ItemKind Kind, string Id)? ItemOf(string entry)
    {
        var parts = entry.Split('-', 2);
        if (parts is [Expected or Answer, var rest]) parts = rest.Split('-', 2);
        return parts is [var what, var id] && Kind(what) is { } kind && SourceTokens.IsId(id) ? (kind, id) : null;

        static ItemKind? Kind(string what) => what == "reply" ? ItemKind.Message : Enum.TryParse<ItemKind>(what, ignoreCase: true, out var kind) && !char.IsAsciiDigit(what[0]) ? kind : null;
    }

    private async Task<CalendarAnswer> Dates(Part part)
    {
        var answer = await part.Answer;
        return new CalendarAnswer([.. answer.Items.SelectMany(item => Of(item, part.Source, texts))], answer.Whole && !answer.Counts.Any(count => count.Cursor is not null && Dated.Contains(count.Kind)));
    }

    /// <summary>The dates of an item: its own, and those of what is expected and promised.</summary>
    public static IEnumerable<CalendarEntry> Of(Item item, Source source, Texts texts)
    {
        var own = item switch
        {
            { Deadline: { } d } => Entry("deadline", CalendarKind.Deadline, d.Due, item.Title.ToString()) with
            {
                Time = d.Time is { } time ? TimeOnly.ParseExact(time, "HH:mm", CultureInfo.InvariantCulture) : null,
                IfLate = (d.Consequence ?? item.Expected?.Consequence)?.ToString(),
                Computed = d.Computed?.ToString(),
                Replaces = d.Replaces,
            },
            { Appointment: { } a } => Entry("appointment", CalendarKind.Appointment, DanishTime.DateOf(a.Start), item.Title.ToString()) with
            {
                Time = TimeOnly.FromDateTime(BusinessClock.Local(a.Start).DateTime),
                Ends = a.End,
                Place = a.Place ?? (a.Form is { } form ? texts[$"overview.appointment.{ItemRow.Camel(form)}"] : null),
                Bring = a.Bring?.ToString(),
                Change = a.Change is { } change ? new CalendarLink(texts["overview.dates.change"], change) : null,
                Replaces = a.Replaces is { } before ? DanishTime.DateOf(before) : null,
            },
            { Debt: { Due: { } due } debt } => Entry("debt", CalendarKind.Deadline, due, texts.Of("overview.need.pay", item.Title, Say.Money(debt.Amount))),
            { Payment: { } p } => Entry("payment", CalendarKind.Payment, p.Date, item.Title.ToString()) with { Amount = Say.Money(p.Amount), Over = p.State != PaymentState.Planned },
            { Benefit: { Next: { } next } benefit } => Entry("benefit", CalendarKind.Payment, next.Date, item.Title.ToString()) with
            {
                Amount = (next.Amount ?? benefit.Amount) is { } amount ? Say.Money(amount) : null,
            },
            { Message: { Read: false, ReplyBy: { } by } } => Entry("reply", CalendarKind.Deadline, by, texts.Of("overview.need.reply", item.Title)),
            { Credential: { ValidTo: { } to, State: CredentialState.Valid } } => Entry("credential", CalendarKind.Deadline, to, texts.Of("overview.dates.expires", item.Title)),
            _ => null,
        };
        if (own is not null) yield return own;
        // What is expected and promised can be of any kind of item.
        var kind = item.Kind.ToString().ToLowerInvariant();
        // What is expected of the item's own date is told there.
        if (item.Expected is { Due: { } expected } && expected != own?.Date)
            yield return Entry($"{Expected}-{kind}", CalendarKind.Deadline, expected, item.Expected.Text.ToString()) with { About = item.Title.ToString(), Todo = null, IfLate = item.Expected.Consequence?.ToString() };
        if (item.DecisionAwaitedBy() is { } answer) yield return Entry($"{Answer}-{kind}", CalendarKind.Answer, answer, texts.Of("overview.dates.answer", item.Title)) with { Todo = null };

        CalendarEntry Entry(string what, CalendarKind of, DateOnly date, string title) => new($"{what}-{item.Id}", of, date, title)
        {
            Authority = item.Authority.Name.ToString(),
            Over = !item.Open,
            About = item.Summary?.ToString(),
            Todo = item.Expected?.Text.ToString(),
            LegalBasis = item.LegalBasis is { } law ? new CalendarLink(law.Title.ToString(), law.Url) : null,
            Act = item.Expected?.Link is { } link ? new CalendarLink(item.Link?.Url == link ? item.Link.Title.ToString() : texts["overview.dates.do"], link) : item.Link is { } into ? new CalendarLink(into.Title.ToString(), into.Url) : null,
            Page = item.Kind switch { ItemKind.Case => $"/sager/{source.Id}/{item.Id}", ItemKind.Benefit => $"/ydelser/{source.Id}/{item.Id}", _ => null },
            ChangedAt = item.UpdatedAt,
        };
    }
}
