using System.Net;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Overblik.Web.Tests;

/// <summary>What is particular to one of the databases.</summary>
public sealed class DatabaseTests
{
    [Fact]
    public async Task SQLite_writes_ahead_so_that_readers_do_not_wait()
    {
        Assert.SkipWhen(PortalHost.OnPostgres, "Only for SQLite.");
        await using var portal = await PortalHost.Start();
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal("wal", (await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").ToListAsync()).Single());
    }

    [Fact]
    public async Task After_a_process_was_killed_while_it_migrated_the_next_one_starts()
    {
        Assert.SkipWhen(PortalHost.OnPostgres, "Only for SQLite: PostgreSQL's lock goes with the connection.");
        var first = await PortalHost.Start();
        await using (var db = await first.Databases.CreateDbContextAsync())
        {
            // What such a process leaves behind.
            await db.Database.ExecuteSqlRawAsync("CREATE TABLE IF NOT EXISTS \"__EFMigrationsLock\" (\"Id\" INTEGER NOT NULL PRIMARY KEY, \"Timestamp\" TEXT NOT NULL)");
            await db.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-11-23 22:00:00')");
        }
        await first.Stop();
        await using var second = await first.Again();
        using var person = await second.SignIn();
        await person.Page("/overblik");
    }

    [Fact]
    public async Task While_PostgreSQL_is_away_the_portal_says_so_and_afterwards_it_works_again()
    {
        Assert.SkipUnless(PortalHost.OnPostgres, "Only for PostgreSQL, on a server of its own.");
        await using var own = await PortalHost.Start();
        var server = new NpgsqlConnectionStringBuilder(own.Database);
        using var way = new Relay(server.Host!, server.Port);
        way.Mend();
        // As for a primary and its replica: the second of the hosts does not answer.
        server.Host = $"127.0.0.1:{way.Port},127.0.0.1:1";
        await using var portal = await own.Again($"--Database:Postgres={server};Target Session Attributes=primary;Host Recheck Seconds=1");
        using var person = await portal.SignIn();
        await person.Page("/overblik");

        way.Cut();
        for (var i = 0; i < 2; i++)
        {
            var page = await person.Page("/overblik", HttpStatusCode.ServiceUnavailable);
            Assert.Equal("Siden virker ikke lige nu", page.QuerySelector("h1")!.TextContent);
            foreach (var path in new[] { "/api/overview", "/daekning.json" })
            {
                using var api = await person.Get(path);
                Assert.Equal(HttpStatusCode.ServiceUnavailable, api.StatusCode);
                Assert.Equal("application/problem+json", api.Content.Headers.ContentType!.MediaType);
            }
            using var ready = await person.Get("/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        }

        way.Mend();
        // What failed a moment before may be counted against the server for another second, also after it answered.
        foreach (var path in new[] { "/ready", "/overblik" })
        {
            while (!await Answers(path)) await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        async Task<bool> Answers(string path)
        {
            using var answer = await person.Get(path);
            return answer.StatusCode == HttpStatusCode.OK;
        }
    }
}
