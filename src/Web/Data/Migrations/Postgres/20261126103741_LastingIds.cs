using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class LastingIds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "became",
                schema: "platform",
                table: "person",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "others",
                schema: "platform",
                table: "person",
                type: "bytea",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_person_became",
                schema: "platform",
                table: "person",
                column: "became");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_person_became",
                schema: "platform",
                table: "person");

            migrationBuilder.DropColumn(
                name: "became",
                schema: "platform",
                table: "person");

            migrationBuilder.DropColumn(
                name: "others",
                schema: "platform",
                table: "person");
        }
    }
}
