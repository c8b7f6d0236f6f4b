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
    private DateTimeOffset? downSince;

    // Goes up when it opens: a call from before that says nothing any more, however it ends. While it is open, only the probe is of this turn.
    private int turn;

    /// <summary>The first failure of the present run of failures.</summary>
    public DateTimeOffset? DownSince { get { lock (gate) return downSince; } }

    /// <summary>No call is let through, or only a probe.</summary>
    public bool IsOpen { get { lock (gate) return openUntil is not null; } }

    /// <summary>The call's turn when a call may be made, otherwise null; the caller then says how that turn's call went, once.</summary>
    public int? Enter()
    {
        lock (gate)
        {
            if (openUntil is null) return turn;
            if (probing || time.GetUtcNow() < openUntil) return null;
            probing = true;
            return turn;
        }
    }

    public void Succeeded(int turn)
    {
        lock (gate)
        {
            if (turn == this.turn) (failures, probes, probing, openUntil, downSince) = (0, 0, false, null, null);
        }
    }

    /// <param name="turn">What <see cref="Enter"/> gave.</param>
    /// <param name="retryAfter">The source's own word on when to come back; it opens the breaker at once.</param>
    public void Failed(int turn, TimeSpan? retryAfter = null)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var asked = now + (retryAfter < LongestRetryAfter ? retryAfter : LongestRetryAfter);
            if (turn != this.turn)
            {
                // The pause is its own, but the source's word holds whichever call heard it.
                if (retryAfter is not null && openUntil < asked) openUntil = asked;
                return;
            }
            downSince ??= now;
            failures++;
            if (retryAfter is not null)
            {
                openUntil = asked;
            }
            else if (probing || failures >= breakAfter)
            {
                var wait = pause * Math.Pow(2, Math.Min(probes, 10));
                openUntil = now + (wait < LongestPause ? wait : LongestPause);
                probes++;
            }
            else
            {
                return;
            }
            probing = false;
            this.turn++;
        }
    }

    /// <summary>The call says nothing about whether the source is well.</summary>
    public void Abandoned(int turn)
    {
        lock (gate)
        {
            if (turn == this.turn) probing = false;
        }
    }
}
