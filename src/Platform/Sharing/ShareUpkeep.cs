using Overblik.Platform.Keys;
using Overblik.Platform.Outbox;

namespace Overblik.Platform.Sharing;

/// <summary>Deletes the shares that have ended: every day.</summary>
public sealed class ShareUpkeep<TRow>(Shares<TRow> shares, TimeProvider time) : RecurringWork(shares.Name + "-upkeep", TimeSpan.FromDays(1), time)
    where TRow : SharedRow, ISealedRow, new()
{
    public override Task Do(CancellationToken cancellation) => shares.Sweep(cancellation);
}
