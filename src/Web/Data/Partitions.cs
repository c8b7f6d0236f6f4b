using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Overblik.Platform;

namespace Overblik.Web.Data;

/// <summary>
/// PostgreSQL: a table whose rows lie in partitions by a number that rises, each named by the number that comes after it. They are made by functions of the tables' owner, so that the portal's user needs to own none.
/// </summary>
internal static class Partitions
{
    public static string Add<T>(PlatformDb db) => Call<T>(db, "add", "partition({0}, {1})");

    public static string Drop<T>(PlatformDb db) => Call<T>(db, "drop", "partitions({0})");

    /// <summary>The function that makes one. The lock is the one that ATTACH takes: two who make one at once go one after the other, and nobody who reads or writes waits. Of the table only: of a partition that is being vacuumed it would have to be waited for.</summary>
    public static void OnPostgres(MigrationBuilder migration, string schema, string table) => migration.Sql($"""
        CREATE FUNCTION {schema}.add_{table}_partition(first bigint, past bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        DECLARE part text := '{schema}.{table}_to_' || past;
        BEGIN
            IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
            LOCK TABLE ONLY {schema}.{table} IN SHARE UPDATE EXCLUSIVE MODE;
            IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
            SET LOCAL citus.enable_unsafe_triggers = on;
            EXECUTE format('CREATE TABLE %s (LIKE {schema}.{table} INCLUDING ALL)', part);
            EXECUTE format('ALTER TABLE {schema}.{table} ATTACH PARTITION %s FOR VALUES FROM (%s) TO (%s)', part, first, past);
            EXECUTE format('CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse()', part);
        END $$;
        """);

    /// <summary>The function that drops them. Two who drop at once go one after the other. To drop one takes the lock of the whole table: where somebody reads for long it is tried again the next time, so that nobody waits behind it.</summary>
    /// <param name="migration">Of which it is a part.</param>
    /// <param name="schema">The table's.</param>
    /// <param name="table">Whose partitions.</param>
    /// <param name="limit">A query: nothing from this number on is dropped, whatever is asked for.</param>
    public static void DropsOnPostgres(MigrationBuilder migration, string schema, string table, string limit) => migration.Sql($"""
        CREATE FUNCTION {schema}.drop_{table}_partitions(before bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
        DECLARE part regclass;
        BEGIN
            LOCK TABLE ONLY {schema}.{table} IN SHARE UPDATE EXCLUSIVE MODE;
            FOR part IN
                SELECT c.oid FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
                WHERE inhparent = '{schema}.{table}'::regclass AND substring(c.relname FROM '^{table}_to_(\d+)$')::bigint <= least(before, coalesce(({limit}), 0))
            LOOP
                EXECUTE format('DROP TABLE %s', part);
            END LOOP;
        EXCEPTION WHEN lock_not_available THEN RETURN;
        END $$;
        """);

    private static string Call<T>(PlatformDb db, string verb, string rest) =>
        db.Model.FindEntityType(typeof(T)) is { } entity ? $"SELECT {entity.GetSchema()}.{verb}_{entity.GetTableName()}_{rest}" : throw new InvalidOperationException($"{typeof(T).Name} has no table.");
}
