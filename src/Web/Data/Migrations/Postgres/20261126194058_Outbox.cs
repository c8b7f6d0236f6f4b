using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Outbox : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_due",
                schema: "platform",
                table: "outbox");

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "dead_at",
                schema: "platform",
                table: "outbox",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_dead",
                schema: "platform",
                table: "outbox",
                column: "dead_at",
                filter: "dead_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_done",
                schema: "platform",
                table: "outbox",
                column: "done_at",
                filter: "done_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_waiting",
                schema: "platform",
                table: "outbox",
                column: "due_at",
                filter: "done_at IS NULL AND dead_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outbox_dead",
                schema: "platform",
                table: "outbox");

            migrationBuilder.DropIndex(
                name: "ix_outbox_done",
                schema: "platform",
                table: "outbox");

            migrationBuilder.DropIndex(
                name: "ix_outbox_waiting",
                schema: "platform",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "dead_at",
                schema: "platform",
                table: "outbox");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                schema: "platform",
                table: "outbox",
                column: "due_at",
                filter: "done_at IS NULL");
        }
    }
}
