using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SharedLogs : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_log_shared_log",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    part = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    until = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    helper = table.Column<Guid>(type: "TEXT", nullable: true),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "BLOB", maxLength: 2000, nullable: false),
                    key_version = table.Column<int>(type: "INTEGER", nullable: false),
                    edit = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_shared_log", x => new { x.person, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_access_log_shared_log_helper",
                table: "access_log_shared_log",
                column: "helper");

            migrationBuilder.CreateIndex(
                name: "IX_access_log_shared_log_until",
                table: "access_log_shared_log",
                column: "until");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_log_shared_log");
        }
    }
}
