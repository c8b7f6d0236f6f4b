using Overblik.Platform;

namespace Overblik.Unit.Tests;

public sealed class ResultTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(0)]
    public void It_is_the_value_or_the_problem_that_stood_in_the_way(int days)
    {
        if (Wait(days).Failed(out var problem, out var value))
        {
            Assert.Equal(0, days);
            Assert.Equal(("calendar.too-soon", 422, "Days"), (problem.Code, problem.Status, problem.Field));
            Assert.Equal("urn:overblik:problem:calendar.too-soon", problem.Type);
        }
        else Assert.Equal($"in {days} days", value);
    }

    private static Result<string> Wait(int days) => days > 0 ? $"in {days} days" : new Problem("calendar.too-soon", 422, "Days");
}
