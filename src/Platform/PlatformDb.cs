using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Overblik.Platform;

/// <summary>
/// The one database context. Entities are internal to their capability, so no other can name them. The provider's own class
/// (SQLite, PostgreSQL) derives from it in Web/Data and holds every difference.
/// </summary>
public abstract class PlatformDb(DbContextOptions options) : DbContext(options)
{
    protected abstract IReadOnlyList<IModule> Modules { get; }

    /// <summary>The end of a SELECT that locks the rows it finds and passes over those that another has locked; nothing where one writes at a time anyway.</summary>
    public abstract string SkipLocked { get; }

    /// <summary>Begins a transaction that reads the database as it is at its first question, to its end. Nobody who writes waits for it.</summary>
    public abstract Task<IDbContextTransaction> BeginSnapshot(CancellationToken cancellation);

    /// <summary>Adds many rows, none of which may be there already: then none is added, and it throws.</summary>
    public abstract Task AddAll<T>(IReadOnlyList<T> rows, CancellationToken cancellation)
        where T : class;

    /// <summary>
    /// Adds many rows, and leaves those alone whose key is there already. They are to come in the order of their keys, so that two who add the same do not wait for each other.
    /// </summary>
    /// <param name="rows">Of different keys.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="known">Most of them are there already: then another way is the faster one.</param>
    /// <returns>Those that were added.</returns>
    public abstract Task<IReadOnlyList<T>> AddMissing<T>(IReadOnlyList<T> rows, CancellationToken cancellation, bool known = false)
        where T : class;

    /// <summary>Adds many rows; where one with its key is there, its columns are changed if its version is lower. In the order of their keys, as above.</summary>
    /// <param name="rows">Of different keys.</param>
    /// <param name="version">The property that tells which of two is newer.</param>
    /// <param name="changed">The properties that are changed; all that are not of the key where none is named.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="known">They are there already: then another way is the faster one.</param>
    /// <returns>How many were added or changed.</returns>
    public abstract Task<int> AddOrChange<T>(IReadOnlyList<T> rows, string version, IReadOnlyList<string> changed, CancellationToken cancellation, bool known = false)
        where T : class;

    /// <summary>In a question: some of many bytes.</summary>
    /// <param name="bytes">All.</param>
    /// <param name="from">The first of them that is wanted, counted from 1.</param>
    /// <param name="count">How many.</param>
    public static byte[] Part(byte[] bytes, int from, int count) => throw new NotSupportedException();

    /// <summary>Makes sure that rows from one number up to another have a partition to lie in, where the table lies in such. Whoever reads or writes it is not stopped.</summary>
    public abstract Task AddPartition<T>(long from, long to, CancellationToken cancellation)
        where T : class;

    /// <summary>Drops the partitions all of whose rows come before this number, as far as their rows may be deleted. False where the table lies in none: then its rows are to be deleted.</summary>
    public abstract Task<bool> DropPartitions<T>(long before, CancellationToken cancellation)
        where T : class;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<PersonId>().HaveConversion<PersonIdConverter>();
        // Every string has a length: an index on it is then possible on any database, and nothing grows without a bound.
        configurationBuilder.Properties<string>().HaveMaxLength(200);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PlatformDb).Assembly);
        foreach (var module in Modules) module.BuildModel(modelBuilder);
        modelBuilder.HasDbFunction(typeof(PlatformDb).GetMethod(nameof(Part))!).HasName("substr").IsBuiltIn();
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            // But one that has a name of its own.
            foreach (var property in entity.GetProperties().Where(property => property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null)) property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    private sealed class PersonIdConverter() : ValueConverter<PersonId, Guid>(id => id.Value, value => new PersonId(value));
}
