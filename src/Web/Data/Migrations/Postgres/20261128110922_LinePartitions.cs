using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class LinePartitions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // No row is copied: the table as it is becomes the first partition, with an index of its new key. What was spread with Citus must lie in a table that is spread in the same places.
            migrationBuilder.Sql("""
                DO $$
                DECLARE past bigint; part text;
                BEGIN
                    LOCK TABLE access_log.line IN ACCESS EXCLUSIVE MODE;
                    past := (coalesce((SELECT max(size) FROM access_log.head), 0) / 4194304 + 1) * 4194304;
                    part := 'access_log.line_to_' || past;
                    DROP TRIGGER no_change ON access_log.line;
                    ALTER TABLE access_log.line DROP CONSTRAINT "PK_line";
                    EXECUTE format('ALTER TABLE access_log.line RENAME TO line_to_%s', past);
                    EXECUTE format('CREATE TABLE access_log.line (LIKE %s) PARTITION BY RANGE (index)', part);
                    ALTER TABLE access_log.line ADD CONSTRAINT "PK_line" PRIMARY KEY (person, index);
                    IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
                        EXECUTE format('SELECT create_distributed_table(''access_log.line'', ''person'', colocate_with => ''platform.person'') WHERE EXISTS (SELECT FROM pg_dist_partition WHERE logicalrelid = %L::regclass)', part);
                    END IF;
                    IF EXISTS (SELECT FROM access_log.head WHERE size > 0) THEN
                        EXECUTE format('ALTER TABLE %s ADD PRIMARY KEY (person, index)', part);
                        EXECUTE format('ALTER TABLE access_log.line ATTACH PARTITION %s FOR VALUES FROM (MINVALUE) TO (%s)', part, past);
                    ELSE
                        EXECUTE format('DROP TABLE %s', part);
                    END IF;
                END $$;
                """);
            AppendOnly.OnPostgres(migrationBuilder, "access_log", "line");
            Partitions.OnPostgres(migrationBuilder, "access_log", "line");
            // A node of the version before knows of no partitions: it has room until this one starts.
            migrationBuilder.Sql("SELECT access_log.add_line_partition(past, past + 4194304) FROM (SELECT (size / 4194304 + 1) * 4194304 AS past FROM access_log.head WHERE size > 0) AS held;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                ALTER TABLE access_log.line RENAME TO line_in_partitions;
                ALTER TABLE access_log.line_in_partitions DROP CONSTRAINT "PK_line";
                CREATE TABLE access_log.line (LIKE access_log.line_in_partitions);
                INSERT INTO access_log.line SELECT * FROM access_log.line_in_partitions;
                ALTER TABLE access_log.line ADD CONSTRAINT "PK_line" PRIMARY KEY (person, number);
                DROP TABLE access_log.line_in_partitions;
                DROP FUNCTION access_log.add_line_partition;
                """);
            AppendOnly.OnPostgres(migrationBuilder, "access_log", "line");
        }
    }
}
