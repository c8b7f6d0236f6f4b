using System.Collections.Concurrent;

namespace Overblik.Sim.Tests;

/// <summary>The real time, moved on by hand where a test wants it; a timer asked for rings at once and is remembered, unless it is endless.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private TimeSpan _ahead;

    public ConcurrentQueue<TimeSpan> Timers { get; } = new();

    private readonly ConcurrentDictionary<TimeSpan, TaskCompletionSource> _asked = new();

    /// <summary>Ends when a timer of that length has been asked for.</summary>
    public Task Asked(TimeSpan length) => Waiter(length).Task;

    public void Step(int seconds) => _ahead += TimeSpan.FromSeconds(seconds);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

    public override long GetTimestamp() => System.GetTimestamp() + (_ahead.Ticks * TimestampFrequency / TimeSpan.TicksPerSecond);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timers.Enqueue(dueTime);
        Waiter(dueTime).TrySetResult();
        return System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }

    private TaskCompletionSource Waiter(TimeSpan length) => _asked.GetOrAdd(length, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
