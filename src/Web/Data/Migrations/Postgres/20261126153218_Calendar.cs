using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Calendar : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "calendar");

            migrationBuilder.CreateTable(
                name: "feed_secret",
                schema: "calendar",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    person = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_feed_secret", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "kept_date",
                schema: "calendar",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    part = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    entry = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    time = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    ends = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    gone = table.Column<bool>(type: "boolean", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 20000, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_kept_date", x => new { x.person, x.part, x.entry });
                });

            migrationBuilder.CreateTable(
                name: "own_entry",
                schema: "calendar",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    starts = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    ends = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    repeat = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: true),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 20000, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_own_entry", x => new { x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "subscription",
                schema: "calendar",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    full = table.Column<bool>(type: "boolean", nullable: false),
                    fetched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_subscription", x => x.person);
                });

            migrationBuilder.CreateIndex(
                name: "IX_feed_secret_person",
                schema: "calendar",
                table: "feed_secret",
                column: "person");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "feed_secret",
                schema: "calendar");

            migrationBuilder.DropTable(
                name: "kept_date",
                schema: "calendar");

            migrationBuilder.DropTable(
                name: "own_entry",
                schema: "calendar");

            migrationBuilder.DropTable(
                name: "subscription",
                schema: "calendar");
        }
    }
}
