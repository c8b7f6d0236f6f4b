using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AnswerHours : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "answers_hour",
                schema: "overview",
                columns: table => new
                {
                    source = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    hour = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    missed = table.Column<long>(type: "bigint", nullable: false),
                    within100 = table.Column<long>(type: "bigint", nullable: false),
                    within200 = table.Column<long>(type: "bigint", nullable: false),
                    within300 = table.Column<long>(type: "bigint", nullable: false),
                    within500 = table.Column<long>(type: "bigint", nullable: false),
                    within1000 = table.Column<long>(type: "bigint", nullable: false),
                    within2000 = table.Column<long>(type: "bigint", nullable: false),
                    within3000 = table.Column<long>(type: "bigint", nullable: false),
                    within5000 = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_answers_hour", x => new { x.source, x.hour });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "answers_hour",
                schema: "overview");
        }
    }
}
