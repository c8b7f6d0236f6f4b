using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class SharedLogs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "shared_log",
                schema: "access_log",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    part = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    until = table.Column<DateOnly>(type: "date", nullable: false),
                    helper = table.Column<Guid>(type: "uuid", nullable: true),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", maxLength: 2000, nullable: false),
                    key_version = table.Column<int>(type: "integer", nullable: false),
                    edit = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_shared_log", x => new { x.person, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_shared_log_helper",
                schema: "access_log",
                table: "shared_log",
                column: "helper");

            migrationBuilder.CreateIndex(
                name: "IX_shared_log_until",
                schema: "access_log",
                table: "shared_log",
                column: "until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "shared_log",
                schema: "access_log");
        }
    }
}
