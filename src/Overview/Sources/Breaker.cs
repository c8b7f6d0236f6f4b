namespace Overblik.Overview;

/// <summary>
/// A circuit breaker: after a number of failures in a row it lets nothing through for a while, then one call as a probe; each failed
/// probe doubles the pause, to a minute at the most. A source that is down thus costs the page nothing and gets time to recover.
/// </summary>
internal sealed class Breaker(TimeProvider time, int breakAfter, TimeSpan pause)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1), LongestRetryAfter = TimeSpan.FromMinutes(5);
    private readonly Lock gate = new();
    private int failures;
    private int probes;
    private bool probing;
    private DateTimeOffset? openUntil;

    /// <summary>The first failure of the present run of failures.</summary>
    public DateTimeOffset? DownSince { get; private set; }

    /// <summary>When the next call may be made, while it is open.</summary>
    public DateTimeOffset? OpenUntil { get { lock (gate) return openUntil; } }

    /// <summary>True when a call may be made; the caller then says how it went, once.</summary>
    public bool Enter()
    {
        lock (gate)
        {
            if (openUntil is null) return true;
            if (probing || time.GetUtcNow() < openUntil) return false;
            return probing = true;
        }
    }

    public void Succeeded()
    {
        lock (gate)
        {
            (failures, probes, probing, openUntil, DownSince) = (0, 0, false, null, null);
        }
    }

    /// <param name="retryAfter">The source's own word on when to come back; it opens the breaker at once.</param>
    public void Failed(TimeSpan? retryAfter = null)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            DownSince ??= now;
            failures++;
            if (retryAfter is { } asked)
            {
                openUntil = now + (asked < LongestRetryAfter ? asked : LongestRetryAfter);
            }
            else if (probing || failures >= breakAfter)
            {
                var wait = pause * Math.Pow(2, Math.Min(probes, 10));
                openUntil = now + (wait < LongestPause ? wait : LongestPause);
                probes++;
            }
            probing = false;
        }
    }

    /// <summary>The call says nothing about the source: the person left the page before it ended.</summary>
    public void Abandoned()
    {
        lock (gate) probing = false;
    }
}
