using System.Collections.Concurrent;
using System.Text;

namespace Overblik.Authorities;

/// <summary>Stands before a source's calls and lets them fail as told.</summary>
internal sealed class FaultyCalls(TimeSpan always, TimeProvider time)
{
    private const long HugeBytes = 100_000_000;
    private const int DeepLevels = 10_000;

    private readonly ConcurrentDictionary<string, Fault> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _calls = new(StringComparer.Ordinal);

    public Fault Of(string source) => _faults.GetValueOrDefault(source, Fault.None);

    public void Set(string source, Fault fault)
    {
        _faults[source] = fault;
        _calls[source] = 0;
    }

    /// <summary>Answers as the source's present fault has it. A mix-up of people is the source's own doing (<see cref="PlayedApi"/>).</summary>
    public async Task Run(HttpContext http, string source, RequestDelegate answer)
    {
        var fault = Of(source);
        var cancel = http.RequestAborted;
        var isCapabilities = HttpMethods.IsGet(http.Request.Method);
        var delay = always + (fault.Kind == FaultKind.Drip ? TimeSpan.Zero : fault.Delay);
        try
        {
            if (delay > TimeSpan.Zero) await Task.Delay(delay, time, cancel);
            await (fault.Kind switch
            {
                FaultKind.Hanging => Task.Delay(Timeout.InfiniteTimeSpan, time, cancel),
                FaultKind.Drip => Drip(http, fault.Delay, () => answer(http)),
                FaultKind.Error500 => Text(http, 500, "text/plain", "Internal error"),
                FaultKind.Malformed => Text(http, 200, "application/json", """{"version":"1","asOf":"2026-01-01T00:00:00Z","counts":[{"kind":"case","""),
                FaultKind.WrongSchema => Text(http, 200, "application/json", """{"version":7,"asOf":"yesterday","counts":{"case":1},"items":[{"id":7,"kind":"parcel","open":"yes"}],"item":[]}"""),
                FaultKind.Huge => Huge(http),
                FaultKind.Deep => Text(http, 200, "application/json", $$"""{"version":"1","asOf":"2026-01-01T00:00:00Z","counts":[],"items":{{new string('[', DeepLevels)}}{{new string(']', DeepLevels)}}}"""),
                FaultKind.TooManyRequests => Refuse(http, 429, "too-many-requests", "Too many requests", "Wait before you call again.", retryAfter: 2),
                FaultKind.Unavailable => Refuse(http, 503, "unavailable", "The source is unavailable", "Try again later.", retryAfter: 5),
                FaultKind.Down => Close(http),
                FaultKind.Token when !isCapabilities => Refuse(http, 401, "token-invalid", "The token is not valid", "Signature, issuer, algorithm or form is wrong."),
                FaultKind.Flapping when !isCapabilities => Flap(http, source, () => answer(http)),
                _ => answer(http),
            });
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The hub has hung up, as it should.
        }
    }

    // The first call succeeds and the second does not, in one way and the other in turn. The capabilities are always there: a hub keeps them anyway.
    private Task Flap(HttpContext http, string source, Func<Task> answer) => (_calls.AddOrUpdate(source, 1, (_, it) => it + 1) % 4) switch
    {
        2 => Close(http),
        0 => Text(http, 500, "text/plain", "Internal error"),
        _ => answer(),
    };

    private static Task Close(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext http, int status, string code, string title, string detail, int? retryAfter = null)
    {
        if (retryAfter is { } seconds) http.Response.Headers.RetryAfter = $"{seconds}";
        return Text(http, status, "application/problem+json", $$"""{"type":"urn:overblik:problem:source.{{code}}","title":"{{title}}","status":{{status}},"detail":"{{detail}}"}""");
    }

    private static Task Text(HttpContext http, int status, string type, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    private async Task Drip(HttpContext http, TimeSpan pause, Func<Task> answer)
    {
        var body = http.Response.Body;
        using var whole = new MemoryStream();
        http.Response.Body = whole;
        await answer();
        http.Response.Body = body;
        var bytes = whole.ToArray();
        for (var at = 0; at < bytes.Length; at++)
        {
            await body.WriteAsync(bytes.AsMemory(at, 1), http.RequestAborted);
            await body.FlushAsync(http.RequestAborted);
            await Task.Delay(pause, time, http.RequestAborted);
        }
    }

    // One string without end: valid JSON as far as it goes, and no length is announced.
    private static async Task Huge(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("""{"asOf":"2026-01-01T00:00:00Z","counts":[],"items":[],"version":" """.TrimEnd(), http.RequestAborted);
        var chunk = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
        for (long sent = 0; sent < HugeBytes; sent += chunk.Length)
            await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
        await http.Response.WriteAsync("\"}", http.RequestAborted);
    }
}
