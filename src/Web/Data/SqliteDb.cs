using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Overblik.Platform;

namespace Overblik.Web.Data;

/// <summary>Everything that is particular to SQLite.</summary>
internal sealed class SqliteDb(DbContextOptions<SqliteDb> options) : PlatformDb(options)
{
    protected override IReadOnlyList<IModule> Modules => Web.Modules.All;

    public override string SkipLocked => "";

    // Any other level begins by locking the file for writing. Between connections of one process that share no cache, none reads what is not committed.
    public override Task<IDbContextTransaction> BeginSnapshot(CancellationToken cancellation) => Database.BeginTransactionAsync(IsolationLevel.ReadUncommitted, cancellation);

    public override Task AddAll<T>(IReadOnlyList<T> rows, CancellationToken cancellation) => Bulk.Sqlite(this, rows, null, cancellation);

    public override Task<IReadOnlyList<T>> AddMissing<T>(IReadOnlyList<T> rows, CancellationToken cancellation, bool known = false) => Bulk.Sqlite(this, rows, "DO NOTHING", cancellation);

    public override async Task<int> AddOrChange<T>(IReadOnlyList<T> rows, string version, IReadOnlyList<string> changed, CancellationToken cancellation, bool known = false) =>
        (await Bulk.Sqlite(this, rows, Bulk.Change<T>(this, version, changed), cancellation)).Count;

    public override Task AddPartition<T>(long from, long to, CancellationToken cancellation) => Task.CompletedTask;

    public override Task<bool> DropPartitions<T>(long before, CancellationToken cancellation) => Task.FromResult(false);

    public static void Use(DbContextOptionsBuilder options, string connection) => options.UseSqlite(connection, sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter)).AddInterceptors(new Pragmas());

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // SQLite cannot compare a DateTimeOffset: fixed-width UTC text sorts as time does.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcText>().HaveMaxLength(28);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // SQLite has no schemas: identity.session becomes identity_session, or tables of two capabilities would collide.
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName($"{entity.GetSchema()}_{entity.GetTableName()}");
            entity.SetSchema(null);
        }
    }

    private sealed class UtcText() : ValueConverter<DateTimeOffset, string>(
        instant => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        text => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));

    /// <summary>Set once for each connection to the file; the pool hands the same ones out again and again.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        // busy_timeout: SQLite itself asks again after a millisecond or two; the driver sleeps 150 ms between its attempts.
        // FULL: what is committed is on the disk (sqlite.org/pragma.html#pragma_synchronous). The access log promises it, and its group commit pays once for many.
        private const string Sql = "PRAGMA busy_timeout=1000; PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;";
        private readonly ConditionalWeakTable<object, object> done = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            var handle = ((SqliteConnection)connection).Handle!;
            if (done.TryGetValue(handle, out _)) return;
            using var command = connection.CreateCommand();
            command.CommandText = Sql;
            command.ExecuteNonQuery();
            done.AddOrUpdate(handle, Sql);
        }

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            ConnectionOpened(connection, eventData);
            return Task.CompletedTask;
        }
    }

    internal sealed class Design : IDesignTimeDbContextFactory<SqliteDb>
    {
        public SqliteDb CreateDbContext(string[] args)
        {
            var options = new DbContextOptionsBuilder<SqliteDb>();
            Use(options, "Data Source=:memory:");
            return new SqliteDb(options.Options);
        }
    }
}
