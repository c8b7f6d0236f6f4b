using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ProvableLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "chain",
                schema: "access_log",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false),
                    newest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chain", x => x.person);
                });

            migrationBuilder.CreateTable(
                name: "head",
                schema: "access_log",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    size = table.Column<long>(type: "bigint", nullable: false),
                    root = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    checkpoint = table.Column<string>(type: "character varying(16000)", maxLength: 16000, nullable: true),
                    checkpoint_size = table.Column<long>(type: "bigint", nullable: false),
                    taken_over = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_head", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "leaf",
                schema: "access_log",
                columns: table => new
                {
                    index = table.Column<long>(type: "bigint", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_leaf", x => x.index);
                });

            migrationBuilder.CreateTable(
                name: "line",
                schema: "access_log",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    index = table.Column<long>(type: "bigint", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 40000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line", x => new { x.person, x.number });
                });

            migrationBuilder.CreateTable(
                name: "line_key",
                schema: "access_log",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    period = table.Column<int>(type: "integer", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 100, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_key", x => new { x.person, x.period });
                });

            migrationBuilder.CreateTable(
                name: "tile",
                schema: "access_log",
                columns: table => new
                {
                    level = table.Column<int>(type: "integer", nullable: false),
                    index = table.Column<long>(type: "bigint", nullable: false),
                    root = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    hashes = table.Column<byte[]>(type: "bytea", maxLength: 8192, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_tile", x => new { x.level, x.index });
                });

            AppendOnly.OnPostgres(migrationBuilder, "access_log", "leaf");
            AppendOnly.OnPostgres(migrationBuilder, "access_log", "line");
            AppendOnly.OnPostgres(migrationBuilder, "access_log", "tile");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "chain",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "head",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "leaf",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "line",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "line_key",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "tile",
                schema: "access_log");
        }
    }
}
