using CsCheck;
using Overblik.Calendar;
using Overblik.Deadlines;
using Overblik.Platform.Ports;

namespace Overblik.Unit.Tests;

/// <summary>When a date is to be reminded of.</summary>
public sealed class ReminderTimesTests
{
    private static readonly DateOnly Day = new(2026, 12, 18);
    private static readonly TimeOnly Eight = new(8, 0);

    private static readonly Gen<ReminderTimes> Any =
        from date in Gen.Int[0, 1500].Select(days => new DateOnly(2025, 1, 1).AddDays(days))
        from time in Gen.Bool.SelectMany(has => has ? Gen.Int[0, 95].Select(quarter => (TimeOnly?)new TimeOnly(quarter / 4, quarter % 4 * 15)) : Gen.Const((TimeOnly?)null))
        from days in Gen.Int[0, ReminderRules.Offered.Count - 1].Select(i => ReminderRules.Offered[i]).Array[0, 6].Select(all => all.Distinct().ToArray())
        from snooze in Gen.Int[-5, 60].Select(before => before < 0 ? (DateOnly?)null : date.AddDays(-before))
        from at in Gen.Int[0, 23].Select(hour => new TimeOnly(hour, 0))
        select new ReminderTimes(date, time, days, snooze, at);

    [Fact]
    public void A_deadline_has_its_moments_by_danish_clocks()
    {
        var times = new ReminderTimes(Day, null, [3, 14, 0], null, Eight);
        Assert.Equal(["2026-12-04T07:00:00Z 14", "2026-12-15T07:00:00Z 3", "2026-12-18T07:00:00Z 0"], times.Moments().Select(moment => $"{moment.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {moment.Days}"));
        // Over the turn of the clocks it stays eight o'clock.
        Assert.Equal(["2026-03-15T07:00:00Z", "2026-03-29T06:00:00Z"], new ReminderTimes(new(2026, 3, 29), null, [14, 0], null, Eight).Moments().Select(moment => moment.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ")));
    }

    [Theory]
    [InlineData("2026-12-04T06:59:59Z", null)]
    [InlineData("2026-12-04T07:00:00Z", 14)]
    [InlineData("2026-12-15T06:59:59Z", 14)]
    [InlineData("2026-12-15T07:00:00Z", 3)]
    [InlineData("2026-12-18T22:59:59Z", 0)]
    [InlineData("2026-12-18T23:00:00Z", null)]
    public void It_is_in_the_stage_whose_moment_came_last_until_it_is_too_late(string now, int? days) =>
        Assert.Equal(days, new ReminderTimes(Day, null, [3, 14, 0], null, Eight).Stage(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture))?.Days);

    [Fact]
    public void What_would_come_too_late_on_the_day_comes_the_day_before()
    {
        Assert.Equal([7, 1], new ReminderTimes(Day, new TimeOnly(7, 30), [7, 1, 0], null, Eight).Moments().Select(moment => moment.Days));
        Assert.Equal([1], new ReminderTimes(Day, new TimeOnly(12, 0), [0], null, new TimeOnly(20, 0)).Moments().Select(moment => moment.Days));
    }

    [Fact]
    public void One_that_is_put_off_says_nothing_before_and_something_on_that_day() =>
        Assert.Equal([5, 3, 0], new ReminderTimes(Day, null, [14, 7, 3, 0], Day.AddDays(-5), Eight).Moments().Select(moment => moment.Days));

    [Fact]
    public void Moments_come_in_order_and_none_when_it_is_too_late() => Any.Sample(times =>
    {
        var moments = times.Moments().Select(moment => moment.At).ToList();
        Assert.Equal(moments.Order(), moments);
        Assert.Equal(moments.Distinct(), moments);
        Assert.All(moments, moment => Assert.True(moment < DanishTime.TooLateFrom(times.Date, times.Time)));
        Assert.All(moments, moment => Assert.True(times.SnoozedTo is not { } day || day >= times.Date || DanishTime.DateOf(moment) >= day));
    });

    [Fact]
    public void Whoever_looks_when_it_is_planned_finds_every_stage_and_no_other() => Gen.Select(Any, Gen.Int[-60, 5]).Sample((times, from) =>
    {
        var now = DanishTime.Instant(times.Date.AddDays(from), new TimeOnly(12, 0));
        var found = times.Looks(now, late: false).Select(look => times.Stage(look)).ToList();
        Assert.DoesNotContain(null, found);
        Assert.Equal(times.Moments().Where(moment => moment.At > now).Select(moment => moment.Days), found.Select(stage => stage!.Value.Days));
        // Whoever plans in the very moment plans another look, which cannot have been made yet.
        Assert.All(times.Moments(), moment => Assert.Contains(times.Looks(moment.At.AddSeconds(-1), late: false), look => look > moment.At && look - moment.At <= TimeSpan.FromMinutes(16)));
        // What has passed is made up for within a quarter of an hour, unless it is too late by then.
        if (times.Stage(now) is not { } missed) return;
        var soon = times.Looks(now, late: true).First();
        Assert.True(soon > now && soon - now <= TimeSpan.FromMinutes(16) && soon.Minute % 15 == 0);
        if (soon < DanishTime.TooLateFrom(times.Date, times.Time)) Assert.True(times.Stage(soon)!.Value.Days <= missed.Days);
    });

    [Theory]
    [InlineData("21:00", "07:00", "2026-12-01T20:00:00Z", "2026-12-02T06:00:00Z")]
    [InlineData("21:00", "07:00", "2026-12-01T23:30:00Z", "2026-12-02T06:00:00Z")]
    [InlineData("21:00", "07:00", "2026-12-01T06:00:00Z", null)]
    [InlineData("09:00", "12:00", "2026-12-01T09:00:00Z", "2026-12-01T11:00:00Z")]
    [InlineData("00:00", "00:00", "2026-12-01T23:30:00Z", null)]
    // The night in which the clocks are put forward is an hour shorter.
    [InlineData("21:00", "07:00", "2027-03-27T20:00:00Z", "2027-03-28T05:00:00Z")]
    public void Quiet_hours_end_by_danish_clocks(string from, string to, string now, string? end)
    {
        static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(end is null ? null : At(end), ReminderTimes.QuietUntil(TimeOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), TimeOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture), At(now)));
    }

    [Fact]
    public void Rules_are_the_same_after_they_were_written_down()
    {
        var kinds = Enum.GetValues<CalendarKind>();
        Gen.Select(Gen.Int[0, ReminderRules.Offered.Count - 1].Select(i => ReminderRules.Offered[i]).Array[0, 6], Gen.Int[0, 15], Gen.Int[0, kinds.Length - 1].Select(i => kinds[i])).Array[0, 8].Sample(changes =>
        {
            var rules = changes.Aggregate(ReminderRules.Default(Channels.Email), (all, one) => all.With(one.Item3, new([.. one.Item1.Distinct()], (Channels)one.Item2)));
            var read = ReminderRules.Parse(rules.ToString());
            Assert.True(rules.ToString().Length <= 400);
            Assert.All(kinds, kind => Assert.Equal((ReminderRules.Text(rules[kind].Days), rules[kind].Channels, rules[kind].Never), (ReminderRules.Text(read[kind].Days), read[kind].Channels, read[kind].Never)));
            var ended = ReminderRules.Parse(read.Without(CalendarKind.Deadline, Channels.Email).ToString())[CalendarKind.Deadline];
            Assert.Equal((false, true), (ended.Channels.HasFlag(Channels.Email), ended.Never.HasFlag(Channels.Email)));
        });
    }

    [Theory]
    [InlineData("nogen@example.org", "nogen@example.org")]
    [InlineData("  nogen@example.org ", "nogen@example.org")]
    [InlineData("søren@example.org", "søren@example.org")]
    [InlineData("nogen@example", null)]
    [InlineData("nogen@[10.0.0.1]", null)]
    [InlineData("nogen", null)]
    [InlineData("Nogen <nogen@example.org>", null)]
    [InlineData("nogen@example.org\r\nBcc: anden@example.org", null)]
    [InlineData("en@example.org, to@example.org", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_email_address_is_one_or_none(string? typed, string? read) => Assert.Equal(read, AddressRules.Email(typed));

    [Theory]
    [InlineData("00 00 00 00", "+4500000000")]
    [InlineData("+45 00000000", "+4500000000")]
    [InlineData("004500000000", "+4500000000")]
    [InlineData("+46 70-000 00 00", "+46700000000")]
    [InlineData("1234567", null)]
    [InlineData("+451234567", null)]
    [InlineData("+0012345678", null)]
    [InlineData("12345678a", null)]
    [InlineData(null, null)]
    public void A_phone_number_is_one_or_none(string? typed, string? read) => Assert.Equal(read, AddressRules.Phone(typed));
}
