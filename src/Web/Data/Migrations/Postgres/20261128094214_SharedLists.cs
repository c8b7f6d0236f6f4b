using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SharedLists : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "extension",
                schema: "access_log",
                table: "question",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "began_at",
                schema: "calendar",
                table: "pushed_date",
                type: "timestamp with time zone",
                nullable: true);

            // What was told before may name a task.
            migrationBuilder.AddColumn<bool>(
                name: "names_task",
                schema: "calendar",
                table: "pushed_date",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.CreateTable(
                name: "shared_list",
                schema: "journeys",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    journey = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    helper = table.Column<Guid>(type: "uuid", nullable: true),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 2000, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false),
                    edit = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_shared_list", x => new { x.person, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_shared_list_helper",
                schema: "journeys",
                table: "shared_list",
                column: "helper");

            migrationBuilder.CreateIndex(
                name: "IX_shared_list_until",
                schema: "journeys",
                table: "shared_list",
                column: "until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "shared_list",
                schema: "journeys");

            migrationBuilder.DropColumn(
                name: "extension",
                schema: "access_log",
                table: "question");

            migrationBuilder.DropColumn(
                name: "began_at",
                schema: "calendar",
                table: "pushed_date");

            migrationBuilder.DropColumn(
                name: "names_task",
                schema: "calendar",
                table: "pushed_date");
        }
    }
}
