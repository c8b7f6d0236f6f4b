using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Platform.Sharing;

/// <summary>Deletes the shares that have ended: every day, on one of the nodes.</summary>
public sealed class ShareUpkeep<TRow>(Shares<TRow> shares, TimeProvider time) : IOutboxHandler
    where TRow : SharedRow, ISealedRow, new()
{
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    public string Type => shares.Name + "-upkeep";

    public DateTimeOffset? First(DateTimeOffset now) => now + Every;

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        await shares.Sweep(cancellation);
        works[0].Again(time.GetUtcNow() + Every);
    }
}
