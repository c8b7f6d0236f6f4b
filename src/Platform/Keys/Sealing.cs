using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.Platform.Ports;

namespace Overblik.Platform.Keys;

/// <summary>A row whose words are encrypted.</summary>
public interface ISealedRow
{
    /// <summary>Of which keys.</summary>
    static abstract KeyPurpose Purpose { get; }

    /// <summary>What is encrypted.</summary>
    byte[] Sealed { get; set; }

    /// <summary>Of the key that they are sealed with.</summary>
    int KeyVersion { get; set; }

    /// <summary>Which row it is: what is sealed cannot be moved to another.</summary>
    byte[] Context();
}

/// <summary>Encrypts the words of rows.</summary>
public sealed partial class Sealing(KeyRing ring, ILogger<Sealing> log)
{
    public int CurrentVersion<TRow>()
        where TRow : ISealedRow => ring.Current(TRow.Purpose).Version;

    public void Seal<TRow, T>(TRow row, T words, JsonTypeInfo<T> type)
        where TRow : ISealedRow => Seal(row, JsonSerializer.SerializeToUtf8Bytes(words, type));

    /// <summary>Null where its key has been retired.</summary>
    public T? Open<TRow, T>(TRow row, JsonTypeInfo<T> type)
        where TRow : ISealedRow
        where T : class
    {
        try { return JsonSerializer.Deserialize(ring.Decrypt(TRow.Purpose, row.Sealed, row.Context()), type); }
        catch (CryptographicException e)
        {
            LogNotOpened(log, typeof(TRow).Name, e.GetType().Name);
            return null;
        }
    }

    /// <summary>Seals the same words with the current key.</summary>
    public void Renew<TRow>(TRow row)
        where TRow : ISealedRow => Seal(row, ring.Decrypt(TRow.Purpose, row.Sealed, row.Context()));

    private void Seal<TRow>(TRow row, byte[] plain)
        where TRow : ISealedRow => (row.Sealed, row.KeyVersion) = (ring.Encrypt(TRow.Purpose, plain, row.Context()), CurrentVersion<TRow>());

    [LoggerMessage(Level = LogLevel.Error, Message = "A row {Row} could not be decrypted ({Exception}); its person is told that something is missing")]
    private static partial void LogNotOpened(ILogger log, string row, string exception);
}

/// <summary>Brings the sealed rows of one table to the current key.</summary>
public sealed class SealedRows<T>(IDbContextFactory<PlatformDb> databases, Sealing sealing) : ISealedRows
    where T : class, ISealedRow
{
    public KeyPurpose Purpose => T.Purpose;

    public async Task<int> CountOld(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await Old(db).CountAsync(cancellation);
    }

    public async Task<int> Renew(CancellationToken cancellation)
    {
        const int batch = 500;
        var renewed = 0;
        while (true)
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var rows = await Old(db).Take(batch).ToListAsync(cancellation);
            if (rows.Count == 0) return renewed;
            foreach (var row in rows) sealing.Renew(row);
            try { renewed += await db.SaveChangesAsync(cancellation); }
            catch (DbUpdateConcurrencyException) { /* Changed at the same time: taken again, as it then is. */ }
        }
    }

    private IQueryable<T> Old(PlatformDb db)
    {
        var current = sealing.CurrentVersion<T>();
        return db.Set<T>().Where(row => EF.Property<int>(row, nameof(ISealedRow.KeyVersion)) != current).OrderBy(row => EF.Property<PersonId>(row, "Person"));
    }
}
