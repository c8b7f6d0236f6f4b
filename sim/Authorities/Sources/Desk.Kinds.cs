using System.Globalization;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>The kinds of item.</summary>
internal sealed partial class Desk
{
    // A case that has ended is shown for half a year.
    private const int ShownAfterEnd = 180;

    /// <summary>
    /// A case as it stands at the date: those steps of its course are in the timeline whose day has come. What is next and what is expected of the person holds until it is decided.
    /// </summary>
    public void Case(WorkArea area, string key, Text title, Text summary, DateOnly started, ReadOnlySpan<(CaseStatus Status, int Days)> course,
        Text? next = null, int? decisionDays = null, Expected? expected = null, Party[]? others = null, int number = 0, string? task = null)
    {
        var count = 0;
        while (count < course.Length && started.AddDays(course[count].Days) <= Today) count++;
        if (count == 0) return;
        var (status, latest) = (course[count - 1].Status, started.AddDays(course[count - 1].Days));
        var ended = status is CaseStatus.Closed or CaseStatus.Rejected;
        if (ended && Today.DayNumber - latest.DayNumber > ShownAfterEnd) return;
        var timeline = new Step[count];
        for (var i = 0; i < count; i++) timeline[i] = new(course[i].Status, At(started.AddDays(course[i].Days), 10, 5), StepText(course[i].Status));
        var waits = status is CaseStatus.Created or CaseStatus.Processing;
        Items.Add(New(area, Kind.Case, key, title, summary, started.AddDays(course[0].Days), latest, !ended, number, others) with
        {
            Case = new(CaseNumber(key, number, started), status, timeline, waits ? next : null) { Task = task },
            DecisionBy = waits && decisionDays is { } days ? started.AddDays(days) : null,
            Expected = waits ? Ahead(expected) : null,
        });
    }

    public void Benefit(WorkArea area, string key, Text title, Text summary, DateOnly from, Frequency frequency, decimal amount, Func<int, int, DateOnly> rule, bool taxable,
        DateOnly? to = null, DateOnly? granted = null, Party[]? others = null, int number = 0) => Benefit(area, key, title, summary, from, frequency, _ => amount, rule, taxable, to, granted, others, number);

    /// <summary>
    /// A benefit that runs, paid by a rule, with the amount of each day of payment. It is granted on its first day unless another is given; nothing is paid before that.
    /// </summary>
    public void Benefit(WorkArea area, string key, Text title, Text summary, DateOnly from, Frequency frequency, Func<DateOnly, decimal> amount, Func<int, int, DateOnly> rule, bool taxable,
        DateOnly? to = null, DateOnly? granted = null, Party[]? others = null, int number = 0)
    {
        var created = granted ?? from;
        if (created > Today || to < Today) return;
        var every = frequency == Frequency.Quarterly ? 3 : 1;
        Amount Net(DateOnly date) => new(taxable ? Math.Round(amount(date) * 0.68m) : amount(date));
        var last = BankDays.Previous(Today, rule, every);
        List<PaidRow>? paid = null;
        // Back to its start, at most a year.
        for (var date = last; full && date >= from && date >= created && (paid?.Count ?? 0) < 12; date = BankDays.Previous(date, rule, every)) (paid ??= []).Add(new(date, Net(date)));
        var next = BankDays.Next(Today > from ? Today : from, rule, every);
        Items.Add(New(area, Kind.Benefit, key, title, summary, created, last >= from && last >= created ? last : created, open: true, number, others) with
        {
            Benefit = new(new(from, to), frequency, new(amount(next)), taxable, next <= (to ?? next) ? new(next, Net(next)) : null, paid),
        });
    }

    /// <summary>A letter, unread for its first days.</summary>
    public void Message(WorkArea area, string key, Text title, Text summary, DateOnly sent, int unreadDays = 14, DateOnly? replyBy = null, Expected? expected = null, int number = 0)
    {
        if (Ago(sent) is not { } ago) return;
        var (read, wanted) = (ago >= unreadDays, Ahead(expected));
        Items.Add(New(area, Kind.Message, key, title, summary, sent, sent, open: !read || wanted is not null, number) with { Message = new(At(sent, 7, 30), read, replyBy), Expected = wanted });
    }

