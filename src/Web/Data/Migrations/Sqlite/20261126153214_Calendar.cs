using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Calendar : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "calendar_feed_secret",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    person = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_feed_secret", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "calendar_kept_date",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    part = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    entry = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    time = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    ends = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true),
                    gone = table.Column<bool>(type: "INTEGER", nullable: false),
                    sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 20000, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_kept_date", x => new { x.person, x.part, x.entry });
                });

            migrationBuilder.CreateTable(
                name: "calendar_own_entry",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    starts = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    ends = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    repeat = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    until = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 20000, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    version = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_own_entry", x => new { x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "calendar_subscription",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    started_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    full = table.Column<bool>(type: "INTEGER", nullable: false),
                    fetched_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_subscription", x => x.person);
                });

            migrationBuilder.CreateIndex(
                name: "IX_calendar_feed_secret_person",
                table: "calendar_feed_secret",
                column: "person");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calendar_feed_secret");

            migrationBuilder.DropTable(
                name: "calendar_kept_date");

            migrationBuilder.DropTable(
                name: "calendar_own_entry");

            migrationBuilder.DropTable(
                name: "calendar_subscription");
        }
    }
}
