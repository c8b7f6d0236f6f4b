using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Overblik.Calendar;
using Overblik.Platform;

namespace Overblik.Bench;

/// <summary>Reminders, from the deadline that is told to the channel: planned, sent by two processes when a million are due at the same moment, and on time. README.md tells what each figure means.</summary>
internal sealed class RemindersBenchmark : IBenchmark
{
    private const int People = 1_000_000, Nodes = 2, PerSecond = 500, OfATransaction = 1_000;
    private static readonly TimeSpan Steadily = TimeSpan.FromSeconds(30);

    public string Name => "reminders";
    public string About => "a million reminders due at the same moment, sent by two processes, beside bare SQL; their delay at 500 a second; planning them";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(25);

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var (folder, databases) = (Directory.CreateTempSubdirectory("overblik-bench-"), await PostgresServer.Folder(stop));
        try
        {
            await using var server = await PostgresServer.New(Path.Combine(databases, "one"), StartTime.FreePort(), stop);
            await server.Query("CREATE DATABASE overblik", stop);
            var connection = $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=overblik";
            await using (var db = OutboxBenchmark.Open(connection)) await db.Database.MigrateAsync(stop);
            var them = new ReminderPeople(connection, folder.FullName);
            var people = await them.Add(People, stop);
            Report.Say($"{People:N0} people have chosen to be reminded");
            if (settings.Wants("plan")) await Plan(report, connection, them, people, stop);
            await them.Tell(people, days: 3, stop);
            await them.Remind(people, days: 3, stop);
            await Execute(connection, "CREATE TABLE before AS SELECT * FROM calendar.notice", stop);
            await Execute(connection, "VACUUM ANALYZE", stop);
            if (settings.Wants("dispatch")) await Dispatch(report, connection, folder.FullName, people, settings, stop);
            if (settings.Wants("delay")) await Delay(report, connection, folder.FullName, people, stop);
        }
        finally
        {
            Directory.Delete(databases, recursive: true);
            folder.Delete(recursive: true);
        }
    }

    public static Task<Child> Worker(string channel, string connection, string data, CancellationToken stop) =>
        Child.Start(["reminder-worker", channel, "--urls=http://127.0.0.1:0", "--environment=Development", "--Database:Postgres=" + connection, "--Data=" + data], serverGc: true, stop);

    // New deadlines, 14 days and more from now: three looks each.
    private static async Task Plan(Report report, string connection, ReminderPeople them, PersonId[] people, CancellationToken stop)
    {
        var clock = new BusinessClock(TimeProvider.System, new ConfigurationBuilder().Build());
        var planning = new Planning(clock);
        var batches = people.Chunk(OfATransaction).Select((some, i) => (Rows: some.Select(person => them.Deadline(person, 20 + (i % 60))).ToArray(), i)).ToList();
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = Nodes, CancellationToken = stop }, async (batch, each) =>
        {
            await using var db = OutboxBenchmark.Open(connection);
            await using var whole = await db.Database.BeginTransactionAsync(each);
            await planning.Told(db, batch.Rows, each);
            await whole.CommitAsync(each);
        });
        var rate = People / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var looks = await Execute(connection, "SELECT count(*) FROM platform.outbox", stop);
        if (looks != 3 * People) throw new BenchmarkException($"{looks} looks were planned, not {3 * People}.");
        // The raw limit: the same rows by COPY, on as many connections.
        var halves = new List<byte[]>();
        for (var half = 0; half < Nodes; half++)
        {
            await using var open = new NpgsqlConnection(connection);
            await open.OpenAsync(stop);
            using var rows = new MemoryStream();
            await using (var copy = await open.BeginRawBinaryCopyAsync($"COPY (SELECT * FROM platform.outbox WHERE get_byte(uuid_send(id), 15) % {Nodes} = {half} ORDER BY id) TO STDOUT (FORMAT BINARY)", stop)) await copy.CopyToAsync(rows, stop);
            halves.Add(rows.ToArray());
        }
        await Execute(connection, "TRUNCATE platform.outbox", stop);
        start = Stopwatch.GetTimestamp();
        await Task.WhenAll(halves.Select(async half =>
        {
            await using var open = new NpgsqlConnection(connection);
            await open.OpenAsync(stop);
            await using var copy = await open.BeginRawBinaryCopyAsync("COPY platform.outbox FROM STDIN (FORMAT BINARY)", stop);
            await copy.WriteAsync(half, stop);
        }));
        var raw = People / Stopwatch.GetElapsedTime(start).TotalSeconds;
        await Execute(connection, "TRUNCATE platform.outbox", stop);
        report.Add("new deadlines planned, three looks each, two connections / COPY of the same rows", rate, raw, "deadlines/s", null, "≥ 10,000/s", rate >= 10_000);
    }

    private static async Task Dispatch(Report report, string connection, string data, PersonId[] people, Settings settings, CancellationToken stop)
    {
        var (ours, raw) = (new List<double>(), new List<double>());
        Child[] workers = [await Worker("null", connection, data, stop), await Worker("null", connection, data, stop)];
        try
        {
            for (var round = 0; round < Math.Min(settings.Rounds, 3); round++)
            {
                if (round > 0) await AsBefore(connection, stop);
                ours.Add(await Emptied(connection, people, Planning.Type, () => Task.CompletedTask, stop));
                var sent = await Execute(connection, $"SELECT count(*) FROM calendar.notice WHERE sent = {(int)Channels.Email} AND days = 3", stop);
                if (sent != People) throw new BenchmarkException($"{sent} reminders were sent, not {People}.");
                raw.Add(await Emptied(connection, people, "bench.bare", () => Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => OutboxBenchmark.Bare(connection, stop))), stop));
                Report.Say($"Dispatch: {round + 1}: {ours[^1]:N0}/s; bare SQL {raw[^1]:N0}/s; ratio {ours[^1] / raw[^1]:F2}");
            }
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }
        var ratio = ours.Zip(raw, (o, r) => o / r).Median();
        report.Add("a million reminders due at once, two processes / bare lease and complete of the same rows", ours.Median(), raw.Median(), "reminders/s", ratio, "ratio ≥ 0.4", ratio >= 0.4);
    }

    // They are planned for later, and then all of them are due.
    private static async Task<double> Emptied(string connection, PersonId[] people, string type, Func<Task> work, CancellationToken stop)
    {
        await Execute(connection, "TRUNCATE platform.outbox", stop);
        var later = TimeProvider.System.GetUtcNow().AddHours(6);
        await ReminderPeople.Look(connection, [.. people.Select(person => (person, later))], type, stop);
        return await OutboxBenchmark.EmptyNow(connection, work, stop);
    }

    private static async Task AsBefore(string connection, CancellationToken stop)
    {
        await Execute(connection, "TRUNCATE calendar.notice, platform.outbox", stop);
        await Execute(connection, "INSERT INTO calendar.notice SELECT * FROM before ORDER BY person", stop);
        await Execute(connection, "VACUUM ANALYZE calendar.notice", stop);
    }

    private static async Task Delay(Report report, string connection, string data, PersonId[] people, CancellationToken stop)
    {
        await AsBefore(connection, stop);
        Child[] workers = [await Worker("null", connection, data, stop), await Worker("null", connection, data, stop)];
        try
        {
            var warm = people.Take(PerSecond * 5).ToArray();
            var them = people.Skip(warm.Length).Take((int)(PerSecond * Steadily.TotalSeconds)).ToArray();
            foreach (var some in new[] { warm, them })
            {
                var from = TimeProvider.System.GetUtcNow().AddSeconds(3);
                await ReminderPeople.Look(connection, [.. some.Select((person, i) => (person, from.AddSeconds((double)i / PerSecond)))], Planning.Type, stop);
                await Task.Delay(TimeSpan.FromSeconds(((double)some.Length / PerSecond) + 6), TimeProvider.System, stop);
            }
        }
        finally
        {
            foreach (var worker in workers) await worker.DisposeAsync();
        }
        // From when it was due until the channel had taken it and the notice said so.
        var late = new List<double>();
        await using var open = new NpgsqlConnection(connection);
        await open.OpenAsync(stop);
        await using var command = new NpgsqlCommand($"SELECT extract(epoch FROM n.at - o.due_at)::float8 * 1000 FROM calendar.notice n JOIN platform.outbox o ON o.body = '\"' || n.person || '\"' WHERE n.days = 3 ORDER BY o.due_at OFFSET {PerSecond * 5}", open);
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop)) late.Add(reader.GetDouble(0));
        if (late.Count != PerSecond * Steadily.TotalSeconds) throw new BenchmarkException($"{late.Count} reminders were sent, not {PerSecond * Steadily.TotalSeconds}.");
        report.Add($"delay at {PerSecond} a second, p99", late.Percentile(0.99), null, "ms", null, "≤ 1,000 ms", late.Percentile(0.99) <= 1000);
        report.Add("… median", late.Median(), null, "ms");
        report.Add("… longest", late.Max(), null, "ms");
    }

    private static Task<long> Execute(string connection, string sql, CancellationToken stop) => OutboxBenchmark.Execute(connection, sql, stop);
}
