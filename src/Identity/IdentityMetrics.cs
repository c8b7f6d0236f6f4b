using System.Diagnostics.Metrics;

namespace Overblik.Identity;

/// <summary>How many sign in, leave and cannot get in; never who.</summary>
internal sealed class IdentityMetrics
{
    private readonly Counter<long> started, ended, failed;

    public IdentityMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Overblik.Identity");
        started = meter.CreateCounter<long>("overblik.session.started", "{session}", "Sessions begun, by who: citizen or staff.");
        ended = meter.CreateCounter<long>("overblik.session.ended", "{session}", "Sessions ended, by why: signed-out, expired, or unreadable after its key was retired.");
        failed = meter.CreateCounter<long>("overblik.signin.failed", "{attempt}", "Sign-ins that did not become a session, by why: level, no-number, two-people, no-role, cancelled or broker.");
    }

    public void Started(bool staff) => started.Add(1, new KeyValuePair<string, object?>("who", staff ? "staff" : "citizen"));

    public void Ended(string why, int count)
    {
        if (count > 0) ended.Add(count, new KeyValuePair<string, object?>("why", why));
    }

    public void Failed(string why) => failed.Add(1, new KeyValuePair<string, object?>("why", why));
}
