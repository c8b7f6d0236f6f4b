using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Bench;

/// <summary>The access log: taken in, acknowledged, proved, read, erased. README.md tells what each figure means.</summary>
internal sealed class AccessLogBenchmark : IBenchmark
{
    private const int OfABatch = 10_000, BatchesOfARound = 10, People = 100_000, First = 500, Singles = 2000, Indexed = 6_000_000;
    private static readonly string[] Sources = ["kilde", "anden"];
    private static readonly TimeSpan BetweenSingles = TimeSpan.FromMilliseconds(20);

    public string Name => "access-log";
    public string About => "the access log on PostgreSQL: batches beside COPY, single entries, proofs, a person's page, the index over all";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(40);

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        if (settings.Wants("index")) Index(report);
        if (!settings.Wants("batches") && !settings.Wants("single") && !settings.Wants("large")) return;
        var (folder, databases) = (Directory.CreateTempSubdirectory("overblik-bench-"), await PostgresServer.Folder(stop));
        try
        {
            await using var server = await PostgresServer.New(Path.Combine(databases, "one"), StartTime.FreePort(), stop, quarter: true);
            await server.Query("CREATE DATABASE overblik", stop);
            var connection = $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=overblik;Command Timeout=600";
            Report.Say($"{await server.Query("SELECT version()", stop)}: fsync {await server.Query("SHOW fsync", stop)}, synchronous_commit {await server.Query("SHOW synchronous_commit", stop)}, shared_buffers {await server.Query("SHOW shared_buffers", stop)}");
            using var program = new AuthorityProgram("access-log", Sources);
            var installation = await Installation.Make(folder.FullName, new Uri("http://127.0.0.1:9/"), settings with { Postgres = connection, Portal = [.. program.Agreement(), .. settings.Portal] }, stop, people: LargeLog.Visitors);
            var portal = await installation.StartPortal(stop);
            await using (portal)
            {
                using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = portal.Address };
                await Task.Delay(LargeLog.Rehearsed, TimeProvider.System, stop);
                Batches[] sources = [.. Sources.Select(source => new Batches(program, source))];
                await TakeIn(report, settings, portal, http, program, sources, connection, stop);
                if (settings.Wants("single")) await Single(report, http, program, sources[0], connection, stop);
            }
            if (!settings.Wants("large")) return;
            var large = new LargeLog(installation, connection);
            await large.Run(report, settings, stop);
            await large.Pages(report, stop);
        }
        finally
        {
            Directory.Delete(databases, recursive: true);
            folder.Delete(recursive: true);
        }
    }

    // Batches of two sources at once over HTTP, and the same rows by COPY with the heads of the chains, as often committed.
    private static async Task TakeIn(Report report, Settings settings, Child portal, HttpClient http, AuthorityProgram program, Batches[] sources, string connection, CancellationToken stop)
    {
        var (mine, raw, ratios, cpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        // The first round makes the people known, and is not counted.
        for (var round = 0; round <= (settings.Wants("batches") ? settings.Rounds : 0); round++)
        {
            var batches = Enumerable.Range(0, BatchesOfARound).Select(i => sources[i % sources.Length].Next(Batches.Body(OfABatch, ((round * BatchesOfARound) + i) * (long)OfABatch, People), OfABatch)).ToLookup(batch => batch.Seal.Content.Source);
            var token = await program.Token(http, stop);
            await Execute(connection, "CHECKPOINT", stop);
            var from = (long)(await Scalar(connection, "SELECT size FROM access_log.head", stop))!;
            var before = await portal.Used(stop);
            var start = Stopwatch.GetTimestamp();
            await Task.WhenAll(batches.Select(async of =>
            {
                foreach (var (seal, body) in of) await Batches.Send(http, token, seal, body, stop);
            }));
            var ours = BatchesOfARound * OfABatch / Stopwatch.GetElapsedTime(start).TotalSeconds;
            var used = (await portal.Used(stop)).CpuMilliseconds - before.CpuMilliseconds;
            await Copy(connection, "SELECT * FROM access_log.line WHERE false", stop);
            var limit = await Raw(connection, from, stop);
            if (round == 0) continue;
            Report.Say($"{round}: {ours:N0} entries/s, {used * 1000 / (BatchesOfARound * OfABatch):F1} µs of the portal's CPU each; COPY {limit:N0}/s; ratio {ours / limit:F2}");
            mine.Add(ours);
            raw.Add(limit);
            ratios.Add(ours / limit);
            cpu.Add(used * 1000 / (BatchesOfARound * OfABatch));
        }
        if (mine.Count == 0) return;
        report.Add("entries sealed, in the tree and the chains / COPY of their rows", mine.Median(), raw.Median(), "entries/s", ratios.Median(), "ratio ≥ 0.35", ratios.Median() >= 0.35);
        report.Add("the portal's CPU for an entry", cpu.Median(), null, "µs");
    }

    // Tables of the same columns and indexes as those that entries are written to, with these rows.
    internal static async Task Copy(string connection, string lines, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        foreach (var table in new[] { "leaf", "line", "chain" })
        {
            await Run(open, $"DROP TABLE IF EXISTS access_log.raw_{table}", stop);
            await Run(open, $"CREATE TABLE access_log.raw_{table} (LIKE access_log.{table} INCLUDING ALL)", stop);
        }
        await Run(open, "INSERT INTO access_log.raw_chain SELECT * FROM access_log.chain", stop);
        await Run(open, $"INSERT INTO access_log.raw_line {lines}", stop);
    }

    // The rows from this place on once more, into those tables.
    internal static async Task<double> Raw(string connection, long from, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        var leaves = new List<(long Index, byte[] Bytes, Guid Person, long Number)>();
        await using (var command = new NpgsqlCommand($"SELECT index, bytes, person, number FROM access_log.leaf WHERE index >= {from} AND person IS NOT NULL ORDER BY index", open))
        await using (var reader = await command.ExecuteReaderAsync(stop))
        {
            while (await reader.ReadAsync(stop)) leaves.Add((reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetGuid(2), reader.GetInt64(3)));
        }
        var lines = new Dictionary<long, (int Period, byte[] Sealed)>();
        await using (var command = new NpgsqlCommand($"SELECT index, period, sealed FROM access_log.line WHERE index >= {from}", open))
        await using (var reader = await command.ExecuteReaderAsync(stop))
        {
            while (await reader.ReadAsync(stop)) lines[reader.GetInt64(0)] = (reader.GetInt32(1), reader.GetFieldValue<byte[]>(2));
        }
        await Run(open, "CHECKPOINT", stop);
        var start = Stopwatch.GetTimestamp();
        foreach (var batch in leaves.Chunk(OfABatch))
        {
            await using var whole = await open.BeginTransactionAsync(stop);
            await using (var copy = await open.BeginBinaryImportAsync("COPY access_log.raw_leaf (index, bytes, person, number) FROM STDIN (FORMAT BINARY)", stop))
            {
                foreach (var (index, bytes, person, number) in batch)
                {
                    await copy.StartRowAsync(stop);
                    await copy.WriteAsync(index, stop);
                    await copy.WriteAsync(bytes, stop);
                    await copy.WriteAsync(person, stop);
                    await copy.WriteAsync(number, stop);
                }
                await copy.CompleteAsync(stop);
            }
            await using (var copy = await open.BeginBinaryImportAsync("COPY access_log.raw_line (person, number, index, period, sealed) FROM STDIN (FORMAT BINARY)", stop))
            {
                foreach (var (index, _, person, number) in batch)
                {
                    await copy.StartRowAsync(stop);
                    await copy.WriteAsync(person, stop);
                    await copy.WriteAsync(number, stop);
                    await copy.WriteAsync(index, stop);
                    await copy.WriteAsync(lines[index].Period, stop);
                    await copy.WriteAsync(lines[index].Sealed, stop);
                }
                await copy.CompleteAsync(stop);
            }
            await using var heads = new NpgsqlCommand("UPDATE access_log.raw_chain AS c SET count = n.count, newest = n.newest FROM unnest($1, $2, $3) AS n(person, count, newest) WHERE c.person = n.person", open)
            {
                Parameters =
                {
                    new NpgsqlParameter { Value = batch.Select(leaf => leaf.Person).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                    new NpgsqlParameter { Value = batch.Select(leaf => leaf.Number).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                    new NpgsqlParameter { Value = batch.Select(leaf => leaf.Bytes[^32..]).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                },
            };
            await heads.ExecuteNonQueryAsync(stop);
            await whole.CommitAsync(stop);
        }
        return leaves.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    // One entry a batch, fifty a second: until it is acknowledged, and until a signed checkpoint has it.
    private static async Task Single(Report report, HttpClient http, AuthorityProgram program, Batches source, string connection, CancellationToken stop)
    {
        // The batches before have been more than a source ever sends in a minute.
        while (!(bool)(await Scalar(connection, "SELECT size = (SELECT coalesce(max(leaf), 0) + 1 FROM access_log.index) FROM access_log.head", stop))!) await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
        var token = await program.Token(http, stop);
        var (acknowledged, bare) = (new List<double>(), new List<double>());
        var waiting = new SortedDictionary<long, long>();
        var signed = new List<double>();
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await Run(open, "CREATE TABLE raw_row (id bigint PRIMARY KEY, bytes bytea)", stop);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = Task.Run(async () =>
        {
            while (!ended.IsCancellationRequested)
            {
                var size = Checkpoint.Parse(SignedNote.Parse(await http.GetStringAsync("/log/checkpoint", stop)).Text).Size;
                var now = Stopwatch.GetTimestamp();
                lock (waiting)
                {
                    foreach (var (leaf, since) in waiting.TakeWhile(one => one.Key < size).ToList())
                    {
                        signed.Add(Stopwatch.GetElapsedTime(since, now).TotalMilliseconds);
                        waiting.Remove(leaf);
                    }
                }
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, stop);
            }
        }, stop);
        using var timer = new PeriodicTimer(BetweenSingles, TimeProvider.System);
        for (var i = 0; i < Singles; i++)
        {
            await timer.WaitForNextTickAsync(stop);
            var (seal, body) = source.Next(Batches.Body(1, i, People), 1);
            var start = Stopwatch.GetTimestamp();
            var leaf = await Batches.Send(http, token, seal, body, stop);
            acknowledged.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            lock (waiting) waiting[leaf] = Stopwatch.GetTimestamp();
            start = Stopwatch.GetTimestamp();
            await Run(open, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO raw_row VALUES ({i}, decode(repeat('00', 400), 'hex'))"), stop);
            bare.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, stop);
        await ended.CancelAsync();
        await watching;
        var (cold, coldBare) = (acknowledged[..First], bare[..First]);
        (acknowledged, bare) = (acknowledged[First..], bare[First..]);
        report.Add("one entry acknowledged, p99 / a bare row committed, p99", acknowledged.Percentile(0.99), bare.Percentile(0.99), "ms", acknowledged.Percentile(0.99) / bare.Percentile(0.99), "≤ 20 ms", acknowledged.Percentile(0.99) <= 20);
        report.Add("the same at the median", acknowledged.Median(), bare.Median(), "ms", acknowledged.Median() / bare.Median());
        report.Add($"the first {First} of a new node, p99", cold.Percentile(0.99), coldBare.Percentile(0.99), "ms", cold.Percentile(0.99) / coldBare.Percentile(0.99));
        report.Add("from there until a signed checkpoint has it, longest", signed.Max(), null, "ms", null, "≤ 1000 ms", signed.Count == Singles && signed.Max() <= 1000);
    }

    // The whole index from nothing, as whoever audits it makes it; beside as many bare hashes.
    private static void Index(Report report)
    {
        var random = new Random(1);
        var people = new (TreeHash Label, IndexEntry Entry)[Indexed];
        Span<byte> bytes = stackalloc byte[TreeHash.Size];
        for (var i = 0; i < people.Length; i++)
        {
            random.NextBytes(bytes);
            people[i] = (new TreeHash(bytes), new IndexEntry(1 + (i % 50), new TreeHash(bytes), 1));
        }
        var start = Stopwatch.GetTimestamp();
        var root = PersonIndex.Root(people);
        var ours = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        // A value, a leaf and a node for each.
        Parallel.For(0, Environment.ProcessorCount, part =>
        {
            var hash = root;
            for (var i = 0; i < 3 * (Indexed / Environment.ProcessorCount); i++) hash = Merkle.Node(hash, hash);
        });
        var bare = Stopwatch.GetElapsedTime(start).TotalSeconds;
        report.Add("the index over 6 million persons, made from nothing / 18 million bare hashes", ours, bare, "s", ours / bare, "≤ 2 s", ours <= 2);
    }

    internal static async Task Execute(string connection, string sql, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await Run(open, sql, stop);
    }

    internal static async Task<object?> Scalar(string connection, string sql, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, open);
        return await command.ExecuteScalarAsync(stop);
    }

    private static async Task Run(NpgsqlConnection open, string sql, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(stop);
    }
}
