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
    [Fact]
    public async Task A_message_exists_exactly_when_the_business_change_does()
    {
        await using var portal = await PortalHost.Start();
        var outbox = portal.App.Services.GetRequiredService<Outbox>();
        await using (var db = await portal.Databases.CreateDbContextAsync())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            outbox.Add(db, "test.record", "given up");
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }
        await using var after = await portal.Databases.CreateDbContextAsync();
        Assert.False(await after.Set<OutboxMessage>().AnyAsync());
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
        Assert.Equal(400, await db.Set<OutboxMessage>().CountAsync(m => m.DoneAt != null && m.Attempts == 1));
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
        Assert.Empty(await outbox.Take(db, Guid.NewGuid(), default));
        portal.Time.Forward(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));

        var lost = Assert.Single(await outbox.Take(db, Guid.NewGuid(), default));
        Assert.Empty(await outbox.Take(db, Guid.NewGuid(), default));
        portal.Time.Forward(Outbox.Lease + TimeSpan.FromSeconds(1));
        var taken = Assert.Single(await outbox.Take(db, Guid.NewGuid(), default));
        Assert.Equal(2, taken.Attempts);

        // The first worker comes back too late: its word no longer counts.
        await outbox.Done(db, lost, default);
        Assert.Null((await db.Set<OutboxMessage>().AsNoTracking().SingleAsync()).DoneAt);
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
            await db.Set<OutboxMessage>().Where(m => m.DoneAt == null && m.LeasedUntil != null).ExecuteUpdateAsync(set => set.SetProperty(m => m.LeasedUntil, past));
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
        for (var i = 0; i < count; i++) outbox.Add(db, "test.record", i, due);
        await db.SaveChangesAsync();
    }

    private static OutboxWorker Worker(PortalHost portal, Func<Guid, string, Task> handle) => new(
        portal.Databases, portal.App.Services.GetRequiredService<Outbox>(), [new Handler(handle)], portal.App.Services.GetRequiredService<IMeterFactory>(), portal.Time, NullLogger<OutboxWorker>.Instance);

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
        public string Type => "test.record";

        public Task Handle(Guid id, string body, CancellationToken cancellation) => handle(id, body);
    }
}
