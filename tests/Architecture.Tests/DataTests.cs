using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Overblik.Platform;
using Overblik.Web.Data;
using Known = Overblik.Architecture.Tests.Projects;

namespace Overblik.Architecture.Tests;

public sealed class DataTests
{
    [Fact]
    public void Every_table_stands_in_the_schema_of_its_capability()
    {
        using var db = new PostgresDb.Design().CreateDbContext([]);
        foreach (var table in db.Model.GetEntityTypes())
        {
            var module = Known.ModuleOf(table.ClrType.Assembly);
            Assert.NotNull(module);
            Assert.Equal(module.Name.Replace('-', '_'), table.GetSchema());
        }
    }

    [Fact]
    public void Every_table_says_where_its_rows_lie_and_why()
    {
        using var db = new PostgresDb.Design().CreateDbContext([]);
        Assert.All(db.Model.GetEntityTypes(), table => Assert.True(Placement.Of(table) is { Why.Length: > 0 }, $"{NameOf(table)}: the mapping does not say where its rows lie."));
    }

    [Fact]
    public void A_table_by_person_has_the_person_in_its_key_and_in_every_unique_index()
    {
        using var db = new PostgresDb.Design().CreateDbContext([]);
        foreach (var table in db.Model.GetEntityTypes())
        {
            // A table that is spread is unique only where it is spread.
            if (Placement.Of(table)?.Column is not { } column) continue;
            bool Holds(IEnumerable<IReadOnlyProperty> properties) => properties.Any(it => it.GetColumnName() == column);
            Assert.True(Holds(table.FindPrimaryKey()!.Properties), $"{NameOf(table)}: the primary key lacks {column}.");
            Assert.All(table.GetIndexes().Where(it => it.IsUnique), it => Assert.True(Holds(it.Properties), $"{NameOf(table)}: the unique index {it.GetDatabaseName()} lacks {column}."));
            Assert.All(table.GetForeignKeys(), it => Assert.True(
                SpreadOf(it.PrincipalEntityType) == Spread.Reference || (SpreadOf(table) == Spread.ByPerson && SpreadOf(it.PrincipalEntityType) == Spread.ByPerson && Holds(it.Properties)),
                $"{NameOf(table)}: a foreign key leaves the person."));
        }
    }

    [Fact]
    public void A_table_that_is_not_spread_refers_to_no_table_that_is()
    {
        using var db = new PostgresDb.Design().CreateDbContext([]);
        foreach (var key in db.Model.GetEntityTypes().Where(table => Placement.Of(table)?.Column is null).SelectMany(table => table.GetForeignKeys()))
            Assert.True(SpreadOf(key.PrincipalEntityType) == SpreadOf(key.DeclaringEntityType), $"{NameOf(key.DeclaringEntityType)}: a foreign key leads to where Citus allows none.");
    }

    // The one by person is keyed by it; the others hold nothing of a person but who did something as an employee, whom a look-up finds, and in whose chain an entry of the log stands.
    [Fact]
    public void A_table_that_does_not_lie_by_person_is_one_of_these()
    {
        using var db = new PostgresDb.Design().CreateDbContext([]);
        string[] known = ["access_log.erased_month", "access_log.head", "access_log.index", "access_log.index_list", "access_log.index_tile", "access_log.leaf", "access_log.seal", "access_log.seal_key", "access_log.source", "access_log.tile", "calendar.feed_secret", "calendar.push_device", "calendar.received_event", "identity.used_assertion", "overview.answers_hour", "overview.display_version", "overview.refusal", "overview.wave", "platform.data_protection_key", "platform.identifier", "platform.outbox"];
        Assert.Equal(known, db.Model.GetEntityTypes().Where(table => SpreadOf(table) != Spread.ByPerson).Select(NameOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_look_up_table_holds_nothing_else()
    {
        using var db = new PostgresDb.Design().CreateDbContext([]);
        foreach (var table in db.Model.GetEntityTypes().Where(table => SpreadOf(table) == Spread.ByOwnKey))
            Assert.All(table.GetProperties(), it => Assert.True(it.ClrType == typeof(PersonId) || it.ClrType == typeof(byte[]) || it.ClrType == typeof(DateTimeOffset), $"{NameOf(table)} holds {it.Name}."));
    }

    [Fact]
    public void The_migrations_are_up_to_date_on_both_databases()
    {
        using var sqlite = new SqliteDb.Design().CreateDbContext([]);
        using var postgres = new PostgresDb.Design().CreateDbContext([]);
        Assert.False(sqlite.Database.HasPendingModelChanges(), "SQLite: the model has changes without a migration.");
        Assert.False(postgres.Database.HasPendingModelChanges(), "PostgreSQL: the model has changes without a migration.");
    }

    private static Spread? SpreadOf(IReadOnlyEntityType table) => Placement.Of(table)?.Spread;

    private static string NameOf(IReadOnlyEntityType table) => $"{table.GetSchema()}.{table.GetTableName()}";
}
