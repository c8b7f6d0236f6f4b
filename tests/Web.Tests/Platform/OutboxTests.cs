using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Overblik.Platform.Outbox;
using Overblik.Platform.Ports;

namespace Overblik.Web.Tests;

public sealed class OutboxTests
{
    private const string Record = "test.record";

    [Fact]
    public async Task A_message_exists_exactly_when_the_business_change_does()
    {
        await using var portal = await PortalHost.Start();
        var outbox = portal.App.Services.GetRequiredService<Outbox>();
        await using (var db = await portal.Databases.CreateDbContextAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            outbox.Add(db, Record, "given up");
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }
        await using var after = await portal.Databases.CreateDbContextAsync();
        Assert.False(await after.Set<OutboxMessage>().AnyAsync(m => m.Type == Record));
    }

    [Fact]
    public async Task Several_workers_at_once_do_each_message_once()
    {
        await using var portal = await PortalHost.Start();
        await Fill(portal, 400);
        var done = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            var worker = Worker(portal, (id, _) => { done.Add(id); return Task.CompletedTask; });
            while (await worker.RunOnce(default) > 0) { }
        }));
        Assert.Equal(400, done.Count);
        Assert.Equal(400, done.Distinct().Count());
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal(400, await db.Set<OutboxMessage>().CountAsync(m => m.Type == Record && m.DoneAt != null && m.Attempts == 1));
    }

    [Fact]
    public async Task What_fails_is_tried_again_later_and_the_others_are_done()
    {
        await using var portal = await PortalHost.Start();
        await Fill(portal, 3);
        var attempts = new Dictionary<Guid, int>();
        Guid? bad = null;
        var worker = Worker(portal, (id, _) =>
        {
            attempts[id] = attempts.GetValueOrDefault(id) + 1;
            bad ??= id;
            return id == bad && attempts[id] < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
        });
        Assert.Equal(3, await worker.RunOnce(default));
        Assert.Equal(0, await worker.RunOnce(default));
        portal.Time.Forward(TimeSpan.FromSeconds(3));
        Assert.Equal(1, await worker.RunOnce(default));
        portal.Time.Forward(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await worker.RunOnce(default));
        portal.Time.Forward(TimeSpan.FromHours(2));
        Assert.Equal(0, await worker.RunOnce(default));
        Assert.Equal(3, attempts[bad!.Value]);
        await using var db = await portal.Databases.CreateDbContextAsync();
        var message = await db.Set<OutboxMessage>().SingleAsync(m => m.Id == bad);
        Assert.Equal("System.InvalidOperationException", message.LastError);
        Assert.NotNull(message.DoneAt);
    }

    [Fact]
    public async Task Work_that_is_due_later_waits_and_a_lease_that_ran_out_is_taken_by_another()
    {
        await using var portal = await PortalHost.Start();
        await Fill(portal, 1, portal.Time.GetUtcNow().AddHours(1));
        var outbox = portal.App.Services.GetRequiredService<Outbox>();
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Empty(await outbox.Take(db, Guid.NewGuid(), [Record], default));
        portal.Time.Forward(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));

        var lost = Assert.Single(await outbox.Take(db, Guid.NewGuid(), [Record], default));
        Assert.Empty(await outbox.Take(db, Guid.NewGuid(), [Record], default));
        portal.Time.Forward(Outbox.Lease + TimeSpan.FromSeconds(1));
        var taken = Assert.Single(await outbox.Take(db, Guid.NewGuid(), [Record], default));
        Assert.Equal(2, taken.Attempts);

        // The first worker comes back too late: its word no longer counts.
        await outbox.Done(db, [lost.Id], lost.Owner!.Value, default);
        Assert.Null((await db.Set<OutboxMessage>().AsNoTracking().SingleAsync(m => m.Type == Record)).DoneAt);
    }

    [Fact]
    public async Task One_that_spoils_its_batch_is_found_and_the_others_are_done()
    {
        await using var portal = await PortalHost.Start();
        await Fill(portal, 20);
        var (calls, done) = (new List<int>(), new List<string>());
        var worker = Worker(portal, new Batches(8, works =>
        {
            calls.Add(works.Count);
            if (works.Any(work => work.Body == "13")) throw new InvalidOperationException("poison");
            foreach (var work in works)
            {
                if (work.Body == "7") work.Fail(new InvalidOperationException("only this one"));
                else done.Add(work.Body);
            }
        }));
        Assert.Equal(20, await worker.RunOnce(default));
        Assert.Equal(18, done.Distinct().Count());
        // Of the three batches one is spoilt, and each of that by itself.
        Assert.Equal([4, 8, 8], calls.Where(count => count > 1).Order());
        Assert.Contains(calls.Count(count => count == 1), new[] { 4, 8 });
        // What has failed before comes together; what nobody knows the end of, because its process died, by itself.
        calls.Clear();
        portal.Time.Forward(TimeSpan.FromSeconds(3));
        Assert.Equal(2, await worker.RunOnce(default));
        Assert.Equal([2, 1, 1], calls);
        await Fill(portal, 3);
        await using (var db = await portal.Databases.CreateDbContextAsync()) Assert.Equal(3, (await portal.App.Services.GetRequiredService<Outbox>().Take(db, Guid.NewGuid(), [Record], default)).Count);
        calls.Clear();
        portal.Time.Forward(Outbox.Lease + TimeSpan.FromSeconds(1));
        await worker.RunOnce(default);
        Assert.Equal(3, calls.TakeLast(3).Count(count => count == 1));
    }

    [Fact]
    public async Task What_fails_too_often_is_given_up_and_waits_for_an_operator()
    {
        await using var portal = await PortalHost.Start();
        await Fill(portal, 2);
        var mended = false;
        var worker = Worker(portal, (_, body) => body == "1" && !mended ? throw new InvalidOperationException("never") : Task.CompletedTask);
        var attempts = 0;
        for (var hour = 0; hour < 40; hour++)
        {
            attempts += await worker.RunOnce(default);
            portal.Time.Forward(TimeSpan.FromMinutes(80));
        }
        Assert.Equal(1 + Outbox.MaxAttempts, attempts);
        var outbox = portal.App.Services.GetRequiredService<Outbox>();
        await using var db = await portal.Databases.CreateDbContextAsync();
        var dead = Assert.Single(await Outbox.Dead(db, 10, default));
        Assert.Equal((Record, "System.InvalidOperationException"), (dead.Type, dead.Error));

        mended = true;
        Assert.True(await outbox.Revive(db, dead.Id, default));
        Assert.False(await outbox.Revive(db, dead.Id, default));
        Assert.Equal(1, await worker.RunOnce(default));
        Assert.Empty(await Outbox.Dead(db, 10, default));
        Assert.False(await Outbox.Drop(db, dead.Id, default));
        // What is done stays a week.
        await outbox.Sweep(db, default);
        Assert.Equal(2, await db.Set<OutboxMessage>().CountAsync(m => m.Type == Record));
        portal.Time.Forward(TimeSpan.FromDays(8));
        await outbox.Sweep(db, default);
        Assert.Equal(0, await db.Set<OutboxMessage>().CountAsync(m => m.Type == Record));
    }

    [Fact]
    public async Task A_process_that_dies_under_a_message_again_and_again_is_not_given_it_for_ever()
    {
        await using var portal = await PortalHost.Start();
        await Fill(portal, 1);
        var outbox = portal.App.Services.GetRequiredService<Outbox>();
        await using var db = await portal.Databases.CreateDbContextAsync();
        for (var death = 0; death < Outbox.MaxAttempts; death++)
        {
            Assert.Single(await outbox.Take(db, Guid.NewGuid(), [Record], default));
            portal.Time.Forward(Outbox.Lease + TimeSpan.FromSeconds(1));
        }
        Assert.Empty(await outbox.Take(db, Guid.NewGuid(), [Record], default));
        Assert.Single(await Outbox.Dead(db, 10, default));
    }

    [Fact]
    public async Task What_only_another_version_knows_is_left_for_it()
    {
        await using var portal = await PortalHost.Start();
        var outbox = portal.App.Services.GetRequiredService<Outbox>();
        await using (var db = await portal.Databases.CreateDbContextAsync())
        {
            outbox.Add(db, "of.another.version", 1);
            await db.SaveChangesAsync();
        }
        Assert.Equal(0, await Worker(portal, (_, _) => Task.CompletedTask).RunOnce(default));
        await using var after = await portal.Databases.CreateDbContextAsync();
        Assert.Equal(0, (await after.Set<OutboxMessage>().SingleAsync(m => m.Type == "of.another.version")).Attempts);
    }

    [Fact]
    public async Task What_comes_again_is_there_once_and_says_itself_when()
    {
        await using var portal = await PortalHost.Start();
        var (start, runs) = (portal.Time.GetUtcNow(), new List<DateTimeOffset>());
        Batches Hourly() => new(1, works =>
        {
            runs.Add(works[0].DueAt);
            works[0].Again(works[0].DueAt.AddHours(1));
        }) { FirstAt = start };
        var (one, two) = (Worker(portal, Hourly()), Worker(portal, Hourly()));
        await Task.WhenAll(one.Begin(default), two.Begin(default));
        await one.Begin(default);
        for (var hour = 0; hour < 3; hour++)
        {
            Assert.Equal(1, await one.RunOnce(default) + await two.RunOnce(default));
            portal.Time.Forward(TimeSpan.FromHours(1));
        }
        Assert.Equal([0, 1, 2], runs.Select(run => Math.Round((run - start).TotalHours)));
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal(0, (await db.Set<OutboxMessage>().SingleAsync(m => m.Type == Record)).Attempts);
    }

    [Fact]
    public async Task What_was_taken_and_cannot_be_begun_in_time_is_given_back()
    {
        await using var portal = await PortalHost.Start();
        await Fill(portal, 3);
        var handled = 0;
        var worker = Worker(portal, new Batches(1, _ =>
        {
            handled++;
            portal.Time.Forward(TimeSpan.FromSeconds(25));
        }));
        Assert.Equal(3, await worker.RunOnce(default));
        Assert.Equal(1, handled);
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal(2, await db.Set<OutboxMessage>().CountAsync(m => m.Type == Record && m.DoneAt == null && m.LeasedUntil == null && m.Attempts == 0));
    }

    [Fact]
    public async Task Many_are_added_at_once_in_the_transaction_of_the_change()
    {
        await using var portal = await PortalHost.Start();
        var outbox = portal.App.Services.GetRequiredService<Outbox>();
        await using var db = await portal.Databases.CreateDbContextAsync();
        await using (var given = await db.Database.BeginTransactionAsync())
        {
            await outbox.AddMany(db, Record, Enumerable.Range(0, 10).Select(i => (i, portal.Time.GetUtcNow())), default);
            await given.RollbackAsync();
        }
        await outbox.AddMany(db, Record, Enumerable.Range(0, 1200).Select(i => (i, portal.Time.GetUtcNow())), default);
        var bodies = new HashSet<string>();
        var worker = Worker(portal, new Batches(500, works => bodies.UnionWith(works.Select(work => work.Body))));
        while (await worker.RunOnce(default) > 0) { }
        Assert.Equal(1200, bodies.Count);
    }

    [Fact]
    public async Task A_process_that_is_killed_again_and_again_loses_nothing_and_repeats_at_most_one_batch_each_time()
    {
        const int messages = 600, kills = 4;
        await using var portal = await PortalHost.Start();
        await Fill(portal, messages);
        var file = Path.Combine(portal.Folder, "done.txt");
        await File.WriteAllTextAsync(file, "");
        for (var kill = 0; kill <= kills; kill++)
        {
            using var victim = Victim(portal, file);
            // Killed in the midst of its work, each time a little later; the last one may finish.
            var enough = kill < kills ? (kill + 1) * messages / (kills + 2) : messages;
            await Until(file, lines => lines.Distinct().Count() >= enough, victim);
            victim.Kill();
            await victim.WaitForExitAsync();
            // What the dead process held is free when its lease has run out; the test does not wait for that.
            await using var db = await portal.Databases.CreateDbContextAsync();
            var past = TimeProvider.System.GetUtcNow().AddMinutes(-1);
            await db.Set<OutboxMessage>().Where(m => m.Type == Record && m.DoneAt == null && m.LeasedUntil != null).ExecuteUpdateAsync(set => set.SetProperty(m => m.LeasedUntil, past));
        }
        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(messages, lines.Distinct().Count());
        var repeated = lines.Length - messages;
        TestContext.Current.TestOutputHelper!.WriteLine($"{messages} messages, {kills} kills, {repeated} repeated");
        Assert.InRange(repeated, 0, kills * Outbox.Batch);
    }

    private static async Task Fill(PortalHost portal, int count, DateTimeOffset? due = null)
    {
        var outbox = portal.App.Services.GetRequiredService<Outbox>();
        await using var db = await portal.Databases.CreateDbContextAsync();
        for (var i = 0; i < count; i++) outbox.Add(db, Record, i, due);
        await db.SaveChangesAsync();
    }

    private static OutboxWorker Worker(PortalHost portal, Func<Guid, string, Task> handle) => Worker(portal, new Handler(handle));

    private static OutboxWorker Worker(PortalHost portal, IOutboxHandler handler) => new(
        portal.Databases, portal.App.Services.GetRequiredService<Outbox>(), [handler], portal.App.Services.GetRequiredService<IMeterFactory>(), portal.Time, NullLogger<OutboxWorker>.Instance);

    private static Process Victim(PortalHost portal, string file)
    {
        var program = AppContext.BaseDirectory.Replace("Web.Tests", "Crash", StringComparison.Ordinal) + "Overblik.Crash.dll";
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { program, file, $"--Data={portal.Folder}" } };
        if (portal.Database is { Length: > 0 } database) start.ArgumentList.Add("--Database:Postgres=" + database);
        return Process.Start(start)!;
    }

    private static async Task Until(string file, Func<string[], bool> enough, Process process)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await timer.WaitForNextTickAsync())
        {
            Assert.False(process.HasExited, "The process ended by itself.");
            try
            {
                if (enough(await File.ReadAllLinesAsync(file))) return;
            }
            catch (IOException) { /* It is being written to. */ }
        }
    }

    private sealed class Handler(Func<Guid, string, Task> handle) : IOutboxHandler
    {
        public string Type => Record;

        public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation) => await handle(Assert.Single(works).Id, works[0].Body);
    }

    private sealed class Batches(int atOnce, Action<IReadOnlyList<OutboxWork>> handle) : IOutboxHandler
    {
        public string Type => Record;
        public int AtOnce => atOnce;
        public DateTimeOffset? FirstAt { get; init; }

        public DateTimeOffset? First(DateTimeOffset now) => FirstAt;

        public Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
        {
            handle(works);
            return Task.CompletedTask;
        }
    }
}
