using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Overblik.Platform;
using Overblik.Web.Data;

namespace Overblik.Web.Tests;

public sealed class DistributionTests
{
    [Fact]
    public void What_others_need_is_placed_first_and_what_is_a_persons_lies_with_the_person()
    {
        using var db = new PostgresDb.Design().CreateDbContext([]);
        var tables = PlacedTable.All(db.GetService<IDesignTimeModel>().Model);
        Assert.Equal(db.Model.GetEntityTypes().Count(), tables.Count);
        Assert.Equal(tables.Select(t => t.Placement.Spread).Order().ToHashSet(), [Spread.ByPerson, Spread.ByOwnKey, Spread.Reference, Spread.Local]);

        var people = tables.ToList().FindIndex(t => t.Name == "platform.person");
        Assert.All(tables.Take(people), t => Assert.Equal($"SELECT create_reference_table('{t.Name}')", t.Command));
        Assert.Equal("SELECT create_distributed_table('platform.person', 'id', colocate_with => 'none')", tables[people].Command);
        Assert.All(
            tables.Skip(people + 1).Where(t => t.Placement.Spread == Spread.ByPerson),
            t => Assert.Equal($"SELECT create_distributed_table('{t.Name}', 'person', colocate_with => 'platform.person')", t.Command));
        Assert.Contains("access_log.entry", tables.Skip(people).Select(t => t.Name));
        Assert.Equal(
            new[] { "calendar.feed_secret", "calendar.push_device", "calendar.received_event", "identity.used_assertion", "platform.identifier" }.Select(table => $"SELECT create_distributed_table('{table}', 'hash', colocate_with => 'none')"),
            tables.Where(t => t.Placement.Spread == Spread.ByOwnKey).Select(t => t.Command).Order(StringComparer.Ordinal));
        Assert.All(tables.Where(t => t.Placement.Spread == Spread.Local), t => Assert.Null(t.Command));
    }

    [Fact]
    public async Task A_database_without_Citus_is_left_as_it_is()
    {
        await using var own = await PortalHost.Start();
        var problem = await Assert.ThrowsAsync<StartupException>(() => Distribute(own));
        Assert.Contains(PortalHost.OnPostgres ? "CREATE EXTENSION citus" : "SQLite", problem.Message, StringComparison.Ordinal);
        using var person = await own.SignIn();
        await person.Page("/overblik");
    }

    [Fact]
    public async Task With_Citus_it_is_done_once_and_the_portal_goes_on()
    {
        Assert.SkipUnless(PortalHost.OnPostgres, "Only for PostgreSQL.");
        await using var own = await PortalHost.Start();
        await using var db = await own.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var loaded = await db.Database.SqlQueryRaw<string>("SELECT current_setting('shared_preload_libraries') AS \"Value\"").SingleAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(loaded.Contains("citus", StringComparison.Ordinal), "The test server has no Citus (shared_preload_libraries).");
        using var before = await own.SignIn();
        await before.Page("/overblik");
        await db.Database.ExecuteSqlRawAsync("CREATE EXTENSION citus");

        await Distribute(own);
        var lines = new List<string>();
        await Distribution.Apply(own.App.Services, lines.Add, default);
        Assert.StartsWith("Nothing to do", lines[^1], StringComparison.Ordinal);

        using var after = await own.SignIn();
        foreach (var person in new[] { before, after })
        {
            await person.Page("/overblik");
            var id = person.Person;
            Assert.Equal(person == before ? 2 : 1, (await own.LogOf(id)).Count);
        }
        // Nothing of anybody stays behind on the coordinator, and the log is append-only on every part of it.
        Assert.Equal(0, await db.Database.SqlQueryRaw<long>("SELECT sum(pg_relation_size(relid))::bigint AS \"Value\" FROM pg_partition_tree('access_log.line')").SingleAsync(TestContext.Current.CancellationToken));
        foreach (var act in new[] { "DELETE FROM access_log.line", "UPDATE access_log.line SET period = 1", "TRUNCATE access_log.line" })
            Assert.Contains("append-only", (await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync(act))).MessageText, StringComparison.Ordinal);
    }

    private static Task<bool> Distribute(PortalHost host)
    {
        List<string> settings = ["--environment=Development", "--Data=" + host.Folder];
        if (host.Database is not null) settings.Add("--Database:Postgres=" + host.Database);
        return Verbs.Run(["db", "distribute", .. settings]);
    }
}
