using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Overblik.Authorities;
using Overblik.Population;

namespace Overblik.Bench;

/// <summary>A million synthetic people with all that all authorities hold on them, in one thread; and what one call to a simulated authority costs.</summary>
internal sealed class PopulationBenchmark : IBenchmark
{
    private const int Million = 1_000_000;
    private const int Callers = 4, CallsOfARound = 2_800;
    private static readonly DateOnly Date = new(2026, 11, 23);

    public string Name => "population";

    public string About => "a million synthetic people with all their items; a call to a simulated authority; the proportions";

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var people = new People(count: Million);
        Report.Say(Proportions.Table(Proportions.Of(people, Date)));
        if (settings.Wants("generate")) Generate(report, people, Math.Min(settings.Rounds, 3), stop);
        if (settings.Wants("calls")) await Call(report, settings, stop);
    }

    private static void Generate(Report report, People people, int rounds, CancellationToken stop)
    {
        var (alone, whole, bytes) = (new List<double>(), new List<double>(), 0d);
        long items = 0;
        var step = Million / 20;
        // A part first, for the compiler.
        for (var i = 0; i < step; i++) ItemsOf(people, i);
        for (var round = 0; round < rounds; round++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Million; i++) _ = people.At(people[i], Date);
            alone.Add(Million / Stopwatch.GetElapsedTime(start).TotalSeconds);
            items = 0;
            var before = GC.GetAllocatedBytesForCurrentThread();
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Million; i++)
            {
                items += ItemsOf(people, i);
                if (i % step == 0) stop.ThrowIfCancellationRequested();
            }
            whole.Add(Million / Stopwatch.GetElapsedTime(start).TotalSeconds);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Million / 1024;
            Report.Say($"       {round + 1}: people with all their items {whole[^1]:N0}/s; people alone {alone[^1]:N0}/s; {items:N0} items");
        }
        var perSecond = whole.Median();
        report.Add($"people with all their items (of {PlayedSource.All.Length} authorities) / people alone, one thread", perSecond, alone.Median(), "people/s", goal: "≥ 50,000 people/s", met: perSecond >= 50_000);
        report.Add("items of a person, on average", items / (double)Million, null, "items");
        report.Add("allocated for a person with all items", bytes, null, "KB");
    }

    private static int ItemsOf(People people, int i)
    {
        var life = people.At(people[i], Date);
        var count = 0;
        foreach (var source in PlayedSource.All) count += PlayedApi.ItemsOf(source, people.Seed, life).Count;
        return count;
    }

    // The CPU of the authorities' process alone: the load signs the tokens and is not counted.
    private static async Task Call(Report report, Settings settings, CancellationToken stop)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var jwks = await Jwks(key);
        var issuer = jwks.Urls.First();
        await using var authorities = await Child.Start(["authorities", "--Today", Date.ToString("O", CultureInfo.InvariantCulture), "--Hub:Issuer", issuer], serverGc: true, stop);
        using var http = new HttpClient { BaseAddress = authorities.Address };
        var people = new People();
        long bytes = 0;

        async Task<double> Round(Func<HttpClient, string, int, Task<long>> one)
        {
            var before = await authorities.Used(stop);
            bytes = 0;
            await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
            {
                for (var i = caller; i < CallsOfARound; i += Callers) Interlocked.Add(ref bytes, await one(http, PlayedSource.All[i % PlayedSource.All.Length].Id, i));
            }, stop)));
            return ((await authorities.Used(stop)).CpuMilliseconds - before.CpuMilliseconds) / CallsOfARound;
        }

        async Task<long> Overview(HttpClient client, string source, int i)
        {
            var person = people[(i / PlayedSource.All.Length * 7) + 3];
            var body = JsonBody(person.Cpr!);
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/{source}/v1/overview") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(key, issuer, source, person.Cpr!, body));
            using var answer = await client.SendAsync(request, stop);
            if (!answer.IsSuccessStatusCode) throw new BenchmarkException($"{source} answered {(int)answer.StatusCode}.");
            return (await answer.Content.ReadAsByteArrayAsync(stop)).Length;
        }

        async Task<long> Capabilities(HttpClient client, string source, int i) => (await client.GetByteArrayAsync(new Uri($"/{source}/v1/capabilities", UriKind.Relative), stop)).Length;

        var (ours, limit) = (new List<double>(), new List<double>());
        // The first rounds are the compiler's.
        for (var round = -4; round < settings.Rounds; round++)
        {
            var (a, b) = (await Round(Overview), await Round(Capabilities));
            if (round < 0) continue;
            ours.Add(a);
            limit.Add(b);
            Report.Say($"       {round + 1}: an overview {a:F3} ms CPU; made beforehand {b:F3} ms");
        }
        report.Add("CPU of a simulated authority for a call / for bytes made beforehand", ours.Median(), limit.Median(), "ms", goal: "≤ 0.3 ms", met: ours.Median() <= 0.3);
    }

    /// <summary>The verb <c>authorities</c>: the simulators in a process of their own.</summary>
    public static async Task<int> Serve(string[] args)
    {
        await Child.Serve(AuthoritiesApp.Build(["--Urls", "http://127.0.0.1:0", .. args]));
        return 0;
    }

    private static async Task<WebApplication> Jwks(ECDsa key)
    {
        var q = key.ExportParameters(false).Q;
        var json = new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "bench", ["x"] = Base64Url.EncodeToString(q.X), ["y"] = Base64Url.EncodeToString(q.Y) }),
        }.ToJsonString();
        var builder = WebApplication.CreateSlimBuilder(["--Urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/.well-known/jwks.json", () => TypedResults.Text(json, "application/json"));
        await app.StartAsync();
        return app;
    }

    private static readonly byte[] SubjectKey = SHA256.HashData("a source's key"u8);

    private static byte[] JsonBody(string cpr) =>
        Encoding.ASCII.GetBytes($$"""{"identifier":{"type":"cpr","value":"{{cpr}}"},"subjectKey":"{{Base64Url.EncodeToString(SubjectKey)}}"}""");

    private static string Token(ECDsa key, string issuer, string source, string cpr, byte[] body)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var areas = string.Join(',', PlayedSource.All.Single(it => it.Id == source).Areas.Select(it => $"\"{it.Code}\""));
        var payload = $$"""
            {"iss":"{{issuer}}","aud":"{{source}}","iat":{{now}},"exp":{{now + 60}},"jti":"{{Guid.NewGuid()}}","body":"{{Base64Url.EncodeToString(SHA256.HashData(body))}}",
            "sub":"{{Base64Url.EncodeToString(HMACSHA256.HashData(SubjectKey, Encoding.ASCII.GetBytes(cpr)))}}","areas":[{{areas}}],"purpose":"overview","acr":"substantial"}
            """;
        var signed = Base64Url.EncodeToString("""{"alg":"ES256","kid":"bench"}"""u8) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        return signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }
}
