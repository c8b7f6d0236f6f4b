using System.Diagnostics.Metrics;

namespace Overblik.Calendar;

/// <summary>What becomes of the events that authorities send.</summary>
internal sealed class EventMetrics(IMeterFactory meters)
{
    public const string Telemetry = "Overblik.Calendar";

    private readonly Counter<long> events = meters.Create(Telemetry).CreateCounter<long>("overblik.events", "{event}", "Events from authorities, by client and outcome: accepted, duplicate, outdated or refused.");

    public void Count(string client, EventReceipt receipt)
    {
        Add("accepted", receipt.Accepted);
        Add("duplicate", receipt.Duplicates);
        Add("outdated", receipt.Outdated);
        Add("refused", receipt.Refused.Count);

        void Add(string outcome, int count)
        {
            if (count > 0) events.Add(count, new("client", client), new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}
