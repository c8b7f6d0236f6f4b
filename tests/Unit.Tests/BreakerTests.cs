using Microsoft.Extensions.Time.Testing;
using Overblik.Overview;

namespace Overblik.Unit.Tests;

public sealed class BreakerTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly Breaker breaker;

    public BreakerTests() => breaker = new Breaker(time, 3, TimeSpan.FromSeconds(10));

    [Fact]
    public void It_opens_after_failures_in_a_row_and_a_success_between_them_counts_as_a_new_start()
    {
        Fail(2);
        Assert.True(breaker.Enter());
        breaker.Succeeded();
        Fail(2);
        Assert.True(breaker.Enter());
        breaker.Failed();
        Assert.False(breaker.Enter());
    }

    [Fact]
    public void When_the_pause_is_over_one_call_alone_tries_and_success_closes_it()
    {
        Fail(3);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(breaker.Enter());
        Assert.False(breaker.Enter());
        breaker.Succeeded();
        Assert.True(breaker.Enter());
        Assert.True(breaker.Enter());
        Assert.Null(breaker.DownSince);
    }

    [Fact]
    public void Each_failed_probe_doubles_the_pause_up_to_a_minute()
    {
        Fail(3);
        foreach (var pause in new[] { 10, 20, 40, 60, 60 })
        {
            time.Advance(TimeSpan.FromSeconds(pause - 1));
            Assert.False(breaker.Enter());
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.True(breaker.Enter());
            breaker.Failed();
        }
    }

    [Fact]
    public void A_call_that_the_person_gave_up_says_nothing_and_lets_the_next_probe()
    {
        Fail(3);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(breaker.Enter());
        breaker.Abandoned();
        Assert.True(breaker.Enter());
    }

    [Fact]
    public void It_remembers_since_when_and_honours_the_sources_own_word_within_reason()
    {
        var first = time.GetUtcNow();
        breaker.Enter();
        breaker.Failed(TimeSpan.FromHours(5));
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(breaker.Enter());
        Assert.Equal(first, breaker.DownSince);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(breaker.Enter());
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.True(breaker.Enter());
            breaker.Failed();
        }
    }
}
