using System.Text;

namespace Overblik.Bench;

/// <summary>A thousand people in one second, with slow sources; and what a page costs of somebody who has many cases. README.md tells what each figure means.</summary>
internal sealed class BurstBenchmark : IBenchmark
{
    private const int Slow = 300;

    public string Name => "overview-burst";
    public string About => "the overview page: 1,000 people in one second with sources at 300 ms, memory; a page with 900 cases beside one with 30 items";

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("overblik-bench-");
        try
        {
            await using var sources = settings.Tls
                ? await SourcesProgram.StartWithTls(folder.FullName, stop)
                : await Child.Start(["sources", "--urls=http://127.0.0.1:0"], serverGc: false, stop);
            var installation = await Installation.Make(folder.FullName, sources.Address, settings, stop, Authorities.Crowd + 1);
            if (settings.Wants("burst")) await Burst(report, settings, sources, installation, stop);
            if (settings.Wants("cases")) await ManyCases(report, settings, installation, stop);
        }
        finally { folder.Delete(recursive: true); }
    }

    private static async Task Burst(Report report, Settings settings, Child sources, Installation installation, CancellationToken stop)
    {
        var crowd = installation.Visitors.Take(Authorities.Crowd).ToList();
        var (mine, theirs) = (new List<Visit>(), new List<Visit>());
        Visit[] cold, rawCold;
        var incomplete = 0;
        double memory, rawMemory;
        await using (var portal = await installation.StartPortal(stop, Installation.Heap))
        await using (var limit = await installation.StartLimit(stop))
        {
            var (target, rawTarget) = (OverviewBenchmark.Ours(portal.Address, crowd), OverviewBenchmark.Limit(limit.Address, crowd, ""));
            await Warm(portal, target, settings, stop);
            await Warm(limit, rawTarget, settings, stop);
            await sources.Ask($"work {Slow}", stop);
            // The first burst opens the connections to the sources; a source that is late then is counted.
            var lenient = target with
            {
                Check = (connection, person, _) =>
                {
                    target.Check(connection, person, false);
                    if (connection.Answer.IndexOf("ov-failed"u8) >= 0) Interlocked.Increment(ref incomplete);
                },
            };
            using (var first = await Crowd(lenient, stop)) cold = await Once(portal, first, "ours, the first", stop);
            using (var first = await Crowd(rawTarget, stop)) rawCold = await Once(limit, first, "limit, the first", stop);
            Report.Say($"       {incomplete} of the first pages lack a source that was late");
            using var ours = await Crowd(target, stop);
            using var raw = await Crowd(rawTarget, stop);
            for (var round = 0; round < settings.Rounds; round++)
            {
                // A page that is refused, cut short or lacks an item ends the run.
                mine.AddRange(await Once(portal, ours, "ours", stop));
                theirs.AddRange(await Once(limit, raw, "limit", stop));
            }
            await sources.Ask("work 5", stop);
            (memory, rawMemory) = (portal.PeakMegabytes(), limit.PeakMegabytes());
        }
        var (p99, coldP99) = (mine.Select(v => v.End).Percentile(0.99), cold.Select(v => v.End).Percentile(0.99));
        report.Add("first burst: whole page, p99", coldP99, rawCold.Select(v => v.End).Percentile(0.99), "ms", null, "≤ 2,000 ms", coldP99 <= 2000);
        report.Add("first burst: pages without a source", incomplete, null, "pages", null, "0", incomplete == 0);
        report.Add("burst: whole page, p99", p99, theirs.Select(v => v.End).Percentile(0.99), "ms", null, "≤ 2,000 ms", p99 <= 2000);
        report.Add("burst: whole page, median", mine.Select(v => v.End).Median(), theirs.Select(v => v.End).Median(), "ms");
        report.Add("burst: first byte, p99", mine.Select(v => v.FirstByte).Percentile(0.99), theirs.Select(v => v.FirstByte).Percentile(0.99), "ms");
        report.Add("burst: memory at its highest", memory, rawMemory, "MB", null, "≤ 600 MB", memory <= 600);
    }

    private static async Task Warm(Child program, Target target, Settings settings, CancellationToken stop)
    {
        var connections = await ClosedLoop.Open(target, Authorities.People, stop);
        await Said(program, async () =>
        {
            await OverviewBenchmark.WarmUp((program, target), connections, settings, stop);
            return true;
        });
        foreach (var connection in connections) connection.Dispose();
    }

    // A page that is wrong ends the run; what the program said of it tells why.
    private static async Task<T> Said<T>(Child program, Func<Task<T>> run)
    {
        try { return await run(); }
        catch (BenchmarkException e) { throw new BenchmarkException($"{e.Message} The program last said:\n{program.Said}"); }
    }

    private static async Task<OpenLoop> Crowd(Target target, CancellationToken stop)
    {
        var loop = new OpenLoop(target);
        await loop.Open(Authorities.Crowd, stop);
        return loop;
    }

    private static async Task<Visit[]> Once(Child program, OpenLoop loop, string side, CancellationToken stop)
    {
        var before = await program.Used(stop);
        var visits = await Said(program, () => loop.Run(Authorities.Crowd, TimeSpan.FromSeconds(1), null, 0, stop));
        var after = await program.Used(stop);
        Report.Say($"Burst: {side}: {visits.Length} pages to their end, none refused; {(after.CpuMilliseconds - before.CpuMilliseconds) / visits.Length:F2} ms CPU a page, {(after.JitMilliseconds - before.JitMilliseconds) / visits.Length:F2} of it the compiler's; whole page median {visits.Select(v => v.End).Median():F0} ms, p99 {visits.Select(v => v.End).Percentile(0.99):F0} ms, longest {visits.Max(v => v.End):F0} ms");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
        return visits;
    }

    private static async Task ManyCases(Report report, Settings settings, Installation installation, CancellationToken stop)
    {
        await using var portal = await installation.StartPortal(stop);
        var usual = OverviewBenchmark.Ours(portal.Address, [.. installation.Visitors.Take(Authorities.People)]);
        var rest = Encoding.UTF8.GetBytes($"Se alle {Authorities.ManyCases / Authorities.Sources.Length}");
        var one = PageConnection.Request(portal.Address, "/overblik", installation.Visitors[Authorities.Crowd].Cookie);
        var many = new Target(portal.Address, [.. Enumerable.Repeat(one, Authorities.People)], (connection, _, thorough) =>
        {
            if (!thorough) return;
            var found = connection.Body().AsSpan().Count(rest);
            if (found != Authorities.Sources.Length) throw new BenchmarkException($"The page of the person with many cases leads to the rest of {found} sources.");
        });
        var (small, large) = (await ClosedLoop.Open(usual, Authorities.People, stop), await ClosedLoop.Open(many, Authorities.People, stop));
        await OverviewBenchmark.WarmUp((portal, usual), small, settings, stop);
        await OverviewBenchmark.WarmUp((portal, many), large, settings, stop);
        var pairs = new List<(OverviewBenchmark.Cost Usual, OverviewBenchmark.Cost Many)>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            pairs.Add((await OverviewBenchmark.Cost.Of(portal, () => ClosedLoop.Run(usual, small, settings.Round, stop), stop), await OverviewBenchmark.Cost.Of(portal, () => ClosedLoop.Run(many, large, settings.Round, stop), stop)));
            Report.Say($"Cases: {round + 1}: 30 items {pairs[^1].Usual}; {Authorities.ManyCases} cases {pairs[^1].Many}; ratio {pairs[^1].Many.Cpu / pairs[^1].Usual.Cpu:F2}");
        }
        foreach (var connection in (PageConnection[])[.. small, .. large]) connection.Dispose();
        var ratio = pairs.Select(p => p.Many.Cpu / p.Usual.Cpu).Median();
        report.Add($"CPU per page, {Authorities.ManyCases} cases / 30 items", pairs.Select(p => p.Many.Cpu).Median(), pairs.Select(p => p.Usual.Cpu).Median(), "ms", ratio, "ratio ≤ 3", ratio <= 3);
        report.Add("allocated per page, the same", pairs.Select(p => p.Many.Allocated).Median(), pairs.Select(p => p.Usual.Allocated).Median(), "KB");
    }
}
