namespace Overblik.Authorities;

/// <summary>What the configuration says that more than one place needs.</summary>
/// <param name="Today">The business date.</param>
/// <param name="PageSize">Items of a kind in one answer: 100 in the contract, fewer to try out the cursor.</param>
/// <param name="Delay">A delay before every answer of every source.</param>
internal sealed record Settings(Func<DateOnly> Today, int PageSize, TimeSpan Delay);
