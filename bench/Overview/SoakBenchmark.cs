using System.Text;
using Fault = Overblik.Bench.SourcesProgram.Fault;

namespace Overblik.Bench;

/// <summary>Twenty minutes at half the highest rate, while the sources fail in turn. README.md tells what each figure means.</summary>
internal sealed class SoakBenchmark : IBenchmark
{
    private const int Seed = 20261126;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    public string Name => "soak";
    public string About => "20 minutes at half the highest rate with faults switching at random: memory, error pages, whole pages";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(25);

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("overblik-bench-");
        try
        {
            await using var sources = await Child.Start(["sources", "--urls=http://127.0.0.1:0"], serverGc: false, stop);
            // The breakers as they are in production, unlike where a page's cost is measured.
            var installation = await Installation.Make(folder.FullName, sources.Address, settings with { Portal = ["--Overview:BreakAfter=5", .. settings.Portal] }, stop, Authorities.Crowd);
            await using var portal = await installation.StartPortal(stop, Installation.Heap);
            var (most, limit) = await Highest(installation, portal, settings, stop);
            Report.Say($"The highest rate is {most:F0} pages/s; for {settings.Long.TotalMinutes} minutes come {most / 2:F0} a second");
            var pages = new Pages();
            var target = OverviewBenchmark.Ours(portal.Address, installation.Visitors) with { Check = pages.Check };
            using var loop = new OpenLoop(target);
            await loop.Open(50, stop);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var faults = Faults(sources, ended.Token);
            var memory = Sample(portal, settings.Long, pages, ended.Token);
            Visit[] visits;
            try { visits = await loop.Run(most / 2, settings.Long, null, 0, stop); }
            catch (BenchmarkException e) { throw new BenchmarkException($"{e.Message}\nThe portal last said:\n{portal.Said}"); }
            finally { await ended.CancelAsync(); }
            var switched = await faults;
            var (slope, live, samples) = await memory;
            var lastLive = await portal.LiveMegabytes(stop);

            report.Add("highest rate", most, limit, "pages/s");
            report.Add("pages, all of them whole", visits.Length, null, "pages");
            report.Add("of them with a card that says why a source is missing", pages.WithGaps, null, "pages");
            report.Add("faults switched on", switched, null, "faults");
            report.Add("whole page, median", visits.Select(v => v.End).Median(), null, "ms");
            report.Add("whole page, p99", visits.Select(v => v.End).Percentile(0.99), null, "ms");
            report.Add("memory, slope of the working set", slope, null, "MB/h", null, "≤ 30 MB/h", slope <= 30);
            report.Add("memory, mean of the working set", samples.Average(), null, "MB");
            report.Add("in use after a full collection: at the end / after a quarter", lastLive, live, "MB", null, "ratio ≤ 1.1", lastLive <= live * 1.1);
        }
        finally { folder.Delete(recursive: true); }
    }

    private static async Task<(double Ours, double Limit)> Highest(Installation installation, Child portal, Settings settings, CancellationToken stop)
    {
        await using var limit = await installation.StartLimit(stop);
        var people = installation.Visitors.Take(Authorities.People).ToList();
        var rates = new List<double>();
        foreach (var (program, target) in new[] { (portal, OverviewBenchmark.Ours(portal.Address, people)), (limit, OverviewBenchmark.Limit(limit.Address, people, "")) })
        {
            var connections = await ClosedLoop.Open(target, Authorities.People, stop);
            await OverviewBenchmark.WarmUp((program, target), connections, settings, stop);
            rates.Add((await ClosedLoop.Run(target, connections, TimeSpan.FromSeconds(10), stop)).PerSecond);
            foreach (var connection in connections) connection.Dispose();
        }
        return (rates[0], rates[1]);
    }

    // Every two seconds one of the sources gets another fault, or none; on average one in eight has one.
    private static async Task<int> Faults(Child sources, CancellationToken ended)
    {
        var random = new Random(Seed);
        var switched = 0;
        try
        {
            while (true)
            {
                var fault = random.Next(8) == 0 ? (Fault)random.Next(1, Enum.GetValues<Fault>().Length) : Fault.None;
                await sources.Ask($"fault {random.Next(Authorities.Sources.Length)} {fault}", ended);
                if (fault != Fault.None) switched++;
                await Task.Delay(TimeSpan.FromSeconds(2), ended);
            }
        }
        catch (OperationCanceledException) { return switched; }
    }

    private static async Task<(double Slope, double Live, List<double> Samples)> Sample(Child portal, TimeSpan time, Pages pages, CancellationToken ended)
    {
        // Of the first quarter nothing is counted: the heap takes its size.
        var quarter = time / 4;
        var samples = new List<double>();
        var live = 0.0;
        try
        {
            await Task.Delay(quarter, ended);
            live = await portal.LiveMegabytes(ended);
            for (var i = 0; ; i++)
            {
                var used = await portal.Used(ended);
                samples.Add(used.WorkingSet / 1024.0 / 1024);
                if (i % 12 == 0) Report.Say($"Minute {(quarter + (i * Between)).TotalMinutes:F0}: {samples[^1]:F0} MB, {pages.Seen} pages, {pages.WithGaps} of them say that a source is missing");
                await Task.Delay(Between, ended);
            }
        }
        catch (OperationCanceledException) { return (samples.Slope() * (TimeSpan.FromHours(1) / Between), live, samples); }
    }

    /// <summary>Whether every page is whole: to its end, and of each source either all its items or a card that says why not.</summary>
    private sealed class Pages
    {
        private static readonly byte[][] Cards = [.. Authorities.Sources.Select(source => Encoding.UTF8.GetBytes($"<div slot=\"source-{source}\""))];
        private int seen, withGaps;

        public int Seen => seen;
        public int WithGaps => withGaps;

        public void Check(PageConnection connection, int person, bool thorough)
        {
            OverviewBenchmark.Ended(connection);
            ReadOnlySpan<byte> body = connection.Body();
            Interlocked.Increment(ref seen);
            var gaps = false;
            for (var source = 0; source < Cards.Length; source++)
            {
                var at = body.IndexOf(Cards[source]);
                if (at < 0) throw new BenchmarkException($"A page has no card of {Authorities.Sources[source]}.");
                var card = body[at..];
                card = card[..(card[1..].IndexOf("<div slot="u8) is >= 0 and var next ? next : Math.Min(card.Length, 4000))];
                // Somebody else's items are refused, and the card says so.
                if (card.IndexOf("ov-failed"u8) >= 0 || card.IndexOf("Vi viser ikke"u8) >= 0)
                {
                    gaps = true;
                    continue;
                }
                if (!thorough) continue;
                for (var item = source; item < Authorities.Items; item += Authorities.Sources.Length)
                {
                    if (body.IndexOf(OverviewBenchmark.Titles[person][item]) < 0) throw new BenchmarkException($"An item of {Authorities.Sources[source]} is missing on a page of person {person}, and its card says nothing: {Encoding.UTF8.GetString(card)}");
                }
            }
            if (gaps) Interlocked.Increment(ref withGaps);
        }
    }
}
