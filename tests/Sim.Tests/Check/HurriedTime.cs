namespace Overblik.Sim.Tests;

/// <summary>The real time, but a wait of one second, as between two looks for a new key, takes none: the stopwatch is moved on instead.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private long _ahead;

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _ahead);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Second) return System.CreateTimer(callback, state, dueTime, period);
        Interlocked.Add(ref _ahead, TimestampFrequency);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
