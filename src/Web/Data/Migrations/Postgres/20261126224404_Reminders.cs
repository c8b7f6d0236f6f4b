using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Reminders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "language",
                schema: "calendar",
                table: "subscription",
                type: "character varying(2)",
                maxLength: 2,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "told_at",
                schema: "calendar",
                table: "pushed_date",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "known_at",
                schema: "calendar",
                table: "kept_date",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.CreateTable(
                name: "contact",
                schema: "calendar",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    channel = table.Column<int>(type: "integer", nullable: false),
                    verified_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    code = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    code_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    code_tries = table.Column<int>(type: "integer", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 8000, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_contact", x => new { x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "notice",
                schema: "calendar",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    of = table.Column<Guid>(type: "uuid", nullable: false),
                    part = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    entry = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    days = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    together = table.Column<Guid>(type: "uuid", nullable: false),
                    asked = table.Column<int>(type: "integer", nullable: false),
                    sent = table.Column<int>(type: "integer", nullable: false),
                    refused = table.Column<int>(type: "integer", nullable: false),
                    @unchecked = table.Column<bool>(name: "unchecked", type: "boolean", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 4000, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice", x => new { x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "push_device",
                schema: "calendar",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    person = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_push_device", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "reminder_choice",
                schema: "calendar",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    language = table.Column<string>(type: "character varying(2)", maxLength: 2, nullable: false),
                    send_at = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    quiet_from = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    quiet_to = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    digest = table.Column<bool>(type: "boolean", nullable: false),
                    escalate = table.Column<bool>(type: "boolean", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    rules = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reminder_choice", x => x.person);
                });

            migrationBuilder.CreateTable(
                name: "reminder_entry",
                schema: "calendar",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    part = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    entry = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    days = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    snoozed_to = table.Column<DateOnly>(type: "date", nullable: true),
                    date = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_reminder_entry", x => new { x.person, x.part, x.entry });
                });

            migrationBuilder.CreateIndex(
                name: "IX_contact_code_until",
                schema: "calendar",
                table: "contact",
                column: "code_until");

            migrationBuilder.CreateIndex(
                name: "IX_notice_at",
                schema: "calendar",
                table: "notice",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "IX_push_device_person",
                schema: "calendar",
                table: "push_device",
                column: "person");

            migrationBuilder.CreateIndex(
                name: "IX_reminder_entry_date",
                schema: "calendar",
                table: "reminder_entry",
                column: "date");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "contact",
                schema: "calendar");

            migrationBuilder.DropTable(
                name: "notice",
                schema: "calendar");

            migrationBuilder.DropTable(
                name: "push_device",
                schema: "calendar");

            migrationBuilder.DropTable(
                name: "reminder_choice",
                schema: "calendar");

            migrationBuilder.DropTable(
                name: "reminder_entry",
                schema: "calendar");

            migrationBuilder.DropColumn(
                name: "language",
                schema: "calendar",
                table: "subscription");

            migrationBuilder.DropColumn(
                name: "told_at",
                schema: "calendar",
                table: "pushed_date");

            migrationBuilder.DropColumn(
                name: "known_at",
                schema: "calendar",
                table: "kept_date");
        }
    }
}
