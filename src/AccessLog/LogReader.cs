using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>An entry, opened: what it says and with what its commitment is made again.</summary>
internal sealed record OpenLine(LogLine Row, byte[] Nonce, byte[] Bytes)
{
    /// <summary>Somebody has changed it in the database: it says nothing that can be trusted, and its commitment cannot be made again.</summary>
    public bool IsChanged { get; private init; }

    /// <summary>Read when somebody asks: a proof takes the bytes as they are.</summary>
    public LineBody Body => field ??= IsChanged
        ? new LineBody { Id = Guid.CreateVersion7(), Person = Row.Person.Value, At = new DateTimeOffset(Row.Period / 100, Row.Period % 100, 1, 0, 0, 0, TimeSpan.Zero) }
        : LineBody.Parse(Bytes);

    /// <summary>When it was written: its id says so (RFC 9562, version 7). Of the hub's own it may have been in another log before.</summary>
    public DateTimeOffset? ToldAt
    {
        get
        {
            if (IsChanged || Body.Id.Version != 7) return null;
            Span<byte> bytes = stackalloc byte[16];
            Body.Id.TryWriteBytes(bytes, bigEndian: true, out _);
            var milliseconds = BinaryPrimitives.ReadInt64BigEndian(bytes) >>> 16;
            return milliseconds < DateTimeOffset.MaxValue.AddYears(-1).ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
        }
    }

    public static OpenLine Changed(LogLine row) => new(row, new byte[Leaf.NonceSize], row.Sealed) { IsChanged = true };
}

/// <param name="Period">202611.</param>
/// <param name="Lines">The newest first: by when they happened, or by their places in the log.</param>
/// <param name="ByPlace">The latter.</param>
internal sealed record LogMonth(int Period, IReadOnlyList<OpenLine> Lines, bool ByPlace);

/// <summary>Reads the entries of a person.</summary>
internal sealed class LogReader(LineKeys keys)
{
    /// <summary>So many entries of one month are held to be ordered, and no more.</summary>
    internal const int MostOfAMonth = 20_000;

    // No look-up is dated later than a day after it is told; and clocks of nodes differ.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(2);

    private static readonly Comparer<int> NewestFirst = Comparer<int>.Create((one, other) => other.CompareTo(one));

    private static readonly Func<PlatformDb, PersonId[], int[], IAsyncEnumerable<LineKey>> KeysOf = EF.CompileAsyncQuery((PlatformDb db, PersonId[] people, int[] periods) => db.Set<LineKey>().AsNoTracking().Where(k => people.Contains(k.Person) && periods.Contains(k.Period)));

    /// <summary>Those of a person after this number, up to that one, the oldest first.</summary>
    public async Task<IReadOnlyList<OpenLine>> Between(PlatformDb db, PersonId person, long after, long last, CancellationToken cancellation)
    {
        // No number is left out, so they are the newest up to the last: older partitions are not looked at.
        var rows = await db.Set<LogLine>().AsNoTracking().Where(l => l.Person == person && l.Number <= last).OrderByDescending(l => l.Index).Take((int)(last - after)).ToListAsync(cancellation);
        rows.Reverse();
        return await Open(db, rows, cancellation);
    }

