namespace Overblik.Bench;

/// <summary>One program, several processes: the benchmarks by name, and the programs that they start by verb.</summary>
internal static class Entry
{
    private static readonly IReadOnlyList<IBenchmark> Benchmarks =
        [new OverviewBenchmark(), new BurstBenchmark(), new LargeBenchmark(), new SoakBenchmark(), new FailoverBenchmark(), new EventsBenchmark(), new AccessLogBenchmark(), new AccessLogCrashBenchmark(), new JourneysBenchmark(), new OutboxBenchmark(), new OutboxCrashBenchmark(), new RemindersBenchmark(), new RemindersCrashBenchmark(), new ReadingBenchmark(), new PopulationBenchmark()];

    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["portal", var web, .. var rest]: return await PortalProgram.Run(web, rest);
            case ["sources", .. var rest]: return await SourcesProgram.Run(rest);
            case ["authorities", .. var rest]: return await PopulationBenchmark.Serve(rest);
            case ["worker", var channel, .. var rest]: return await WorkerProgram.Run(channel, rest);
            case ["reminder-worker", var channel, .. var rest]: return await ReminderWorkerProgram.Run(channel, rest);
            case ["bytes", var bytes, .. var rest]: return await JourneysBenchmark.Serve(int.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture), rest);
            case ["limit", var people, .. var rest]: return await LimitProgram.Run(people, rest);
        }
        var name = args.FirstOrDefault();
        if (Benchmarks.FirstOrDefault(b => b.Name == name) is not { } benchmark)
        {
            Console.WriteLine("./bench/run NAME [options], NAME one of:");
            foreach (var each in Benchmarks) Console.WriteLine($"  {each.Name,-15} {each.About}");
            Console.WriteLine(Settings.Usage);
            return name is null or "--help" or "-h" ? 0 : 2;
        }
        try
        {
            using var stop = new CancellationTokenSource(benchmark.TimeLimit, TimeProvider.System);
            Console.CancelKeyPress += (_, press) => (press.Cancel = true, stop).stop.Cancel();
            var report = new Report(benchmark.Name);
            await benchmark.Run(report, Settings.Read(args[1..]), stop.Token);
            report.Write();
            return 0;
        }
        catch (BenchmarkException e)
        {
            await Console.Error.WriteLineAsync("bench: " + e.Message);
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"bench: stopped, or not done after {benchmark.TimeLimit.TotalMinutes} minutes.");
            return 1;
        }
    }
}

/// <summary>The run is worth nothing: a page was not whole, a program ended. There are no figures then.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
