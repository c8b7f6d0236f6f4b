using System.Buffers;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>An entry about a person: its place in the person's chain is still to be found.</summary>
/// <param name="Body">What it says.</param>
/// <param name="Kind">Of what.</param>
/// <param name="Rekeyed">The key of its month is deleted with it: it is the first that is sealed with the next.</param>
internal readonly record struct NewLine(LineBody Body, LeafKind Kind = LeafKind.Access, bool Rekeyed = false);

/// <summary>What is to be written in the same transaction; false: nothing of it, nor of the entries.</summary>
/// <param name="db">In its transaction. The head of the log is locked.</param>
/// <param name="first">The place of the first of the entries in the log; the others follow in their order.</param>
/// <param name="cancellation">Ends it.</param>
internal delegate Task<bool> AlongWith(PlatformDb db, long first, CancellationToken cancellation);

/// <summary>What comes into the log together.</summary>
/// <param name="Lines">Those of one person in the order in which they happened.</param>
/// <param name="Last">A leaf that is about nobody, after them.</param>
/// <param name="Also">What else is written with them.</param>
internal sealed record Appending(IReadOnlyList<NewLine> Lines, (LeafKind Kind, TreeHash Commitment)? Last = null, AlongWith? Also = null);

/// <summary>The database has less of the log than this node knows to have been in it.</summary>
internal sealed class LogTurnedBackException(long had, long has) : Exception($"The log had {had} entries and has {has} now: the database was turned back. Nothing is written to it.");

/// <summary>
/// Gives entries their places in the log, in their persons' chains and in the tree, in one transaction. Any number of nodes may do it: whoever changes the head first goes first.
/// What stands in the tree and is acknowledged cannot be taken back; so on any doubt nothing is written.
/// </summary>
/// <param name="databases">Where it stands.</param>
/// <param name="keys">Seal what entries say.</param>
/// <param name="range">Of places.</param>
/// <param name="most">Of so many persons it is known where their chains end, and their keys; of others it is asked each time. If nothing is said, as many as an eighth of the memory holds that the process may have.</param>
internal sealed class Sequencer(IDbContextFactory<PlatformDb> databases, LineKeys keys, PlaceRange range, int? most = null) : IDisposable
{
    // What a person takes of the memory: 267, by bench/run access-log.
    private const int BytesOfAPerson = 300;

    // Up to here rows go to the database together with what else is written, in one question; more by COPY, of which each is two.
    private const int Few = 16;

    private static readonly string[] ToTheEnd = [nameof(LogChain.Count), nameof(LogChain.Newest)];

    private readonly long mostKnown = most ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8 / BytesOfAPerson;
    private readonly SemaphoreSlim turn = new(1);
    private readonly List<LogTile> full = [];

    // As after this node's last transaction: true as long as the head has the size that it had then. Whoever deletes a key changes the head, too: a key that is gone seals nothing more.
    private readonly Dictionary<PersonId, Chain> chains = [];
    private readonly Dictionary<(PersonId Person, int Period), byte[]> openKeys = [];
    private readonly ArrayBufferWriter<byte> body = new(1024);
    private TiledTree? tree;
    private long known;

    // Up to here there are partitions, and one more.
    private long room;

    /// <summary>There is a log from the first start on, and room for what comes.</summary>
    public async Task Begin(PlatformDb db, CancellationToken cancellation)
    {
        await db.AddMissing([new LogHead()], cancellation);
        await MakeRoom(await db.Set<LogHead>().Select(h => h.Size).SingleAsync(cancellation), 1, cancellation);
    }

