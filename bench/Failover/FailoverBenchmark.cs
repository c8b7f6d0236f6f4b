using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Overblik.AccessLog;
using Overblik.Platform.Keys;

namespace Overblik.Bench;

/// <summary>The database's primary is killed under load and its synchronous replica promoted. README.md tells what each figure means.</summary>
internal sealed class FailoverBenchmark : IBenchmark
{
    private const int RawCallers = 4, Steady = 20;

    public string Name => "failover";
    public string About => "PostgreSQL's primary is killed under load, the replica promoted: when pages come again, and what of the acknowledged was lost";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(10);

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var (folder, databases) = (Directory.CreateTempSubdirectory("overblik-bench-"), await PostgresServer.Folder(stop));
        PostgresServer? primary = null, replica = null;
        try
        {
            primary = await PostgresServer.New(Path.Combine(databases, "first"), StartTime.FreePort(), stop);
            await primary.Query("CREATE DATABASE overblik", stop);
            replica = await primary.NewReplica(Path.Combine(databases, "second"), StartTime.FreePort(), stop);
            var connection = $"Host=127.0.0.1:{primary.Port},127.0.0.1:{replica.Port};Username=postgres;Database=overblik;Target Session Attributes=primary;Host Recheck Seconds=1;Timeout=2";
            Report.Say($"{await primary.Query("SELECT version()", stop)}: fsync {await primary.Query("SHOW fsync", stop)}, synchronous_commit {await primary.Query("SHOW synchronous_commit", stop)}");
            await Execute(connection, "CREATE TABLE raw_row (id uuid PRIMARY KEY)", stop);
            await using var sources = await Child.Start(["sources", "--urls=http://127.0.0.1:0"], serverGc: false, stop);
            var installation = await Installation.Make(folder.FullName, sources.Address, settings with { Postgres = connection }, stop);
            await using var portal = await installation.StartPortal(stop);
            var entries = new LogReader(new LineKeys(KeyRing.Open(Path.Combine(folder.FullName, "data", "keys.json"), mayMake: false, TimeProvider.System)));
            using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = portal.Address };
            var rounds = new List<Round>();
            for (var number = 1; number <= settings.Rounds; number++)
            {
                Caller[] pages = [.. installation.Visitors.Select((visitor, person) => Callers.Page(http, visitor, person))];
                var round = new Round(entries, pages, Callers.SignIn(portal), [.. Enumerable.Range(0, RawCallers).Select(_ => Callers.Row(connection))]);
                await round.Run(primary, replica, TimeSpan.FromMilliseconds(3000 + (137 * number)), stop);
                await round.Check(replica, stop);
                Report.Say($"{number}: {round}");
                rounds.Add(round);
                // The promoted one is the primary now; a new replica takes the place, and the port, of the one that was killed.
                var (place, port) = (Path.Combine(databases, number.ToString(CultureInfo.InvariantCulture)), primary.Port);
                await primary.DisposeAsync();
                (primary, replica) = (replica, null);
                replica = await primary.NewReplica(place, port, stop);
            }
            Add(report, rounds);
        }
        finally
        {
            if (replica is not null) await replica.DisposeAsync();
            if (primary is not null) await primary.DisposeAsync();
            Directory.Delete(databases, recursive: true);
            folder.Delete(recursive: true);
        }
    }

    private static void Add(Report report, IReadOnlyList<Round> rounds)
    {
        void Times(string name, Func<Round, (double Ours, double Raw)> of)
        {
            var (ours, raw) = (rounds.Select(r => of(r).Ours).ToList(), rounds.Select(r => of(r).Raw).ToList());
            report.Add(name + ", median", ours.Median(), raw.Median(), "s", rounds.Select(r => of(r).Ours / of(r).Raw).Median());
            report.Add(name + ", worst", ours.Max(), raw.Max(), "s", null, "≤ 15 s", ours.Max() <= 15);
        }
        Times("from the promotion to the first page / row", r => (r.FirstOurs, r.FirstRaw));
        Times("… until all callers succeed", r => (r.AllOurs, r.AllRaw));
        var lost = rounds.Sum(r => r.LostOurs);
        report.Add("acknowledged and lost", lost, rounds.Sum(r => r.LostRaw), "writes", null, "0", lost == 0);
        report.Add("acknowledged and looked for", rounds.Sum(r => r.Count(Outcome.Done)), rounds.Sum(r => r.Raw.Sum(c => c.Done.Count())), "writes");
        report.Add("of them before the kill", rounds.Sum(r => r.BeforeOurs), rounds.Sum(r => r.BeforeRaw), "writes");
        report.Add("refused in words: 503", rounds.Sum(r => r.Count(Outcome.Refused)), rounds.Sum(r => r.Raw.Sum(c => c.Attempts.Count(a => a.Outcome == Outcome.Refused))), "attempts");
        report.Add("refused in words: the log cannot be written", rounds.Sum(r => r.Count(Outcome.NotShown)), null, "pages");
        var cut = rounds.Sum(r => r.Count(Outcome.CutShort));
        report.Add("pages cut short", cut, null, "pages", null, "0", cut == 0);
    }

    internal static async Task Execute(string connection, string sql, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>One kill, and what came of it.</summary>
    private sealed class Round(LogReader entries, IReadOnlyList<Caller> pages, Caller signIn, IReadOnlyList<Caller> raw)
    {
        // As long as it takes whoever watches over the database to notice.
        private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromSeconds(60);

        private DateTimeOffset killed, promoted;

        public IReadOnlyList<Caller> Raw => raw;
        public double FirstOurs => pages.Min(c => Since(c.FirstAfter(promoted)));
        public double FirstRaw => raw.Min(c => Since(c.FirstAfter(promoted)));
        public double AllOurs => Ours.Max(c => Since(c.SteadyAfter(promoted, 1)));
        public double AllRaw => raw.Max(c => Since(c.SteadyAfter(promoted, 1)));
        public int BeforeOurs => Ours.Sum(c => c.Done.Count(a => a.End < killed));
        public int BeforeRaw => raw.Sum(c => c.Done.Count(a => a.End < killed));
        public int LostOurs { get; private set; }
        public int LostRaw { get; private set; }

        private IEnumerable<Caller> Ours => pages.Append(signIn);

        public int Count(Outcome outcome) => Ours.Sum(c => c.Attempts.Count(a => a.Outcome == outcome));

        public async Task Run(PostgresServer primary, PostgresServer replica, TimeSpan before, CancellationToken stop)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var running = Ours.Concat(raw).Select(caller => Task.Run(() => caller.Run(end.Token), stop)).ToList();
            try
            {
                await Until(c => c.Done.Any(), running, stop);
                await Task.Delay(before, TimeProvider.System, stop);
                killed = TimeProvider.System.GetUtcNow();
                primary.Kill();
                await Task.Delay(Unnoticed, TimeProvider.System, stop);
                promoted = TimeProvider.System.GetUtcNow();
                await replica.Promote(stop);
                await Until(c => c.SteadyAfter(promoted, Steady) is not null, running, stop);
            }
            finally { await end.CancelAsync(); }
            await Task.WhenAll(running);
        }

        private async Task Until(Predicate<Caller> each, List<Task> running, CancellationToken stop)
        {
            var began = TimeProvider.System.GetUtcNow();
            while (!Ours.Concat(raw).All(caller => each(caller)))
            {
                if (running.Find(task => task.IsFaulted) is { } failed) await failed;
                if (TimeProvider.System.GetUtcNow() - began > Patience) throw new BenchmarkException($"After {Patience.TotalSeconds} s not everybody succeeds.");
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stop);
            }
        }

        /// <summary>Looks for every row that was acknowledged, before the kill and after.</summary>
        public async Task Check(PostgresServer server, CancellationToken stop)
        {
            await using var connection = new NpgsqlConnection(server.Connection("overblik"));
            await connection.OpenAsync(stop);
            var log = (await Entries(server.Connection("overblik"), stop)).Where(e => e.Body.Act == "overview.view").ToLookup(e => e.Body.Person, e => e.Body.At);
            var sessions = (await Read(connection, "SELECT s.person, s.id FROM identity.session s JOIN platform.person p ON p.id = s.person", row => (row.GetGuid(0), row.GetGuid(1)), stop)).ToHashSet();
            var rows = (await Read(connection, "SELECT id FROM raw_row", row => row.GetGuid(0), stop)).ToHashSet();
            // A person asks for one page at a time, so there is one entry at most from the question to the answer. The database keeps microseconds.
            var slack = TimeSpan.FromMicroseconds(1);
            bool Logged(Attempt page) => log[page.Person].Any(at => at >= page.Sent - slack && at <= page.End + slack);
            LostOurs = Lost("a page's entry of the access log", pages.SelectMany(c => c.Done).Where(page => !Logged(page)))
                + Lost("a session", signIn.Done.Where(session => !sessions.Contains((session.Person, session.Row!.Value))));
            LostRaw = Lost("a row of the raw limit", raw.SelectMany(c => c.Done).Where(row => !rows.Contains(row.Row!.Value)));
        }

        private async Task<IReadOnlyList<OpenLine>> Entries(string connection, CancellationToken stop)
        {
            await using var db = OutboxBenchmark.Open(connection);
            return await entries.Open(db, await db.Set<LogLine>().AsNoTracking().ToListAsync(stop), stop);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"first page {FirstOurs:F2} s after the promotion, row {FirstRaw:F2} s; all succeed {AllOurs:F2} s, raw {AllRaw:F2} s; acknowledged {BeforeOurs} before the kill and {Count(Outcome.Done) - BeforeOurs} after it, lost {LostOurs}; "
            + $"raw {BeforeRaw} and {raw.Sum(c => c.Done.Count()) - BeforeRaw}, lost {LostRaw}; refused {Count(Outcome.Refused)}, not shown {Count(Outcome.NotShown)}, cut short {Count(Outcome.CutShort)}");

        private double Since(Attempt? attempt) => (attempt!.End - promoted).TotalSeconds;

        private int Lost(string what, IEnumerable<Attempt> attempts)
        {
            var lost = attempts.ToList();
            foreach (var attempt in lost) Report.Say($"LOST: {what}, acknowledged {(killed - attempt.End).TotalMilliseconds:F1} ms before the kill");
            return lost.Count;
        }

        private static async Task<List<T>> Read<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> row, CancellationToken stop)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(stop);
            var rows = new List<T>();
            while (await reader.ReadAsync(stop)) rows.Add(row(reader));
            return rows;
        }
    }
}
