using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class LinePartitions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => Keyed(migrationBuilder, "index");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => Keyed(migrationBuilder, "number");

        // SQLite cannot change a key: the table is made again, and with it go its triggers.
        private static void Keyed(MigrationBuilder migration, string by)
        {
            migration.Sql($"""
                CREATE TABLE "access_log_line_new" (
                    "person" TEXT NOT NULL,
                    "number" INTEGER NOT NULL,
                    "index" INTEGER NOT NULL,
                    "period" INTEGER NOT NULL,
                    "sealed" BLOB NOT NULL,
                    CONSTRAINT "PK_access_log_line" PRIMARY KEY ("person", "{by}")
                );
                INSERT INTO "access_log_line_new" SELECT "person", "number", "index", "period", "sealed" FROM "access_log_line";
                DROP TABLE "access_log_line";
                ALTER TABLE "access_log_line_new" RENAME TO "access_log_line";
                """);
            AppendOnly.OnSqlite(migration, "access_log_line");
        }
    }
}