    /// <summary>A deadline from the day it arose to the day it is due.</summary>
    public void Deadline(WorkArea area, string key, Text title, Text summary, DateOnly created, DateOnly due, Text expected, Text consequence, string? time = null, int number = 0, Text? computed = null, DateOnly? replaces = null)
    {
        if (created > Today || due < Today) return;
        Items.Add(New(area, Kind.Deadline, key, title, summary, created, created, open: true, number) with
        {
            Deadline = new(due, time, consequence, computed, replaces),
            Expected = new(expected, due, area.Link.Url, consequence),
        });
    }

    public void Payment(WorkArea area, string key, Text title, Text summary, DateOnly created, DateOnly date, decimal amount, Direction direction, Party[]? others = null, int number = 0)
    {
        if (created > Today) return;
        Items.Add(New(area, Kind.Payment, key, title, summary, created, date < Today ? date : created, date >= Today, number, others) with
        {
            Payment = new(date, new(amount), direction, date < Today ? PaymentState.Paid : PaymentState.Planned),
        });
    }

    /// <summary>The next payment of one that is made on the first banking day of each month: planned when the one before it is made.</summary>
    public void MonthlyPayment(WorkArea area, string key, Text title, Text summary, DateOnly since, Func<DateOnly, decimal> amount, Direction direction, Party[]? others = null, int number = 0)
    {
        var date = BankDays.Next(Today, BankDays.FirstOfMonth);
        var planned = BankDays.Previous(date, BankDays.FirstOfMonth).AddDays(1);
        Payment(area, string.Create(CultureInfo.InvariantCulture, $"{key}/{date:yyyy-MM}"), title, summary, planned > since ? planned : since, date, amount(date), direction, others, number);
    }

    public void Debt(WorkArea area, string key, Text title, Text summary, DateOnly created, decimal amount, DateOnly due, DebtState? state = null, int number = 0)
    {
        var now = state ?? (due < Today ? DebtState.Overdue : due <= Today.AddDays(10) ? DebtState.Due : DebtState.NotDue);
        Items.Add(New(area, Kind.Debt, key, title, summary, created, created, open: true, number) with
        {
            Debt = new(new(amount), now is DebtState.Collection ? null : due, now),
            Expected = now is DebtState.Agreed or DebtState.Collection ? null : new(new("Betal beløbet", "Pay the amount"), due, area.Link.Url,
                new("Betaler du for sent, kan der komme renter og gebyr på.", "If you pay late, interest and a fee may be added.")),
        });
    }

    public void Appointment(WorkArea area, string key, Text title, Text summary, DateOnly created, DateOnly day, int hour, int minutes, Form form, string? place, Text? bring = null, Party[]? others = null, int number = 0)
    {
        if (created > Today || day.AddDays(30) < Today) return;
        Items.Add(New(area, Kind.Appointment, key, title, summary, created, created, day >= Today, number, others) with
        {
            Appointment = new(At(day, hour), At(day, hour).AddMinutes(minutes), form, place, bring, area.Link.Url),
        });
    }

    /// <summary>What is registered, with the day of the first entry and of the latest.</summary>
    public void Registration(WorkArea area, string key, Text title, Text summary, DateOnly first, DateOnly latest, IReadOnlyList<Field> fields, int number = 0) =>
        Items.Add(New(area, Kind.Registration, key, title, summary, first, latest, open: false, number) with { Registration = new(fields) });

    public void Credential(WorkArea area, string key, Text title, Text summary, string? number, DateOnly issued, DateOnly? expires) =>
        Items.Add(New(area, Kind.Credential, key, title, summary, issued, issued, open: expires < Today.AddMonths(3), issued.DayNumber) with
        {
            Credential = new(number, issued, expires, expires < Today ? CredentialState.Expired : CredentialState.Valid),
        });

    private Expected? Ahead(Expected? expected) => expected?.Due < Today ? null : expected;

    private string CaseNumber(string key, int number, DateOnly first) => string.Create(CultureInfo.InvariantCulture, $"{first.Year}-{Draw("case/" + key, number).Between(100_000, 999_999)}");

    private static Text StepText(CaseStatus status) => Steps[(int)status];

    private static readonly Text[] Steps =
    [
        new("Vi har modtaget sagen", "We have received the case"),
        new("En medarbejder er gået i gang", "A member of staff has started on it"),
        new("Vi har truffet en afgørelse", "We have made a decision"),
        new("Sagen er slut", "The case is closed"),
        new("Vi kan ikke behandle sagen", "We cannot process the case"),
    ];
}
