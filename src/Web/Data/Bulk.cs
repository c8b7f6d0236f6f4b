using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Overblik.Platform;

namespace Overblik.Web.Data;

/// <summary>Many rows in one statement, as each database takes them fastest. In the caller's transaction where there is one.</summary>
internal static class Bulk
{
    /// <summary>ON CONFLICT: what becomes of a row that is there already.</summary>
    public static string Change<T>(PlatformDb db, string version, IReadOnlyList<string> changed)
    {
        var table = new Table(db, typeof(T));
        var newer = table.Column(version);
        var columns = changed.Count == 0 ? table.Properties.Where(property => !property.IsPrimaryKey()).Select(table.Name) : changed.Select(table.Column);
        return $"DO UPDATE SET {string.Join(", ", columns.Select(column => $"{column} = excluded.{column}"))} WHERE existing.{newer} < excluded.{newer}";
    }

    /// <summary>PostgreSQL: by COPY. One that is there already is an error.</summary>
    public static async Task AddAll<T>(PostgresDb db, IReadOnlyList<T> rows, CancellationToken cancellation)
        where T : class
    {
        if (rows.Count == 0) return;
        await db.Database.OpenConnectionAsync(cancellation);
        await Copy((NpgsqlConnection)db.Database.GetDbConnection(), rows, new Table(db, typeof(T)), cancellation);
    }

