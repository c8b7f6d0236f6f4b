namespace Overblik.Sim.Tests;

/// <summary>The real time, but its stopwatch stands, so that it does not matter how fast the machine is. A wait of one second, as between two looks for a new key, takes none and moves the stopwatch on instead.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private long _stopwatch = System.GetTimestamp();

    public void Pass(TimeSpan time) => Interlocked.Add(ref _stopwatch, time.Ticks * TimestampFrequency / TimeSpan.TicksPerSecond);

    public override long GetTimestamp() => Interlocked.Read(ref _stopwatch);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime != Second) return System.CreateTimer(callback, state, dueTime, period);
        Pass(Second);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
