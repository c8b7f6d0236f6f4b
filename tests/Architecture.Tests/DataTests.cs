using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Overblik.Platform;
using Overblik.Web.Data;
using Known = Overblik.Architecture.Tests.Projects;

namespace Overblik.Architecture.Tests;

public sealed class DataTests
{
    // Look-up tables and tables without personal data: they are small or not distributed, and hold nothing of a person but a key.
    private static readonly string[] NotByPerson = ["platform.identifier", "platform.outbox", "platform.data_protection_key", "overview.display_version", "overview.wave", "overview.refusal", "overview.answers_hour"];

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
    public void A_table_with_a_persons_data_has_the_person_in_its_key_and_in_every_unique_index()
    {
        using var db = new PostgresDb.Design().CreateDbContext([]);
        var tables = db.Model.GetEntityTypes().ToList();
        var names = tables.Select(NameOf).ToList();
        Assert.All(NotByPerson, it => Assert.Contains(it, names));
        foreach (var table in tables.Where(it => !NotByPerson.Contains(NameOf(it))))
        {
            Assert.True(ByPerson(table.FindPrimaryKey()!.Properties), $"{NameOf(table)}: the primary key lacks the person.");
            Assert.All(table.GetIndexes().Where(it => it.IsUnique), it => Assert.True(ByPerson(it.Properties), $"{NameOf(table)}: the unique index {it.GetDatabaseName()} lacks the person."));
            Assert.All(table.GetForeignKeys(), it => Assert.True(ByPerson(it.Properties), $"{NameOf(table)}: a foreign key leaves the person."));
        }
    }

    [Fact]
    public void A_look_up_table_holds_nothing_else()
    {
        using var db = new PostgresDb.Design().CreateDbContext([]);
        var table = db.Model.GetEntityTypes().Single(it => NameOf(it) == "platform.identifier");
        Assert.DoesNotContain(table.GetProperties(), it => it.ClrType == typeof(string));
    }

    [Fact]
    public void The_migrations_are_up_to_date_on_both_databases()
    {
        using var sqlite = new SqliteDb.Design().CreateDbContext([]);
        using var postgres = new PostgresDb.Design().CreateDbContext([]);
        Assert.False(sqlite.Database.HasPendingModelChanges(), "SQLite: the model has changes without a migration.");
        Assert.False(postgres.Database.HasPendingModelChanges(), "PostgreSQL: the model has changes without a migration.");
    }

    private static bool ByPerson(IEnumerable<IReadOnlyProperty> properties) => properties.Any(it => it.ClrType == typeof(PersonId));

    private static string NameOf(IReadOnlyEntityType table) => $"{table.GetSchema()}.{table.GetTableName()}";
}
