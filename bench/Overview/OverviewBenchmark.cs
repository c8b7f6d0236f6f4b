using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Overblik.Bench;

/// <summary>My overview of twelve sources, from the request to the last byte. README.md tells what each figure means.</summary>
internal sealed class OverviewBenchmark : IBenchmark
{
    public string Name => "overview";
    public string About => "the overview page: pages per second, first byte, cards with silent sources, cost per page, start, first visit";

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("overblik-bench-");
        try
        {
            await using var sources = await Child.Start(["sources", "--urls=http://127.0.0.1:0"], serverGc: false, stop);
            var installation = await Installation.Make(folder.FullName, sources.Address, settings, stop);
            if (settings.Wants("pages") || settings.Wants("open"))
            {
                await using var portal = await installation.StartPortal(stop);
                await using var limit = await installation.StartLimit(stop);
                var ours = Ours(portal.Address, installation.Visitors);
                var raw = Limit(limit.Address, installation.Visitors, "");
                try
                {
                    if (settings.Wants("pages")) await Pages(report, settings, (portal, ours), (limit, raw), stop);
                    if (settings.Wants("open")) await Open(report, settings, sources, ours, Limit(limit.Address, installation.Visitors, "?early"), stop);
                }
                catch (BenchmarkException e) { throw new BenchmarkException($"{e.Message}\nThe portal last said:\n{portal.Said}"); }
            }
            if (settings.Wants("start")) await StartTime.Measure(report, installation, stop);
            if (settings.Wants("visit")) await FirstVisit.Measure(report, installation, stop);
        }
        finally { folder.Delete(recursive: true); }
    }

    private static async Task Pages(Report report, Settings settings, (Child Program, Target Target) ours, (Child Program, Target Target) limit, CancellationToken stop)
    {
        var mine = await ClosedLoop.Open(ours.Target, Authorities.People, stop);
        var theirs = await ClosedLoop.Open(limit.Target, Authorities.People, stop);
        Report.Say($"Pages: {Authorities.People} people on {Authorities.People} connections, {settings.Rounds} pairs of rounds of {settings.Round.TotalSeconds} s, at least {settings.WarmUp.TotalSeconds} s to warm up");
        await WarmUp(ours, mine, settings, stop);
        await WarmUp(limit, theirs, settings, stop);
        Report.Say($"       a page of ours has {mine[0].Body().Length:N0} bytes, one of the limit {theirs[0].Body().Length:N0}");
        var rounds = new List<(Cost Ours, Cost Limit)>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            var first = await Cost.Of(ours.Program, () => ClosedLoop.Run(ours.Target, mine, settings.Round, stop), stop);
            var second = await Cost.Of(limit.Program, () => ClosedLoop.Run(limit.Target, theirs, settings.Round, stop), stop);
            rounds.Add((first, second));
            Report.Say($"       {round + 1}: ours {first}; limit {second}; ratio {first.PerSecond / second.PerSecond:F3}");
        }
        foreach (var connection in (PageConnection[])[.. mine, .. theirs]) connection.Dispose();

        var ratio = rounds.Select(r => r.Ours.PerSecond / r.Limit.PerSecond).Median();
        report.Add("pages per second", rounds.Select(r => r.Ours.PerSecond).Median(), rounds.Select(r => r.Limit.PerSecond).Median(), "pages/s", ratio, "ratio ≥ 0.5", ratio >= 0.5);
        report.Add("CPU per page", rounds.Select(r => r.Ours.Cpu).Median(), rounds.Select(r => r.Limit.Cpu).Median(), "ms");
        report.Add("allocated per page", rounds.Select(r => r.Ours.Allocated).Median(), rounds.Select(r => r.Limit.Allocated).Median(), "KB");
    }

    /// <summary>Until the compiler has settled: less than a fiftieth of the CPU is its own. Three times the usual time at the most.</summary>
    internal static async Task WarmUp((Child Program, Target Target) side, PageConnection[] connections, Settings settings, CancellationToken stop)
    {
        var part = settings.WarmUp / 5;
        for (var i = 0; i < 15; i++)
        {
            var cost = await Cost.Of(side.Program, () => ClosedLoop.Run(side.Target, connections, part, stop), stop);
            if (i >= 4 && cost.Jit < cost.Cpu / 50) return;
        }
    }

    private static async Task Open(Report report, Settings settings, Child sources, Target ours, Target limit, CancellationToken stop)
    {
        const double Rate = 50;
        var time = TimeSpan.FromSeconds(5);
        var pairs = Math.Max(1, settings.Rounds / 2) + 1;
        Report.Say($"Open loop: {Rate} pages a second, {pairs} pairs of rounds of {time.TotalSeconds} s, none of the sources silent and {Authorities.Silent} of them");
        using var mine = new OpenLoop(ours);
        using var theirs = new OpenLoop(limit);
        await mine.Open(140, stop);
        await theirs.Open(20, stop);
        Task<Visit[]> Healthy(TimeSpan length) => mine.Run(Rate, length, Authorities.HealthyCard, Authorities.HealthyCards, stop);
        List<Visit> calm = [], silent = [], raw = [];
        var ratios = new List<double>();
        await Healthy(TimeSpan.FromSeconds(2));
        await theirs.Run(Rate, TimeSpan.FromSeconds(1), null, 0, stop);
        for (var pair = 0; pair < pairs; pair++)
        {
            var none = await Healthy(time);
            var least = await theirs.Run(Rate, TimeSpan.FromSeconds(2), null, 0, stop);
            await sources.Ask($"silent {Authorities.Silent}", stop);
            var three = await Healthy(time);
            await sources.Ask("silent 0", stop);
            // What hung is to be forgotten before the next round.
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, stop);
            (calm, silent, raw) = ([.. calm, .. none], [.. silent, .. three], [.. raw, .. least]);
            ratios.Add(three.Select(v => v.Marked).Median() / none.Select(v => v.Marked).Median());
            Report.Say($"       {pair + 1}: healthy cards, median {none.Select(v => v.Marked).Median():F1} ms with none silent, {three.Select(v => v.Marked).Median():F1} ms with {Authorities.Silent}; "
                + $"first byte p99 {none.Select(v => v.FirstByte).Percentile(0.99):F1} and {three.Select(v => v.FirstByte).Percentile(0.99):F1} ms; limit {least.Select(v => v.FirstByte).Percentile(0.99):F1} ms");
        }
        var first = silent.Select(v => v.FirstByte).Percentile(0.99);
        report.Add($"first byte, p99, {Authorities.Silent} sources silent", first, raw.Select(v => v.FirstByte).Percentile(0.99), "ms", null, "≤ 20 ms", first <= 20);
        report.Add("first byte, median, the same", silent.Select(v => v.FirstByte).Median(), raw.Select(v => v.FirstByte).Median(), "ms");
        var ratio = ratios.Median();
        report.Add("healthy cards, median, 3 silent / none", silent.Select(v => v.Marked).Median(), calm.Select(v => v.Marked).Median(), "ms", ratio, "ratio ≤ 1.2", ratio <= 1.2);
        report.Add("healthy cards, p99, 3 silent / none", silent.Select(v => v.Marked).Percentile(0.99), calm.Select(v => v.Marked).Percentile(0.99), "ms");
    }

    internal static Target Ours(Uri address, IReadOnlyList<Visitor> visitors) =>
        new(address, [.. visitors.Select(v => PageConnection.Request(address, "/overblik", v.Cookie))], (connection, person, thorough) =>
        {
            Ended(connection);
            if (thorough) Whole(connection, person);
        });

    internal static void Ended(PageConnection connection)
    {
        var answer = connection.Answer;
        if (answer[^Math.Min(answer.Length, 80)..].IndexOf("</html>"u8) < 0) throw new BenchmarkException("A page of ours does not end; its last part: " + Encoding.UTF8.GetString(answer[^Math.Min(answer.Length, 600)..]));
    }

    internal static Target Limit(Uri address, IReadOnlyList<Visitor> visitors, string query) =>
        new(address, [.. visitors.Select((v, person) => PageConnection.Request(address, $"/{person}{query}", v.Cookie))], (connection, person, thorough) =>
        {
            if (thorough) Whole(connection, person);
        });

    internal static readonly byte[][][] Titles =
        [.. Enumerable.Range(0, Authorities.Crowd).Select(person => Enumerable.Range(0, Authorities.Items).Select(item => Encoding.UTF8.GetBytes(Authorities.Title(person, item))).ToArray())];

    // While sources are silent their items are not there: those of the healthy ones must be.
    private static void Whole(PageConnection connection, int person)
    {
        ReadOnlySpan<byte> body = connection.Body();
        var without = 0;
        foreach (var title in Titles[person])
        {
            if (body.IndexOf(title) < 0) without++;
        }
        var expected = body.IndexOf("ov-failed"u8) < 0 ? 0 : Enumerable.Range(0, Authorities.Items).Count(item => item % Authorities.Sources.Length >= Authorities.HealthyCards);
        if (without != expected) throw new BenchmarkException($"{without} of {Authorities.Items} items are missing on a page of person {person}; {expected} were to be.");
    }

    internal sealed record Cost(double PerSecond, double Cpu, double Allocated, int Collections, long WorkingSet, double Jit)
    {
        public static async Task<Cost> Of(Child program, Func<Task<Closed>> load, CancellationToken stop)
        {
            var before = await program.Used(stop);
            var closed = await load();
            var after = await program.Used(stop);
            return new Cost(
                closed.PerSecond,
                (after.CpuMilliseconds - before.CpuMilliseconds) / closed.All,
                (after.Allocated - before.Allocated) / 1024.0 / closed.All,
                after.Gen0 - before.Gen0,
                after.WorkingSet,
                (after.JitMilliseconds - before.JitMilliseconds) / closed.All);
        }

        public override string ToString() => $"{PerSecond:F0}/s, {Cpu:F2} ms ({Jit:F2} of it the compiler's) and {Allocated:F0} KB a page, {Collections} collections, {WorkingSet >> 20} MB";
    }
}

