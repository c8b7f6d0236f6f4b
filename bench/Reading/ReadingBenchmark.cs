using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Overblik.Overview;

namespace Overblik.Bench;

/// <summary>Reading the twelve answers of a page: our reader, the source-generated serializer, and the tokens alone.</summary>
internal sealed class ReadingBenchmark : IBenchmark
{
    private sealed record Cost(double Microseconds, double Kilobytes);

    private const int Repeats = 40;

    public string Name => "reading";

    public string About => "reading the answers of one page, beside the serializer and the tokens alone";

    public Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var subject = new string('s', 43);
        var now = TimeProvider.System.GetUtcNow();
        var answers = Enumerable.Range(0, Authorities.People)
            .SelectMany(person => Enumerable.Range(0, Authorities.Sources.Length).Select(source => Authorities.Answer(source, person, subject, now))).ToArray();
        Action<byte[]> ours = answer => ContractReader.Read(answer, ContractReader.Overview);
        Action<byte[]> serializer = answer => JsonSerializer.Deserialize(answer, PeerJson.Default.OverviewAnswer);
        Action<byte[]> tokens = answer =>
        {
            var json = new Utf8JsonReader(answer);
            while (json.Read()) { }
        };
        var (mine, peer, limit) = (new List<Cost>(), new List<Cost>(), new List<Cost>());
        // The first rounds are the compiler's.
        for (var round = -3; round < settings.Rounds; round++)
        {
            stop.ThrowIfCancellationRequested();
            var (a, b, c) = (Measure(answers, ours), Measure(answers, serializer), Measure(answers, tokens));
            if (round < 0) continue;
            mine.Add(a);
            peer.Add(b);
            limit.Add(c);
            Report.Say($"       {round + 1}: ours {a.Microseconds:F0} µs; serializer {b.Microseconds:F0} µs; tokens alone {c.Microseconds:F0} µs");
        }
        static double Time(List<Cost> costs) => costs.Select(it => it.Microseconds).Median();
        static double Room(List<Cost> costs) => costs.Select(it => it.Kilobytes).Median();
        report.Add("our reader / tokens alone, per page", Time(mine), Time(limit), "µs");
        report.Add("the serializer / tokens alone, per page", Time(peer), Time(limit), "µs");
        report.Add("our reader / the serializer, per page", Time(mine), Time(peer), "µs");
        report.Add("allocated, our reader / the serializer", Room(mine), Room(peer), "KB");
        return Task.CompletedTask;
    }

    private static Cost Measure(byte[][] answers, Action<byte[]> read)
    {
        var pages = (double)Repeats * Authorities.People;
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Repeats; i++)
        {
            foreach (var answer in answers) read(answer);
        }
        var time = Stopwatch.GetElapsedTime(start);
        return new Cost(time.TotalMicroseconds / pages, (GC.GetAllocatedBytesForCurrentThread() - before) / pages / 1024);
    }
}

/// <summary>The same records by the serializer's generated code.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(OverviewAnswer))]
internal sealed partial class PeerJson : JsonSerializerContext;
