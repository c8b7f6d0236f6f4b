using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Overblik.Calendar;
using Overblik.Platform;
using Overblik.Platform.Outbox;

namespace Overblik.Bench;

/// <summary>
/// Two processes remind people under load and are killed again and again at random moments, and so is the database once; who was forgotten, and who was told twice. README.md tells what each figure means.
/// </summary>
internal sealed class RemindersCrashBenchmark : IBenchmark
{
    private const int Kills = 200, Nodes = 2, OfATransaction = 10, TransactionsPerSecond = 30, People = 60_000;

    public string Name => "reminders-crash";
    public string About => "two processes that remind people are killed 200 times under load, the database once: who is forgotten, who is told twice";
    public TimeSpan TimeLimit => TimeSpan.FromMinutes(20);

    public async Task Run(Report report, Settings settings, CancellationToken stop)
    {
        var (folder, databases) = (Directory.CreateTempSubdirectory("overblik-bench-"), await PostgresServer.Folder(stop));
        var came = new ConcurrentDictionary<Guid, ConcurrentDictionary<Guid, int>>();
        try
        {
            await using var server = await PostgresServer.New(Path.Combine(databases, "one"), StartTime.FreePort(), stop);
            await server.Query("CREATE DATABASE overblik", stop);
            var connection = $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=overblik";
            await using (var db = OutboxBenchmark.Open(connection)) await db.Database.MigrateAsync(stop);
            var them = new ReminderPeople(connection, folder.FullName);
            var people = await them.Add(People, stop);
            await using var channel = await Channel(came, stop);
            Task<Child> Worker() => RemindersBenchmark.Worker(channel.Urls.First() + "/", connection, folder.FullName, stop);
            var workers = new Child[Nodes];
            for (var node = 0; node < Nodes; node++) workers[node] = await Worker();
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var telling = Tell(connection, them, people, enough.Token);
            // The same moments in each run.
            var random = new Random(20_261_126);
            for (var kill = 1; kill <= Kills; kill++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1000)), TimeProvider.System, stop);
                var node = random.Next(Nodes);
                await workers[node].Kill(stop);
                await workers[node].DisposeAsync();
                workers[node] = await Worker();
                if (kill == Kills / 2) await server.KillAndStart(stop);
                if (kill % 20 == 0) Report.Say($"{kill} kills; {came.Count:N0} people have been reminded, {came.Values.Sum(of => of.Values.Sum()) - came.Count:N0} attempts beyond the first");
            }
            await enough.CancelAsync();
            var (told, unsure) = await telling;
            // What the dead held is free when its lease has run out.
            while (await OutboxBenchmark.Execute(connection, "SELECT count(*) FROM platform.outbox WHERE done_at IS NULL AND due_at < now()", stop) > 0) await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
            foreach (var worker in workers) await worker.DisposeAsync();

            var forgotten = told.Count(person => !came.ContainsKey(person.Value));
            // Accepted once for each key by a channel that honours it: so as many times as a person has keys.
            var accepted = came.Values.Sum(keys => keys.Count);
            var (tries, most) = (came.Values.Sum(keys => keys.Values.Sum()), Kills * Outbox.Batch);
            report.Add("deadlines told and acknowledged", told.Count, null, "people");
            report.Add("of them forgotten", forgotten, null, "people", null, "0", forgotten == 0);
            report.Add("accepted by a channel that honours the key, for each who was reminded", (double)accepted / came.Count, null, "times", null, "1", accepted == came.Count);
            report.Add("attempts beyond the first: doubles of a channel that does not", tries - accepted, most, "attempts", null, "≤ kills × batch", tries - accepted <= most);
            report.Add("people whose telling ended with an error, and who were reminded", unsure.Count(person => came.ContainsKey(person.Value)), unsure.Count, "people");
        }
        finally
        {
            Directory.Delete(databases, recursive: true);
            folder.Delete(recursive: true);
        }
    }

    // The recording channel: how often each key of each person has come. It accepts a key the first time, and says so each time.
    private static async Task<WebApplication> Channel(ConcurrentDictionary<Guid, ConcurrentDictionary<Guid, int>> came, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/{person:guid}/{key:guid}", async (Guid person, Guid key) =>
        {
            came.GetOrAdd(person, _ => new()).AddOrUpdate(key, 1, (_, times) => times + 1);
            // What has come is not acknowledged at once, so that many a kill falls between the two.
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        });
        await app.StartAsync(stop);
        return app;
    }

    // A deadline in three days, and the look that is due: in one transaction, as when an authority tells it.
    private static async Task<(List<PersonId> Told, List<PersonId> Unsure)> Tell(string connection, ReminderPeople them, PersonId[] people, CancellationToken enough)
    {
        var (told, unsure) = (new List<PersonId>(), new List<PersonId>());
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / TransactionsPerSecond), TimeProvider.System);
        foreach (var some in people.Chunk(OfATransaction))
        {
            if (enough.IsCancellationRequested) break;
            await timer.WaitForNextTickAsync(CancellationToken.None);
            try
            {
                await using var db = OutboxBenchmark.Open(connection);
                await using var whole = await db.Database.BeginTransactionAsync(CancellationToken.None);
                await db.AddMissing([.. some.Select(person => them.Deadline(person, days: 3))], CancellationToken.None);
                await Outbox.AddOnce(db, Planning.Type, some.Select(person => (person.ToString(), person.Value, TimeProvider.System.GetUtcNow())), CancellationToken.None);
                await whole.CommitAsync(CancellationToken.None);
                told.AddRange(some);
            }
            catch (Exception e) when (e is NpgsqlException or DbUpdateException or InvalidOperationException)
            {
                // The database was killed: it may have taken them or not.
                unsure.AddRange(some);
            }
        }
        return (told, unsure);
    }
}
