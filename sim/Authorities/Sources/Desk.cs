using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>The desk on which a source lays out what it holds on one person at one date. A pure function of its arguments.</summary>
internal sealed class Desk(PlayedSource source, People people, Person person, DateOnly today)
{
    private static readonly TimeZoneInfo Copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
    private static readonly CultureInfo Danish = CultureInfo.GetCultureInfo("da-DK");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    private readonly Authority _authority = source.AuthorityOf(person, today);
    private readonly byte[] _key = Encoding.ASCII.GetBytes($"{people.Seed}/{source.Id}/{person.Index}/");
    private Draw _draw = Draw.Of(people.Seed, person.Index, (uint)(100 + Array.FindIndex(PlayedSource.All, it => it.Id == source.Id)));

    public Person Person => person;
    public DateOnly Today => today;
    public List<Item> Items { get; } = [];
    public ref Draw Draw => ref _draw;
    public Authority Authority => _authority;
    public int Age { get; } = person.Age(today);

    /// <summary>The day of the latest event in the person's life, 3 to 33 days ago: what is dated from it stays put for a month.</summary>
    public DateOnly Event { get; } = person.EventDay(today);

    public IReadOnlyList<Person> Children { get; } = people.Children(person, today);
    public bool HasPartner => people.Partner(person, today) is not null;
    public string? PartnerName => people.Partner(person, today)?.Name;

    /// <summary>An instant on a Danish date.</summary>
    public static DateTimeOffset At(DateOnly day, int hour, int minute = 0)
    {
        var local = day.ToDateTime(new TimeOnly(hour, minute));
        return new(local, Copenhagen.GetUtcOffset(local));
    }

    public static string Da(DateOnly day) => day.ToString("d. MMMM yyyy", Danish);

    public static string En(DateOnly day) => day.ToString("d MMMM yyyy", English);

    /// <summary>An item with what the area gives it; <paramref name="key"/> names it among this person's items here and keeps its id stable.</summary>
    public Item New(WorkArea area, Kind kind, string key, Text title, Text summary, DateOnly created, DateOnly updated, bool open) => new()
    {
        Id = IdOf(key),
        Kind = kind,
        Holder = Identifier.Cpr(person.Cpr!),
        Authority = _authority,
        Area = area.Code,
        Title = title,
        Summary = summary,
        Code = area.Subject,
        Open = open,
        CreatedAt = At(created, 9, 12),
        UpdatedAt = At(updated, 13, 40),
        Parties = [new(Role.Primary, Self: true)],
        LegalBasis = area.Law,
        Contact = new(_authority.Name, source is Kommunen or Hospitalet ? "+4500000000" : null, Url: area.Link.Url, Hours: Hours),
        Controller = new(_authority, source.Correction),
        Link = area.Link,
    };

    public void Add(Item item) => Items.Add(item);

    /// <summary>A case whose timeline ends on <paramref name="latest"/> with the status.</summary>
    public void Case(WorkArea area, string key, Text title, Text summary, CaseStatus status, DateOnly latest, Text? next = null, int? decisionDays = null, Expected? expected = null, Party[]? others = null)
    {
        CaseStatus[] path = status switch
        {
            CaseStatus.Rejected => [CaseStatus.Created, CaseStatus.Rejected],
            _ => [.. Enum.GetValues<CaseStatus>().Where(it => it <= status)],
        };
        var first = latest.AddDays(-9 * (path.Length - 1));
        var timeline = path.Select((it, at) => new Step(it, At(first.AddDays(9 * at), 10, 5), StepText(it))).ToArray();
        var open = status is not (CaseStatus.Closed or CaseStatus.Rejected);
        Items.Add(New(area, Kind.Case, key, title, summary, first, latest, open) with
        {
            Case = new(CaseNumber(first), status, timeline, next),
            DecisionBy = open && decisionDays is { } days ? first.AddDays(days) : null,
            Expected = expected,
            Parties = others is null ? [new(Role.Primary, Self: true)] : [new(Role.Primary, Self: true), .. others],
        });
    }

