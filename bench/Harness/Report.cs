using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Overblik.Bench;

internal interface IBenchmark
{
    string Name { get; }

    /// <summary>What it measures, in a line.</summary>
    string About { get; }

    /// <summary>A run that is not done by then is stopped.</summary>
    TimeSpan TimeLimit => TimeSpan.FromMinutes(4);

    Task Run(Report report, Settings settings, CancellationToken stop);
}

/// <param name="Limit">The raw limit, or the peer, measured in the same run; null where there is none.</param>
/// <param name="Ratio">Ours to the limit; the median of the pairs where they were measured in pairs.</param>
/// <param name="Goal">In words; null where the figure is there to be seen only.</param>
internal sealed record Figure(string Name, double Ours, double? Limit, string Unit, double? Ratio, string? Goal, bool? Met);

/// <summary>The figures of a run: as a table in Markdown, and as a line of JSON for each.</summary>
internal sealed class Report(string benchmark)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<Figure> figures = [];

    public void Add(string name, double ours, double? limit, string unit, double? ratio = null, string? goal = null, bool? met = null) =>
        figures.Add(new Figure(name, ours, limit, unit, ratio ?? (limit is > 0 ? ours / limit : null), goal, met));

    public static void Say(string line) => Console.WriteLine(line);

    public void Write()
    {
        string[][] rows = [["Figure", "Ours", "Limit", "Unit", "Ours / limit", "Goal", "Met"],
            .. figures.Select(f => (string[])[f.Name, Number(f.Ours), Number(f.Limit), f.Unit, Number(f.Ratio), f.Goal ?? "", f.Met switch { true => "yes", false => "**no**", _ => "" }])];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var table = new StringBuilder();
        foreach (var (index, row) in rows.Index())
        {
            table.AppendLine("| " + string.Join(" | ", row.Select((cell, column) => IsNumber(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))) + " |");
            if (index == 0) table.AppendLine("|" + string.Join("|", widths.Select((width, column) => IsNumber(column) ? new string('-', width + 1) + ":" : new string('-', width + 2))) + "|");
        }
        Say("");
        Say($"{benchmark}: {Machine()}");
        Say("");
        Say(table.ToString());
        foreach (var figure in figures) Say(Line(figure));
    }

    private static bool IsNumber(int column) => column is 1 or 2 or 4;

    private static string Number(double? number) => number?.ToString(number switch { >= 1000 => "N0", >= 100 => "F0", >= 10 => "F1", _ => "F2" }, CultureInfo.InvariantCulture) ?? "";

    private static string Line(Figure figure)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("figure", figure.Name);
            json.WriteNumber("ours", Math.Round(figure.Ours, 3));
            Value(json, "limit", figure.Limit);
            json.WriteString("unit", figure.Unit);
            Value(json, "ratio", figure.Ratio);
            json.WriteString("goal", figure.Goal);
            if (figure.Met is { } met) json.WriteBoolean("met", met);
            else json.WriteNull("met");
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Value(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number) json.WriteNumber(name, Math.Round(number, 3));
        else json.WriteNull(name);
    }

    private static string Machine()
    {
        const string Info = "/proc/cpuinfo";
        var model = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return $"{Environment.ProcessorCount} cores ({model ?? RuntimeInformation.ProcessArchitecture.ToString()}), {memory} GB, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, "
            + TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}

/// <summary>What may be set on the command line; the figures in the README are made with the defaults.</summary>
internal sealed record Settings
{
    public const string Usage = """

        Options:
          --rounds N              pairs of rounds, ours and the limit in turn (7)
          --seconds S             of each round (3)
          --warm-up S             before the first round (5)
          --only A,B              parts only; overview: pages, open, start, visit; access-log: index, batches, single, large; population: generate, calls
          --minutes N             of the soak (20)
          --millions N            access-log: entries of the large log (10)
          --kills N               access-log-crash: of the two nodes (200)
          --sources http|https    overview-burst: how the sources are called; over TLS they speak HTTP/2 (http)
          --web FOLDER            another published portal than artifacts/publish/Web/release
          --postgres CONNECTION   an empty PostgreSQL database instead of SQLite in a temporary folder
          --set KEY=VALUE         a setting of the portal, as often as wanted
          --journal MODE          what if: puts the SQLite file into this journal mode (as the portal made it)
        """;

    public int Rounds { get; init; } = 7;
    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(3);
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(5);
    public long Entries { get; init; } = 10_000_000;
    public int Kills { get; init; } = 200;
    public TimeSpan Long { get; init; } = TimeSpan.FromMinutes(20);
    public string[] Only { get; init; } = [];
    public string Web { get; init; } = Path.Combine("artifacts", "publish", "Web", "release");
    public string? Postgres { get; init; }
    public string? Journal { get; init; }
    public bool Tls { get; init; }
    public IReadOnlyList<string> Portal { get; init; } = [];

    public bool Wants(string part) => Only.Length == 0 || Only.Contains(part);

    public static Settings Read(string[] args)
    {
        var settings = new Settings();
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new BenchmarkException($"{args[i]} needs a value.");
            settings = args[i] switch
            {
                "--rounds" => settings with { Rounds = int.Parse(value, CultureInfo.InvariantCulture) },
                "--seconds" => settings with { Round = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)) },
                "--warm-up" => settings with { WarmUp = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)) },
                "--only" => settings with { Only = value.Split(',') },
                "--minutes" => settings with { Long = TimeSpan.FromMinutes(double.Parse(value, CultureInfo.InvariantCulture)) },
                "--kills" => settings with { Kills = int.Parse(value, CultureInfo.InvariantCulture) },
                "--millions" => settings with { Entries = 1_000_000 * long.Parse(value, CultureInfo.InvariantCulture) },
                "--web" => settings with { Web = value },
                "--postgres" => settings with { Postgres = value },
                "--journal" => settings with { Journal = value is "wal" or "delete" ? value : throw new BenchmarkException("--journal is wal or delete.") },
                "--sources" => settings with { Tls = value switch { "https" => true, "http" => false, _ => throw new BenchmarkException("--sources is http or https.") } },
                "--set" => settings with { Portal = [.. settings.Portal, "--" + value] },
                _ => throw new BenchmarkException($"Unknown option {args[i]}.{Usage}"),
            };
        }
        return settings;
    }
}

internal static class Statistics
{
    public static double Median(this IEnumerable<double> values) => values.Percentile(0.5);

    /// <summary>By how much one value is above the one before, by least squares.</summary>
    public static double Slope(this IReadOnlyList<double> values)
    {
        if (values.Count < 2) throw new BenchmarkException("There is nothing to take a slope of.");
        var (middle, mean) = ((values.Count - 1) / 2.0, values.Average());
        return values.Index().Sum(v => (v.Index - middle) * (v.Item - mean)) / values.Index().Sum(v => (v.Index - middle) * (v.Index - middle));
    }

    public static double Percentile(this IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new BenchmarkException("There is nothing to take a percentile of.");
        var at = share * (sorted.Length - 1);
        var low = (int)at;
        return low + 1 < sorted.Length ? sorted[low] + ((at - low) * (sorted[low + 1] - sorted[low])) : sorted[low];
    }
}
