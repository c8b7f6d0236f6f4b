using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Overblik.Web.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Init : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "access_log_entry",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    reader = table.Column<Guid>(type: "TEXT", nullable: false),
                    session = table.Column<Guid>(type: "TEXT", nullable: false),
                    act = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    purpose = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    legal_basis = table.Column<string>(type: "TEXT", maxLength: 60, nullable: false),
                    sources = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_access_log_entry", x => new { x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "identity_notice_seen",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_notice_seen", x => new { x.person, x.version });
                });

            migrationBuilder.CreateTable(
                name: "identity_session",
                columns: table => new
                {
                    person = table.Column<Guid>(type: "TEXT", nullable: false),
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    started_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    last_seen = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    level = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    data_version = table.Column<int>(type: "INTEGER", nullable: false),
                    notice_seen = table.Column<bool>(type: "INTEGER", nullable: false),
                    name = table.Column<byte[]>(type: "BLOB", maxLength: 1000, nullable: false),
                    id_token = table.Column<byte[]>(type: "BLOB", maxLength: 16000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_identity_session", x => new { x.person, x.id });
                });

            migrationBuilder.CreateTable(
                name: "platform_data_protection_key",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    xml = table.Column<string>(type: "TEXT", maxLength: 8000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_platform_data_protection_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_identifier",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    person = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_platform_identifier", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "platform_outbox",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    type = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    body = table.Column<string>(type: "TEXT", maxLength: 4000, nullable: false),
                    due_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false),
                    leased_until = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true),
                    owner = table.Column<Guid>(type: "TEXT", nullable: true),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    done_at = table.Column<string>(type: "TEXT", maxLength: 28, nullable: true),
                    last_error = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_platform_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "platform_person",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    cpr = table.Column<byte[]>(type: "BLOB", maxLength: 100, nullable: true),
                    keyed_with = table.Column<int>(type: "INTEGER", nullable: false),
                    known_since = table.Column<string>(type: "TEXT", maxLength: 28, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_platform_person", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_identity_session_last_seen",
                table: "identity_session",
                column: "last_seen");

            migrationBuilder.CreateIndex(
                name: "IX_platform_identifier_person",
                table: "platform_identifier",
                column: "person");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                table: "platform_outbox",
                column: "due_at",
                filter: "done_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_platform_person_keyed_with",
                table: "platform_person",
                column: "keyed_with");

            AppendOnly.OnSqlite(migrationBuilder, "access_log_entry");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "access_log_entry");

            migrationBuilder.DropTable(
                name: "identity_notice_seen");

            migrationBuilder.DropTable(
                name: "identity_session");

            migrationBuilder.DropTable(
                name: "platform_data_protection_key");

            migrationBuilder.DropTable(
                name: "platform_identifier");

            migrationBuilder.DropTable(
                name: "platform_outbox");

            migrationBuilder.DropTable(
                name: "platform_person");
        }
    }
}