/// <summary>An installation as an operator makes one: keys, tables, settings; then people who are signed in.</summary>
internal sealed class Installation
{
    /// <summary>What the portal's heap may hold, as on a node that has 640 MB for it.</summary>
    public const long Heap = 368L << 20;

    private readonly string peopleFile;
    private readonly Uri sources;

    private Installation(string folder, Uri sources, Settings settings)
    {
        (this.sources, Web) = (sources, settings.Web);
        peopleFile = Path.Combine(folder, "people.json");
        var data = Path.Combine(folder, "data");
        Arguments =
        [
            "--environment=Production", "--Data=" + data, "--PublicUrl=http://localhost:5080", "--Identity:Issuer=http://localhost:5081/",
            "--Limits:PerPerson=100000000", "--Limits:PerAddress=100000000", "--Overview:BreakAfter=1000000000", "--Overview:CacheFor=00:00:00",
            .. settings.Postgres is { } postgres ? ["--Database:Postgres=" + postgres] : Array.Empty<string>(),
            .. Authorities.Sources.SelectMany((source, i) => (string[])
            [
                $"--Overview:Sources:{i}:Id={source}", $"--Overview:Sources:{i}:NameDa=Myndighed {i}", $"--Overview:Sources:{i}:NameEn=Authority {i}",
                $"--Overview:Sources:{i}:Url={new Uri(sources, source)}", $"--Overview:Sources:{i}:Areas:0=area", $"--Overview:Sources:{i}:Concurrency={Authorities.AtATime}",
                .. Authorities.KindNames.Select((kind, k) => $"--Overview:Sources:{i}:Kinds:{k}={kind}"),
            ]),
            .. settings.Portal,
        ];
    }

