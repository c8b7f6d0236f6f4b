using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;
using Overblik.Platform;

namespace Overblik.Web.Data;

/// <summary>Everything that is particular to PostgreSQL.</summary>
internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : PlatformDb(options)
{
    protected override IReadOnlyList<IModule> Modules => Web.Modules.All;

    public override string SkipLocked => "FOR UPDATE SKIP LOCKED";

    public override Task<IDbContextTransaction> BeginSnapshot(CancellationToken cancellation) => Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);

    public override Task AddAll<T>(IReadOnlyList<T> rows, CancellationToken cancellation) => Bulk.AddAll(this, rows, cancellation);

    public override Task<IReadOnlyList<T>> AddMissing<T>(IReadOnlyList<T> rows, CancellationToken cancellation, bool known = false) => Bulk.AddMissing(this, rows, known, cancellation);

    public override Task<int> AddOrChange<T>(IReadOnlyList<T> rows, string version, IReadOnlyList<string> changed, CancellationToken cancellation, bool known = false) =>
        Bulk.AddOrChange(this, rows, Bulk.Change<T>(this, version, changed), known, cancellation);

    // By functions of the owner's: the portal's own user owns no table.
    public override Task AddPartition<T>(long from, long to, CancellationToken cancellation) => Database.ExecuteSqlRawAsync(Partitions.Add<T>(this), [from, to], cancellation);

    public override async Task<bool> DropPartitions<T>(long before, CancellationToken cancellation)
    {
        await Database.ExecuteSqlRawAsync(Partitions.Drop<T>(this), [before], cancellation);
        return true;
    }

    // A commit that waits for the synchronous replica and is cancelled, by the time limit say, is told as done though the replica lacks it (PostgreSQL, "Synchronous Replication").
    // So nothing is cancelled: what takes too long ends with its connection, and is told as failed.
    // And no question sets anything on its connection that the next would have to be kept from: so it is not reset before each.
    public static void Use(DbContextOptionsBuilder options, string connection) =>
        options.UseNpgsql(new NpgsqlConnectionStringBuilder(connection) { CancellationTimeout = -1, NoResetOnClose = true }.ConnectionString, npgsql => npgsql.MigrationsHistoryTable("migrations", "platform"));

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
