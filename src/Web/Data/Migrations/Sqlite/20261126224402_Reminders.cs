using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Reminders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "language",
                table: "calendar_subscription",
                type: "TEXT",
                maxLength: 2,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "told_at",
                table: "calendar_pushed_date",
                type: "TEXT",
                maxLength: 28,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "known_at",
                table: "calendar_kept_date",
                type: "TEXT",
                maxLength: 28,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "calendar_contact",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    channel = table.Column<int>(type: "INTEGER", nullable: false),
                    verified_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true),
                    code = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: true),
                    code_until = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true),
                    code_tries = table.Column<int>(type: "INTEGER", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 8000, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_contact", x => new { x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "calendar_notice",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    of = table.Column<Guid>(type: "TEXT", nullable: false),
                    part = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    entry = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    days = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    together = table.Column<Guid>(type: "TEXT", nullable: false),
                    asked = table.Column<int>(type: "INTEGER", nullable: false),
                    sent = table.Column<int>(type: "INTEGER", nullable: false),
                    refused = table.Column<int>(type: "INTEGER", nullable: false),
                    @unchecked = table.Column<bool>(name: "unchecked", type: "INTEGER", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 4000, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_notice", x => new { x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "calendar_push_device",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    person = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_push_device", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "calendar_reminder_choice",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    started_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    language = table.Column<string>(type: "TEXT", maxLength: 2, nullable: false),
                    send_at = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    quiet_from = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    quiet_to = table.Column<TimeOnly>(type: "TEXT", nullable: false),
                    digest = table.Column<bool>(type: "INTEGER", nullable: false),
                    escalate = table.Column<bool>(type: "INTEGER", nullable: false),
                    seen_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    rules = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_reminder_choice", x => x.person);
                });

            migrationBuilder.CreateTable(
                name: "calendar_reminder_entry",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    part = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    entry = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    days = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    snoozed_to = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    date = table.Column<DateOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_calendar_reminder_entry", x => new { x.person, x.part, x.entry });
                });

            migrationBuilder.CreateIndex(
                name: "IX_calendar_contact_code_until",
                table: "calendar_contact",
                column: "code_until");

            migrationBuilder.CreateIndex(
                name: "IX_calendar_notice_at",
                table: "calendar_notice",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_calendar_push_device_person",
                table: "calendar_push_device",
                column: "person");

            migrationBuilder.CreateIndex(
                name: "IX_calendar_reminder_entry_date",
                table: "calendar_reminder_entry",
                column: "date");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "calendar_contact");

            migrationBuilder.DropTable(
                name: "calendar_notice");

            migrationBuilder.DropTable(
                name: "calendar_push_device");

            migrationBuilder.DropTable(
                name: "calendar_reminder_choice");

            migrationBuilder.DropTable(
                name: "calendar_reminder_entry");

            migrationBuilder.DropColumn(
                name: "language",
                table: "calendar_subscription");

            migrationBuilder.DropColumn(
                name: "told_at",
                table: "calendar_pushed_date");

            migrationBuilder.DropColumn(
                name: "known_at",
                table: "calendar_kept_date");
        }
    }
}
