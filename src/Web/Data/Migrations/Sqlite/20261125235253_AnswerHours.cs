using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AnswerHours : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "overview_answers_hour",
                columns: table => new
                {
                    source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    hour = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    missed = table.Column<long>(type: "INTEGER", nullable: false),
                    within100 = table.Column<long>(type: "INTEGER", nullable: false),
                    within200 = table.Column<long>(type: "INTEGER", nullable: false),
                    within300 = table.Column<long>(type: "INTEGER", nullable: false),
                    within500 = table.Column<long>(type: "INTEGER", nullable: false),
                    within1000 = table.Column<long>(type: "INTEGER", nullable: false),
                    within2000 = table.Column<long>(type: "INTEGER", nullable: false),
                    within3000 = table.Column<long>(type: "INTEGER", nullable: false),
                    within5000 = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_overview_answers_hour", x => new { x.source, x.hour });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "overview_answers_hour");
        }
    }
}
