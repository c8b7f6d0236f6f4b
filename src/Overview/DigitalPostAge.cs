namespace Overblik.Overview;

/// <summary>From which age somebody has Digital Post of their own. Until then the public sector writes to the parents.</summary>
internal static class DigitalPostAge
{
    private sealed record Rule(DateOnly From, int Years, string Source);

    // The latest first.
    private static readonly Rule[] Rules = [new(new(2014, 11, 1), 15, "Lov om Digital Post fra offentlige afsendere § 3")];

    public static bool IsBelow(DateOnly birth, DateOnly today) => Array.Find(Rules, rule => rule.From <= today) is { } rule && birth.AddYears(rule.Years) > today;
}
