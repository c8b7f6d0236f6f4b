using System.Diagnostics.Metrics;

namespace Overblik.Calendar;

/// <summary>What became of what was handed to the channels, and how late.</summary>
internal sealed class ReminderMetrics(IMeterFactory meters)
{
    private readonly Counter<long> sent = meters.Create("Overblik.Calendar").CreateCounter<long>("overblik.reminders", "{reminder}", "Reminders handed to a channel, by channel and outcome: taken, waiting, later, refused or gone.");
    private readonly Histogram<double> delay = meters.Create("Overblik.Calendar").CreateHistogram<double>("overblik.reminder.delay", "s", "From when a reminder was due until a channel took it.");

    public void Sent(Channels channel, Delivery outcome, TimeSpan late)
    {
        var by = new KeyValuePair<string, object?>("channel", channel.ToString().ToLowerInvariant());
        sent.Add(1, by, new("outcome", outcome.ToString().ToLowerInvariant()));
        if (outcome == Delivery.Taken) delay.Record(late.TotalSeconds, by);
    }
}
