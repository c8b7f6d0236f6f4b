using System.Collections.Concurrent;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>What the portal asked.</summary>
internal sealed record Asked(string Source, string Path, string Cpr, string Subject, string Token, JsonObject Body);

/// <summary>Sources that each test plays itself, for its own person. Where a test says nothing, the source holds nothing.</summary>
internal sealed partial class FakeSources : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<(string Source, string Cpr), Func<HttpContext, Asked, Task>> parts = [];

    private static readonly X509Certificate2 Certificate;

    // With the first source and not with the first over TLS: until then something may have read whom this process trusts.
    static FakeSources() => Certificate = MakeCertificate();

    private FakeSources(WebApplication app) => this.app = app;

    public Uri Address { get; private set; } = null!;
    public ConcurrentQueue<Asked> Calls { get; } = [];
    public ConcurrentDictionary<string, JsonObject> Capabilities { get; } = [];

    public static async Task<FakeSources> Start(bool tls = false)
    {
        var builder = WebApplication.CreateSlimBuilder([$"--Urls={(tls ? "https" : "http")}://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        if (tls) builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = Certificate));
        var app = builder.Build();
        var sources = new FakeSources(app);
        app.MapPost("/{source}/v1/{path}", sources.Answer);
        app.MapGet("/{source}/v1/capabilities", (string source) => sources.Capabilities.TryGetValue(source, out var said) ? Results.Content(said.ToJsonString(), "application/json") : Results.NotFound());
        await app.StartAsync();
        sources.Address = new Uri(app.Urls.First());
        return sources;
    }

    public int CallsFor(string source, CprNumber number) => Calls.Count(c => c.Source == source && c.Cpr == number.Digits);

    public void Play(string source, CprNumber number, Func<HttpContext, Asked, Task> part) => parts[(source, number.Digits)] = part;

    /// <summary>Answers with these items, made for the person asked about.</summary>
    public void Hold(string source, CprNumber number, params Func<Asked, JsonObject>[] items) =>
        Play(source, number, (http, asked) => asked.Path == "overview" ? http.Response.WriteAsJsonAsync(Overview([.. items.Select(make => make(asked))]))
            : items.Select(make => make(asked)).FirstOrDefault(i => (string)i["id"]! == (string)asked.Body["id"]!) is { } item ? http.Response.WriteAsJsonAsync(new JsonObject { ["asOf"] = Now(), ["item"] = item })
            : Missing(http));

    public static JsonObject Overview(JsonObject[] items, string version = "1") => new()
    {
        ["version"] = version,
        ["asOf"] = Now(),
        ["counts"] = new JsonArray([.. items.GroupBy(i => (string)i["kind"]!).Select(g => new JsonObject { ["kind"] = g.Key, ["total"] = g.Count(), ["open"] = g.Count(i => (bool)i["open"]!) })]),
        ["items"] = new JsonArray([.. items]),
    };

    public static Func<Asked, JsonObject> Case(string id, string title, string status = "processing") => asked => Item(asked, id, "case", title, new JsonObject
    {
        ["status"] = status,
        ["number"] = "2026-17",
        ["timeline"] = new JsonArray(
            new JsonObject { ["status"] = "created", ["at"] = "2026-10-01T09:00:00+02:00", ["text"] = Text("Modtaget") },
            new JsonObject { ["status"] = status, ["at"] = "2026-10-08T09:00:00+02:00" }),
    });

    public static Func<Asked, JsonObject> Deadline(string id, string title, string due) => asked => Item(asked, id, "deadline", title, new JsonObject { ["due"] = due });

    public static JsonObject Item(Asked asked, string id, string kind, string title, JsonObject facts)
    {
        var authority = new JsonObject { ["id"] = "99000011", ["name"] = Text("Styrelsen for Prøver") };
        return new JsonObject
        {
            ["id"] = id,
            ["kind"] = kind,
            ["subject"] = asked.Subject,
            ["authority"] = authority,
            ["area"] = "area",
            ["title"] = Text(title),
            ["open"] = true,
            ["updatedAt"] = "2026-11-01T12:00:00+01:00",
            ["controller"] = new JsonObject { ["authority"] = authority.DeepClone() },
            ["futureField"] = new JsonObject { ["ignored"] = true },
            [kind] = facts,
        };
    }

    public static JsonObject Text(string danish) => new() { ["da"] = danish, ["en"] = danish + " (en)" };

    public static string SubjectOf(string subjectKey, string digits) =>
        System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(System.Buffers.Text.Base64Url.DecodeFromChars(subjectKey), Encoding.ASCII.GetBytes(digits)));

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("O");

    private static Task Missing(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return http.Response.WriteAsJsonAsync(new JsonObject { ["type"] = "urn:overblik:problem:source.item-unknown", ["title"] = "No such item", ["status"] = 404 }, (JsonSerializerOptions?)null, "application/problem+json");
    }

    private async Task Answer(HttpContext http, string source, string path)
    {
        var body = (await JsonSerializer.DeserializeAsync<JsonObject>(http.Request.Body))!;
        var cpr = (string)body["identifier"]!["value"]!;
        var asked = new Asked(source, path, cpr, SubjectOf((string)body["subjectKey"]!, cpr), http.Request.Headers.Authorization.ToString()["Bearer ".Length..], body);
        Calls.Enqueue(asked);
        if (parts.TryGetValue((source, cpr), out var part)) await part(http, asked);
        else if (path == "overview") await http.Response.WriteAsJsonAsync(Overview([]));
        else await Missing(http);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    // Trusted by this process alone, and made before it has read whom it trusts.
    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=overblik-test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(Directory.CreateTempSubdirectory("overblik-test-").FullName, "trusted.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        // .NET reads it with libc's getenv, which does not see what Environment sets.
        Assert.Equal(0, SetEnvironment("SSL_CERT_FILE", file, 1));
        return certificate;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
