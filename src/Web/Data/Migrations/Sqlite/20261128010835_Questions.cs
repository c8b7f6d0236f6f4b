using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Questions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_log_notice_choice",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    seen = table.Column<long>(type: "INTEGER", nullable: false),
                    told_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_notice_choice", x => x.person);
                });

            migrationBuilder.CreateTable(
                name: "access_log_question",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    leaf = table.Column<long>(type: "INTEGER", nullable: false),
                    about = table.Column<long>(type: "INTEGER", nullable: false),
                    source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    due = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    answer = table.Column<long>(type: "INTEGER", nullable: true),
                    answered_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_question", x => new { x.person, x.leaf });
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_log_question_source_due",
                table: "access_log_question",
                columns: new[] { "source", "due" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_log_notice_choice");

            migrationBuilder.DropTable(
                name: "access_log_question");
        }
    }
}
