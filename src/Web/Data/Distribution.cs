using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Overblik.Platform;

namespace Overblik.Web.Data;

/// <summary>A table, where its rows are to lie, and the command of Citus that puts them there; none for one that stays as it is.</summary>
internal sealed record PlacedTable(string Name, Placement Placement)
{
    private const string People = "platform.person";

    /// <summary>Every table, in the order in which they are placed: what is referred to comes before what refers to it.</summary>
    public static IReadOnlyList<PlacedTable> All(IReadOnlyModel model) =>
    [
        .. model.GetEntityTypes()
            .Select(table => (Name: $"{table.GetSchema()}.{table.GetTableName()}", Placement: Placement.Of(table)))
            .Select(table => new PlacedTable(table.Name, table.Placement ?? throw new InvalidOperationException($"The mapping of {table.Name} does not say where its rows lie.")))
            .OrderBy(table => table.Placement.Spread switch { Spread.Reference => 0, Spread.ByPerson => 1, Spread.ByOwnKey => 2, _ => 3 })
            .ThenBy(table => table.Name != People).ThenBy(table => table.Name, StringComparer.Ordinal),
    ];

    /// <summary>All tables by person are split in the same places as the people are, so that a person's rows lie together.</summary>
    public string? Command => Placement.Spread switch
    {
        Spread.Reference => $"SELECT create_reference_table('{Name}')",
        Spread.ByPerson => $"SELECT create_distributed_table('{Name}', '{Placement.Column}', colocate_with => '{(Name == People ? "none" : People)}')",
        Spread.ByOwnKey => $"SELECT create_distributed_table('{Name}', '{Placement.Column}', colocate_with => 'none')",
        _ => null,
    };

    /// <summary>Its rows lie apart, each on one server.</summary>
    public bool IsSpread => Placement.Spread is Spread.ByPerson or Spread.ByOwnKey;

    /// <summary>As Citus tells of a table that lies as it is to.</summary>
    public string? Placed => IsSpread ? "by " + Placement.Column : Placement.Spread == Spread.Reference ? "reference" : null;

    public override string ToString() => $"{Name,-30} {Placement.Spread switch
    {
        Spread.Reference => "on every server",
        Spread.ByPerson => $"by person ({Placement.Column})",
        Spread.ByOwnKey => $"by its own key ({Placement.Column})",
        _ => "on the coordinator",
    },-26} {Placement.Why}";
}

/// <summary>Spreads the tables over the servers of a PostgreSQL with Citus. What lies there already stays, so it may be run again: after a new table, or after a run that was cut short.</summary>
internal static class Distribution
{
    public static async Task Apply(IServiceProvider services, Action<string> say, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(cancellation);
        if (db is not PostgresDb) throw new StartupException("Only PostgreSQL with the extension Citus is spread over several servers; this database is SQLite.");
        var said = await db.Database.SqlQuery<string>($"SELECT extversion AS \"Value\" FROM pg_extension WHERE extname = 'citus'").ToListAsync(cancellation);
        if (said.Count == 0)
            throw new StartupException("The database has no Citus. On every server: install Citus 13.2 for its PostgreSQL, put shared_preload_libraries = 'citus' in postgresql.conf, restart it, and in this database, as a "
                + "superuser, CREATE EXTENSION citus. Then name the servers; docs/operations.md, \"Scale-out\", shows how.");
        if ((await db.Database.GetPendingMigrationsAsync(cancellation)).Any()) throw new StartupException("The tables are not of this version. Run 'db migrate' first.");

        // Copying what is there takes as long as it takes.
        db.Database.SetCommandTimeout(TimeSpan.Zero);
        await db.Database.OpenConnectionAsync(cancellation);
        // The append-only tables refuse by triggers, which look at nothing but their own row: on a part of a table they do what they do on the whole.
        await db.Database.ExecuteSqlAsync($"SET citus.enable_unsafe_triggers = on", cancellation);
        var placed = (await db.Database.SqlQuery<Row>($"""
            SELECT n.nspname || '.' || c.relname AS "Name",
                CASE WHEN p.partkey IS NOT NULL THEN 'by ' || column_to_column_name(p.logicalrelid, p.partkey) WHEN p.repmodel = 't' THEN 'reference' END AS "Placed"
            FROM pg_dist_partition p JOIN pg_class c ON c.oid = p.logicalrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            """).ToListAsync(cancellation)).ToDictionary(row => row.Name, row => row.Placed);
        var done = 0;
        foreach (var table in PlacedTable.All(db.GetService<IDesignTimeModel>().Model))
        {
            if (placed.GetValueOrDefault(table.Name) is { } now)
            {
                if (now != table.Placed) throw new StartupException($"{table.Name} lies otherwise than this version wants it: {now}. Nothing was done to it.");
            }
            else if (table.Command is { } command)
            {
                await Place(db, table, command, cancellation);
                done++;
            }
            say(table.ToString());
        }
        say(done == 0 ? "Nothing to do: every table lies where it is to." : string.Create(CultureInfo.InvariantCulture, $"{done} tables were placed."));
    }

    private sealed record Row(string Name, string? Placed);

    private static async Task Place(PlatformDb db, PlacedTable table, string command, CancellationToken cancellation)
    {
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        // Citus leaves the copied rows on the coordinator, out of sight: there no deletion would reach them. A table that refuses to be emptied must allow it this once;
        // nobody else gets at it before the transaction ends.
        var parts = await db.Database.SqlQuery<string>($"SELECT relid::text AS \"Value\" FROM pg_partition_tree({table.Name}::regclass) UNION SELECT {table.Name}").ToListAsync(cancellation);
        string[] commands =
        [
            .. parts.Select(part => $"ALTER TABLE ONLY {part} DISABLE TRIGGER USER"), command, .. table.IsSpread ? [$"SELECT truncate_local_data_after_distributing_table('{table.Name}')"] : Array.Empty<string>(),
            .. parts.Select(part => $"ALTER TABLE ONLY {part} ENABLE TRIGGER USER"),
        ];
        foreach (var each in commands) await db.Database.ExecuteSqlRawAsync(each, cancellation);
        await whole.CommitAsync(cancellation);
    }
}
