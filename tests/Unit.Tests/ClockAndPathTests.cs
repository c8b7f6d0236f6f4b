using CsCheck;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Overblik.Platform;

namespace Overblik.Unit.Tests;

public sealed class ClockAndPathTests
{
    [Theory]
    [InlineData("2026-11-23T22:59:59Z", null, "2026-11-23")]
    [InlineData("2026-11-23T23:00:00Z", null, "2026-11-24")] // midnight in Denmark, winter
    [InlineData("2026-06-30T22:00:00Z", null, "2026-07-01")] // midnight in Denmark, summer
    [InlineData("2026-11-23T12:00:00Z", "2027-01-01", "2027-01-01")]
    [InlineData("2026-11-23T12:00:00Z", "2020-02-29", "2020-02-29")]
    public void The_business_date_is_the_Danish_date_or_the_one_given(string now, string? today, string expected)
    {
        var clock = new BusinessClock(new FakeTimeProvider(DateTimeOffset.Parse(now)), Configuration(today));
        Assert.Equal(DateOnly.Parse(expected), clock.Today);
    }

    [Fact]
    public void A_moved_date_moves_on_at_midnight()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-23T12:00:00Z"));
        var clock = new BusinessClock(time, Configuration("2027-01-01"));
        time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(new DateOnly(2027, 1, 2), clock.Today);
    }

    [Fact]
    public void A_moved_date_is_always_the_same_number_of_days_ahead_also_around_summer_time()
    {
        DateTimeOffset[] changes = [.. new[] { "2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31" }.Select(date => DateTimeOffset.Parse(date + "T01:00:00Z"))];
        (from start in Gen.Int[0, 3] from minutes in Gen.Int[-4000, 4000] from target in Gen.Int[0, 3] from days in Gen.Int[-2, 2] from later in Gen.Int[0, 6000]
         select (Start: changes[start].AddMinutes(minutes), Target: changes[target].AddDays(days), Later: later)).Sample(made =>
        {
            var time = new FakeTimeProvider(made.Start);
            var clock = new BusinessClock(time, Configuration(made.Target.ToString("yyyy-MM-dd")));
            int Ahead() => clock.Today.DayNumber - DateOnly.FromDateTime(BusinessClock.Local(time.GetUtcNow()).Date).DayNumber;
            var before = Ahead();
            time.Advance(TimeSpan.FromMinutes(made.Later));
            Assert.Equal(before, Ahead());
            Assert.True(BusinessClock.Local(clock.Now).EqualsExact(clock.Now));
        });
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2026-02-30")]
    [InlineData("01-02-2026")]
    public void A_date_that_is_none_stops_the_start_with_a_word_on_how_to_write_it(string today) =>
        Assert.Contains("like 2026-11-23", Assert.Throws<StartupException>(() => new BusinessClock(TimeProvider.System, Configuration(today))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("da-DK", "9.05")]
    [InlineData("en-GB", "09:05")]
    public void A_time_of_day_is_Danish_time_written_as_the_language_does(string culture, string expected) =>
        Cultures.In(culture, () => Assert.Equal(expected, BusinessClock.Clock(DateTimeOffset.Parse("2026-11-23T08:05:59Z"))));

    [Fact]
    public void Only_a_path_of_this_site_is_a_place_to_go() =>
        Gen.OneOf(Gen.String, Gen.String.Select(s => "/" + s), Gen.String.Select(s => "//" + s), Gen.String.Select(s => "/\\" + s)).Sample(path =>
        {
            var to = LocalPath.Or(path, "/");
            Assert.True(new Uri(new Uri("https://portal.example"), to).Host == "portal.example");
        });

    private static IConfiguration Configuration(string? today) => new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Today"] = today }).Build();
}
