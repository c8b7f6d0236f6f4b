using Microsoft.EntityFrameworkCore;
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

    public static async Task Migrate(IServiceProvider services, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(cancellation);
        // The provider's migration lock makes it safe for several nodes that start at once.
        await db.Database.MigrateAsync(cancellation);
    }

    private static string SqliteConnection(IConfiguration configuration)
    {
        if (configuration["Database:Sqlite"] is { Length: > 0 } connection) return connection;
        var folder = configuration["Data"] ?? "data";
        Directory.CreateDirectory(folder);
        return $"Data Source={Path.Combine(folder, "overblik.db")};Foreign Keys=True;Default Timeout=10";
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
