using Microsoft.EntityFrameworkCore;

namespace Overblik.Web.Tests;

/// <summary>What is particular to SQLite.</summary>
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
}
