using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>Deletes the shares that have ended: every day, on one of the nodes.</summary>
internal sealed class ShareUpkeep(Shares shares, TimeProvider time) : IOutboxHandler
{
    private static readonly TimeSpan Every = TimeSpan.FromDays(1);

    public string Type => "journeys.share-upkeep";

    public DateTimeOffset? First(DateTimeOffset now) => now + Every;

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        await shares.Sweep(cancellation);
        works[0].Again(time.GetUtcNow() + Every);
    }
}
