using System.Net;
using System.Net.Sockets;

namespace Overblik.Inbox;

/// <summary>A mail server (RFC 5321) on loopback that delivers to the inbox, whoever the recipient is.</summary>
internal sealed class SmtpServer(IConfiguration configuration, Messages messages, Faults faults) : BackgroundService
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, configuration.GetValue("Smtp:Port", 5084));

    /// <summary>The port that is listened on, once the program has started.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(stoppingToken);
                connections.RemoveAll(it => it.IsCompleted);
                connections.Add(Serve(client, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(connections);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _listener.Dispose();
    }

    private async Task Serve(TcpClient client, CancellationToken stop)
    {
        using var _ = client;
        try
        {
            client.NoDelay = true;
            await new SmtpConnection(client.GetStream(), messages, faults).Run(stop);
        }
        catch (IOException)
        {
            // The client has hung up.
        }
    }
}
