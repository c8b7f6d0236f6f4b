using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Overblik.Bench;

/// <summary>
/// The raw limit of the overview: a request in, the same twelve calls to the same sources at the same time, and the bytes of their
/// answers out as they come. No sign-in, no tokens, no log, no reading of what comes, no page.
/// </summary>
internal static class LimitProgram
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private sealed record Call(Uri Url, byte[] Body, AuthenticationHeaderValue Token);

    public static async Task<int> Run(string people, string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var calls = people == "-" ? [] : Calls(await File.ReadAllTextAsync(people), new Uri(app.Configuration["Sources"]!));
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null });

        app.Run(http => Pass(http, client, calls));
        await Child.Serve(app);
        return 0;
    }

    // /3 is person 3; /3?early sends the headers before the first answer is there, as a page that streams does.
    private static async Task Pass(HttpContext http, HttpMessageInvoker client, Call[][] calls)
    {
        if (http.Request.Path == "/") return;
        var person = int.Parse(http.Request.Path.Value.AsSpan(1), CultureInfo.InvariantCulture);
        http.Response.ContentType = "application/json";
        var asked = Array.ConvertAll(calls[person], call => Ask(client, call));
        if (http.Request.QueryString.HasValue) await http.Response.Body.FlushAsync();
        await using var answers = Task.WhenEach(asked).GetAsyncEnumerator();
        var next = answers.MoveNextAsync();
        while (await next)
        {
            var (buffer, length) = await answers.Current;
            http.Response.BodyWriter.Write(buffer.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(buffer);
            next = answers.MoveNextAsync();
            // What is here already goes in one piece, as ours does it.
            if (!next.IsCompleted) await http.Response.BodyWriter.FlushAsync();
        }
    }

    private static async Task<(byte[] Buffer, int Length)> Ask(HttpMessageInvoker client, Call call)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, call.Url) { Version = HttpVersion.Version20, Content = new ByteArrayContent(call.Body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.Authorization = call.Token;
        using var response = await client.SendAsync(request, CancellationToken.None);
        response.EnsureSuccessStatusCode();
        var length = (int)response.Content.Headers.ContentLength!;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(buffer.AsMemory(0, length));
        return (buffer, length);
    }

    private static Call[][] Calls(string people, Uri sources) =>
    [
        .. JsonSerializer.Deserialize<Visitor[]>(people)!.Select(visitor => visitor.Bodies.Select((body, source) => new Call(
            new Uri(sources, $"/{Authorities.Sources[source]}/v1/overview"),
            System.Text.Encoding.UTF8.GetBytes(body),
            new AuthenticationHeaderValue("Bearer", new string('x', visitor.TokenLengths[source])))).ToArray()),
    ];
}
