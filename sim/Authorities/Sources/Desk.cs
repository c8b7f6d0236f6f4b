using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>
/// The desk on which a source lays out what it holds on one person at one date: a pure function of its arguments. Whatever is drawn is drawn from a stream of its own name,
/// so that a fact stays the same while others come and go around it.
/// </summary>
/// <param name="source">Whose desk.</param>
/// <param name="seed">Of the people.</param>
/// <param name="life">The person at the date.</param>
/// <param name="full">With earlier payments, as in the answer about one item.</param>
/// <param name="company">The company that it is about, where it is not about the person.</param>
internal sealed partial class Desk(PlayedSource source, ulong seed, Situation life, bool full = false, Company? company = null)
{
    private static readonly CultureInfo Danish = CultureInfo.GetCultureInfo("da-DK");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly Text Hours = new("Mandag til torsdag kl. 9-15, fredag kl. 9-14", "Monday to Thursday 9 am to 3 pm, Friday 9 am to 2 pm");
    private static readonly Party[] Self = [new(Role.Primary, Self: true)];

    private readonly Authority _authority = source.AuthorityOf(life);
    private readonly uint _stream = NumberOf(source.Id);

    public Situation Life => life;
    public ulong Seed => seed;
    public Person Person => life.Person;
    public DateOnly Today => life.Date;
    public List<Item> Items { get; } = [];
    public Authority Authority => _authority;

    /// <summary>Who has a number below 0 is made by hand and has whatever there is to show.</summary>
    public bool IsMadeByHand => Person.Index < 0;

    public bool HasMany => Person.Volume == Volume.Many;

    /// <summary>A stream of chance of a name, the same at every date.</summary>
    public Draw Draw(string name, int number = 0) => Population.Draw.Of(seed, life.Person.Index, unchecked((_stream * 31) + (NumberOf(name) * 17) + (uint)number));

    /// <summary>True for so many of a hundred people; for everyone who is made by hand.</summary>
    public bool Percent(string name, int percent) => IsMadeByHand || Draw(name).Percent(percent);

    /// <summary>So many days ago, or null where the day has not come.</summary>
    public int? Ago(DateOnly day) => day <= Today ? Today.DayNumber - day.DayNumber : null;

    /// <summary>True from the day on, for so many days.</summary>
    public bool Within(DateOnly day, int days) => Ago(day) is { } ago && ago < days;

    /// <summary>The latest day of something that comes again and again, at the person's own time. For those made by hand it was 3 to 33 days ago.</summary>
    public DateOnly Latest(string name, int everyDays)
    {
        if (IsMadeByHand) return Person.EventDay(Today);
        var phase = Draw(name).Next(everyDays);
        return Today.AddDays(-((Today.DayNumber + phase) % everyDays));
    }

    public static string Da(DateOnly day) => day.ToString("d. MMMM yyyy", Danish);

    public static string En(DateOnly day) => day.ToString("d MMMM yyyy", English);

    public static Text Kroner(int amount) => new(string.Create(Danish, $"{amount:N0} kr."), string.Create(English, $"DKK {amount:N0}"));

    public static Text Date(DateOnly day) => new(Da(day), En(day));

    /// <summary>The same for programs.</summary>
    public static Fact Fact(string name, DateOnly day) => new(name, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    public static Text Month(DateOnly day) => new(day.ToString("MMMM yyyy", Danish), day.ToString("MMMM yyyy", English));

    /// <summary>An instant on a Danish date.</summary>
    public static DateTimeOffset At(DateOnly day, int hour, int minute = 0) => new(day, new TimeOnly(hour, minute), SummerTime.Offset(day));

    /// <summary>
    /// An item with what the area gives it; <paramref name="key"/> and <paramref name="number"/> name it among this person's items here and keep its id. What comes again,
    /// such as a deadline for the next period, is another item with a number of its own: under one id a date stays what it was.
    /// </summary>
    public Item New(WorkArea area, Kind kind, string key, Text title, Text summary, DateOnly created, DateOnly updated, bool open, int number = 0, Party[]? others = null) => new()
    {
        Id = IdOf(key, number),
        Kind = kind,
        Holder = company is null ? Identifier.Cpr(Person.Cpr!) : Identifier.Cvr(company.Cvr),
        Authority = area.By ?? _authority,
        Area = area.Code,
        Title = title,
        Summary = summary,
        Code = area.Subject,
        Open = open,
        CreatedAt = At(created, 9, 12),
        UpdatedAt = At(updated, 13, 40),
        Parties = others is null ? Self : [.. Self, .. others],
        LegalBasis = area.Law,
        Contact = new((area.By ?? _authority).Name, source is Kommune or Hospitalet ? "+4500000000" : null, Url: area.Link.Url, Hours: Hours),
        Controller = new(area.By ?? _authority, source.Correction),
        Link = area.Link,
    };

    public void Add(Item item) => Items.Add(item);

    // 128 bits from the seed, the source, the person's index and the item's name: says nothing of the CPR number.
    private string IdOf(string key, int number)
    {
        var draw = Draw("id/" + key, number);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, draw.Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], draw.Next());
        return Base64Url.EncodeToString(bytes);
    }

    // FNV-1a.
    private static uint NumberOf(string name)
    {
        var hash = 2166136261u;
        foreach (var letter in name) hash = unchecked((hash ^ letter) * 16777619u);
        return hash;
    }
}

/// <summary>Danish summer time: from the last Sunday of March to the last of October (Directive 2000/84/EC); by the day, for nothing here happens at night.</summary>
internal static class SummerTime
{
    public static TimeSpan Offset(DateOnly day) => TimeSpan.FromHours(day >= LastSunday(day.Year, 3) && day < LastSunday(day.Year, 10) ? 2 : 1);

    private static DateOnly LastSunday(int year, int month)
    {
        var last = new DateOnly(year, month, 31);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
