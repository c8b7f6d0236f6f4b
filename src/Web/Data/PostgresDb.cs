using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Overblik.Platform;

namespace Overblik.Web.Data;

/// <summary>Everything that is particular to PostgreSQL.</summary>
internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : PlatformDb(options)
{
    protected override IReadOnlyList<IModule> Modules => Web.Modules.All;

    public static void Use(DbContextOptionsBuilder options, string connection) =>
        options.UseNpgsql(connection, npgsql => npgsql.MigrationsHistoryTable("migrations", "platform"));

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // timestamptz takes no other offset than zero.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Utc>();
    }

    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(instant => instant.ToUniversalTime(), instant => instant);

    internal sealed class Design : IDesignTimeDbContextFactory<PostgresDb>
    {
        public PostgresDb CreateDbContext(string[] args)
        {
            var options = new DbContextOptionsBuilder<PostgresDb>();
            Use(options, "Host=localhost");
            return new PostgresDb(options.Options);
        }
    }
}
