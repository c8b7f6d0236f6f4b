using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SharedLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "began_at",
                table: "calendar_pushed_date",
                type: "TEXT",
                maxLength: 28,
                nullable: true);

            // What was told before may name a task.
            migrationBuilder.AddColumn<bool>(
                name: "names_task",
                table: "calendar_pushed_date",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<long>(
                name: "extension",
                table: "access_log_question",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "journeys_shared_list",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    journey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    until = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    helper = table.Column<Guid>(type: "TEXT", nullable: true),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 2000, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false),
                    edit = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_journeys_shared_list", x => new { x.person, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_journeys_shared_list_helper",
                table: "journeys_shared_list",
                column: "helper");

            migrationBuilder.CreateIndex(
                name: "IX_journeys_shared_list_until",
                table: "journeys_shared_list",
                column: "until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "journeys_shared_list");

            migrationBuilder.DropColumn(
                name: "began_at",
                table: "calendar_pushed_date");

            migrationBuilder.DropColumn(
                name: "names_task",
                table: "calendar_pushed_date");

            migrationBuilder.DropColumn(
                name: "extension",
                table: "access_log_question");
        }
    }
}
