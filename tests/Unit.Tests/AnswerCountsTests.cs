using CsCheck;
using Overblik.Overview;

namespace Overblik.Unit.Tests;

public sealed class AnswerCountsTests
{
    private static readonly Gen<int[]> Times = Gen.Int[0, 5000].Array[1, 200];

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 100)]
    [InlineData(101, 200)]
    [InlineData(301, 500)]
    [InlineData(5000, 5000)]
    [InlineData(9000, 5000)]
    public void An_answer_is_counted_with_the_shortest_time_that_it_kept(int took, int within)
    {
        var counts = Counted([took]);
        Assert.Equal(within, counts.TimeOf(100));
        Assert.Equal(1, counts[AnswerCounts.Within.ToList().IndexOf(within)]);
        Assert.Equal((1, 1, 0), (counts.Asked, counts.Answered, counts.Missed));
    }

    [Fact]
    public void The_longest_time_is_the_longest_that_a_source_may_be_given() =>
        Assert.Equal(OverviewOptions.Budget.TotalMilliseconds, AnswerCounts.Within[^1]);

    [Fact]
    public void The_time_of_so_many_of_a_hundred_is_the_shortest_in_which_that_many_came() => Times.Select(Gen.Int[1, 100]).Sample((times, percent) =>
    {
        var time = Counted(times).TimeOf(percent)!.Value;
        Assert.True(times.Count(took => took <= time) * 100 >= times.Length * percent);
        Assert.All(AnswerCounts.Within.Where(shorter => shorter < time), shorter => Assert.True(times.Count(took => took <= shorter) * 100 < times.Length * percent));
    });

    [Fact]
    public void Without_an_answer_there_is_no_time()
    {
        var counts = new AnswerCounts();
        counts.Count(took: null);
        Assert.Null(counts.TimeOf(50));
        Assert.Equal((1, 0, 1), (counts.Asked, counts.Answered, counts.Missed));
    }

    [Fact]
    public void What_is_taken_is_gone_and_can_be_put_back_and_a_row_holds_all_of_it() => Times.Select(Gen.Int[0, 50]).Sample((times, missed) =>
    {
        var counts = Counted(times);
        for (var i = 0; i < missed; i++) counts.Count(took: null);
        var taken = counts.Take();
        Assert.Equal(0, counts.Asked);
        counts.Add(AnswersHour.Of("alfa", DateTimeOffset.UnixEpoch, taken).Counts());
        Assert.Equal((times.Length, missed), (counts.Answered, counts.Missed));
        Assert.All(Enumerable.Range(0, AnswerCounts.Within.Count), place => Assert.Equal(taken[place], counts[place]));
    });

    [Fact]
    public async Task Nothing_is_lost_when_many_count_while_it_is_taken()
    {
        var counts = new AnswerCounts();
        var sum = new AnswerCounts();
        using var counted = new CancellationTokenSource();
        var taking = Task.Run(() =>
        {
            while (!counted.IsCancellationRequested) sum.Add(counts.Take());
        });
        await Parallel.ForAsync(0, 10_000, (i, _) =>
        {
            counts.Count(TimeSpan.FromMilliseconds(i));
            return ValueTask.CompletedTask;
        });
        await counted.CancelAsync();
        await taking;
        sum.Add(counts);
        Assert.Equal(10_000, sum.Answered);
    }

    [Fact]
    public void With_few_questions_no_figure_is_told_and_with_few_answers_no_time()
    {
        Assert.Null(AnswerFigures.Of(new AnswerCounts(0, 19)));
        Assert.Equal(new AnswerFigures(20, 100, 0.1, 0.1), AnswerFigures.Of(new AnswerCounts(0, 20)));
        Assert.Equal(new AnswerFigures(20, 95), AnswerFigures.Of(new AnswerCounts(1, 19)));
        Assert.Equal(new AnswerFigures(20, 0), AnswerFigures.Of(new AnswerCounts(20)));
    }

    [Theory]
    [InlineData(24, 20)]
    [InlineData(25, 30)]
    [InlineData(999, 1000)]
    [InlineData(1249, 1200)]
    [InlineData(1_234_567, 1_200_000)]
    public void The_number_of_questions_is_told_about(int asked, int about) => Assert.Equal(about, AnswerFigures.Of(new AnswerCounts(0, asked))!.Asked);

    [Fact]
    public void A_hundred_percent_is_all_of_them() => Assert.Equal(99, AnswerFigures.Of(new AnswerCounts(1, 1_000_000))!.Percent);

    [Fact]
    public void A_bar_is_as_high_as_its_share_and_what_was_missed_is_always_seen()
    {
        Assert.Equal(new AnswerChart("M0 0h192V120h-192zM240 60h192V120h-192z", "M240 0h192V60h-192z", 50, 100), AnswerChart.Of([100, 50, null]));
        Assert.Equal(new AnswerChart("", "M0 0h576V120h-576z", 0, 0), AnswerChart.Of([0]));
        Assert.Equal("M0 0h576V6h-576z", AnswerChart.Of([99])!.Missed);
        Assert.Null(AnswerChart.Of([null, null]));
    }

    private static AnswerCounts Counted(IEnumerable<int> times)
    {
        var counts = new AnswerCounts();
        foreach (var took in times) counts.Count(TimeSpan.FromMilliseconds(took));
        return counts;
    }
}
