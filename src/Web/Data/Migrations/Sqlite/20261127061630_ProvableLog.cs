using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProvableLog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_log_chain",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    count = table.Column<long>(type: "INTEGER", nullable: false),
                    newest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_chain", x => x.person);
                });

            migrationBuilder.CreateTable(
                name: "access_log_head",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false),
                    size = table.Column<long>(type: "INTEGER", nullable: false),
                    root = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    checkpoint = table.Column<string>(type: "TEXT", maxLength: 16000, nullable: true),
                    checkpoint_size = table.Column<long>(type: "INTEGER", nullable: false),
                    taken_over = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_head", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "access_log_leaf",
                columns: table => new
                {
                    index = table.Column<long>(type: "INTEGER", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", maxLength: 40, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_leaf", x => x.index);
                });

            migrationBuilder.CreateTable(
                name: "access_log_line",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    index = table.Column<long>(type: "INTEGER", nullable: false),
                    period = table.Column<int>(type: "INTEGER", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 40000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_line", x => new { x.person, x.number });
                });

            migrationBuilder.CreateTable(
                name: "access_log_line_key",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    period = table.Column<int>(type: "INTEGER", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 100, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_line_key", x => new { x.person, x.period });
                });

            migrationBuilder.CreateTable(
                name: "access_log_tile",
                columns: table => new
                {
                    level = table.Column<int>(type: "INTEGER", nullable: false),
                    index = table.Column<long>(type: "INTEGER", nullable: false),
                    root = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    hashes = table.Column<byte[]>(type: "BLOB", maxLength: 8192, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_tile", x => new { x.level, x.index });
                });

            AppendOnly.OnSqlite(migrationBuilder, "access_log_leaf");
            AppendOnly.OnSqlite(migrationBuilder, "access_log_line");
            AppendOnly.OnSqlite(migrationBuilder, "access_log_tile");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_log_chain");

            migrationBuilder.DropTable(
                name: "access_log_head");

            migrationBuilder.DropTable(
                name: "access_log_leaf");

            migrationBuilder.DropTable(
                name: "access_log_line");

            migrationBuilder.DropTable(
                name: "access_log_line_key");

            migrationBuilder.DropTable(
                name: "access_log_tile");
        }
    }
}
