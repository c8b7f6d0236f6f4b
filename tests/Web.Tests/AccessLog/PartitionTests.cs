using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Overblik.AccessLog;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>What entries say lies in ranges of places; on PostgreSQL each is a partition.</summary>
public sealed class PartitionTests
{
    private const int Size = 256;

    [Fact]
    public async Task Entries_across_many_ranges_lie_where_they_belong_and_are_read_proved_and_erased_as_ever()
    {
        await using var own = await Start();
        await using var other = await own.Again();
        var people = Enumerable.Range(0, 7).Select(_ => PersonId.New()).ToList();
        // Two nodes at once, now less than a range and now more than one.
        await Task.WhenAll(new[] { own, other }.Select(async (node, which) =>
        {
            foreach (var count in new[] { 1, 100, 600, 30, 256, 513 }) await Write(node, [.. Enumerable.Range(0, count).Select(i => people[(i + which) % 7])]);
        }));
        Assert.Equal(3000, (await PublicLog.Read(own)).Size);
        Assert.Equal(3000, (await own.LogOf()).Count);
        await using var db = await own.Databases.CreateDbContextAsync();
        if (PortalHost.OnPostgres)
        {
            var held = (await Parts(db)).ToDictionary(part => part.Name, part => part.Rows);
            // Up to the end, and at least one more.
            for (var to = Size; to <= 3072 + Size; to += Size) Assert.Equal((to, to <= 2816 ? Size : to == 3072 ? 3000 - 2816 : 0), (to, held["line_to_" + to]));
        }

        var reader = own.App.Services.GetRequiredService<LogReader>();
        var newest = await reader.Newest(db, people, 50, default);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => 2999L - i), newest.Select(line => line.Row.Index));
        Assert.Equal(3000, await reader.Months(db, people, int.MaxValue, default).SelectMany(month => month.Lines).Select(line => line.Row.Index).Distinct().CountAsync());
        var between = await reader.Between(db, people[0], 100, 300, default);
        Assert.Equal(Enumerable.Range(101, 200).Select(i => (long)i), between.Select(line => line.Body.Number));
        Assert.Equal(between[0].Body, (await reader.At(db, [people[0]], between[0].Row.Index, default))!.Body);

        await own.App.Services.GetRequiredService<IndexBuilder>().RunOnce(default);
        await PublicLog.Read(own);
        var proof = await own.ProofOf(people[1]);
        Assert.DoesNotContain(LogProofCheck.Check(proof), finding => finding.Holds == false);
        Assert.Equal(1, await own.App.Services.GetRequiredService<Erasure>().Erase(people[1], null, default));
        Assert.Equal(Erasure.Act, Assert.Single(await reader.Newest(db, [people[1]], 1000, default)).Body.Act);
    }

    [Fact]
    public async Task The_newest_entries_of_a_person_are_found_without_a_look_at_old_partitions()
    {
        Assert.SkipUnless(PortalHost.OnPostgres, "Only for PostgreSQL.");
        await using var own = await Start();
        var person = PersonId.New();
        for (var i = 0; i < 4; i++) await Write(own, [.. Enumerable.Repeat(person, 200)]);
        await using var db = await own.Databases.CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync("ANALYZE access_log.line");
        var explain = $"EXPLAIN (ANALYZE, COSTS OFF) SELECT * FROM access_log.line WHERE person = '{person}' AND index < 9000000000 ORDER BY index DESC LIMIT 20";
        var lines = new List<string>();
        await db.Database.OpenConnectionAsync();
        await using (var command = db.Database.GetDbConnection().CreateCommand())
        {
            command.CommandText = explain;
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync()) lines.Add(rows.GetString(0));
        }
        var plan = string.Join('\n', lines);
        foreach (var old in new[] { 256, 512, 768 }) Assert.Matches($"on line_to_{old} .*never executed", plan);
    }

    [Fact]
    public async Task A_user_who_owns_no_table_makes_the_partitions()
    {
        Assert.SkipUnless(PortalHost.OnPostgres, "Only for PostgreSQL.");
        await using var own = await Start();
        await using var db = await own.Databases.CreateDbContextAsync();
        await db.Database.OpenConnectionAsync();
        var user = "overblik_test_" + Guid.NewGuid().ToString("N");
        string[] begin = [$"CREATE ROLE {user}", $"GRANT USAGE ON SCHEMA access_log TO {user}", $"SET ROLE {user}"], end = ["RESET ROLE", $"DROP OWNED BY {user}", $"DROP ROLE {user}"];
        foreach (var statement in begin) await db.Database.ExecuteSqlRawAsync(statement);
        await db.AddPartition<LogLine>(8 * Size, 9 * Size, default);
        await db.AddPartition<LogLine>(8 * Size, 9 * Size, default);
        await Assert.ThrowsAnyAsync<Exception>(() => db.Database.ExecuteSqlRawAsync("DROP TABLE access_log.line_to_2304"));
        foreach (var statement in end) await db.Database.ExecuteSqlRawAsync(statement);
        Assert.Equal(0, (await Parts(db)).Single(part => part.Name == "line_to_2304").Rows);
    }

    [Fact]
    public async Task Nodes_that_drop_the_same_partitions_at_once_drop_them_once()
    {
        Assert.SkipUnless(PortalHost.OnPostgres, "Only for PostgreSQL.");
        await using var own = await Start();
        await using var db = await own.Databases.CreateDbContextAsync();
        for (var range = 1; range <= 20; range++)
        {
            await db.AddPartition<LogLine>((range - 1) * Size, range * Size, default);
            await db.Set<LogHead>().ExecuteUpdateAsync(set => set.SetProperty(h => h.MinimumTold, range * Size));
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                await using var mine = await own.Databases.CreateDbContextAsync();
                await mine.DropPartitions<LogLine>(range * Size, default);
            }));
            Assert.DoesNotContain($"line_to_{range * Size}", (await Parts(db)).Select(part => part.Name));
        }
    }

    [Fact]
    public async Task A_log_from_before_the_partitions_is_the_first_of_them_and_goes_on()
    {
        await using var own = await PortalHost.Start();
        var people = Enumerable.Range(0, 5).Select(_ => PersonId.New()).ToList();
        await Write(own, [.. Enumerable.Range(0, 700).Select(i => people[i % 5])]);
        var before = await PublicLog.Read(own);
        var lines = await own.LogOf();
        await own.App.StopAsync();
        await using (var db = await own.Databases.CreateDbContextAsync())
        {
            var migrator = db.GetService<IMigrator>();
            await migrator.MigrateAsync(db.Database.GetMigrations().Single(name => name.EndsWith("_SharedLists", StringComparison.Ordinal)));
            await Refuses(db);
            await migrator.MigrateAsync();
        }
        await using var again = await own.Again();
        Assert.Equal(before.Tiles, (await PublicLog.Read(again)).Tiles);
        Assert.Equal(lines, await again.LogOf());
        await Write(again, [.. people, .. people]);
        Assert.Equal(710, (await again.LogOf()).Count);
        await using var now = await again.Databases.CreateDbContextAsync();
        await Refuses(now);
        if (PortalHost.OnPostgres) Assert.Equal([("line_to_4194304", 710), ("line_to_8388608", 0)], await Parts(now));
    }

    private static async Task Refuses(PlatformDb db)
    {
        IEnumerable<string> tables = PortalHost.OnPostgres ? [.. (await Parts(db)).Where(part => part.Rows > 0).Select(part => "access_log." + part.Name), "access_log.line"] : ["access_log_line"];
        foreach (var act in tables.SelectMany(table => new[] { $"DELETE FROM {table}", $"UPDATE {table} SET period = 1", PortalHost.OnPostgres ? $"TRUNCATE {table}" : $"DELETE FROM {table}" }))
            Assert.Contains("append-only", (await Assert.ThrowsAnyAsync<Exception>(() => db.Database.ExecuteSqlRawAsync(act))).Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<(string Name, int Rows)>> Parts(PlatformDb db)
    {
        var parts = new List<(string, int)>();
        foreach (var name in await db.Database.SqlQueryRaw<string>("SELECT c.relname::text AS \"Value\" FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE inhparent = to_regclass('access_log.line') AND c.relkind = 'r' ORDER BY length(c.relname), c.relname").ToListAsync())
        {
            var count = $"SELECT count(*)::int AS \"Value\" FROM access_log.{name}";
            parts.Add((name, await db.Database.SqlQueryRaw<int>(count).SingleAsync()));
        }
        return parts;
    }

    private static Task<PortalHost> Start() => PortalHost.Start(services => services.Replace(ServiceDescriptor.Singleton(new PlaceRange(Size))));

    private static Task<bool> Write(PortalHost own, IReadOnlyList<PersonId> people) => own.App.Services.GetRequiredService<Sequencer>().Append(
        new Appending([.. people.Select(person => new NewLine(new LineBody { Id = Guid.NewGuid(), Person = person.Value, At = own.Time.GetUtcNow(), Act = "test.view" }))]), default);
}
