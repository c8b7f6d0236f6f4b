using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>An entry, opened: what it says and with what its commitment is made again.</summary>
internal sealed record OpenLine(LogLine Row, LineBody Body, byte[] Nonce, byte[] Bytes)
{
    /// <summary>Somebody has changed it in the database: it says nothing that can be trusted, and its commitment cannot be made again.</summary>
    public bool IsChanged { get; private init; }

    public static OpenLine Changed(LogLine row) =>
        new(row, new LineBody { Id = Guid.CreateVersion7(), Person = row.Person.Value, At = new DateTimeOffset(row.Period / 100, row.Period % 100, 1, 0, 0, 0, TimeSpan.Zero) }, new byte[Leaf.NonceSize], row.Sealed) { IsChanged = true };
}

/// <summary>Reads the entries of a person.</summary>
internal sealed class LogReader(LineKeys keys)
{
    /// <summary>The newest first. What has been erased is not among them.</summary>
    public async Task<IReadOnlyList<OpenLine>> Newest(PlatformDb db, IReadOnlyCollection<PersonId> people, int most, CancellationToken cancellation)
    {
        var rows = await db.Set<LogLine>().AsNoTracking().Where(l => people.Contains(l.Person)).OrderByDescending(l => l.Index).Take(most).ToListAsync(cancellation);
        return await Open(db, rows, cancellation);
    }

    /// <summary>Those before this place of the log, the newest first, as far as somebody goes on.</summary>
    public async IAsyncEnumerable<OpenLine> From(PlatformDb db, IReadOnlyCollection<PersonId> people, long before, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int atOnce = 200;
        while (true)
        {
            var rows = await db.Set<LogLine>().AsNoTracking().Where(l => people.Contains(l.Person) && l.Index < before).OrderByDescending(l => l.Index).Take(atOnce).ToListAsync(cancellation);
            foreach (var line in await Open(db, rows, cancellation)) yield return line;
            if (rows.Count < atOnce) yield break;
            before = rows[^1].Index;
        }
    }

    /// <summary>Those of a person after this number, the oldest first.</summary>
    public async Task<IReadOnlyList<OpenLine>> Since(PlatformDb db, PersonId person, long number, int most, CancellationToken cancellation)
    {
        var rows = await db.Set<LogLine>().AsNoTracking().Where(l => l.Person == person && l.Number > number).OrderBy(l => l.Number).Take(most).ToListAsync(cancellation);
        return await Open(db, rows, cancellation);
    }

    /// <summary>Some that follow this place of the log, with itself.</summary>
    public async Task<IReadOnlyList<OpenLine>> After(PlatformDb db, IReadOnlyCollection<PersonId> people, long place, int most, CancellationToken cancellation)
    {
        var rows = await db.Set<LogLine>().AsNoTracking().Where(l => people.Contains(l.Person) && l.Index >= place).OrderBy(l => l.Index).Take(most).ToListAsync(cancellation);
        return await Open(db, rows, cancellation);
    }

    /// <summary>The entry at this place of the log, in this chain; null where it has been erased.</summary>
    public async Task<OpenLine?> At(PlatformDb db, PersonId chain, long index, CancellationToken cancellation)
    {
        var number = await db.Set<LogLeaf>().Where(l => l.Index == index && l.Person == chain).Select(l => l.Number).FirstOrDefaultAsync(cancellation);
        return await Open(db, await db.Set<LogLine>().AsNoTracking().Where(l => l.Person == chain && l.Number == number).ToListAsync(cancellation), cancellation) is [var open] ? open : null;
    }

    private async Task<IReadOnlyList<OpenLine>> Open(PlatformDb db, List<LogLine> rows, CancellationToken cancellation)
    {
        var people = rows.Select(row => row.Person).Distinct().ToList();
        var held = await db.Set<LineKey>().AsNoTracking().Where(k => people.Contains(k.Person)).ToListAsync(cancellation);
        var ciphers = held.ToDictionary(key => (key.Person, key.Period), key => (key.From, Cipher: CipherOf(key)));
        try
        {
            var open = new List<OpenLine>(rows.Count);
            foreach (var row in rows)
            {
                if (!ciphers.TryGetValue((row.Person, row.Period), out var key) || row.Number < key.From) continue;
                open.Add(Open(row, key.Cipher));
            }
            return open;
        }
        finally { foreach (var (_, cipher) in ciphers.Values) cipher?.Dispose(); }
    }

    private static OpenLine Open(LogLine row, LineCipher? cipher)
    {
        try { return cipher?.Open(row) is var (nonce, body) ? new OpenLine(row, LineBody.Parse(body), nonce, body) : OpenLine.Changed(row); }
        catch (CryptographicException) { return OpenLine.Changed(row); }
    }

    // Null where the key's own row was changed.
    private LineCipher? CipherOf(LineKey key)
    {
        try { return new LineCipher(keys.Open(key)); }
        catch (CryptographicException) { return null; }
    }
}