    /// <summary>Returns when it is durable and in the tree; false where <see cref="Appending.Also"/> did not want it, and then nothing of it is there.</summary>
    public async Task<bool> Append(Appending what, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            // Most often no other node has written since: then all is made before the transaction, and nothing but the head is asked in it.
            return (tree is null ? null : await AppendToKnown(what, cancellation)) ?? await AppendToWhatIsThere(what, cancellation);
        }
        catch
        {
            // What is known here may have come further than the database has.
            Forget();
            throw;
        }
        finally { turn.Release(); }
    }

    /// <summary>Writes entries of nobody and takes them back: what is compiled and prepared when entries are written, is so before somebody waits for it.</summary>
    public async Task Rehearse(IReadOnlyList<NewLine> lines, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            await using var never = await db.Database.BeginTransactionAsync(cancellation);
            await StoreAfterWhatIsThere(db, new Appending(lines), cancellation);
        }
        finally
        {
            Forget();
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    // Null where the head is not the one that is known here.
    private async Task<bool?> AppendToKnown(Appending what, CancellationToken cancellation)
    {
        await MakeRoom(tree!.Size, what.Lines.Count, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var made = await Make(db, what, cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        if (await Store(db, made, what.Also, cancellation) is not { } stored)
        {
            Forget();
            return null;
        }
        if (stored) await whole.CommitAsync(cancellation);
        Ended(what, stored);
        return stored;
    }

    private async Task<bool> AppendToWhatIsThere(Appending what, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        var stored = await StoreAfterWhatIsThere(db, what, cancellation);
        if (stored) await whole.CommitAsync(cancellation);
        Ended(what, stored);
        return stored;
    }

    private async Task<bool> StoreAfterWhatIsThere(PlatformDb db, Appending what, CancellationToken cancellation)
    {
        // Until the end of the transaction nobody else changes it.
        await db.Set<LogHead>().ExecuteUpdateAsync(set => set.SetProperty(h => h.CheckpointSize, h => h.CheckpointSize), cancellation);
        var head = await db.Set<LogHead>().AsNoTracking().SingleAsync(cancellation);
        if (head.Size < known) throw new LogTurnedBackException(known, head.Size);
        await MakeRoom(head.Size, what.Lines.Count, cancellation);
        tree = await Resume(db, head.Size, cancellation);
        return await Store(db, await Make(db, what, cancellation), what.Also, cancellation) ?? throw new InvalidOperationException("The head of the log changed while it was locked.");
    }

    // The partitions of so many entries from this place on, and the one after them: so there always is one, whichever node comes there first. On a connection of its own, and asked for once in a range.
    private async Task MakeRoom(long from, int count, CancellationToken cancellation)
    {
        var end = range.EndOf(from + count);
        if (end <= room) return;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        for (var to = range.EndOf(from); to <= end + range.Size; to += range.Size) await db.AddPartition<LogLine>(to - range.Size, to, cancellation);
        room = end;
    }

    private void Ended(Appending what, bool stored)
    {
        if (!stored) Forget();
        else
        {
            known = tree!.Size;
            if (what.Last?.Kind == LeafKind.Erasure || what.Lines.Any(line => line.Kind == LeafKind.Erasure)) openKeys.Clear();
        }
    }

    // The rows of these entries, after all that is known.
    private async Task<Made> Make(PlatformDb db, Appending what, CancellationToken cancellation)
    {
        var lines = what.Lines;
        ForgetSome(chains);
        ForgetSome(openKeys);
        full.Clear();
        var made = new Made(tree!.Size, new(lines.Count + 1), new(lines.Count), [], [], []);
        await Learn(db, lines, cancellation);
        var ends = new Dictionary<PersonId, LogChain>();
        var random = RandomNumberGenerator.GetBytes(lines.Count * (Leaf.NonceSize + LineCipher.NonceSize)).AsMemory();
        var ciphers = new Dictionary<(PersonId Person, int Period), LineCipher>();
        try
        {
            foreach (var line in lines)
            {
                var of = (Person: new PersonId(line.Body.Person), Period: LineKeys.PeriodOf(line.Body.At));
                var (count, newest) = chains.GetValueOrDefault(of.Person);
                if (line.Rekeyed) openKeys.Remove(of);
                if (!ciphers.TryGetValue(of, out var cipher))
                {
                    if (!openKeys.TryGetValue(of, out var key))
                    {
                        made.Keys.Add(keys.Make(of.Person, of.Period, count + 1));
                        openKeys[of] = key = keys.Open(made.Keys[^1]);
                    }
                    ciphers[of] = cipher = new LineCipher(key);
                }
                if (ends.TryAdd(of.Person, new LogChain { Person = of.Person })) (count == 0 ? made.NewChains : made.Chains).Add(ends[of.Person]);
                var (nonce, sealNonce) = (random[..Leaf.NonceSize], random.Slice(Leaf.NonceSize, LineCipher.NonceSize));
                random = random[(Leaf.NonceSize + LineCipher.NonceSize)..];
                body.ResetWrittenCount();
                line.Body.WriteTo(body, ++count, newest);
                newest = Leaf.Commit(nonce.Span, body.WrittenSpan);
                made.Lines.Add(new LogLine { Person = of.Person, Number = count, Index = made.Next, Period = of.Period, Sealed = cipher.Seal(of.Person, count, sealNonce.Span, nonce.Span, body.WrittenSpan) });
                Add(Leaf.Of(line.Kind, newest), of.Person, count);
                chains[of.Person] = new Chain(count, newest);
            }
        }
        finally { foreach (var cipher in ciphers.Values) cipher.Dispose(); }
        foreach (var (person, chain) in ends) (chain.Count, chain.Newest) = (chains[person].Count, chains[person].Newest.ToArray());
        if (what.Last is var (kind, commitment)) Add(Leaf.Of(kind, commitment), null, null);
        tree.Append(Leaf.Hashes(made.Leaves.ConvertAll(leaf => leaf.Bytes)));
        return made;

        void Add(byte[] leaf, PersonId? person, long? number) => made.Leaves.Add(new LogLeaf { Index = made.Next, Bytes = leaf, Person = person, Number = number });
    }

    // What these entries go on from, as far as it is not known here.
    private async Task Learn(PlatformDb db, IReadOnlyList<NewLine> lines, CancellationToken cancellation)
    {
        var of = lines.Select(line => (Person: new PersonId(line.Body.Person), Period: LineKeys.PeriodOf(line.Body.At))).Distinct().ToList();
        var strangers = of.Select(it => it.Person).Where(person => !chains.ContainsKey(person)).Distinct().ToList();
        if (strangers.Count > 0)
        {
            await foreach (var chain in db.Set<LogChain>().AsNoTracking().Where(chain => strangers.Contains(chain.Person)).AsAsyncEnumerable().WithCancellation(cancellation)) chains[chain.Person] = new Chain(chain.Count, new TreeHash(chain.Newest));
        }
        // Whoever has no entry has no key.
        var locked = of.Where(it => chains.ContainsKey(it.Person) && !openKeys.ContainsKey(it)).ToList();
        if (locked.Count == 0) return;
        var (people, periods) = (locked.Select(it => it.Person).Distinct().ToList(), locked.Select(it => it.Period).Distinct().ToList());
        await foreach (var key in db.Set<LineKey>().AsNoTracking().Where(key => people.Contains(key.Person) && periods.Contains(key.Period)).AsAsyncEnumerable().WithCancellation(cancellation)) openKeys[(key.Person, key.Period)] = keys.Open(key);
    }

    // Null where the head is not the one that they were made for.
    private async Task<bool?> Store(PlatformDb db, Made made, AlongWith? also, CancellationToken cancellation)
    {
        var (size, root) = (tree!.Size, tree.Root().ToArray());
        if (await db.Set<LogHead>().Where(h => h.Size == made.From).ExecuteUpdateAsync(set => set.SetProperty(h => h.Size, size).SetProperty(h => h.Root, root), cancellation) == 0) return null;
        if (also is not null && !await also(db, made.From, cancellation)) return false;
        await Add(made.Leaves);
        await Add(made.Lines);
        await Add(made.Keys);
        await Add(made.NewChains);
        await Add(full);
        if (made.Chains.Count > Few) await db.AddOrChange(made.Chains, nameof(LogChain.Count), ToTheEnd, cancellation, known: true);
        else made.Chains.ForEach(Change);
        // Nothing is tried again in this transaction.
        db.Database.AutoSavepointsEnabled = false;
        await db.SaveChangesAsync(cancellation);
        return true;

        async Task Add<T>(List<T> rows)
            where T : class
        {
            if (rows.Count > Few) await db.AddAll(rows, cancellation);
            else db.AddRange(rows);
        }

        void Change(LogChain chain)
        {
            var row = db.Attach(chain);
            foreach (var property in ToTheEnd) row.Property(property).IsModified = true;
        }
    }

    // By chance and not the oldest: who goes through everybody in the same order each night would never find the one that comes next.
    private void ForgetSome<TKey, TValue>(Dictionary<TKey, TValue> known) where TKey : notnull
    {
        if (known.Count <= mostKnown) return;
        foreach (var one in known.Keys)
        {
            if (Random.Shared.Next(16) == 0) known.Remove(one);
        }
    }

    private void Forget()
    {
        tree = null;
        chains.Clear();
        openKeys.Clear();
    }

    private async Task<TiledTree> Resume(PlatformDb db, long size, CancellationToken cancellation)
    {
        var (tiles, partial) = (new LogTiles(db), new Dictionary<TileId, byte[]>());
        foreach (var tile in TiledTree.PartialIn(size)) partial[tile] = await tiles.Read(tile, cancellation);
        return TiledTree.Resume(size, tile => partial[tile], (tile, hashes, root) => full.Add(LogTile.Of(tile, hashes, root)));
    }

    private readonly record struct Chain(long Count, TreeHash Newest);

    private sealed record Made(long From, List<LogLeaf> Leaves, List<LogLine> Lines, List<LineKey> Keys, List<LogChain> NewChains, List<LogChain> Chains)
    {
        /// <summary>The place of the next leaf.</summary>
        public long Next => From + Leaves.Count;
    }
}
