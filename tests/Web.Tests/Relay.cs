using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Overblik.Web.Tests;

/// <summary>The way to a server, which can be cut and mended.</summary>
internal sealed class Relay(string host, int port) : IDisposable
{
    private readonly ConcurrentBag<Socket> open = [];
    private TcpListener? listener;

    public int Port { get; private set; }

    public void Mend()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        _ = Accept(listener);
    }

    public void Cut()
    {
        listener?.Dispose();
        while (open.TryTake(out var socket)) socket.Dispose();
    }

    public void Dispose() => Cut();

    private async Task Accept(TcpListener from)
    {
        while (true)
        {
            Socket near;
            try { near = await from.AcceptSocketAsync(); }
            catch (Exception e) when (e is SocketException or ObjectDisposedException) { return; }
            var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
            open.Add(near);
            open.Add(far);
            _ = Carry(near, far);
        }
    }

    private async Task Carry(Socket near, Socket far)
    {
        await far.ConnectAsync(host, port);
        _ = Carry(far.ReceiveAsync, near);
        await Carry(near.ReceiveAsync, far);
    }

    private static async Task Carry(Func<Memory<byte>, SocketFlags, CancellationToken, ValueTask<int>> from, Socket to)
    {
        var buffer = new byte[8192];
        try
        {
            while (await from(buffer, SocketFlags.None, default) is > 0 and var read) await to.SendAsync(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { /* Cut. */ }
        to.Dispose();
    }
}
