using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Overblik.Bench;

/// <summary>From the start of the process to the first 200 of the front page: the published portal, and the limit's program with nothing to ask.</summary>
internal static class StartTime
{
    private const int Times = 5;

    public static async Task Measure(Report report, Installation installation, CancellationToken stop)
    {
        Report.Say($"Start: {Times} pairs");
        List<double> ours = [], limit = [];
        for (var i = 0; i <= Times; i++)
        {
            var mine = await Once(urls => installation.Published(urls), stop);
            var theirs = await Once(Limit, stop);
            // The first pair fills the caches of the file system.
            if (i == 0) continue;
            (ours, limit) = ([.. ours, mine], [.. limit, theirs]);
            Report.Say($"       {i}: ours {mine:F2} s; limit {theirs:F2} s");
        }
        report.Add("start to the first 200", ours.Median(), limit.Median(), "s", null, "≤ 2 s", ours.Median() <= 2);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until the front page answers 200.</summary>
    public static async Task Answers(Process process, int port, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        while (!process.HasExited)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), stop);
                if (answer.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException) { /* Nobody listens yet. */ }
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, stop);
        }
        throw new BenchmarkException($"A program ended at its start: {await process.StandardError.ReadToEndAsync(stop)}");
    }

    public static async Task End(Process process)
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private static async Task<double> Once(Func<string, ProcessStartInfo> program, CancellationToken stop)
    {
        var port = FreePort();
        var start = program($"--urls=http://127.0.0.1:{port}");
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        try
        {
            await Answers(process, port, stop);
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
        finally { await End(process); }
    }

    private static ProcessStartInfo Limit(string urls)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("DOTNET_gcServer");
        foreach (var arg in (string[])[typeof(StartTime).Assembly.Location, "limit", "-", urls]) start.ArgumentList.Add(arg);
        return start;
    }
}
