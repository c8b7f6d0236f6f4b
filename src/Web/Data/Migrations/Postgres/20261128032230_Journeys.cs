using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Journeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "journeys");

            migrationBuilder.CreateTable(
                name: "offer_answer",
                schema: "journeys",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "character varying(130)", maxLength: 130, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_offer_answer", x => new { x.person, x.key });
                });

            migrationBuilder.CreateTable(
                name: "saved_journey",
                schema: "journeys",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    journey = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 200000, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false),
                    edit = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_saved_journey", x => new { x.person, x.journey });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "offer_answer",
                schema: "journeys");

            migrationBuilder.DropTable(
                name: "saved_journey",
                schema: "journeys");
        }
    }
}