    /// <summary>PostgreSQL: an array for each column. Returns the rows that were not there.</summary>
    public static async Task<IReadOnlyList<T>> AddMissing<T>(PostgresDb db, IReadOnlyList<T> rows, bool known, CancellationToken cancellation)
        where T : class
    {
        if (rows.Count == 0) return [];
        var table = new Table(db, typeof(T));
        if (!known && await TryCopy(db, rows, table, cancellation)) return rows;
        await using var command = await Command(db, rows, table, $"DO NOTHING RETURNING {table.Keys}", cancellation);
        var done = new List<object[]>(rows.Count);
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                var key = new object[table.Key.Count];
                reader.GetValues(key);
                done.Add(key);
            }
        }
        if (done.Count == rows.Count) return rows;
        var added = done.Select(Text).ToHashSet(StringComparer.Ordinal);
        return [.. rows.Where(row => added.Contains(Text(table.Key.Select(property => Value(row, property)))))];
    }

    /// <summary>The same; returns how many were added or changed.</summary>
    public static async Task<int> AddOrChange<T>(PostgresDb db, IReadOnlyList<T> rows, string conflict, bool known, CancellationToken cancellation)
        where T : class
    {
        if (rows.Count == 0) return 0;
        var table = new Table(db, typeof(T));
        if (!known && await TryCopy(db, rows, table, cancellation)) return rows.Count;
        await using var command = await Command(db, rows, table, conflict, cancellation);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    // Most often none is there yet, and COPY costs the server half of what INSERT … ON CONFLICT does. It ends at the first that is; then nothing has been done.
    private static async Task<bool> TryCopy<T>(PostgresDb db, IReadOnlyList<T> rows, Table table, CancellationToken cancellation)
        where T : class
    {
        const string before = "before_copy";
        var transaction = db.Database.CurrentTransaction;
        if (transaction is not null) await transaction.CreateSavepointAsync(before, cancellation);
        else await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            await Copy((NpgsqlConnection)db.Database.GetDbConnection(), rows, table, cancellation);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            if (transaction is not null) await transaction.RollbackToSavepointAsync(before, cancellation);
            return false;
        }
    }

    private static async Task Copy<T>(NpgsqlConnection connection, IReadOnlyList<T> rows, Table table, CancellationToken cancellation)
        where T : class
    {
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table.FullName} ({table.Names}) FROM STDIN (FORMAT BINARY)", cancellation);
        var columns = CopyColumns.Of<T>(table.Properties);
        foreach (var row in rows)
        {
            await copy.StartRowAsync(cancellation);
            foreach (var column in columns) await column.Write(copy, row, cancellation);
        }
        await copy.CompleteAsync(cancellation);
    }

    private static async Task<DbCommand> Command<T>(PostgresDb db, IReadOnlyList<T> rows, Table table, string conflict, CancellationToken cancellation)
        where T : class
    {
        var command = await Command(db, $"""
            INSERT INTO {table.FullName} AS existing ({table.Names}) SELECT * FROM unnest({string.Join(", ", table.Properties.Select((property, i) => $"${i + 1}::{property.GetRelationalTypeMapping().StoreType}[]"))})
            ON CONFLICT ({table.Keys}) {conflict}
            """, cancellation);
        foreach (var property in table.Properties) command.Parameters.Add(new NpgsqlParameter { Value = Values(rows, property) });
        return command;
    }

    /// <summary>SQLite: one statement, prepared once and run for each.</summary>
    /// <param name="db">In whose transaction, where there is one.</param>
    /// <param name="rows">Of different keys.</param>
    /// <param name="conflict">What becomes of one that is there already; null where that is an error.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<IReadOnlyList<T>> Sqlite<T>(SqliteDb db, IReadOnlyList<T> rows, string? conflict, CancellationToken cancellation)
        where T : class
    {
        if (rows.Count == 0) return [];
        var table = new Table(db, typeof(T));
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellation) : null;
        await using var command = await Command(db, $"""
            INSERT INTO {table.FullName} AS existing ({table.Names}) VALUES ({string.Join(", ", table.Properties.Select((_, i) => "@p" + i))})
            {(conflict is null ? "" : $"ON CONFLICT ({table.Keys}) {conflict}")}
            """, cancellation);
        for (var i = 0; i < table.Properties.Count; i++) command.Parameters.Add(table.Properties[i].GetRelationalTypeMapping().CreateParameter(command, "@p" + i, null, nullable: true));
        var done = new List<T>(rows.Count);
        foreach (var row in rows)
        {
            for (var i = 0; i < table.Properties.Count; i++) command.Parameters[i].Value = Value(row, table.Properties[i]) ?? DBNull.Value;
            if (await command.ExecuteNonQueryAsync(cancellation) > 0) done.Add(row);
        }
        if (own is not null) await own.CommitAsync(cancellation);
        return done;
    }

    private static async Task<DbCommand> Command(PlatformDb db, string sql, CancellationToken cancellation)
    {
        await db.Database.OpenConnectionAsync(cancellation);
        var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = sql;
        return command;
    }

    // As the database holds it.
    private static object? Value(object row, IProperty property)
    {
        var value = property.GetGetter().GetClrValue(row);
        return property.GetRelationalTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;
    }

    private static Array Values<T>(IReadOnlyList<T> rows, IProperty property)
        where T : class
    {
        var type = property.GetRelationalTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
        if (property.IsNullable && type.IsValueType && Nullable.GetUnderlyingType(type) is null) type = typeof(Nullable<>).MakeGenericType(type);
        var values = Array.CreateInstance(type, rows.Count);
        for (var i = 0; i < rows.Count; i++) values.SetValue(Value(rows[i], property), i);
        return values;
    }

    // A key as something that can be compared.
    private static string Text(IEnumerable<object?> key) => string.Join('\n', key.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value));

    private sealed class Table
    {
        private readonly IEntityType entity;
        private readonly StoreObjectIdentifier store;

        public Table(PlatformDb db, Type type)
        {
            entity = db.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type.Name} has no table.");
            store = StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
            Properties = [.. entity.GetProperties()];
        }

        public IReadOnlyList<IProperty> Properties { get; }
        public IReadOnlyList<IProperty> Key => entity.FindPrimaryKey()!.Properties;
        public string FullName => entity.GetSchema() is { } schema ? $"{schema}.{entity.GetTableName()}" : entity.GetTableName()!;
        public string Names => string.Join(", ", Properties.Select(Name));
        public string Keys => string.Join(", ", Key.Select(Name));

        public string Name(IProperty property) => $"\"{property.GetColumnName(store)}\"";

        public string Column(string property) => Name(entity.FindProperty(property) ?? throw new InvalidOperationException($"{property} has no column."));
    }
}
