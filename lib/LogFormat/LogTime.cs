namespace Overblik.LogFormat;

/// <summary>A time as the log has it: whole microseconds since 1970, which databases keep exactly, too.</summary>
public static class LogTime
{
    public static long ToMicroseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <exception cref="FormatException">It lies outside the years from 1 to 9999.</exception>
    public static DateTimeOffset FromMicroseconds(long microseconds) => microseconds >= ToMicroseconds(DateTimeOffset.MinValue) && microseconds <= ToMicroseconds(DateTimeOffset.MaxValue)
        ? DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond) : throw new FormatException($"{microseconds} microseconds since 1970 are no time.");

    /// <summary>What of this time the log has.</summary>
    public static DateTimeOffset Cut(DateTimeOffset at) => FromMicroseconds(ToMicroseconds(at));
}
