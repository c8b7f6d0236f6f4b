using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class StaffAndDisplay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "staff",
                table: "identity_session",
                type: "BLOB",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "overview_display_version",
                columns: table => new
                {
                    source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    rules = table.Column<string>(type: "TEXT", maxLength: 100000, nullable: false),
                    by = table.Column<Guid>(type: "TEXT", nullable: false),
                    by_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    released_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true),
                    stamp = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_overview_display_version", x => new { x.source, x.number });
                });

            migrationBuilder.CreateTable(
                name: "overview_refusal",
                columns: table => new
                {
                    source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    day = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    problem = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    detail = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    last_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_overview_refusal", x => new { x.source, x.day, x.problem, x.detail });
                });

            migrationBuilder.CreateTable(
                name: "overview_wave",
                columns: table => new
                {
                    source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    scope = table.Column<string>(type: "TEXT", maxLength: 20000, nullable: false),
                    opened_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    opened_by_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    opened_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    closed_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    closed_by_name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    closed_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_overview_wave", x => new { x.source, x.id });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "overview_display_version");

            migrationBuilder.DropTable(
                name: "overview_refusal");

            migrationBuilder.DropTable(
                name: "overview_wave");

            migrationBuilder.DropColumn(
                name: "staff",
                table: "identity_session");
        }
    }
}
