using System.Text;
using CsCheck;
using Overblik.Deadlines;

namespace Overblik.Unit.Tests;

public sealed class DeadlinesTests
{
    private static readonly DayCalendar Danish = DayCalendar.Danish;

    private static readonly Gen<DateOnly> Dates = Gen.Int[new DateOnly(1950, 1, 1).DayNumber, new DateOnly(2150, 1, 1).DayNumber].Select(DateOnly.FromDayNumber);
    private static readonly Gen<DayKind> Kinds = Gen.Int[0, 4].Select(kind => (DayKind)kind);
    private static readonly Gen<Period> Periods = Gen.Select(Dates, Gen.Int[0, 60], (first, length) => new Period(first, first.AddDays(length)));

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");

    // Nationalbanken's closing days, Monday to Friday.
    [Theory]
    [InlineData(2026, "01-01 04-02 04-03 04-06 05-14 05-15 05-25 06-05 12-24 12-25 12-31")]
    [InlineData(2027, "01-01 03-25 03-26 03-29 05-06 05-07 05-17 12-24 12-31")]
    public void Banks_are_closed_on_the_days_that_Nationalbanken_has_published(int year, string closed)
    {
        var found = DaysOf(year).Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Danish.Is(DayKind.BankDay, day));
        Assert.Equal(closed, string.Join(' ', found.Select(day => day.ToString("MM-dd"))));
    }

    [Theory]
    [InlineData(1818, "03-22")]
    [InlineData(1943, "04-25")]
    [InlineData(2000, "04-23")]
    [InlineData(2008, "03-23")]
    [InlineData(2024, "03-31")]
    [InlineData(2038, "04-25")]
    [InlineData(2285, "03-22")]
    public void Easter_falls_where_the_tables_say(int year, string date) => Assert.Equal(date, Easter.Sunday(year).ToString("MM-dd"));

    [Fact]
    public void Easter_is_a_Sunday_from_22_March_to_25_April() => Gen.Int[1, 9999].Sample(year =>
    {
        var sunday = Easter.Sunday(year);
        return sunday.DayOfWeek == DayOfWeek.Sunday && (sunday.Month, sunday.Day).CompareTo((3, 22)) >= 0 && (sunday.Month, sunday.Day).CompareTo((4, 25)) <= 0;
    });

    [Fact]
    public void The_great_prayer_day_was_a_holiday_to_2023()
    {
        Assert.True(Danish.IsHoliday(new(2023, 5, 5)));
        Assert.Contains("great-prayer-day", Danish.NamesOf(new(2023, 5, 5)));
        Assert.False(Danish.IsHoliday(new(2024, 4, 26)));
        Assert.True(Danish.Is(DayKind.BankDay, new(2024, 4, 26)));
    }

    // A kind of day for each column: weekday, working day, statutory day, bank day.
    [Theory]
    [InlineData("2026-06-05", true, true, false, false)]
    [InlineData("2026-12-24", true, true, false, false)]
    [InlineData("2026-12-31", true, true, false, false)]
    [InlineData("2026-05-15", true, true, true, false)]
    [InlineData("2026-05-14", false, false, false, false)]
    [InlineData("2026-05-16", true, false, false, false)]
    [InlineData("2026-05-17", false, false, false, false)]
    [InlineData("2026-05-01", true, true, true, true)]
    public void The_kinds_of_days_differ_as_their_rules_do(string date, params bool[] expected) =>
        Assert.Equal(expected, ((DayKind[])[DayKind.Weekday, DayKind.WorkingDay, DayKind.StatutoryDay, DayKind.BankDay]).Select(kind => Danish.Is(kind, Date(date))));

    [Fact]
    public void Each_kind_of_day_is_stricter_than_the_one_before() => Dates.Sample(date =>
    {
        var counts = Enum.GetValues<DayKind>().Select(kind => Danish.Is(kind, date)).ToList();
        return counts[0] && counts.Zip(counts.Skip(1)).All(pair => pair.First || !pair.Second);
    });

    [Fact]
    public void As_many_days_as_were_added_lie_between() => Gen.Select(Dates, Gen.Int[-300, 300], Kinds).Sample((from, count, kind) =>
    {
        var to = Danish.Add(from, count, kind);
        Assert.Equal(count, count >= 0 ? Danish.Count(from, to, kind) : -Danish.Count(to.AddDays(-1), from.AddDays(-1), kind));
        Assert.True(count == 0 ? to == from : Danish.Is(kind, to));
    });

    [Fact]
    public void Adding_in_two_parts_is_adding_at_once() => Gen.Select(Dates, Gen.Int[0, 100], Gen.Int[0, 100], Kinds).Sample((from, first, second, kind) =>
        Danish.Add(Danish.Add(from, first, kind), second, kind) == Danish.Add(from, first + second, kind));

    [Fact]
    public void A_shift_moves_as_little_as_it_can() => Gen.Select(Dates, Kinds).Sample((date, kind) =>
    {
        var (next, previous) = (Danish.OnOrAfter(date, kind), Danish.OnOrBefore(date, kind));
        Assert.True(previous <= date && date <= next);
        Assert.True(Danish.Is(kind, next) && Danish.Is(kind, previous));
        Assert.Equal(Danish.Is(kind, date), next == date);
        Assert.Equal(Danish.Is(kind, date), previous == date);
        for (var between = previous.AddDays(1); between < next; between = between.AddDays(1)) Assert.True(between == date || !Danish.Is(kind, between));
    });

    [Fact]
    public void Suspended_days_do_not_count() => Gen.Select(Dates, Gen.Int[1, 100], Kinds, Periods).Sample((from, count, kind, suspended) =>
    {
        var (plain, longer) = (Danish.Add(from, count, kind), Danish.Add(from, count, kind, suspended));
        Assert.True(longer >= plain);
        Assert.False(suspended.Contains(longer));
        Assert.Equal(count, Enumerable.Range(1, longer.DayNumber - from.DayNumber).Count(i => Danish.Is(kind, from.AddDays(i)) && !suspended.Contains(from.AddDays(i))));
    });

    [Fact]
    public void Months_become_as_many_days_longer_as_were_suspended() => Gen.Select(Dates, Gen.Int[0, 36], Periods).Sample((from, months, suspended) =>
    {
        var (plain, longer) = (from.AddMonths(months), DayCalendar.AddMonths(from, months, suspended));
        Assert.Equal(longer.DayNumber - plain.DayNumber, Enumerable.Range(1, longer.DayNumber - from.DayNumber).Count(i => suspended.Contains(from.AddDays(i))));
    });

    [Fact]
    public void A_suspension_before_or_after_changes_nothing()
    {
        Assert.Equal(new(2026, 3, 15), Danish.Add(new(2026, 3, 1), 14, DayKind.CalendarDay, new Period(new(2026, 2, 1), new(2026, 3, 1))));
        Assert.Equal(new(2026, 3, 15), Danish.Add(new(2026, 3, 1), 14, DayKind.CalendarDay, new Period(new(2026, 3, 16), new(2026, 4, 1))));
        Assert.Equal(new(2026, 3, 25), Danish.Add(new(2026, 3, 1), 14, DayKind.CalendarDay, new Period(new(2026, 3, 5), new(2026, 3, 14))));
    }

    [Theory]
    [InlineData("2026-01-31", 1, "2026-02-28")]
    [InlineData("2024-01-31", 1, "2024-02-29")]
    [InlineData("2024-02-29", 12, "2025-02-28")]
    [InlineData("2026-08-31", 6, "2027-02-28")]
    [InlineData("2026-03-31", -1, "2026-02-28")]
    public void A_month_without_the_day_ends_on_its_last(string from, int months, string to) => Assert.Equal(Date(to), DayCalendar.AddMonths(Date(from), months));

    [Fact]
    public void A_window_around_an_event_has_both_ends()
    {
        var window = Period.Around(new(2026, 3, 1), 28, 5, DayKind.CalendarDay, Danish);
        Assert.Equal((new DateOnly(2026, 2, 1), new DateOnly(2026, 3, 6)), (window.First, window.Last));
        Assert.True(window.Contains(new(2026, 2, 1)) && window.Contains(new(2026, 3, 6)));
        Assert.False(window.Contains(new(2026, 1, 31)) || window.Contains(new(2026, 3, 7)));
        Assert.Throws<ArgumentException>(() => new Period(new(2026, 3, 2), new(2026, 3, 1)));
    }

    // The dates as published or as printed by their sources, 2026.
    [Theory]
    [InlineData("state-pension-paid", "2026-01-30 2026-02-27 2026-03-31 2026-04-30 2026-05-29 2026-06-30 2026-07-31 2026-08-31 2026-09-30 2026-10-30 2026-11-30 2026-12-30")]
    [InlineData("a-tax-large-paid", "2026-01-30 2026-02-27 2026-03-31 2026-04-30 2026-05-29 2026-06-30 2026-07-31 2026-08-31 2026-09-30 2026-10-30 2026-11-30 2026-12-30")]
    [InlineData("housing-benefit-paid", "2026-01-02 2026-02-02 2026-03-02 2026-04-01 2026-05-01 2026-06-01 2026-07-01 2026-08-03 2026-09-01 2026-10-01 2026-11-02 2026-12-01")]
    [InlineData("child-benefit-paid", "2026-01-20 2026-04-20 2026-07-20 2026-10-20")]
    [InlineData("tax-return-correct", "2026-05-20")]
    [InlineData("tax-return-extended", "2026-07-01")]
    public void The_dates_of_2026_are_those_published(string rule, string dates) => Assert.Equal(dates, Year(rule, 2026));

    [Theory]
    [InlineData("su-paid", "2027-01-01", "2026-12-30")]
    [InlineData("a-tax-small-paid", "2026-04-01", "2026-05-11")]
    [InlineData("a-tax-small-paid", "2026-09-01", "2026-10-12")]
    [InlineData("a-tax-small-paid", "2026-12-01", "2027-01-18")]
    [InlineData("tax-return-correct", "2025-05-01", "2025-05-01")]
    public void A_rule_gives_the_date_that_was_published(string rule, string month, string date) =>
        Assert.Equal(Date(date), RuleBook.Danish.Find(rule, Date(month))!.Formula.From(Date(month), Danish).Date);

    [Fact]
    public void Where_no_rule_is_known_there_is_no_date()
    {
        Assert.Null(RuleBook.Danish.Find("tax-return-correct", new(2027, 5, 1)));
        Assert.Null(RuleBook.Danish.Find("child-benefit-paid", new(2026, 2, 1)));
        Assert.Null(RuleBook.Danish.Find("no-such-rule", new(2026, 2, 1)));
    }

    [Fact]
    public void Every_rule_has_a_source_and_reads_back() => Assert.All(RuleBook.Danish.All, rule =>
    {
        Assert.StartsWith("https://", rule.Source, StringComparison.Ordinal);
        Assert.Equal(rule.Formula.ToString(), Formula.Parse(rule.Formula.ToString()).ToString());
    });

    [Theory]
    [InlineData("+14 days", "2026-12-20", "2027-01-03")]
    [InlineData("-28 days", "2026-03-01", "2026-02-01")]
    [InlineData("+8 weeks", "2026-01-01", "2026-02-26")]
    [InlineData("+6 months", "2026-08-31", "2027-02-28")]
    [InlineData("+1 years", "2024-02-29", "2025-02-28")]
    [InlineData("+2 weekdays", "2026-05-15", "2026-05-18")]
    [InlineData("+8 working-days", "2026-04-01", "2026-04-16")]
    [InlineData("-1 bank-days", "2026-05-18", "2026-05-13")]
    [InlineData("+0 days, shift next working-day", "2026-04-04", "2026-04-07")]
    [InlineData("+0 days, shift previous working-day", "2026-04-04", "2026-04-01")]
    [InlineData("+14 days, shift next statutory-day", "2026-12-10", "2026-12-28")]
    [InlineData("first calendar-day of next month", "2026-12-24", "2027-01-01")]
    [InlineData("first working-day of next month", "2026-12-24", "2027-01-04")]
    [InlineData("last bank-day of previous month", "2026-03-31", "2026-02-27")]
    [InlineData("last working-day before day 21 of month", "2026-06-30", "2026-06-19")]
    [InlineData("day 31 of next month", "2026-01-31", "2026-02-28")]
    [InlineData("date 02-29", "2026-07-01", "2026-02-28")]
    [InlineData("date 07-01 of next year", "2026-07-01", "2027-07-01")]
    public void A_formula_leads_to_the_date(string formula, string from, string to)
    {
        Assert.Equal(Date(to), Formula.Parse(formula).From(Date(from), Danish).Date);
        Assert.Equal(formula, Formula.Parse(formula).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("+14")]
    [InlineData("14 days")]
    [InlineData("+14 dayss")]
    [InlineData("+x days")]
    [InlineData("+10001 days")]
    [InlineData("first day of next month")]
    [InlineData("last bank-day of next year")]
    [InlineData("day 32 of month")]
    [InlineData("day 0 of month")]
    [InlineData("date 13-01")]
    [InlineData("shift sideways bank-day")]
    [InlineData("+14 days, at 25:00")]
    [InlineData("at 12:00, +14 days")]
    public void A_formula_that_is_none_is_refused_in_words(string formula) => Assert.NotEmpty(Assert.Throws<FormatException>(() => Formula.Parse(formula)).Message);

    [Fact]
    public void A_formula_of_any_characters_is_read_or_refused() => Gen.OneOf<char>([.. "+-0123456789 ,:abdefhiklmnoprstvwxy".Select(c => Gen.Const(c))]).Array[0, 40].Select(chars => new string(chars)).Sample(text =>
    {
        try { return Formula.Parse(text).ToString() is var said && Formula.Parse(said).ToString() == said; }
        catch (FormatException) { return true; }
    });

    [Fact]
    public void Each_step_is_told()
    {
        var deadline = Formula.Parse("+4 weeks, shift next statutory-day, at 12:00").From(new(2026, 5, 8), Danish);
        Assert.Equal(new(2026, 6, 8), deadline.Date);
        Assert.Equal(new(12, 0), deadline.At);
        Assert.Equal([new("+4 weeks", new(2026, 6, 5)), new("shift next statutory-day", new(2026, 6, 8))], deadline.Steps);
    }

    [Fact]
    public void An_extension_never_takes_time_away() => Gen.Select(Dates, Gen.Int[-400, 400]).Sample((date, days) =>
    {
        var deadline = Formula.Parse("+0 days").From(date, Danish);
        return deadline.ExtendedTo(date.AddDays(days)).Date == (days > 0 ? date.AddDays(days) : date);
    });

    [Theory]
    [InlineData("2026-01-15", null, "2026-01-15T23:00:00Z")]
    [InlineData("2026-07-15", null, "2026-07-15T22:00:00Z")]
    [InlineData("2026-03-15", "12:00", "2026-03-15T11:00:00Z")]
    [InlineData("2026-07-05", "12:00", "2026-07-05T10:00:00Z")]
    [InlineData("2026-03-29", "02:30", "2026-03-29T01:30:00Z")]
    [InlineData("2026-03-28", null, "2026-03-28T23:00:00Z")]
    [InlineData("2026-03-29", null, "2026-03-29T22:00:00Z")]
    [InlineData("2026-10-25", "02:30", "2026-10-25T01:30:00Z")]
    [InlineData("2026-10-25", null, "2026-10-25T23:00:00Z")]
    public void A_deadline_ends_by_Danish_clocks(string date, string? at, string instant) =>
        Assert.Equal(DateTimeOffset.Parse(instant), DanishTime.TooLateFrom(Date(date), at is null ? null : TimeOnly.Parse(at)));

    [Fact]
    public void Of_the_hour_that_comes_twice_an_appointment_is_in_the_first() =>
        Assert.Equal(DateTimeOffset.Parse("2026-10-25T00:30:00Z"), DanishTime.Instant(new(2026, 10, 25), new(2, 30)));

    [Fact]
    public void Danish_clocks_show_the_time_that_an_instant_was_made_of() => Gen.Select(Dates.Where(date => date.Year is > 1980 and < 2037), Gen.Int[0, 1439], Gen.Bool).Sample((date, minute, later) =>
    {
        var time = TimeOnly.MinValue.AddMinutes(minute);
        var local = TimeZoneInfo.ConvertTime(DanishTime.Instant(date, time, later), DanishTime.Zone).DateTime;
        return local == date.ToDateTime(time) || (DanishTime.Zone.IsInvalidTime(date.ToDateTime(time)) && local == date.ToDateTime(time).AddHours(1));
    });

    [Theory]
    [InlineData("""{"source":"x","days":[{"id":"a"}],"kinds":[]}""", "a")]
    [InlineData("""{"source":"x","days":[{"id":"a","date":"13-01"}],"kinds":[]}""", "13-01")]
    [InlineData("""{"source":"x","days":[],"kinds":[]}""", "weekday")]
    [InlineData("""{"source":"x","days":[],"kinds":[{"kind":"weekday","saturday":true,"closed":["b"],"source":"x"}]}""", "b")]
    [InlineData("""{"source":"x","days":[],"kinds":[{"kind":"moonday","saturday":true,"closed":[],"source":"x"}]}""", "moonday")]
    [InlineData("[]", "read")]
    public void A_calendar_that_is_wrong_says_why(string json, string told) =>
        Assert.Contains(told, Assert.Throws<FormatException>(() => DayCalendar.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"rules":[{"id":"r","from":"2026-01-01","formula":"soon","source":"x"}]}""", "soon")]
    [InlineData("""{"rules":[{"id":"r","from":"2026-01-02","to":"2026-01-01","formula":"+1 days","source":"x"}]}""", "ends")]
    [InlineData("""{"rules":[{"id":"r","from":"2026-01-01","months":[13],"formula":"+1 days","source":"x"}]}""", "month")]
    [InlineData("""{"rules":[{"id":"r","from":"2026-01-01","formula":"+1 days","source":"x"},{"id":"r","from":"2027-01-01","months":[2],"formula":"+1 days","source":"x"}]}""", "same day")]
    [InlineData("""{"rules":[{"id":"r","from":"2026-01-01","formula":"+1 days"}]}""", "read")]
    public void Rules_that_are_wrong_say_why(string json, string told) =>
        Assert.Contains(told, Assert.Throws<FormatException>(() => RuleBook.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)))).Message, StringComparison.Ordinal);

    private static string Year(string rule, int year) => string.Join(' ', Enumerable.Range(1, 12)
        .Select(month => new DateOnly(year, month, 1))
        .Select(month => RuleBook.Danish.Find(rule, month)?.Formula.From(month, Danish).Date.ToString("yyyy-MM-dd"))
        .OfType<string>());

    private static IEnumerable<DateOnly> DaysOf(int year)
    {
        for (var day = new DateOnly(year, 1, 1); day.Year == year; day = day.AddDays(1)) yield return day;
    }
}
