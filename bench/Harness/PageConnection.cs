using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Overblik.Bench;

/// <summary>When the parts of a page had come, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
/// <param name="Marked">The last of the marks that were looked for; the end where none were.</param>
internal readonly record struct Arrival(long FirstByte, long Marked, long End);

/// <summary>A keep-alive connection of the load: HTTP/1.1 by hand, so that the load costs little of the two cores it shares with what it measures.</summary>
internal sealed class PageConnection(Uri address) : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] buffer = new byte[256 * 1024];
    private int length;

    /// <summary>The last answer as it came, headers and chunk sizes included.</summary>
    public ReadOnlySpan<byte> Answer => buffer.AsSpan(0, length);

    public static byte[] Request(Uri address, string path, string cookie) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\nAccept: text/html\r\nAccept-Encoding: gzip, deflate, br\r\nCookie: {cookie}\r\n\r\n");

    public Task Open(CancellationToken stop) => socket.ConnectAsync(IPAddress.Loopback, address.Port, stop).AsTask();

    public async Task<Arrival> Get(byte[] request, byte[]? mark, int marks, CancellationToken stop)
    {
        await socket.SendAsync(request, stop);
        length = 0;
        long first = 0, marked = 0;
        var looked = 0;
        while (true)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), stop);
            var now = Stopwatch.GetTimestamp();
            if (read == 0) throw new BenchmarkException($"The connection was closed after {length} bytes of a page.");
            if (first == 0) first = now;
            length += read;
            if (!Answer.StartsWith("HTTP/1.1 200 "u8)) throw new BenchmarkException("Not a page: " + Encoding.Latin1.GetString(Answer[..Math.Min(length, 400)]));
            while (mark is not null && marks > 0)
            {
                var at = buffer.AsSpan(looked, length - looked).IndexOf(mark);
                if (at < 0)
                {
                    looked = Math.Max(looked, length - mark.Length + 1);
                    break;
                }
                looked += at + mark.Length;
                if (--marks == 0) marked = now;
            }
            if (Answer.EndsWith("\r\n0\r\n\r\n"u8)) return marks > 0 && mark is not null ? throw new BenchmarkException("A card is missing on a page; its last part: " + Encoding.UTF8.GetString(Body()[^600..])) : new Arrival(first, marked, now);
        }
    }

    /// <summary>The body without its chunk sizes.</summary>
    public byte[] Body()
    {
        var from = Answer;
        from = from[(from.IndexOf("\r\n\r\n"u8) + 4)..];
        var body = new byte[from.Length];
        var filled = 0;
        while (true)
        {
            var line = from.IndexOf("\r\n"u8);
            var size = Convert.ToInt32(Encoding.ASCII.GetString(from[..line]), 16);
            if (size == 0) return body[..filled];
            from.Slice(line + 2, size).CopyTo(body.AsSpan(filled));
            filled += size;
            from = from[(line + 2 + size + 2)..];
        }
    }

    public void Dispose() => socket.Dispose();
}
