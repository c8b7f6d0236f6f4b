using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Events : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "calendar_pushed_date",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    entry = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    date = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    time = table.Column<TimeOnly>(type: "TEXT", nullable: true),
                    ends = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true),
                    over = table.Column<bool>(type: "INTEGER", nullable: false),
                    gone = table.Column<bool>(type: "INTEGER", nullable: false),
                    sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    keep_until = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 60000, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_pushed_date", x => new { x.person, x.source, x.entry });
                });

            migrationBuilder.CreateTable(
                name: "calendar_received_event",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_received_event", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "identity_used_assertion",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    until = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_used_assertion", x => x.hash);
                });

            migrationBuilder.CreateIndex(
                name: "IX_calendar_pushed_date_keep_until",
                table: "calendar_pushed_date",
                column: "keep_until");

            migrationBuilder.CreateIndex(
                name: "IX_calendar_received_event_at",
                table: "calendar_received_event",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_identity_used_assertion_until",
                table: "identity_used_assertion",
                column: "until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calendar_pushed_date");

            migrationBuilder.DropTable(
                name: "calendar_received_event");

            migrationBuilder.DropTable(
                name: "identity_used_assertion");
        }
    }
}