    /// <summary>A benefit that runs, paid by a rule; earlier payments back to its start, at most twelve.</summary>
    public void Benefit(WorkArea area, string key, Text title, Text summary, DateOnly from, Frequency frequency, decimal amount, Func<int, int, DateOnly> rule, bool taxable, DateOnly? to = null, Party[]? others = null)
    {
        var every = frequency == Frequency.Quarterly ? 3 : 1;
        var net = taxable ? Math.Round(amount * 0.68m) : amount;
        var paid = new List<PaidRow>(12);
        for (var date = BankDays.Previous(today, rule, every); date >= from && paid.Count < 12; date = BankDays.Previous(date, rule, every))
            paid.Add(new(date, new(net)));
        var next = BankDays.Next(today > from ? today : from, rule, every);
        // A benefit that begins later was granted by now.
        var granted = from < Event ? from : Event;
        Items.Add(New(area, Kind.Benefit, key, title, summary, granted, paid.Count > 0 ? paid[0].Date : granted, open: true) with
        {
            Benefit = new(new(from, to), frequency, new(amount), taxable, next <= (to ?? next) ? new(next, new(net)) : null, paid.Count > 0 ? [.. paid] : null),
            Parties = [new(Role.Primary, Self: true), .. others ?? []],
        });
    }

    public void Message(WorkArea area, string key, Text title, Text summary, DateOnly sent, bool read, DateOnly? replyBy = null, Expected? expected = null) =>
        Items.Add(New(area, Kind.Message, key, title, summary, sent, sent, open: !read || expected is not null) with
        {
            Message = new(At(sent, 7, 30), read, replyBy),
            Expected = expected,
        });

    public void Deadline(WorkArea area, string key, Text title, Text summary, DateOnly created, DateOnly due, Text expected, Text consequence, string? time = null) =>
        Items.Add(New(area, Kind.Deadline, key, title, summary, created, created, due >= today) with
        {
            Deadline = new(due, time, consequence),
            Expected = due >= today ? new(expected, due, area.Link.Url, consequence) : null,
        });

    public void Payment(WorkArea area, string key, Text title, Text summary, DateOnly created, DateOnly date, decimal amount, Direction direction) =>
        Items.Add(New(area, Kind.Payment, key, title, summary, created, date < today ? date : created, date >= today) with
        {
            Payment = new(date, new(amount), direction, date < today ? PaymentState.Paid : PaymentState.Planned),
        });

    public void Debt(WorkArea area, string key, Text title, Text summary, DateOnly created, decimal amount, DateOnly due, DebtState? state = null)
    {
        var now = state ?? (due < today ? DebtState.Overdue : due <= today.AddDays(10) ? DebtState.Due : DebtState.NotDue);
        Items.Add(New(area, Kind.Debt, key, title, summary, created, created, open: true) with
        {
            Debt = new(new(amount), due, now),
            Expected = now is DebtState.Agreed ? null : new(new("Betal beløbet", "Pay the amount"), due, area.Link.Url,
                new("Betaler du for sent, kan der komme renter og gebyr på.", "If you pay late, interest and a fee may be added.")),
        });
    }

    public void Appointment(WorkArea area, string key, Text title, Text summary, DateOnly created, DateOnly day, int hour, int minutes, Form form, string? place, Text? bring = null) =>
        Items.Add(New(area, Kind.Appointment, key, title, summary, created, created, day >= today) with
        {
            Appointment = new(At(day, hour), At(day, hour).AddMinutes(minutes), form, place, bring, area.Link.Url),
        });

    /// <summary>The coming weekday on which offices are open, counted from the event day plus five weeks, so that it lies ahead.</summary>
    public DateOnly Ahead(int days) => BankDays.OnOrAfter(Event.AddDays(35 + days));

    // 128 bits of HMAC-SHA256 over the seed, the source, the person's number and the item's key: says nothing of the CPR number.
    private string IdOf(string key)
    {
        Span<byte> message = stackalloc byte[64];
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_key, message[..Encoding.ASCII.GetBytes(key, message)], hash);
        return Base64Url.EncodeToString(hash[..16]);
    }

    private string CaseNumber(DateOnly first) => string.Create(CultureInfo.InvariantCulture, $"{first.Year}-{_draw.Between(100_000, 999_999)}");

    private static Text StepText(CaseStatus status) => status switch
    {
        CaseStatus.Created => new("Vi har modtaget sagen", "We have received the case"),
        CaseStatus.Processing => new("En medarbejder er gået i gang", "A member of staff has started on it"),
        CaseStatus.Decided => new("Vi har truffet en afgørelse", "We have made a decision"),
        CaseStatus.Closed => new("Sagen er slut", "The case is closed"),
        _ => new("Vi kan ikke behandle sagen", "We cannot process the case"),
    };

    private static readonly Text Hours = new("Mandag til torsdag kl. 9-15, fredag kl. 9-14", "Monday to Thursday 9 am to 3 pm, Friday 9 am to 2 pm");
}
