using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Questions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "notice_choice",
                schema: "access_log",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    seen = table.Column<long>(type: "bigint", nullable: false),
                    told_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notice_choice", x => x.person);
                });

            migrationBuilder.CreateTable(
                name: "question",
                schema: "access_log",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    leaf = table.Column<long>(type: "bigint", nullable: false),
                    about = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due = table.Column<DateOnly>(type: "date", nullable: false),
                    answer = table.Column<long>(type: "bigint", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_question", x => new { x.person, x.leaf });
                });

            migrationBuilder.CreateIndex(
                name: "IX_question_source_due",
                schema: "access_log",
                table: "question",
                columns: new[] { "source", "due" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "notice_choice",
                schema: "access_log");

            migrationBuilder.DropTable(
                name: "question",
                schema: "access_log");
        }
    }
}
