using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Journeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "journeys_offer_answer",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 130, nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_journeys_offer_answer", x => new { x.person, x.key });
                });

            migrationBuilder.CreateTable(
                name: "journeys_saved_journey",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    journey = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 200000, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false),
                    edit = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_journeys_saved_journey", x => new { x.person, x.journey });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "journeys_offer_answer");

            migrationBuilder.DropTable(
                name: "journeys_saved_journey");
        }
    }
}