    public string Web { get; }
    public IReadOnlyList<string> Arguments { get; }
    public IReadOnlyList<Visitor> Visitors { get; private set; } = [];

    public static async Task<Installation> Make(string folder, Uri sources, Settings settings, CancellationToken stop, int people = Authorities.People)
    {
        var made = new Installation(folder, sources, settings);
        await made.Verb("keys", "make", stop);
        await made.Verb("db", "migrate", stop);
        if (settings.Postgres is null) Report.Say($"SQLite journal mode: {await Journal(Path.Combine(folder, "data", "overblik.db"), settings.Journal, stop)}{(settings.Journal is null ? "" : " (set by --journal)")}");
        await using var portal = await made.StartPortal(stop);
        var signedIn = await portal.Ask($"people {people}", stop);
        await File.WriteAllTextAsync(made.peopleFile, signedIn, stop);
        made.Visitors = JsonSerializer.Deserialize<Visitor[]>(signedIn)!;
        return made;
    }

    public Task<Child> StartPortal(CancellationToken stop, long? heap = null) => Child.Start(["portal", Web, "--urls=http://127.0.0.1:0", .. Arguments], serverGc: true, stop, heap);

    public Task<Child> StartLimit(CancellationToken stop) => Child.Start(["limit", peopleFile, "--urls=http://127.0.0.1:0", "--Sources=" + sources], serverGc: true, stop);

    /// <summary>The published portal's own program.</summary>
    public ProcessStartInfo Published(params string[] more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("DOTNET_gcServer");
        start.Environment.Remove("ASPNETCORE_ENVIRONMENT");
        foreach (var arg in (string[])[Path.Combine(Web, "Overblik.Web.dll"), .. more, .. Arguments]) start.ArgumentList.Add(arg);
        return start;
    }

    private static async Task<string> Journal(string file, string? change, CancellationToken stop)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode" + change switch { "wal" => "=wal", "delete" => "=delete", _ => "" };
        return (string)(await command.ExecuteScalarAsync(stop))!;
    }

    private async Task Verb(string what, string how, CancellationToken stop)
    {
        using var process = Process.Start(Published(what, how))!;
        var said = process.StandardOutput.ReadToEndAsync(stop);
        var error = await process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0) throw new BenchmarkException($"'{what} {how}' failed: {error}{await said}");
    }
}
