using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Overblik.Platform;
using Overblik.Platform.Outbox;
using Overblik.Web.Data;

namespace Overblik.Bench;

/// <summary>What the outbox can carry: added, handed over by two processes, and on time. README.md tells what each figure means.</summary>
internal sealed class OutboxBenchmark : IBenchmark
{
    private const int Due = 1_000_000, Added = 5_000, Nodes = 2, PerSecond = 500;
    private static readonly TimeSpan Steadily = TimeSpan.FromSeconds(30);

    public string Name => "outbox";
    public string About => "a million messages due at once and handed over by two processes, beside bare SQL; their delay at 500 a second; adding them";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(15);

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var (folder, databases) = (Directory.CreateTempSubdirectory("overblik-bench-"), await PostgresServer.Folder(stop));
        try
        {
            await using var server = await PostgresServer.New(Path.Combine(databases, "one"), StartTime.FreePort(), stop);
            await server.Query("CREATE DATABASE overblik", stop);
            var connection = $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=overblik";
            await using (var db = Open(connection)) await db.Database.MigrateAsync(stop);
            if (settings.Wants("add")) await Add(report, connection, settings, stop);
            if (settings.Wants("dispatch")) await Dispatch(report, connection, folder.FullName, settings, stop);
            if (settings.Wants("delay")) await Delay(report, connection, folder.FullName, stop);
        }
        finally
        {
            Directory.Delete(databases, recursive: true);
            folder.Delete(recursive: true);
        }
    }

    public static PlatformDb Open(string connection)
    {
        var options = new DbContextOptionsBuilder<PostgresDb>();
        PostgresDb.Use(options, connection);
        return new PostgresDb(options.Options);
    }

    /// <param name="data">A folder of its own: nothing is kept there but the keys that a first start makes.</param>
    public static Task<Child> Worker(string channel, string connection, string data, CancellationToken stop) =>
        Child.Start(["worker", channel, "--urls=http://127.0.0.1:0", "--environment=Development", "--Database:Postgres=" + connection, "--Data=" + data], serverGc: true, stop);

    public static async Task<long> Execute(string connection, string sql, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, open) { CommandTimeout = 300 };
        return await command.ExecuteScalarAsync(stop) is long number ? number : 0;
    }

    private static async Task Add(Report report, string connection, Settings settings, CancellationToken stop)
    {
        var (ours, raw) = (new List<double>(), new List<double>());
        var outbox = new Outbox(TimeProvider.System);
        for (var round = 0; round <= Math.Min(settings.Rounds, 5); round++)
        {
            await Execute(connection, "TRUNCATE platform.outbox", stop);
            var start = Stopwatch.GetTimestamp();
            await Fill(outbox, connection, Due / 5, TimeProvider.System.GetUtcNow(), stop);
            ours.Add(Due / 5 / Stopwatch.GetElapsedTime(start).TotalSeconds);
            await using var open = new NpgsqlConnection(connection);
            await open.OpenAsync(stop);
            using var rows = new MemoryStream();
            await using (var copy = await open.BeginRawBinaryCopyAsync("COPY platform.outbox TO STDOUT (FORMAT BINARY)", stop)) await copy.CopyToAsync(rows, stop);
            await Execute(connection, "TRUNCATE platform.outbox", stop);
            start = Stopwatch.GetTimestamp();
            await using (var copy = await open.BeginRawBinaryCopyAsync("COPY platform.outbox FROM STDIN (FORMAT BINARY)", stop)) await copy.WriteAsync(rows.ToArray(), stop);
            raw.Add(Due / 5 / Stopwatch.GetElapsedTime(start).TotalSeconds);
            if (round > 0) Report.Say($"Add: {round}: {ours[^1]:N0}/s; COPY {raw[^1]:N0}/s");
        }
        report.Add("messages added, 5,000 in a transaction / COPY of their rows, one connection", ours.Skip(1).Median(), raw.Skip(1).Median(), "messages/s");
    }

    private static async Task Dispatch(Report report, string connection, string data, Settings settings, CancellationToken stop)
    {
        var (ours, raw) = (new List<double>(), new List<double>());
        var outbox = new Outbox(TimeProvider.System);
        Child[] workers = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(node => Worker("null", connection, Path.Combine(data, node.ToString(CultureInfo.InvariantCulture)), stop)));
        try
        {
            for (var round = 0; round < Math.Min(settings.Rounds, 3); round++)
            {
                ours.Add(await Emptied(outbox, connection, () => Task.CompletedTask, stop));
                // The same rows, the same statements, and nothing else. The engine finds nothing of a type that it does not know.
                raw.Add(await Emptied(outbox, connection, () => Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => Bare(connection, stop))), stop, "bench.bare"));
                Report.Say($"Dispatch: {round + 1}: {ours[^1]:N0}/s; bare SQL {raw[^1]:N0}/s; ratio {ours[^1] / raw[^1]:F2}");
            }
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }
        var ratio = ours.Zip(raw, (o, r) => o / r).Median();
        report.Add("a million due at once, two processes / bare lease and complete, two connections", ours.Median(), raw.Median(), "messages/s", ratio, "ratio ≥ 0.4", ratio >= 0.4);
    }

    private static async Task<double> Emptied(Outbox outbox, string connection, Func<Task> work, CancellationToken stop, string type = WorkerProgram.Type)
    {
        await Execute(connection, "TRUNCATE platform.outbox", stop);
        var at = TimeProvider.System.GetUtcNow().AddHours(1);
        await Fill(outbox, connection, Due, at, stop, type);
        return await EmptyNow(connection, work, stop);
    }

    /// <summary>All that waits becomes due at the same moment; how many a second are then done.</summary>
    public static async Task<double> EmptyNow(string connection, Func<Task> work, CancellationToken stop)
    {
        await Execute(connection, "VACUUM ANALYZE platform.outbox", stop);
        await Execute(connection, "CHECKPOINT", stop);
        // Then all of them at the same moment.
        await Execute(connection, "UPDATE platform.outbox SET due_at = now()", stop);
        await Execute(connection, "VACUUM ANALYZE platform.outbox", stop);
        await Execute(connection, "CHECKPOINT", stop);
        var (start, left) = (Stopwatch.GetTimestamp(), await Left());
        // The workers have begun already: what is left is what is counted.
        var busy = work();
        var counted = left;
        while (left > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stop);
            left = await Left();
        }
        var rate = counted / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await busy;
        return rate;

        Task<long> Left() => Execute(connection, "SELECT count(*) FROM platform.outbox WHERE done_at IS NULL", stop);
    }

    public static async Task Bare(string connection, CancellationToken stop)
    {
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await using var lease = new NpgsqlCommand($"""
            UPDATE platform.outbox SET leased_until = now() + interval '30 s', owner = $1, attempts = attempts + 1 WHERE id IN (
                SELECT id FROM platform.outbox WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= now() AND (leased_until IS NULL OR leased_until < now()) ORDER BY due_at LIMIT {Outbox.Batch} FOR UPDATE SKIP LOCKED)
            RETURNING *
            """, open);
        await using var complete = new NpgsqlCommand("UPDATE platform.outbox SET done_at = now(), owner = NULL WHERE id = ANY($1) AND owner = $2", open);
        var owner = Guid.NewGuid();
        lease.Parameters.Add(new NpgsqlParameter { Value = owner });
        complete.Parameters.Add(new NpgsqlParameter { Value = Array.Empty<Guid>() });
        complete.Parameters.Add(new NpgsqlParameter { Value = owner });
        while (true)
        {
            var ids = new List<Guid>(Outbox.Batch);
            await using (var reader = await lease.ExecuteReaderAsync(stop))
            {
                while (await reader.ReadAsync(stop)) ids.Add(reader.GetGuid(0));
            }
            if (ids.Count == 0) return;
            complete.Parameters[0].Value = ids.ToArray();
            await complete.ExecuteNonQueryAsync(stop);
        }
    }

    private static async Task Delay(Report report, string connection, string data, CancellationToken stop)
    {
        await Execute(connection, "TRUNCATE platform.outbox", stop);
        var outbox = new Outbox(TimeProvider.System);
        Child[] workers = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(node => Worker("null", connection, Path.Combine(data, node.ToString(CultureInfo.InvariantCulture)), stop)));
        try
        {
            foreach (var warm in new[] { true, false })
            {
                foreach (var worker in workers) await worker.Ask("delays", stop);
                // Each at a moment of its own, known beforehand, as reminders are.
                var from = TimeProvider.System.GetUtcNow().AddSeconds(2);
                var seconds = warm ? TimeSpan.FromSeconds(5) : Steadily;
                await using (var db = Open(connection))
                    await outbox.AddMany(db, WorkerProgram.Type, Enumerable.Range(0, (int)(PerSecond * seconds.TotalSeconds)).Select(i => (i, from.AddSeconds((double)i / PerSecond))), stop);
                await Task.Delay(seconds + TimeSpan.FromSeconds(5), TimeProvider.System, stop);
            }
            var told = new List<double[]>();
            foreach (var worker in workers) told.Add([.. (await worker.Ask("delays", stop)).Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))]);
            var count = told.Sum(of => of[3]);
            if (count != PerSecond * Steadily.TotalSeconds) throw new BenchmarkException($"{count} messages were handed over, not {PerSecond * Steadily.TotalSeconds}.");
            var p99 = told.Max(of => of[1]);
            report.Add($"delay at {PerSecond} a second, p99 of the slower process", p99, null, "ms", null, "≤ 1,000 ms", p99 <= 1000);
            report.Add("… median", told.Max(of => of[0]), null, "ms");
            report.Add("… longest", told.Max(of => of[2]), null, "ms");
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }
    }

    private static async Task Fill(Outbox outbox, string connection, int count, DateTimeOffset due, CancellationToken stop, string type = WorkerProgram.Type)
    {
        await using var db = Open(connection);
        for (var from = 0; from < count; from += Added) await outbox.AddMany(db, type, Enumerable.Range(from, Math.Min(Added, count - from)).Select(i => (i, due)), stop);
    }
}
