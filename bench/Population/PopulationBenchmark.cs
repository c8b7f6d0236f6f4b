using System.Diagnostics;
using System.Globalization;
using Overblik.Authorities;
using Overblik.Cli.SourceCheck;
using Overblik.Population;

namespace Overblik.Bench;

/// <summary>A million synthetic people with all that all authorities hold on them, in one thread; and what one call to a simulated authority costs.</summary>
internal sealed class PopulationBenchmark : IBenchmark
{
    private const int Million = 1_000_000;
    private const int Callers = 4, CallsOfARound = 2_800;
    private static readonly DateOnly Date = new(2026, 11, 23);

    public string Name => "population";

    public string About => "a million synthetic people with all their items; a call to a simulated authority; the proportions";

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var people = new People(count: Million);
        Report.Say(Proportions.Table(Proportions.Of(people, Date)));
        if (settings.Wants("generate")) Generate(report, people, Math.Min(settings.Rounds, 3), stop);
        if (settings.Wants("calls")) await Call(report, settings, stop);
    }

    private static void Generate(Report report, People people, int rounds, CancellationToken stop)
    {
        var (alone, whole, bytes) = (new List<double>(), new List<double>(), 0d);
        long items = 0;
        var step = Million / 20;
        // A part first, for the compiler.
        for (var i = 0; i < step; i++) ItemsOf(people, i);
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Million; i++) _ = people.At(people[i], Date);
            alone.Add(Million / Stopwatch.GetElapsedTime(start).TotalSeconds);
            items = 0;
            var before = GC.GetAllocatedBytesForCurrentThread();
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Million; i++)
            {
                items += ItemsOf(people, i);
                if (i % step == 0) stop.ThrowIfCancellationRequested();
            }
            whole.Add(Million / Stopwatch.GetElapsedTime(start).TotalSeconds);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Million / 1024;
            Report.Say($"       {round + 1}: people with all their items {whole[^1]:N0}/s; people alone {alone[^1]:N0}/s; {items:N0} items");
        }
        var perSecond = whole.Median();
        report.Add($"people with all their items (of {PlayedSource.All.Length} authorities) / people alone, one thread", perSecond, alone.Median(), "people/s", goal: "≥ 50,000 people/s", met: perSecond >= 50_000);
        report.Add("items of a person, on average", items / (double)Million, null, "items");
        report.Add("allocated for a person with all items", bytes, null, "KB");
    }

    private static int ItemsOf(People people, int i)
    {
        var life = people.At(people[i], Date);
        var count = 0;
        foreach (var source in PlayedSource.All) count += PlayedApi.ItemsOf(source, people.Seed, life).Count;
        return count;
    }

    // The CPU of the authorities' process alone: the load signs the tokens and is not counted.
    private static async Task Call(Report report, Settings settings, CancellationToken stop)
    {
        await using var hub = await Hub.Start(0, null);
        await using var authorities = await Child.Start(["authorities", "--Today", Date.ToString("O", CultureInfo.InvariantCulture), "--Hub:Issuer", hub.Issuer], serverGc: true, stop);
        var people = new People();
        var sources = new List<Probe>();
        foreach (var source in PlayedSource.All)
        {
            var probe = new Probe(new(new Uri(authorities.Address, source.Id), TimeSpan.FromSeconds(5), []), hub, TimeProvider.System);
            probe.Capabilities = await Capabilities(probe, 0);
            sources.Add(probe);
        }

        async Task<double> Round(Func<Probe, int, Task<Reply>> one)
        {
            var before = await authorities.Used(stop);
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
            {
                for (var i = caller; i < CallsOfARound; i += Callers)
                {
                    var reply = await one(sources[i % sources.Count], i);
                    if (!reply.IsGood) throw new BenchmarkException($"{PlayedSource.All[i % sources.Count].Id} answered: {reply.Words}");
                }
            }, stop)));
            return ((await authorities.Used(stop)).CpuMilliseconds - before.CpuMilliseconds) / CallsOfARound;
        }

        Task<Reply> Overview(Probe source, int i) => source.Ask(new("cpr", people[(i / sources.Count * 7) + 3].Cpr!));
        Task<Reply> Capabilities(Probe source, int i) => source.Send(HttpMethod.Get, "capabilities");

        var (ours, limit) = (new List<double>(), new List<double>());
        // The first rounds are the compiler's.
        for (var round = -4; round < settings.Rounds; round++)
        {
            var (a, b) = (await Round(Overview), await Round(Capabilities));
            if (round < 0) continue;
            ours.Add(a);
            limit.Add(b);
            Report.Say($"       {round + 1}: an overview {a:F3} ms CPU; made beforehand {b:F3} ms");
        }
        foreach (var source in sources) source.Dispose();
        report.Add("CPU of a simulated authority for a call / for bytes made beforehand", ours.Median(), limit.Median(), "ms", goal: "≤ 0.3 ms", met: ours.Median() <= 0.3);
    }

    /// <summary>The verb <c>authorities</c>: the simulators in a process of their own.</summary>
    public static async Task<int> Serve(string[] args)
    {
        await Child.Serve(AuthoritiesApp.Build(["--Urls", "http://127.0.0.1:0", .. args]));
        return 0;
    }
}
