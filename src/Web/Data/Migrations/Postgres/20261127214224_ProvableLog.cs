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
                    newest = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    from = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_chain", x => x.person);
                });

            migrationBuilder.CreateTable(
                name: "delay",
                schema: "access_log",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    leaf = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    chain = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_delay", x => new { x.person, x.leaf });
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
                    cosigned = table.Column<string>(type: "character varying(64000)", maxLength: 64000, nullable: true),
                    cosigned_size = table.Column<long>(type: "bigint", nullable: false),
                    taken_over = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_head", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "index",
                schema: "access_log",
                columns: table => new
                {
                    leaf = table.Column<long>(type: "bigint", nullable: false),
                    log_size = table.Column<long>(type: "bigint", nullable: false),
                    people = table.Column<long>(type: "bigint", nullable: false),
                    root = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_index", x => x.leaf);
                });

            migrationBuilder.CreateTable(
                name: "index_list",
                schema: "access_log",
                columns: table => new
                {
                    list = table.Column<int>(type: "integer", nullable: false),
                    log_size = table.Column<long>(type: "bigint", nullable: false),
                    root = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    rows = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_index_list", x => x.list);
                });

            migrationBuilder.CreateTable(
                name: "index_tile",
                schema: "access_log",
                columns: table => new
                {
                    tile = table.Column<int>(type: "integer", nullable: false),
                    log_size = table.Column<long>(type: "bigint", nullable: false),
                    root = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    hashes = table.Column<byte[]>(type: "bytea", maxLength: 8192, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_index_tile", x => x.tile);
                });

            migrationBuilder.CreateTable(
                name: "leaf",
                schema: "access_log",
                columns: table => new
                {
                    index = table.Column<long>(type: "bigint", nullable: false),
                    bytes = table.Column<byte[]>(type: "bytea", maxLength: 40, nullable: false),
                    person = table.Column<Guid>(type: "uuid", nullable: true),
                    number = table.Column<long>(type: "bigint", nullable: true)
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
                    from = table.Column<long>(type: "bigint", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 100, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_line_key", x => new { x.person, x.period });
                });

            migrationBuilder.CreateTable(
                name: "seal",
                schema: "access_log",
                columns: table => new
                {
                    leaf = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    jws = table.Column<string>(type: "character varying(4096)", maxLength: 4096, nullable: false),
                    key_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    flags = table.Column<string>(type: "character varying(1000000)", maxLength: 1000000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_seal", x => x.leaf);
                });

            migrationBuilder.CreateTable(
                name: "seal_key",
                schema: "access_log",
                columns: table => new
                {
                    source = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    key_id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    jwk = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_seal_key", x => new { x.source, x.key_id });
                });

            migrationBuilder.CreateTable(
                name: "source",
                schema: "access_log",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    chain = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    entries = table.Column<long>(type: "bigint", nullable: false),
                    flagged = table.Column<long>(type: "bigint", nullable: false),
                    delay = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_source", x => x.id);
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

            migrationBuilder.CreateIndex(
                name: "IX_delay_until",
                schema: "access_log",
                table: "delay",
                column: "until");

            migrationBuilder.CreateIndex(
                name: "IX_seal_source_number",
                schema: "access_log",
                table: "seal",
                columns: new[] { "source", "number" },
                unique: true);

            AppendOnly.OnPostgres(migrationBuilder, "access_log", "index");
            AppendOnly.OnPostgres(migrationBuilder, "access_log", "leaf");
            AppendOnly.OnPostgres(migrationBuilder, "access_log", "line");
            AppendOnly.OnPostgres(migrationBuilder, "access_log", "seal");
            AppendOnly.OnPostgres(migrationBuilder, "access_log", "tile");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "chain",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "delay",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "head",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "index",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "index_list",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "index_tile",
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
                name: "seal",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "seal_key",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "source",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "tile",
                schema: "access_log");
        }
    }
}
