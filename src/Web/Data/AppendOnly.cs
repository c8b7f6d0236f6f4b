using Microsoft.EntityFrameworkCore.Migrations;

namespace Overblik.Web.Data;

/// <summary>A table whose rows the database itself refuses to change or delete, whoever asks.</summary>
internal static class AppendOnly
{
    public static void OnSqlite(MigrationBuilder migration, string table)
    {
        foreach (var act in new[] { "UPDATE", "DELETE" })
        {
            migration.Sql($"CREATE TRIGGER {table}_no_{act.ToLowerInvariant()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;");
        }
    }

    public static void OnPostgres(MigrationBuilder migration, string schema, string table)
    {
        migration.Sql($"CREATE OR REPLACE FUNCTION {schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME; END $$;");
        migration.Sql($"CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON {schema}.{table} FOR EACH ROW EXECUTE FUNCTION {schema}.refuse();");
        migration.Sql($"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {schema}.{table} FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse();");
    }
}
