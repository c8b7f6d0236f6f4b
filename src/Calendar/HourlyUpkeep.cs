using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>Deletes what is past its time: every hour, on one of the nodes.</summary>
internal abstract class HourlyUpkeep(TimeProvider time) : IOutboxHandler
{
    protected static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>So many rows at once, so that nobody waits long for them.</summary>
    protected const int Most = 1000;

    protected TimeProvider Time => time;

    public abstract string Type { get; }

    public DateTimeOffset? First(DateTimeOffset now) => now + Every;

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        await Sweep(cancellation);
        works[0].Again(time.GetUtcNow() + Every);
    }

    internal abstract Task Sweep(CancellationToken cancellation);
}
