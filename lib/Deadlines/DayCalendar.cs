using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Overblik.Deadlines;

/// <summary>Which days count. Danish rules use five, and they are not the same.</summary>
public enum DayKind
{
    /// <summary>Every day: kalenderdag, løbedag.</summary>
    CalendarDay,

    /// <summary>No Sunday and no public holiday: hverdag where Saturday counts.</summary>
    Weekday,

    /// <summary>Monday to Friday and no public holiday: arbejdsdag, hverdag where Saturday does not count.</summary>
    WorkingDay,

    /// <summary>A working day that is not 5 June, 24 or 31 December: when a statutory time limit may run out (forældelsesloven § 27(2)).</summary>
    StatutoryDay,

    /// <summary>A day on which Danish banks settle: bankdag. Also the day after Ascension is none.</summary>
    BankDay,
}

/// <summary>Which days are holidays and which count, as data (<c>days.json</c>): each with its validity and source. Immutable.</summary>
public sealed class DayCalendar
{
    private readonly Named[] days;
    private readonly KindRule[] kinds;

    // A bit for each kind of a day, and one for a holiday; a year is computed when it is first asked for.
    private const int Holiday = 7;
    private readonly byte[]?[] years = new byte[10_000][];

    private DayCalendar(Named[] days, KindRule[] kinds) => (this.days, this.kinds) = (days, kinds);

    /// <summary>Denmark's.</summary>
    public static DayCalendar Danish { get; } = ReadDanish();

    /// <summary>Reads a calendar in the form of <c>days.json</c>.</summary>
    /// <exception cref="FormatException">What is wrong with it.</exception>
    public static DayCalendar Read(Stream json)
    {
        DaysFile file;
        try { file = JsonSerializer.Deserialize(json, DataJson.Default.DaysFile) ?? throw new FormatException("The calendar is empty."); }
        catch (JsonException e) { throw new FormatException($"The calendar cannot be read: {e.Message}", e); }
        var days = file.Days.Select(day => new Named(
            day.Id,
            day.Date is { } date ? MonthDay(date) : null,
            day.Easter,
            day.Holiday,
            day.From ?? DateOnly.MinValue,
            day.To ?? DateOnly.MaxValue)).ToArray();
        if (days.FirstOrDefault(day => day.Date is null == day.Easter is null) is { } vague) throw new FormatException($"The day '{vague.Id}' must have a date or its distance from Easter, and not both.");
        var kinds = new KindRule[Enum.GetValues<DayKind>().Length];
        kinds[(int)DayKind.CalendarDay] = new KindRule(Saturday: true, FrozenSet<string>.Empty);
        foreach (var kind in file.Kinds)
        {
            if (kind.Closed.FirstOrDefault(id => days.All(day => day.Id != id)) is { } unknown) throw new FormatException($"'{unknown}' is no day of this calendar.");
            kinds[(int)DayKinds.Parse(kind.Kind)] = new KindRule(kind.Saturday, kind.Closed.ToFrozenSet(StringComparer.Ordinal));
        }
        if (Array.FindIndex(kinds, kind => kind is null) is >= 0 and var missing) throw new FormatException($"The kind '{((DayKind)missing).Name()}' is missing.");
        return new DayCalendar(days, kinds);

        static (int, int) MonthDay(string text) => DateOnly.TryParseExact("2024-" + text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (day.Month, day.Day)
            : throw new FormatException($"'{text}' is no date like 12-24.");
    }

    /// <summary>The ids of what the day is by name (<c>christmas-eve</c>, <c>ascension</c>); none of an ordinary day.</summary>
    public IEnumerable<string> NamesOf(DateOnly date) => days.Where(day => day.Is(date)).Select(day => day.Id);

    /// <summary>Whether the day is a public holiday. Sundays are none unless they are one by name.</summary>
    public bool IsHoliday(DateOnly date) => Has(date, Holiday);

    /// <summary>Whether the day counts as one of that kind.</summary>
    public bool Is(DayKind kind, DateOnly date) => Has(date, (int)kind);

    /// <summary>
    /// The day on which <paramref name="count"/> days of a kind have passed since <paramref name="from"/>, which itself does not count; backwards where it is negative.
    /// 0 leaves the day as it is, also one of another kind. Suspended days do not count.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The result would lie after the year 9999 or before the year 1.</exception>
    public DateOnly Add(DateOnly from, int count, DayKind kind, params IReadOnlyList<Period> suspended)
    {
        var step = Math.Sign(count);
        var date = from;
        for (var left = Math.Abs(count); left > 0;)
        {
            date = date.AddDays(step);
            if (Is(kind, date) && !Suspended(date, suspended)) left--;
        }
        return date;
    }

    /// <summary>
    /// The same day of the month some months later, or the month's last day where it has no such day (forældelsesloven § 27(1)); then as many days later as were suspended.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The result would lie after the year 9999 or before the year 1.</exception>
    public static DateOnly AddMonths(DateOnly from, int count, params IReadOnlyList<Period> suspended)
    {
        var date = from.AddMonths(count);
        for (var day = from; day < date;)
        {
            day = day.AddDays(1);
            if (Suspended(day, suspended)) date = date.AddDays(1);
        }
        return date;
    }

    /// <summary>The day itself where it is of the kind; otherwise the next that is.</summary>
    public DateOnly OnOrAfter(DateOnly date, DayKind kind)
    {
        while (!Is(kind, date)) date = date.AddDays(1);
        return date;
    }

    /// <summary>The day itself where it is of the kind; otherwise the last before it that is.</summary>
    public DateOnly OnOrBefore(DateOnly date, DayKind kind)
    {
        while (!Is(kind, date)) date = date.AddDays(-1);
        return date;
    }

    /// <summary>How many days of a kind lie after <paramref name="from"/> and up to <paramref name="to"/>; negative where that is earlier.</summary>
    public int Count(DateOnly from, DateOnly to, DayKind kind)
    {
        if (to < from) return -Count(to, from, kind);
        if (kind == DayKind.CalendarDay) return to.DayNumber - from.DayNumber;
        var count = 0;
        for (var date = from; date < to;)
        {
            date = date.AddDays(1);
            if (Is(kind, date)) count++;
        }
        return count;
    }

    private bool Has(DateOnly date, int bit) => ((years[date.Year] ??= Year(date.Year))[date.DayOfYear - 1] & (1 << bit)) != 0;

    private byte[] Year(int year)
    {
        var bits = new byte[DateTime.IsLeapYear(year) ? 366 : 365];
        for (var i = 0; i < bits.Length; i++)
        {
            var date = new DateOnly(year, 1, 1).AddDays(i);
            var named = Array.FindAll(days, day => day.Is(date));
            var holiday = Array.Exists(named, day => day.Holiday);
            if (holiday) bits[i] |= 1 << Holiday;
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                if (kind == (int)DayKind.CalendarDay || (!holiday && kinds[kind].Counts(date.DayOfWeek) && !Array.Exists(named, day => kinds[kind].Closed.Contains(day.Id)))) bits[i] |= (byte)(1 << kind);
            }
        }
        return bits;
    }

