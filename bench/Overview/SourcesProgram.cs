using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Overblik.Bench;

/// <summary>
/// The twelve sources in one process: each answers after five milliseconds with bytes made beforehand, and checks no token. The same
/// for both sides. On its input, the line <c>silent N</c> lets the last N of them never answer, <c>work N</c> lets an answer take N milliseconds, and
/// <c>fault SOURCE NAME</c> lets one of them do wrong (<see cref="Fault"/>).
/// </summary>
internal static class SourcesProgram
{
    /// <summary>What a source can do wrong: 400 ms, 2.5 s, 500, 429, the connection cut in the middle, no JSON, somebody else's items.</summary>
    public enum Fault { None, Slow, Late, Error, TooMany, Cut, Garbage, Stranger }

    /// <summary>The sources over TLS, with a certificate made for this run that all programs of it trust.</summary>
    public static Task<Child> StartWithTls(string folder, CancellationToken stop)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (file, trusted) = (Path.Combine(folder, "sources.pfx"), Path.Combine(folder, "sources.pem"));
        File.WriteAllBytes(file, certificate.Export(X509ContentType.Pkcs12));
        File.WriteAllText(trusted, certificate.ExportCertificatePem());
        // Handed on to the programs that are started.
        Environment.SetEnvironmentVariable("SSL_CERT_FILE", trusted);
        return Child.Start(["sources", "--urls=https://127.0.0.1:0", "--Certificate=" + file], serverGc: false, stop);
    }

    public static async Task<int> Run(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (builder.Configuration["Certificate"] is { } file) kestrel.ConfigureHttpsDefaults(tls => tls.ServerCertificate = X509CertificateLoader.LoadPkcs12FromFile(file, null));
        });
        var app = builder.Build();
        var paths = Authorities.Sources.Select((source, index) => (Path: $"/{source}/v1/overview", index)).ToDictionary(s => s.Path, s => s.index, StringComparer.Ordinal);
        var answers = new ConcurrentDictionary<(int Source, string Body), byte[]>();
        var silentFrom = Authorities.Sources.Length;
        var work = 5;
        var faults = new Fault[Authorities.Sources.Length];
        app.Run(async http =>
        {
            if (http.Request.ContentLength is not (> 0 and < 1000 and var length) || !paths.TryGetValue(http.Request.Path.Value!, out var source))
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }
            var answer = answers.GetOrAdd((source, await Body(http, (int)length)), static key => Make(key.Source, key.Body));
            if (source >= Volatile.Read(ref silentFrom)) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(Volatile.Read(ref work)), TimeProvider.System, CancellationToken.None);
            switch (faults[source])
            {
                case Fault.Slow: await Task.Delay(400, http.RequestAborted); break;
                case Fault.Late: await Task.Delay(2500, http.RequestAborted); break;
                case Fault.Error: http.Response.StatusCode = StatusCodes.Status500InternalServerError; return;
                case Fault.TooMany:
                    http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                    http.Response.Headers.RetryAfter = "1";
                    return;
                case Fault.Cut:
                    http.Response.ContentLength = answer.Length;
                    await http.Response.BodyWriter.WriteAsync(answer.AsMemory(0, answer.Length / 2), CancellationToken.None);
                    http.Abort();
                    return;
                case Fault.Garbage: answer = answer[..(answer.Length / 2)]; break;
                case Fault.Stranger: answer = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer).Replace("\"subject\":\"", "\"subject\":\"x", StringComparison.Ordinal)); break;
            }
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = answer.Length;
            await http.Response.BodyWriter.WriteAsync(answer, CancellationToken.None);
        });
        await Child.Serve(app, line =>
        {
            var words = line.Split(' ');
            var (what, number) = (words[0], int.Parse(words[1], CultureInfo.InvariantCulture));
            if (what == "fault") faults[number] = Enum.Parse<Fault>(words[2]);
            else if (what == "work") Volatile.Write(ref work, number);
            else Volatile.Write(ref silentFrom, Authorities.Sources.Length - number);
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
        return Authorities.Answer(source, Authorities.PersonOf(number), subject, TimeProvider.System.GetUtcNow(), int.Parse((string?)body["cursor"] ?? "0", CultureInfo.InvariantCulture));
    }
}
