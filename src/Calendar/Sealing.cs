using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>A row whose words are encrypted.</summary>
internal interface ISealedRow
{
    byte[] Sealed { get; set; }

    /// <summary>Of the key that they are sealed with.</summary>
    int KeyVersion { get; set; }

    /// <summary>Which row it is: what is sealed cannot be moved to another.</summary>
    byte[] Context();
}

/// <summary>Encrypts the words of this capability's rows.</summary>
internal sealed partial class Sealing(KeyRing ring, ILogger<Sealing> log)
{
    public const KeyPurpose Purpose = KeyPurpose.Calendar;

    public int CurrentVersion => ring.Current(Purpose).Version;

    public void Seal<T>(ISealedRow row, T words, JsonTypeInfo<T> type) => Seal(row, JsonSerializer.SerializeToUtf8Bytes(words, type));

    /// <summary>Null where its key has been retired.</summary>
    public T? Open<T>(ISealedRow row, JsonTypeInfo<T> type)
        where T : class
    {
        try { return JsonSerializer.Deserialize(ring.Decrypt(Purpose, row.Sealed, row.Context()), type); }
        catch (CryptographicException e)
        {
            LogNotOpened(log, e.GetType().Name);
            return null;
        }
    }

    public void Renew(ISealedRow row) => Seal(row, ring.Decrypt(Purpose, row.Sealed, row.Context()));

    private void Seal(ISealedRow row, byte[] plain) => (row.Sealed, row.KeyVersion) = (ring.Encrypt(Purpose, plain, row.Context()), CurrentVersion);

    [LoggerMessage(Level = LogLevel.Error, Message = "A row of the calendar could not be decrypted ({Exception}); its person is told that something is missing")]
    private static partial void LogNotOpened(ILogger log, string exception);
}

/// <summary>Brings the sealed rows of one table to the current key.</summary>
internal sealed class SealedRows<T>(IDbContextFactory<PlatformDb> databases, Sealing sealing) : ISealedRows
    where T : class, ISealedRow
{
    public KeyPurpose Purpose => Sealing.Purpose;

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
        var current = sealing.CurrentVersion;
        return db.Set<T>().Where(row => EF.Property<int>(row, nameof(ISealedRow.KeyVersion)) != current).OrderBy(row => EF.Property<PersonId>(row, "Person"));
    }
}
