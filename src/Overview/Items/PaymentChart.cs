namespace Overblik.Overview;

/// <summary>Earlier payments as bars, the oldest first. The table beside it says the same in numbers.</summary>
/// <param name="Highest">The amount that the full height stands for.</param>
internal sealed record PaymentChart(IReadOnlyList<PaymentChart.Bar> Bars, DatedAmount First, DatedAmount Last, Amount Highest)
{
    /// <summary>In the chart's own units; it is scaled to the page.</summary>
    public const int Width = 640, Height = 160;

    /// <summary>Three payments are bars too, not blocks.</summary>
    private const int Widest = 54;

    /// <summary>Two years of monthly payments; more would be threads.</summary>
    private const int Most = 24;

    internal readonly record struct Bar(int X, int Y, int Width, int Height);

    /// <summary>Null where there is nothing to compare: fewer than two payments, or several currencies.</summary>
    /// <param name="paid">Newest first, as in the contract.</param>
    public static PaymentChart? Of(IReadOnlyList<DatedAmount>? paid)
    {
        var shown = (paid ?? []).Where(p => p.Amount is not null).OrderByDescending(p => p.Date).Take(Most).Reverse().ToList();
        if (shown.Count < 2 || shown.Select(p => p.Amount!.Currency).Distinct().Count() > 1) return null;
        var highest = shown.MaxBy(p => p.Amount!.Value)!.Amount!;
        if (highest.Value == 0) return null;
        var step = Math.Min(Width / shown.Count, Widest);
        return new PaymentChart([.. shown.Select((p, i) => Of(p.Amount!.Value / highest.Value, i * step, step))], shown[0], shown[^1], highest);
    }

    private static Bar Of(decimal part, int left, int step)
    {
        // At least a line, so that a small payment is seen to have been one.
        var height = Math.Max(1, (int)Math.Round(part * Height));
        return new Bar(left, Height - height, step - Math.Max(2, step / 5), height);
    }
}
