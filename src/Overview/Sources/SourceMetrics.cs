using System.Diagnostics.Metrics;

namespace Overblik.Overview;

/// <summary>
/// What an operator sees of each source; the names are listed in docs/operations.md. The only tags are the source's id and an outcome, both from short lists:
/// nothing points to a person, and there are never more series than sources times outcomes.
/// </summary>
internal sealed class SourceMetrics
{
    public const string Ok = "ok";

    private readonly Counter<long> calls, items;
    private readonly Histogram<double> duration, age;

    public SourceMetrics(IMeterFactory meters, SourceRegister sources)
    {
        var meter = meters.Create(SourceClient.Telemetry);
        calls = meter.CreateCounter<long>("overblik.source.calls", "{call}", "Questions to a source, by outcome; those that its breaker did not let through too.");
        items = meter.CreateCounter<long>("overblik.source.items", "{item}", "Items that a source sent, by what became of them.");
        duration = meter.CreateHistogram("overblik.source.duration", "s", "Time until a source's answer was checked, by outcome.", [],
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5] });
        age = meter.CreateHistogram("overblik.source.age", "s", "How old the data of an overview were when they arrived, by the source's own word.", [],
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10, 60, 600, 3600, 6 * 3600, 24 * 3600, 7 * 24 * 3600] });
        meter.CreateObservableGauge("overblik.source.breaker.open", () => sources.Covered.Select(s => new Measurement<int>(s.Breaker.IsOpen ? 1 : 0, Tag(s))), null,
            "1 while this node leaves a source in peace, otherwise 0.");
    }

    /// <param name="source">Who was asked.</param>
    /// <param name="outcome"><see cref="Ok"/> or one of the nine problem types.</param>
    /// <param name="took">How long it took; null where no call was made.</param>
    public void Called(Source source, string outcome, TimeSpan? took)
    {
        calls.Add(1, Tag(source), Tag(outcome));
        if (took is { } time) duration.Record(time.TotalSeconds, Tag(source), Tag(outcome));
    }

    public void Received(Source source, int accepted, int heldBack, int anotherPerson, int notAgreed)
    {
        Add(accepted, "accepted");
        Add(heldBack, "held-back");
        Add(anotherPerson, "another-person");
        Add(notAgreed, "not-agreed");

        void Add(int count, string outcome)
        {
            if (count > 0) items.Add(count, Tag(source), Tag(outcome));
        }
    }

    // A source whose clock is ahead of ours has not seen the future.
    public void Aged(Source source, TimeSpan old) => age.Record(Math.Max(0, old.TotalSeconds), Tag(source));

    private static KeyValuePair<string, object?> Tag(Source source) => new("source", source.Id);

    private static KeyValuePair<string, object?> Tag(string outcome) => new("outcome", outcome);
}
