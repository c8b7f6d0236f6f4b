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
        breaker.Succeeded(Enter());
        Fail(2);
        breaker.Failed(Enter());
        Assert.Null(breaker.Enter());
    }

    [Fact]
    public void When_the_pause_is_over_one_call_alone_tries_and_success_closes_it()
    {
        Fail(3);
        time.Advance(TimeSpan.FromSeconds(10));
        var probe = Enter();
        Assert.Null(breaker.Enter());
        breaker.Succeeded(probe);
        Enter();
        Enter();
        Assert.Null(breaker.DownSince);
    }

    [Fact]
    public void Each_failed_probe_doubles_the_pause_up_to_a_minute()
    {
        Fail(3);
        foreach (var pause in new[] { 10, 20, 40, 60, 60 })
        {
            Pauses(pause);
            breaker.Failed(Enter());
        }
    }

    [Fact]
    public void Calls_that_fail_together_open_it_once_and_for_the_first_pause()
    {
        var together = Enumerable.Range(0, 8).Select(_ => Enter()).ToList();
        together.ForEach(turn => breaker.Failed(turn));
        Pauses(10);
    }

    [Fact]
    public void How_a_call_from_before_the_opening_ends_neither_ends_the_probe_nor_stands_for_it()
    {
        var (failing, leaving, succeeding) = (Enter(), Enter(), Enter());
        var since = time.GetUtcNow();
        Fail(3);
        time.Advance(TimeSpan.FromSeconds(10));
        var probe = Enter();
        breaker.Failed(failing);
        breaker.Abandoned(leaving);
        breaker.Succeeded(succeeding);
        Assert.Null(breaker.Enter());
        Assert.Equal(since, breaker.DownSince);
        breaker.Failed(probe);
        Pauses(20);
        breaker.Succeeded(Enter());
        Fail(2);
        breaker.Failed(failing);
        Enter();
    }

    [Fact]
    public void A_call_that_says_nothing_lets_the_next_probe_and_changes_no_count()
    {
        Fail(2);
        breaker.Abandoned(Enter());
        Fail(1);
        time.Advance(TimeSpan.FromSeconds(10));
        breaker.Abandoned(Enter());
        breaker.Failed(Enter());
        Pauses(20);
    }

    [Fact]
    public void It_remembers_since_when_and_honours_the_sources_own_word_within_reason()
    {
        var first = time.GetUtcNow();
        breaker.Failed(Enter(), TimeSpan.FromHours(5));
        Pauses(5 * 60);
        Assert.Equal(first, breaker.DownSince);
    }

    [Fact]
    public void The_sources_own_word_holds_whichever_call_heard_it()
    {
        var late = Enter();
        Fail(3);
        breaker.Failed(late, TimeSpan.FromSeconds(120));
        Pauses(120);
    }

    private int Enter()
    {
        var turn = breaker.Enter();
        Assert.NotNull(turn);
        return turn.Value;
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++) breaker.Failed(Enter());
    }

    private void Pauses(int seconds)
    {
        time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Null(breaker.Enter());
        time.Advance(TimeSpan.FromSeconds(1));
    }
}