    /// <summary>
    /// Those of this month (202611) and before it by when they happened, the newest month first and whole, in each the newest first, as far as somebody goes on: authorities tell at different times, so places in the log are in another order. What has been erased is not among them.
    /// A month of which there are more than are to be held comes in parts, by place.
    /// </summary>
    public async IAsyncEnumerable<LogMonth> Months(PlatformDb db, IReadOnlyCollection<PersonId> people, int newest, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int most = 5000;
        var (held, part, told) = (new SortedDictionary<int, List<OpenLine>>(NewestFirst), 0, (DateTimeOffset?)null);
        for (var (atOnce, before) = (200, long.MaxValue); ; atOnce = Math.Min(most, 2 * atOnce))
        {
            var rows = await NewestRows(db, people, before, newest, atOnce, cancellation);
            foreach (var line in await Open(db, rows, cancellation))
            {
                if (!held.TryGetValue(line.Row.Period, out var lines)) held[line.Row.Period] = lines = [];
                lines.Add(line);
                // Of an authority's, that is when it came into the log.
                if (line is { IsChanged: false, Body.IsTold: true }) told = line.ToldAt ?? told;
            }
            var isAll = rows.Count < atOnce;
            // What stands before these was told before them, and what is told has happened: so of later months there is no more.
            var last = isAll ? 0 : told is { } then ? LineKeys.PeriodOf(then + Ahead) : int.MaxValue;
            while (held.Count > 0 && held.First() is var (period, lines) && (period > last || (period == last && lines.Count >= MostOfAMonth)))
            {
                held.Remove(period);
                // By the same rule whatever page asks.
                var byPlace = part == period || lines.Count >= MostOfAMonth;
                if (period == last) part = period;
                yield return byPlace ? new LogMonth(period, lines, ByPlace: true) : new LogMonth(period, [.. lines.OrderByDescending(line => line.Body.At).ThenByDescending(line => line.Row.Index)], ByPlace: false);
            }
            if (isAll) yield break;
            before = rows[^1].Index;
        }
    }

    /// <summary>Those of these months, wherever they stand in the log: what was told late stands far from what happened at the same time. The newest 500 at the most.</summary>
    public async Task<IReadOnlyList<OpenLine>> OfMonths(PlatformDb db, IReadOnlyCollection<PersonId> people, IReadOnlyCollection<int> months, CancellationToken cancellation)
    {
        const int most = 500;
        if (months.Count == 0) return [];
        var rows = await db.Set<LogLine>().AsNoTracking().Where(l => people.Contains(l.Person) && months.Contains(l.Period)).OrderByDescending(l => l.Index).Take(most).ToListAsync(cancellation);
        return await Open(db, rows, cancellation);
    }

    /// <summary>The entry at this place of the log, in one of these chains; null where there is none, or it has been erased.</summary>
    public async Task<OpenLine?> At(PlatformDb db, IReadOnlyCollection<PersonId> chains, long index, CancellationToken cancellation) =>
        await Open(db, await db.Set<LogLine>().AsNoTracking().Where(l => chains.Contains(l.Person) && l.Index == index).ToListAsync(cancellation), cancellation) is [var open] ? open : null;

    // Asked for one person at a time: so they come in the order of the index, and the question ends before it gets to the older partitions.
    private static async Task<List<LogLine>> NewestRows(PlatformDb db, IReadOnlyCollection<PersonId> people, long before, int newest, int most, CancellationToken cancellation)
    {
        var rows = new List<LogLine>();
        foreach (var person in people) rows.AddRange(await db.Set<LogLine>().AsNoTracking().Where(l => l.Person == person && l.Index < before && l.Period <= newest).OrderByDescending(l => l.Index).Take(most).ToListAsync(cancellation));
        return people.Count == 1 ? rows : [.. rows.OrderByDescending(row => row.Index).Take(most)];
    }

    /// <summary>These, as far as they have not been erased, in their order.</summary>
    public async Task<IReadOnlyList<OpenLine>> Open(PlatformDb db, IReadOnlyList<LogLine> rows, CancellationToken cancellation)
    {
        var held = KeysOf(db, [.. rows.Select(row => row.Person).Distinct()], [.. rows.Select(row => row.Period).Distinct()]);
        var ciphers = await held.ToDictionaryAsync(key => (key.Person, key.Period), key => (key.From, Cipher: CipherOf(key)), cancellationToken: cancellation);
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
        try { return cipher?.Open(row) is var (nonce, body) ? new OpenLine(row, nonce, body) : OpenLine.Changed(row); }
        catch (CryptographicException) { return OpenLine.Changed(row); }
    }

    // Null where the key's own row was changed.
    private LineCipher? CipherOf(LineKey key)
    {
        try { return new LineCipher(keys.Open(key)); }
        catch (CryptographicException) { return null; }
    }
}
