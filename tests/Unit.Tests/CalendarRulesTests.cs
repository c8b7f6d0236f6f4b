using CsCheck;
using Overblik.Calendar;
using Overblik.Deadlines;
using Overblik.Platform.Ports;

namespace Overblik.Unit.Tests;

public sealed class CalendarRulesTests
{
    private static readonly Gen<DateOnly> Dates = Gen.Int[new DateOnly(2000, 1, 1).DayNumber, new DateOnly(2040, 1, 1).DayNumber].Select(DateOnly.FromDayNumber);
    private static readonly Gen<Repeat> Repeats = Gen.Int[0, 5].Select(repeat => (Repeat)repeat);

    [Fact]
    public void What_comes_again_is_found_from_any_day_as_if_counted_from_the_first() => Gen.Select(Dates, Repeats, Gen.Int[0, 2000], Gen.Int[0, 400], Gen.Int[-30, 3000]).Sample((first, repeat, ahead, length, until) =>
    {
        var (from, to, last) = (first.AddDays(ahead), first.AddDays(ahead + length), until < 0 ? (DateOnly?)null : first.AddDays(until));
        var counted = new List<DateOnly>();
        for (var n = 0; n < 3000; n++)
        {
            var day = repeat switch { Repeat.Daily => first.AddDays(n), Repeat.Weekly => first.AddDays(7 * n), Repeat.Fortnightly => first.AddDays(14 * n), Repeat.Monthly => first.AddMonths(n), Repeat.Yearly => first.AddYears(n), _ => first };
            if (day > to || day > last || (repeat == Repeat.Never && n > 0)) break;
            if (day >= from) counted.Add(day);
        }
        Assert.Equal(counted, Repetition.Days(first, repeat, last, from, to));
    });

    [Fact]
    public void The_31st_is_the_last_of_a_short_month_and_the_31st_again_in_a_long_one() =>
        Assert.Equal([new(2026, 1, 31), new(2026, 2, 28), new(2026, 3, 31), new(2026, 4, 30)], Repetition.Days(new(2026, 1, 31), Repeat.Monthly, null, new(2026, 1, 1), new(2026, 4, 30)));

    [Theory]
    [InlineData("2026-01-31", "Monthly", "FREQ=MONTHLY;BYMONTHDAY=-1")]
    [InlineData("2026-01-30", "Monthly", "FREQ=MONTHLY;BYMONTHDAY=30")]
    [InlineData("2024-02-29", "Yearly", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1")]
    [InlineData("2026-01-15", "Fortnightly", "FREQ=WEEKLY;INTERVAL=2")]
    [InlineData("2026-01-15", "Never", null)]
    public void How_it_comes_again_is_told_to_other_calendars(string first, string repeat, string? rule) =>
        Assert.Equal(rule, CalendarFile.Rule(new Own(DateOnly.Parse(first), null, null, Enum.Parse<Repeat>(repeat), null, new Words("x", null, null)))?.Text);

    [Fact]
    public void The_next_ones_are_neither_over_nor_begun()
    {
        var now = DanishTime.Instant(new(2026, 12, 2), new(10, 0));
        Dated[] dates =
        [
            At("2026-12-02", "09:00", CalendarKind.Appointment, "begun"), At("2026-12-02", "11:00", CalendarKind.Appointment, "soon"), At("2026-12-02", null, CalendarKind.Deadline, "today"),
            At("2026-12-01", null, CalendarKind.Deadline, "late"), At("2026-12-03", null, CalendarKind.Payment, "money"), At("2026-12-04", null, CalendarKind.Own, "own"),
        ];
        Assert.Equal(["today", "soon", "own"], Agenda.Next(dates, now, 3).Select(date => date.Entry.Title));
        Assert.Equal(["late"], Agenda.Late(dates, new(2026, 12, 2)).Select(date => date.Entry.Title));
    }

    private static Dated At(string date, string? time, CalendarKind kind, string title) => new(
        new CalendarPart("part", "Part", Task.FromResult(new CalendarAnswer([], true))),
        new CalendarEntry(title, kind, DateOnly.Parse(date), title) { Time = time is null ? null : TimeOnly.Parse(time) });
}
