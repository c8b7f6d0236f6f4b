using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Overblik.Bench;

/// <summary>An account as large as a company's: what a page of it costs, and everything as a file. README.md tells what each figure means.</summary>
internal sealed partial class LargeBenchmark : IBenchmark
{
    private const int Deep = 40;

    public string Name => "overview-large";
    public string About => "an account of 100,000 items: the overview, the first and a late page of its list, everything as a file";

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("overblik-bench-");
        try
        {
            await using var sources = await Child.Start(["sources", "--urls=http://127.0.0.1:0"], serverGc: false, stop);
            var installation = await Installation.Make(folder.FullName, sources.Address, settings, stop, Authorities.Large + 1);
            await using var portal = await installation.StartPortal(stop);
            var large = installation.Visitors[Authorities.Large];
            if (settings.Wants("pages")) await Pages(report, settings, installation, portal, large, stop);
            if (settings.Wants("export")) await Export(report, installation, sources, portal, large, stop);
        }
        finally { folder.Delete(recursive: true); }
    }

    private static async Task Pages(Report report, Settings settings, Installation installation, Child portal, Visitor large, CancellationToken stop)
    {
        var (first, late) = ("/sager", await LatePage(portal.Address, large, stop));
        var sides = new[]
        {
            OverviewBenchmark.Ours(portal.Address, [.. installation.Visitors.Take(Authorities.People)]),
            Of("/overblik", $"Se alle {Number(Authorities.CountAt(0, Authorities.Large))}"),
            Of(first + "?myndighed=" + Authorities.Sources[0], Range(1)),
            Of(late, Range((Deep * Authorities.AtOnce) + 1)),
        };
        Target Of(string path, string sign)
        {
            var bytes = Encoding.UTF8.GetBytes(sign);
            return new(portal.Address, [.. Enumerable.Repeat(PageConnection.Request(portal.Address, path, large.Cookie), Authorities.People)], (connection, _, thorough) =>
            {
                if (thorough && connection.Body().AsSpan().IndexOf(bytes) < 0) throw new BenchmarkException($"The page {path.Split('?')[0]} does not say '{sign}'.");
            });
        }

        var connections = new List<PageConnection[]>();
        foreach (var side in sides)
        {
            connections.Add(await ClosedLoop.Open(side, Authorities.People, stop));
            await OverviewBenchmark.WarmUp((portal, side), connections[^1], settings, stop);
        }
        var rounds = new List<OverviewBenchmark.Cost[]>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            var costs = new OverviewBenchmark.Cost[sides.Length];
            for (var i = 0; i < sides.Length; i++) costs[i] = await OverviewBenchmark.Cost.Of(portal, () => ClosedLoop.Run(sides[i], connections[i], settings.Round, stop), stop);
            rounds.Add(costs);
            Report.Say($"Pages: {round + 1}: overview, 30 items {costs[0]}; overview, large {costs[1]}; first page of a list {costs[2]}; page {Deep + 1} {costs[3]}");
        }
        foreach (var connection in connections.SelectMany(it => it)) connection.Dispose();
        void Add(string what, int a, int b)
        {
            report.Add("CPU: " + what, rounds.Select(r => r[a].Cpu).Median(), rounds.Select(r => r[b].Cpu).Median(), "ms", rounds.Select(r => r[a].Cpu / r[b].Cpu).Median());
            report.Add("allocated: " + what, rounds.Select(r => r[a].Allocated).Median(), rounds.Select(r => r[b].Allocated).Median(), "KB");
        }
        Add($"overview, {Authorities.LargeCases:N0} items / 30", 1, 0);
        Add($"list, page {Deep + 1} / page 1", 3, 2);
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.GetCultureInfo("da-DK"));

    private static string Range(int from) => $"Viser {Number(from)} til {Number(from + Authorities.AtOnce - 1)} af {Number(Authorities.CountAt(0, Authorities.Large))}.";

    // By the links, as a person goes.
    private static async Task<string> LatePage(Uri portal, Visitor visitor, CancellationToken stop)
    {
        using var client = Client(portal, visitor);
        var path = "/sager?myndighed=" + Authorities.Sources[0];
        for (var page = 0; page < Deep; page++)
        {
            var html = await client.GetStringAsync(path, stop);
            path = NextLink().Match(html) is { Success: true } link ? link.Groups[1].Value.Replace("&amp;", "&", StringComparison.Ordinal) : throw new BenchmarkException($"Page {page + 1} of the list leads nowhere.");
        }
        return path;
    }

    private static async Task Export(Report report, Installation installation, Child sources, Child portal, Visitor large, CancellationToken stop)
    {
        using var client = Client(portal.Address, large);
        using var raw = new HttpClient { BaseAddress = sources.Address };
        await Raw(raw, installation, large, stop);
        await File(client, stop);
        var before = (await portal.Used(stop)).WorkingSet;
        var watch = Stopwatch.StartNew();
        var (items, bytes) = await File(client, stop);
        var ours = watch.Elapsed;
        var used = await portal.Used(stop);
        watch.Restart();
        var (rawPages, rawBytes) = await Raw(raw, installation, large, stop);
        var limit = watch.Elapsed;
        if (items != Authorities.LargeCases) throw new BenchmarkException($"The file has {items} items.");
        Report.Say($"Export: {items:N0} items, {bytes >> 20} MB in {ours.TotalSeconds:F1} s; the answers themselves: {rawPages} pages, {rawBytes >> 20} MB in {limit.TotalSeconds:F1} s");
        report.Add("everything as a file / the same answers read one after the other", items / ours.TotalSeconds, items / limit.TotalSeconds, "items/s", limit / ours);
        report.Add("memory while it is made, beyond that before", Math.Max(0, used.WorkingSet - before) / 1024.0 / 1024, null, "MB");
        report.Add("memory at its highest, in all", portal.PeakMegabytes(), null, "MB");
    }

    private static async Task<(int Items, long Bytes)> File(HttpClient client, CancellationToken stop)
    {
        var page = await client.GetStringAsync("/eksport", stop);
        var token = Token().Match(page).Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/eksport") { Content = new FormUrlEncodedContent([new("som", "fil"), new("__RequestVerificationToken", token)]) };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        using var reader = new StreamReader(stream);
        var (items, bytes) = (0, 0L);
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            bytes += line.Length + 1;
            if (line.Contains("\"createdAt\":", StringComparison.Ordinal)) items++;
        }
        return (items, bytes);
    }

    private static async Task<(int Pages, long Bytes)> Raw(HttpClient client, Installation installation, Visitor large, CancellationToken stop)
    {
        var (pages, bytes) = (0, 0L);
        for (var source = 0; source < Authorities.Sources.Length; source++)
        {
            for (var from = 0; from < Authorities.CountAt(source, Authorities.Large); from += Authorities.AtOnce)
            {
                // What the portal asks for, without its token.
                var body = from == 0 ? large.Bodies[source] : large.Bodies[source][..^1] + $",\"kinds\":[\"case\"],\"openOnly\":false,\"cursor\":\"{from}\"}}";
                using var answer = await client.PostAsync($"/{Authorities.Sources[source]}/v1/overview", new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")), stop);
                answer.EnsureSuccessStatusCode();
                bytes += (await answer.Content.ReadAsByteArrayAsync(stop)).Length;
                pages++;
            }
        }
        return (pages, bytes);
    }

    private static HttpClient Client(Uri portal, Visitor visitor)
    {
        var jar = new System.Net.CookieContainer();
        jar.SetCookies(portal, visitor.Cookie);
        return new(new SocketsHttpHandler { CookieContainer = jar }) { BaseAddress = portal, Timeout = TimeSpan.FromMinutes(3), DefaultRequestHeaders = { { "Accept-Language", "da" } } };
    }

    [GeneratedRegex("href=\"(/sager\\?[^\"]*fra=[^\"]*)\"")]
    private static partial Regex NextLink();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
