using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Pruning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "minimum_index",
                schema: "access_log",
                table: "head",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "minimum_told",
                schema: "access_log",
                table: "head",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "erased_month",
                schema: "access_log",
                columns: table => new
                {
                    period = table.Column<int>(type: "integer", nullable: false),
                    before = table.Column<long>(type: "bigint", nullable: false),
                    next = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_erased_month", x => x.period);
                });

            // Of an entry's row what was sealed may be emptied, and nothing else: a part of a spread table can look at nothing but that row. What is public of an entry may go where everybody has been told so.
            migrationBuilder.Sql("""
                DROP TRIGGER no_change ON access_log.line;
                CREATE TRIGGER no_change BEFORE UPDATE ON access_log.line FOR EACH ROW
                    WHEN (NOT (NEW.sealed = ''::bytea AND (NEW.person, NEW.number, NEW.index, NEW.period) = (OLD.person, OLD.number, OLD.index, OLD.period))) EXECUTE FUNCTION access_log.refuse();
                CREATE TRIGGER no_delete BEFORE DELETE ON access_log.line FOR EACH ROW EXECUTE FUNCTION access_log.refuse();
                CREATE FUNCTION access_log.refuse_kept() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF OLD.index < (SELECT minimum_told FROM access_log.head) THEN RETURN OLD; END IF;
                    RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME;
                END $$;
                DROP TRIGGER no_change ON access_log.leaf;
                CREATE TRIGGER no_change BEFORE UPDATE ON access_log.leaf FOR EACH ROW EXECUTE FUNCTION access_log.refuse();
                CREATE TRIGGER no_delete BEFORE DELETE ON access_log.leaf FOR EACH ROW EXECUTE FUNCTION access_log.refuse_kept();
                """);
            Partitions.DropsOnPostgres(migrationBuilder, "access_log", "line", "SELECT minimum_told FROM access_log.head");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                DROP FUNCTION access_log.drop_line_partitions;
                DROP TRIGGER no_delete ON access_log.line;
                DROP TRIGGER no_change ON access_log.line;
                CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON access_log.line FOR EACH ROW EXECUTE FUNCTION access_log.refuse();
                DROP TRIGGER no_delete ON access_log.leaf;
                DROP TRIGGER no_change ON access_log.leaf;
                CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON access_log.leaf FOR EACH ROW EXECUTE FUNCTION access_log.refuse();
                DROP FUNCTION access_log.refuse_kept;
                """);

            migrationBuilder.DropTable(
                name: "erased_month",
                schema: "access_log");

            migrationBuilder.DropColumn(
                name: "minimum_index",
                schema: "access_log",
                table: "head");

            migrationBuilder.DropColumn(
                name: "minimum_told",
                schema: "access_log",
                table: "head");
        }
    }
}
