using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using Overblik.Cli.SourceCheck;

namespace Overblik.Sim.Tests;

/// <summary>The samples that an authority's developer starts from keep the whole contract: the one with our library, and the one with nothing of ours.</summary>
public sealed class SampleTests
{
    private static readonly string Samples = typeof(SampleTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(it => it.Key == "Samples").Value!;
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public Task The_smallest_authority_passes() => Check((port, hub) =>
        ["dotnet", typeof(SampleTests).Assembly.Location.Replace("Sim.Tests", "MinimalAuthority", StringComparison.Ordinal), $"--Urls=http://localhost:{port}", $"--Source:Hubs:0:Issuer={hub.Issuer}", $"--Source:Hubs:0:Jwks={hub.Jwks}"]);

    [Fact]
    public Task The_authority_in_plain_node_passes() => Check((port, hub) => ["node", Path.Combine(Samples, "node-authority", "authority.mjs"), $"{port}", hub.Issuer]);

    [Fact]
    public void The_smallest_authority_is_shorter_than_sixty_lines() =>
        Assert.InRange(File.ReadLines(Path.Combine(Samples, "MinimalAuthority", "Program.cs")).Count(), 1, 59);

    private static async Task Check(Func<int, Hub, string[]> command)
    {
        await using var hub = await Hub.Start(0, null);
        var port = FreePort();
        var words = command(port, hub);
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var url = new Uri($"http://localhost:{port}");
            await Answers(process, url);
            var report = await CheckRun.Run(new(url, TimeSpan.FromSeconds(30), []), hub, TimeProvider.System, _ => { }, Cancel);
            Assert.True(report.ExitCode == 0, string.Join('\n', report.Results.Where(it => it.Outcome.Verdict == Verdict.Failed).Select(it => $"{it.Check.Id}: {it.Outcome.Text}")));
            // Neither has more than a page, or takes a low level.
            Assert.Empty(report.Results.Where(it => it.Outcome.Verdict == Verdict.Skipped).Select(it => it.Check.Id).Except(["cursor-walk", "cursor-of-another"]));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task Answers(Process process, Uri url)
    {
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(url, "/v1/capabilities"), Cancel);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(50, Cancel);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
