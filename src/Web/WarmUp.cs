using System.Runtime;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Overblik.Web;

/// <summary>
/// Opens and closes connections to this process itself as soon as it serves. Opening one, from either side, is rare in quiet hours; its code is compiled again once it has run often, and that would otherwise be
/// in the first second in which everybody comes at once.
/// </summary>
internal sealed class WarmUp(IServer server, IHostApplicationLifetime life, TimeProvider time) : BackgroundService
{
    private const int Waves = 4, MostWaves = 40, Connections = 64, Quiet = 20;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = life.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var here = server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(BindingAddress.Parse).FirstOrDefault(address => address.Scheme == "http" && !address.IsUnixPipe);
        if (here is null) return;
        var host = here.Host is "+" or "*" or "[::]" or "0.0.0.0" ? "localhost" : here.Host;
        using var client = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero }) { BaseAddress = new Uri($"http://{host}:{here.Port}"), Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            // Until the compiler has little left to do: what it has done with a method once, it does again when that has run often enough.
            var compiled = 0L;
            for (var wave = 0; wave < Waves || (wave < MostWaves && JitInfo.GetCompiledMethodCount() - compiled > Quiet); wave++)
            {
                compiled = JitInfo.GetCompiledMethodCount();
                await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => client.GetStringAsync("/live", stoppingToken)));
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // Whoever listens elsewhere, or ends already, is only slower in that second.
        }
    }
}
