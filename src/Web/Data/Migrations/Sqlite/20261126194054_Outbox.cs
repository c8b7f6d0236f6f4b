using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Outbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_due",
                table: "platform_outbox");

            migrationBuilder.AddColumn<string>(
                name: "dead_at",
                table: "platform_outbox",
                type: "TEXT",
                maxLength: 28,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_dead",
                table: "platform_outbox",
                column: "dead_at",
                filter: "dead_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_done",
                table: "platform_outbox",
                column: "done_at",
                filter: "done_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_waiting",
                table: "platform_outbox",
                column: "due_at",
                filter: "done_at IS NULL AND dead_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_dead",
                table: "platform_outbox");

            migrationBuilder.DropIndex(
                name: "ix_outbox_done",
                table: "platform_outbox");

            migrationBuilder.DropIndex(
                name: "ix_outbox_waiting",
                table: "platform_outbox");

            migrationBuilder.DropColumn(
                name: "dead_at",
                table: "platform_outbox");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                table: "platform_outbox",
                column: "due_at",
                filter: "done_at IS NULL");
        }
    }
}
