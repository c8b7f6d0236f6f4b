using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Overblik.Platform.Outbox;

namespace Overblik.Bench;

/// <summary>
/// Two processes work on the outbox under load and are killed again and again at random moments, and so is the database once; what was lost, and what the channel was told twice. README.md tells what each figure means.
/// </summary>
internal sealed class OutboxCrashBenchmark : IBenchmark
{
    private const int Kills = 200, Nodes = 2, OfATransaction = 10, TransactionsPerSecond = 40;

    public string Name => "outbox-crash";
    public string About => "two processes that work on the outbox are killed 200 times under load, the database once: what is lost, what is told twice";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(15);

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var (folder, databases) = (Directory.CreateTempSubdirectory("overblik-bench-"), await PostgresServer.Folder(stop));
        var attempts = new ConcurrentDictionary<Guid, int>();
        try
        {
            await using var server = await PostgresServer.New(Path.Combine(databases, "one"), StartTime.FreePort(), stop);
            await server.Query("CREATE DATABASE overblik", stop);
            var connection = $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=overblik";
            await using (var db = OutboxBenchmark.Open(connection)) await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.MigrateAsync(db.Database, stop);
            await using var channel = await Channel(attempts, stop);
            Task<Child> Worker(int node) => OutboxBenchmark.Worker(channel.Urls.First() + "/", connection, Path.Combine(folder.FullName, node.ToString(CultureInfo.InvariantCulture)), stop);
            var workers = new Child[Nodes];
            for (var node = 0; node < Nodes; node++) workers[node] = await Worker(node);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var adding = Add(connection, enough.Token);
            // The same moments in each run.
            var random = new Random(20_261_126);
            for (var kill = 1; kill <= Kills; kill++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1200)), TimeProvider.System, stop);
                var node = random.Next(Nodes);
                await workers[node].Kill(stop);
                await workers[node].DisposeAsync();
                workers[node] = await Worker(node);
                if (kill == Kills / 2) await server.KillAndStart(stop);
                if (kill % 20 == 0) Report.Say($"{kill} kills; {attempts.Count:N0} messages have come, {attempts.Values.Sum() - attempts.Count:N0} attempts beyond the first");
            }
            await enough.CancelAsync();
            var (added, unsure) = await adding;
            // What the dead held is free when its lease has run out.
            while (await OutboxBenchmark.Execute(connection, "SELECT count(*) FROM platform.outbox WHERE done_at IS NULL", stop) > 0) await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
            foreach (var worker in workers) await worker.DisposeAsync();

            var lost = added.Count(id => !attempts.ContainsKey(id));
            var (tries, most) = (attempts.Values.Sum(), Kills * Outbox.Batch);
            report.Add("messages added and acknowledged", added.Count, null, "messages");
            report.Add("of them lost", lost, null, "messages", null, "0", lost == 0);
            report.Add("accepted by a channel that honours the key, for each message", (double)added.Count(attempts.ContainsKey) / added.Count, null, "times", null, "1", lost == 0);
            report.Add("attempts beyond the first: doubles of a channel that does not", tries - attempts.Count, most, "attempts", null, $"≤ kills × batch", tries - attempts.Count <= most);
            report.Add("messages whose adding ended with an error, and that came", unsure.Count(attempts.ContainsKey), unsure.Count, "messages");
        }
        finally
        {
            Directory.Delete(databases, recursive: true);
            folder.Delete(recursive: true);
        }
    }

    // The recording channel: how often each key has come. It accepts a key the first time, and says so each time.
    private static async Task<WebApplication> Channel(ConcurrentDictionary<Guid, int> attempts, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/{key:guid}", async (Guid key) =>
        {
            attempts.AddOrUpdate(key, 1, (_, times) => times + 1);
            // What has come is not acknowledged at once, so that many a kill falls between the two.
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        });
        await app.StartAsync(stop);
        return app;
    }

    private static async Task<(List<Guid> Added, List<Guid> Unsure)> Add(string connection, CancellationToken enough)
    {
        var outbox = new Outbox(TimeProvider.System);
        var (added, unsure) = (new List<Guid>(), new List<Guid>());
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / TransactionsPerSecond), TimeProvider.System);
        while (!enough.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
            var ids = new List<Guid>(OfATransaction);
            try
            {
                await using var db = OutboxBenchmark.Open(connection);
                for (var i = 0; i < OfATransaction; i++) ids.Add(outbox.Add(db, WorkerProgram.Type, i));
                await db.SaveChangesAsync(CancellationToken.None);
                added.AddRange(ids);
            }
            catch (Exception e) when (e is NpgsqlException or Microsoft.EntityFrameworkCore.DbUpdateException or InvalidOperationException)
            {
                // The database was killed: it may have taken them or not.
                unsure.AddRange(ids);
            }
        }
        return (added, unsure);
    }
}
