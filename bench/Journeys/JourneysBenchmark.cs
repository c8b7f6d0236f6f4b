using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Population;

namespace Overblik.Bench;

/// <summary>Life events: the page with a list, and a town of 100,000 worked through. README.md tells what each figure means.</summary>
internal sealed partial class JourneysBenchmark : IBenchmark
{
    private const int Town = 100_000;

    private static readonly DateOnly Today = new(2026, 11, 28);

    public string Name => "journeys";
    public string About => "life events: CPU of a page with a list, and the lists of 100,000 people";

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        if (settings.Wants("people")) People(report, stop);
        if (!settings.Wants("page")) return;
        var folder = Directory.CreateTempSubdirectory("overblik-bench-");
        try
        {
            await using var sources = await Child.Start(["sources", "--urls=http://127.0.0.1:0"], serverGc: false, stop);
            var installation = await Installation.Make(folder.FullName, sources.Address, settings, stop);
            await using var portal = await installation.StartPortal(stop);
            await Page(report, settings, portal, stop);
        }
        finally { folder.Delete(recursive: true); }
    }

    // Everybody's life at a date, what has happened in it, and the list of each event as on the day on which it was known of; beside the lives alone.
    private static void People(Report report, CancellationToken stop)
    {
        var (journeys, wrong) = JourneyReader.Read(Included());
        if (wrong.Count > 0) throw new BenchmarkException(wrong[0].ToString());
        var (byId, people) = (journeys.ToDictionary(journey => journey.Id), new People(count: Town));
        var (totals, ours, limit) = (new SortedDictionary<string, (int Lists, int Tasks)>(StringComparer.Ordinal), new List<double>(), new List<double>());
        for (var round = 0; round < 3; round++)
        {
            stop.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            var alive = 0;
            for (var i = 0; i < people.Count; i++) alive += people.At(people[i], Today).IsAlive ? 1 : 0;
            limit.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            totals.Clear();
            start = Stopwatch.GetTimestamp();
            for (var i = 0; i < people.Count; i++)
            {
                foreach (var happened in LifeEvents.Of(people.At(people[i], Today)))
                {
                    var way = Course.Follow(byId[happened.Journey], happened.Answers.Aggregate(Answers.Empty, (all, answer) => all.With(answer.Key, answer.Value)));
                    var tasks = Course.Tasks(byId[happened.Journey], way.Effective, happened.Known, DayCalendar.Danish);
                    if (way.Next is not null || tasks.Count == 0) throw new BenchmarkException($"No list for person {i}, {happened.Journey}.");
                    var before = totals.GetValueOrDefault(happened.Journey);
                    totals[happened.Journey] = (before.Lists + 1, before.Tasks + tasks.Count);
                }
            }
            ours.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        foreach (var (id, total) in totals) Report.Say($"       {id,-24} {total.Lists,7:N0} lists, {total.Tasks,8:N0} tasks");
        var seconds = ours.Median();
        report.Add($"the lists of {Town:N0} people, {totals.Values.Sum(it => it.Lists):N0} of them; beside their lives alone", seconds, limit.Median(), "s", null, "< 60 s", seconds < 60);
    }

    private static async Task Page(Report report, Settings settings, Child portal, CancellationToken stop)
    {
        var (cookie, page) = await Walk(portal.Address, stop);
        var requests = Enumerable.Repeat(PageConnection.Request(portal.Address, "/livssituationer/flytning/liste", cookie), Authorities.People).ToArray();
        var ours = new Target(portal.Address, requests, (connection, _, thorough) =>
        {
            OverviewBenchmark.Ended(connection);
            if (thorough && connection.Body().AsSpan().IndexOf("id=\"report-move\""u8) < 0) throw new BenchmarkException("A page without its list.");
        });
        await using var limit = await Child.Start(["bytes", page.ToString(System.Globalization.CultureInfo.InvariantCulture), "--urls=http://127.0.0.1:0"], serverGc: true, stop);
        var raw = new Target(limit.Address, [.. Enumerable.Repeat(PageConnection.Request(limit.Address, "/", cookie), Authorities.People)], (_, _, _) => { });
        var (mine, theirs) = (await ClosedLoop.Open(ours, Authorities.People, stop), await ClosedLoop.Open(raw, Authorities.People, stop));
        Report.Say($"Page: a list of a move, {page:N0} bytes; {Authorities.People} connections, {settings.Rounds} pairs of rounds of {settings.Round.TotalSeconds} s");
        await OverviewBenchmark.WarmUp((portal, ours), mine, settings, stop);
        await OverviewBenchmark.WarmUp((limit, raw), theirs, settings, stop);
        var rounds = new List<(OverviewBenchmark.Cost Ours, OverviewBenchmark.Cost Limit)>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            var first = await OverviewBenchmark.Cost.Of(portal, () => ClosedLoop.Run(ours, mine, settings.Round, stop), stop);
            var second = await OverviewBenchmark.Cost.Of(limit, () => ClosedLoop.Run(raw, theirs, settings.Round, stop), stop);
            rounds.Add((first, second));
            Report.Say($"       {round + 1}: ours {first}; limit {second}");
        }
        foreach (var connection in (PageConnection[])[.. mine, .. theirs]) connection.Dispose();
        var cpu = rounds.Select(it => it.Ours.Cpu).Median();
        report.Add("CPU of a page with a list; beside as many bytes sent as they are", cpu, rounds.Select(it => it.Limit.Cpu).Median(), "ms", null, "≤ 3 ms", cpu <= 3);
        report.Add("pages with a list per second", rounds.Select(it => it.Ours.PerSecond).Median(), rounds.Select(it => it.Limit.PerSecond).Median(), "pages/s");
        report.Add("allocated per page with a list", rounds.Select(it => it.Ours.Allocated).Median(), rounds.Select(it => it.Limit.Allocated).Median(), "KB");
    }

    /// <summary>A program that sends so many bytes to whoever asks.</summary>
    public static async Task<int> Serve(int bytes, string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var page = Enumerable.Repeat((byte)'x', bytes).ToArray();
        app.Run(async http =>
        {
            // In pieces, as a page that is written while it is made.
            await http.Response.StartAsync();
            await http.Response.BodyWriter.WriteAsync(page);
        });
        await Child.Serve(app);
        return 0;
    }

    // Answers as a browser does, and returns its cookies and the size of the page.
    private static async Task<(string Cookie, int Bytes)> Walk(Uri address, CancellationToken stop)
    {
        var cookies = new CookieContainer();
        using var http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = true }) { BaseAddress = address };
        // For the portal outside localhost a cookie is for https alone; here the load speaks http to localhost.
        string[] answers = ["moved=2026-12-28", "home=rent", "benefit=yes", "children=yes", "other-parent=yes", "protected=no", "services=parking"];
        foreach (var (question, answer) in answers.Select(it => it.Split('=') is [var left, var right] ? (left, right) : default))
        {
            var path = $"/livssituationer/flytning/spoerg/{question}";
            var form = await http.GetStringAsync(path, stop);
            var token = Token().Match(form).Groups[1].Value;
            using var sent = await http.PostAsync(path, new FormUrlEncodedContent([new("Answer", answer), new("__RequestVerificationToken", token)]), stop);
            if (!sent.IsSuccessStatusCode) throw new BenchmarkException($"{path} answered {(int)sent.StatusCode}.");
        }
        var list = new Uri(address, "/livssituationer/flytning/liste");
        var page = await http.GetStringAsync(list, stop);
        if (!page.Contains("id=\"report-move\"", StringComparison.Ordinal)) throw new BenchmarkException("The walk does not end with a list.");
        return (cookies.GetCookieHeader(list), Encoding.UTF8.GetByteCount(page));
    }

    private static IEnumerable<(string, string)> Included()
    {
        var assembly = typeof(Journeys.JourneysModule).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("journeys/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name["journeys/".Length..], reader.ReadToEnd());
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
