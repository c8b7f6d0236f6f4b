using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Pruning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "minimum_index",
                table: "access_log_head",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "minimum_told",
                table: "access_log_head",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "access_log_erased_month",
                columns: table => new
                {
                    period = table.Column<int>(type: "INTEGER", nullable: false),
                    before = table.Column<long>(type: "INTEGER", nullable: false),
                    next = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_erased_month", x => x.period);
                });

            // Of an entry's row what was sealed may be emptied, and nothing else. All of an entry may go where everybody has been told so.
            foreach (var table in new[] { "access_log_line", "access_log_leaf" })
            {
                migrationBuilder.Sql($"""
                    DROP TRIGGER {table}_no_delete;
                    CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN OLD."index" >= coalesce((SELECT minimum_told FROM access_log_head), 0) BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
                    """);
            }
            migrationBuilder.Sql("""
                DROP TRIGGER access_log_line_no_update;
                CREATE TRIGGER access_log_line_no_update BEFORE UPDATE ON access_log_line
                    WHEN NOT (length(NEW.sealed) = 0 AND NEW.person = OLD.person AND NEW.number = OLD.number AND NEW."index" = OLD."index" AND NEW.period = OLD.period)
                    BEGIN SELECT RAISE(ABORT, 'access_log_line is append-only'); END;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP TRIGGER access_log_line_no_update; DROP TRIGGER access_log_line_no_delete; DROP TRIGGER access_log_leaf_no_update; DROP TRIGGER access_log_leaf_no_delete;");
            AppendOnly.OnSqlite(migrationBuilder, "access_log_line");
            AppendOnly.OnSqlite(migrationBuilder, "access_log_leaf");

            migrationBuilder.DropTable(
                name: "access_log_erased_month");

            migrationBuilder.DropColumn(
                name: "minimum_index",
                table: "access_log_head");

            migrationBuilder.DropColumn(
                name: "minimum_told",
                table: "access_log_head");
        }
    }
}
