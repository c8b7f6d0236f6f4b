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
                    newest = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    from = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_chain", x => x.person);
                });

            migrationBuilder.CreateTable(
                name: "access_log_delay",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    leaf = table.Column<long>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    chain = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    until = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_delay", x => new { x.person, x.leaf });
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
                    cosigned = table.Column<string>(type: "TEXT", maxLength: 64000, nullable: true),
                    cosigned_size = table.Column<long>(type: "INTEGER", nullable: false),
                    taken_over = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_head", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "access_log_index",
                columns: table => new
                {
                    leaf = table.Column<long>(type: "INTEGER", nullable: false),
                    log_size = table.Column<long>(type: "INTEGER", nullable: false),
                    people = table.Column<long>(type: "INTEGER", nullable: false),
                    root = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_index", x => x.leaf);
                });

            migrationBuilder.CreateTable(
                name: "access_log_index_list",
                columns: table => new
                {
                    list = table.Column<int>(type: "INTEGER", nullable: false),
                    log_size = table.Column<long>(type: "INTEGER", nullable: false),
                    root = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    rows = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_index_list", x => x.list);
                });

            migrationBuilder.CreateTable(
                name: "access_log_index_tile",
                columns: table => new
                {
                    tile = table.Column<int>(type: "INTEGER", nullable: false),
                    log_size = table.Column<long>(type: "INTEGER", nullable: false),
                    root = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    hashes = table.Column<byte[]>(type: "BLOB", maxLength: 8192, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_index_tile", x => x.tile);
                });

            migrationBuilder.CreateTable(
                name: "access_log_leaf",
                columns: table => new
                {
                    index = table.Column<long>(type: "INTEGER", nullable: false),
                    bytes = table.Column<byte[]>(type: "BLOB", maxLength: 40, nullable: false),
                    person = table.Column<Guid>(type: "TEXT", nullable: true),
                    number = table.Column<long>(type: "INTEGER", nullable: true)
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
                    from = table.Column<long>(type: "INTEGER", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 100, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_line_key", x => new { x.person, x.period });
                });

            migrationBuilder.CreateTable(
                name: "access_log_seal",
                columns: table => new
                {
                    leaf = table.Column<long>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    jws = table.Column<string>(type: "TEXT", maxLength: 4096, nullable: false),
                    key_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    flags = table.Column<string>(type: "TEXT", maxLength: 1000000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_seal", x => x.leaf);
                });

            migrationBuilder.CreateTable(
                name: "access_log_seal_key",
                columns: table => new
                {
                    source = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    key_id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    jwk = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_seal_key", x => new { x.source, x.key_id });
                });

            migrationBuilder.CreateTable(
                name: "access_log_source",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    chain = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<long>(type: "INTEGER", nullable: false),
                    hash = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    entries = table.Column<long>(type: "INTEGER", nullable: false),
                    flagged = table.Column<long>(type: "INTEGER", nullable: false),
                    delay = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_source", x => x.id);
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

            migrationBuilder.CreateIndex(
                name: "IX_access_log_delay_until",
                table: "access_log_delay",
                column: "until");

            migrationBuilder.CreateIndex(
                name: "IX_access_log_seal_source_number",
                table: "access_log_seal",
                columns: new[] { "source", "number" },
                unique: true);

            AppendOnly.OnSqlite(migrationBuilder, "access_log_index");
            AppendOnly.OnSqlite(migrationBuilder, "access_log_leaf");
            AppendOnly.OnSqlite(migrationBuilder, "access_log_line");
            AppendOnly.OnSqlite(migrationBuilder, "access_log_seal");
            AppendOnly.OnSqlite(migrationBuilder, "access_log_tile");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_log_chain");

            migrationBuilder.DropTable(
                name: "access_log_delay");

            migrationBuilder.DropTable(
                name: "access_log_head");

            migrationBuilder.DropTable(
                name: "access_log_index");

            migrationBuilder.DropTable(
                name: "access_log_index_list");

            migrationBuilder.DropTable(
                name: "access_log_index_tile");

            migrationBuilder.DropTable(
                name: "access_log_leaf");

            migrationBuilder.DropTable(
                name: "access_log_line");

            migrationBuilder.DropTable(
                name: "access_log_line_key");

            migrationBuilder.DropTable(
                name: "access_log_seal");

            migrationBuilder.DropTable(
                name: "access_log_seal_key");

            migrationBuilder.DropTable(
                name: "access_log_source");

            migrationBuilder.DropTable(
                name: "access_log_tile");
        }
    }
}
