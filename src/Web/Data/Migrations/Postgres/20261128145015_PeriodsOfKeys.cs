using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PeriodsOfKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_line_key_period",
                schema: "access_log",
                table: "line_key",
                column: "period");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_line_key_period",
                schema: "access_log",
                table: "line_key");
        }
    }
}
