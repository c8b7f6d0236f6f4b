using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Overblik.Platform;

namespace Overblik.Web.Data;

/// <summary>
/// PostgreSQL: a table whose rows lie in partitions by a number that rises, each named by the number that comes after it. They are made by functions of the tables' owner, so that the portal's user needs to own none.
/// </summary>
internal static class Partitions
{
    public static string Add<T>(PlatformDb db) => db.Model.FindEntityType(typeof(T)) is { } entity ? $"SELECT {entity.GetSchema()}.add_{entity.GetTableName()}_partition({{0}}, {{1}})" : throw new InvalidOperationException($"{typeof(T).Name} has no table.");

    /// <summary>The function that makes one. The lock is the one that ATTACH takes: two who make one at once go one after the other, and nobody who reads or writes waits.</summary>
    public static void OnPostgres(MigrationBuilder migration, string schema, string table) => migration.Sql($"""
        CREATE FUNCTION {schema}.add_{table}_partition(first bigint, past bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE part text := '{schema}.{table}_to_' || past;
        BEGIN
            IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
            LOCK TABLE {schema}.{table} IN SHARE UPDATE EXCLUSIVE MODE;
            IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
            SET LOCAL citus.enable_unsafe_triggers = on;
            EXECUTE format('CREATE TABLE %s (LIKE {schema}.{table} INCLUDING ALL)', part);
            EXECUTE format('ALTER TABLE {schema}.{table} ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)', part, first, past);
            EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse()', part);
        END $$;
        """);
}
