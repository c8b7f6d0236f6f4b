using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Events : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "pushed_date",
                schema: "calendar",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    source = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    entry = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: true),
                    time = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    ends = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    over = table.Column<bool>(type: "boolean", nullable: false),
                    gone = table.Column<bool>(type: "boolean", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    keep_until = table.Column<DateOnly>(type: "date", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 60000, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pushed_date", x => new { x.person, x.source, x.entry });
                });

            migrationBuilder.CreateTable(
                name: "received_event",
                schema: "calendar",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_received_event", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "used_assertion",
                schema: "identity",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_used_assertion", x => x.hash);
                });

            migrationBuilder.CreateIndex(
                name: "IX_pushed_date_keep_until",
                schema: "calendar",
                table: "pushed_date",
                column: "keep_until");

            migrationBuilder.CreateIndex(
                name: "IX_received_event_at",
                schema: "calendar",
                table: "received_event",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_used_assertion_until",
                schema: "identity",
                table: "used_assertion",
                column: "until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "pushed_date",
                schema: "calendar");

            migrationBuilder.DropTable(
                name: "received_event",
                schema: "calendar");

            migrationBuilder.DropTable(
                name: "used_assertion",
                schema: "identity");
        }
    }
}
