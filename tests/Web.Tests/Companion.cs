using System.Net;
using System.Net.Sockets;

namespace Overblik.Web.Tests;

/// <summary>The command <c>overblik</c>, run in this process.</summary>
internal static class Companion
{
    public static async Task<(int Code, string Output, string Error)> Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await Overblik.Cli.Verbs.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A port for a portal that tells its own address, and so must know it before it listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