    private static bool Suspended(DateOnly date, IReadOnlyList<Period> suspended)
    {
        for (var i = 0; i < suspended.Count; i++)
        {
            if (suspended[i].Contains(date)) return true;
        }
        return false;
    }

    private static DayCalendar ReadDanish()
    {
        using var json = typeof(DayCalendar).Assembly.GetManifestResourceStream("days.json")!;
        return Read(json);
    }

    private sealed record KindRule(bool Saturday, FrozenSet<string> Closed)
    {
        public bool Counts(DayOfWeek day) => day != DayOfWeek.Sunday && (day != DayOfWeek.Saturday || Saturday);
    }

    private sealed record Named(string Id, (int Month, int Day)? Date, int? Easter, bool Holiday, DateOnly From, DateOnly To)
    {
        public bool Is(DateOnly date) => (Date is { } fixedDate
            ? date.Month == fixedDate.Month && date.Day == fixedDate.Day
            // From three days before Easter to fifty after it: 19 March to 14 June.
            : date.Month is >= 3 and <= 6 && date.DayNumber - Deadlines.Easter.Sunday(date.Year).DayNumber == Easter) && From <= date && date <= To;
    }
}

internal sealed record DaysFile(string Source, IReadOnlyList<DaysFile.Day> Days, IReadOnlyList<DaysFile.Kinded> Kinds)
{
    internal sealed record Day(string Id, string? Date = null, int? Easter = null, bool Holiday = false, DateOnly? From = null, DateOnly? To = null, string? Source = null);

    internal sealed record Kinded(string Kind, bool Saturday, IReadOnlyList<string> Closed, string Source);
}

internal sealed record RulesFile(IReadOnlyList<RulesFile.Rule> Rules)
{
    internal sealed record Rule(string Id, DateOnly From, string Formula, string Source, DateOnly? To = null, IReadOnlyList<int>? Months = null);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(DaysFile))]
[JsonSerializable(typeof(RulesFile))]
internal sealed partial class DataJson : JsonSerializerContext;
