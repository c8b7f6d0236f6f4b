using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Overblik.Bench;

/// <summary>
/// The twelve sources in one process: each answers after five milliseconds with bytes made beforehand, and checks no token. The same
/// for both sides. The line <c>silent N</c> on its input lets the last N of them never answer.
/// </summary>
internal static class SourcesProgram
{
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(5);

    public static async Task<int> Run(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var paths = Authorities.Sources.Select((source, index) => (Path: $"/{source}/v1/overview", index)).ToDictionary(s => s.Path, s => s.index, StringComparer.Ordinal);
        var answers = new ConcurrentDictionary<(int Source, string Body), byte[]>();
        var silentFrom = Authorities.Sources.Length;
        app.Run(async http =>
        {
            if (http.Request.ContentLength is not (> 0 and < 1000 and var length) || !paths.TryGetValue(http.Request.Path.Value!, out var source))
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }
            var answer = answers.GetOrAdd((source, await Body(http, (int)length)), static key => Make(key.Source, key.Body));
            if (source >= Volatile.Read(ref silentFrom)) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
            await Task.Delay(Work, TimeProvider.System, CancellationToken.None);
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = answer.Length;
            await http.Response.BodyWriter.WriteAsync(answer, CancellationToken.None);
        });
        await Child.Serve(app, line =>
        {
            Volatile.Write(ref silentFrom, Authorities.Sources.Length - int.Parse(line["silent ".Length..], CultureInfo.InvariantCulture));
            return Task.FromResult("ok");
        });
        return 0;
    }

    private static async Task<string> Body(HttpContext http, int length)
    {
        var read = await http.Request.BodyReader.ReadAtLeastAsync(length, CancellationToken.None);
        var body = Encoding.ASCII.GetString(read.Buffer);
        http.Request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }

    private static byte[] Make(int source, string request)
    {
        var body = JsonNode.Parse(request)!;
        var number = (string)body["identifier"]!["value"]!;
        var subject = Base64Url.EncodeToString(HMACSHA256.HashData(Base64Url.DecodeFromChars((string)body["subjectKey"]!), Encoding.ASCII.GetBytes(number)));
        var person = Enumerable.Range(0, Authorities.People).First(p => Authorities.Number(p) == number);
        return Authorities.Answer(source, person, subject, TimeProvider.System.GetUtcNow());
    }
}
