using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class LastingIds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "became",
                table: "platform_person",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "others",
                table: "platform_person",
                type: "BLOB",
                maxLength: 1000,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_platform_person_became",
                table: "platform_person",
                column: "became");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_platform_person_became",
                table: "platform_person");

            migrationBuilder.DropColumn(
                name: "became",
                table: "platform_person");

            migrationBuilder.DropColumn(
                name: "others",
                table: "platform_person");
        }
    }
}
