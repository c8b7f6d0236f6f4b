using Overblik.Platform.Ports;

namespace Overblik.Platform.Outbox;

/// <summary>Work that is done again and again, each time on one of the nodes.</summary>
/// <param name="type">Its name in the outbox.</param>
/// <param name="every">So long after it was done.</param>
/// <param name="time">What time it is.</param>
public abstract class RecurringWork(string type, TimeSpan every, TimeProvider time) : IOutboxHandler
{
    public string Type => type;

    protected TimeSpan Every => every;
    protected TimeProvider Time => time;

    public DateTimeOffset? First(DateTimeOffset now) => now + every;

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        await Do(cancellation);
        works[0].Again(time.GetUtcNow() + every);
    }

    public abstract Task Do(CancellationToken cancellation);
}
