using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>Seals the entries of each person with a key of each month's own, which is deleted to erase them.</summary>
internal sealed class LineKeys(KeyRing ring)
{
    public const KeyPurpose Purpose = KeyPurpose.LogLine;

    private const int KeySize = 32;

    public int CurrentVersion => ring.Current(Purpose).Version;

    /// <summary>The month in which it was here: 202611.</summary>
    public static int PeriodOf(DateTimeOffset at)
    {
        var day = BusinessClock.DateOf(at);
        return (day.Year * 100) + day.Month;
    }

    /// <summary>A new key, for the person's entries of a month from this number on.</summary>
    public LineKey Make(PersonId person, int period, long from)
    {
        var row = new LineKey { Person = person, Period = period, From = from, Sealed = [], KeyVersion = 0 };
        Wrap(row, RandomNumberGenerator.GetBytes(KeySize));
        return row;
    }

    /// <summary>Wraps the same key with the installation's newest one.</summary>
    public void Renew(LineKey row) => Wrap(row, Open(row));

    /// <summary>The key itself.</summary>
    public byte[] Open(LineKey row) => ring.Decrypt(Purpose, row.Sealed, Context(row));

    private void Wrap(LineKey row, byte[] key) => (row.Sealed, row.KeyVersion) = (ring.Encrypt(Purpose, key, Context(row)), CurrentVersion);

    private static byte[] Context(LineKey row) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{row.Person}/{row.Period}"));
}

/// <summary>One key of <see cref="LineKeys"/>, ready for use.</summary>
internal sealed class LineCipher(byte[] key) : IDisposable
{
    /// <summary>Of each entry: it is to be random.</summary>
    public const int NonceSize = 12;

    private const int TagSize = 16, PlaceSize = 24;
    private readonly AesGcm aes = new(key, TagSize);

    /// <summary>The nonce of the commitment and the body, as one text that fits this entry alone.</summary>
    public byte[] Seal(PersonId person, long number, ReadOnlySpan<byte> sealNonce, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> body)
    {
        var sealedBytes = new byte[NonceSize + TagSize + nonce.Length + body.Length];
        var plain = sealedBytes.AsSpan(NonceSize + TagSize);
        sealNonce.CopyTo(sealedBytes);
        nonce.CopyTo(plain);
        body.CopyTo(plain[nonce.Length..]);
        Span<byte> place = stackalloc byte[PlaceSize];
        Place(person, number, place);
        aes.Encrypt(sealNonce, plain, plain, sealedBytes.AsSpan(NonceSize, TagSize), place);
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">It is not what was sealed for this entry.</exception>
    public (byte[] Nonce, byte[] Body) Open(LogLine line)
    {
        if (line.Sealed.Length < NonceSize + TagSize + Leaf.NonceSize) throw new CryptographicException("Too short to be an entry.");
        var plain = new byte[line.Sealed.Length - NonceSize - TagSize];
        Span<byte> place = stackalloc byte[PlaceSize];
        Place(line.Person, line.Number, place);
        aes.Decrypt(line.Sealed.AsSpan(0, NonceSize), line.Sealed.AsSpan(NonceSize + TagSize), line.Sealed.AsSpan(NonceSize, TagSize), plain, place);
        return (plain[..Leaf.NonceSize], plain[Leaf.NonceSize..]);
    }

    public void Dispose() => aes.Dispose();

    private static void Place(PersonId person, long number, Span<byte> place)
    {
        person.Value.TryWriteBytes(place, bigEndian: true, out var length);
        BinaryPrimitives.WriteInt64BigEndian(place[length..], number);
    }
}

/// <summary>Brings the keys of entries to the installation's current key. The entries themselves stay as they are.</summary>
internal sealed class LineKeyRows(IDbContextFactory<PlatformDb> databases, LineKeys keys) : ISealedRows
{
    public KeyPurpose Purpose => LineKeys.Purpose;

    public async Task<int> CountOld(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Set<LineKey>().CountAsync(key => key.KeyVersion != keys.CurrentVersion, cancellation);
    }

    public async Task<int> Renew(CancellationToken cancellation)
    {
        const int batch = 500;
        for (var renewed = 0; ;)
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var rows = await db.Set<LineKey>().Where(key => key.KeyVersion != keys.CurrentVersion).OrderBy(key => key.Person).Take(batch).ToListAsync(cancellation);
            if (rows.Count == 0) return renewed;
            foreach (var row in rows) keys.Renew(row);
            try { renewed += await db.SaveChangesAsync(cancellation); }
            catch (DbUpdateConcurrencyException) { /* Erased at the same time: taken again, without it. */ }
        }
    }
}
