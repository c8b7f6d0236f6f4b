using Microsoft.EntityFrameworkCore;
using Npgsql;
using Overblik.Platform;

namespace Overblik.Web.Data;

/// <summary>Which database, by configuration: <c>Database:Postgres</c> holds a connection string, or SQLite lies in the data folder.</summary>
internal static class Database
{
    public static void AddDatabase(this IHostApplicationBuilder app)
    {
        var postgres = app.Configuration["Database:Postgres"];
        if (!string.IsNullOrWhiteSpace(postgres)) Add<PostgresDb>(app.Services, options => PostgresDb.Use(options, postgres));
        else Add<SqliteDb>(app.Services, options => SqliteDb.Use(options, SqliteConnection(app.Configuration)));
    }

    /// <summary>Brings the tables to this version. Safe for several nodes that start at once, and after one that was killed in the middle.</summary>
    public static async Task Migrate(IServiceProvider services, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(cancellation);
        if (db is PostgresDb)
        {
            // Of tables that Citus has spread: triggers that look at their own row alone, and one change after the other in one transaction. A server without Citus lets it be.
            var connection = new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString());
            connection.Options += " -c citus.enable_unsafe_triggers=on -c citus.multi_shard_modify_mode=sequential";
            db.Database.SetConnectionString(connection.ConnectionString);
            // The provider locks a table; the lock goes with the connection. A large table takes as long as it takes.
            db.Database.SetCommandTimeout(TimeSpan.Zero);
            await db.Database.MigrateAsync(cancellation);
            return;
        }
        // On SQLite the provider's lock is a row, which a killed process leaves behind for ever. A lock on a file ends with its process.
        await using var alone = await Alone(db.Database.GetDbConnection().DataSource + ".migrating", cancellation);
        // Readers do not wait for the writer; kept in the file from then on.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellation);
        await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellation);
        await db.Database.MigrateAsync(cancellation);
    }

    /// <summary>503 while the database is away (PostgreSQL: it cannot be reached, starts, ends or only reads) and may be back in a while; 500 for everything else.</summary>
    public static int StatusOf(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is PostgresException { IsTransient: true } or PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } or NpgsqlException and not PostgresException) return StatusCodes.Status503ServiceUnavailable;
        }
        return StatusCodes.Status500InternalServerError;
    }

    private static async Task<FileStream> Alone(string path, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose); }
            catch (IOException) when (attempt < 300) { await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellation); }
        }
    }

    private static string SqliteConnection(IConfiguration configuration)
    {
        if (configuration["Database:Sqlite"] is { Length: > 0 } connection) return connection;
        var folder = configuration["Data"] ?? "data";
        Directory.CreateDirectory(folder);
        return $"Data Source={Path.Combine(folder, "overblik.db")};Default Timeout=10";
    }

    private static void Add<T>(IServiceCollection services, Action<DbContextOptionsBuilder> use)
        where T : PlatformDb
    {
        services.AddPooledDbContextFactory<T>(options =>
        {
            use(options);
            options.UseQueryTrackingBehavior(QueryTrackingBehavior.TrackAll);
        });
        services.AddSingleton<IDbContextFactory<PlatformDb>>(provider => new Factory<T>(provider.GetRequiredService<IDbContextFactory<T>>()));
    }

    private sealed class Factory<T>(IDbContextFactory<T> factory) : IDbContextFactory<PlatformDb>
        where T : PlatformDb
    {
        public PlatformDb CreateDbContext() => factory.CreateDbContext();
    }
}
