using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>The database has less of the log than this node knows to have been in it.</summary>
internal sealed class LogTurnedBackException(long had, long has) : Exception($"The log had {had} entries and has {has} now: the database was turned back. Nothing is written to it.");

/// <summary>
/// Gives entries their places in the log, in their persons' chains and in the tree, in one transaction. Any number of nodes may do it: whoever changes the head first goes first.
/// What stands in the tree and is acknowledged cannot be taken back; so on any doubt nothing is written.
/// </summary>
internal sealed class Sequencer(IDbContextFactory<PlatformDb> databases, LineKeys keys) : IDisposable
{
    private const int MostChains = 100_000;

    private readonly SemaphoreSlim turn = new(1);
    private readonly List<LogTile> full = [];

    // As after this node's last transaction: true as long as the head has the size that it had then.
    private readonly Dictionary<PersonId, (long Count, TreeHash Newest)> chains = [];
    private TiledTree? tree;
    private long known;

    /// <summary>There is a log from the first start on.</summary>
    public static Task Begin(PlatformDb db, CancellationToken cancellation) => db.AddMissing([new LogHead()], cancellation);

    /// <summary>Returns when they are durable and in the tree.</summary>
    /// <param name="lines">Those of one person in the order in which they happened.</param>
    /// <param name="cancellation">Ends it; then none is there.</param>
    public Task Append(IReadOnlyList<LineBody> lines, CancellationToken cancellation) => InTurn(lines, null, cancellation);

    /// <summary>The same for entries of the table before the log. Nothing where another node has taken them.</summary>
    /// <param name="lines">The entries.</param>
    /// <param name="from">The last that had been taken when these were read.</param>
    /// <param name="to">The last of these.</param>
    /// <param name="cancellation">Ends it; then none is there.</param>
    public Task TakeOver(IReadOnlyList<LineBody> lines, Guid from, Guid to, CancellationToken cancellation) => InTurn(lines, (from, to), cancellation);

    public void Dispose() => turn.Dispose();

    private async Task InTurn(IReadOnlyList<LineBody> lines, (Guid From, Guid To)? takeover, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            // Most often no other node has written since: then all is made before the transaction, and nothing but the head is asked in it.
            if (tree is not null && await AppendToKnown(lines, takeover, cancellation)) return;
            Forget();
            await AppendToWhatIsThere(lines, takeover, cancellation);
        }
        catch
        {
            // What is known here may have come further than the database has.
            Forget();
            throw;
        }
        finally { turn.Release(); }
    }

    private async Task<bool> AppendToKnown(IReadOnlyList<LineBody> lines, (Guid From, Guid To)? takeover, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var made = await Make(db, lines, cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        if (!await Store(db, made, takeover, cancellation)) return false;
        await whole.CommitAsync(cancellation);
        known = tree!.Size;
        return true;
    }

    private async Task AppendToWhatIsThere(IReadOnlyList<LineBody> lines, (Guid From, Guid To)? takeover, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        // Until the end of the transaction nobody else changes it.
        await db.Set<LogHead>().ExecuteUpdateAsync(set => set.SetProperty(h => h.CheckpointSize, h => h.CheckpointSize), cancellation);
        var head = await db.Set<LogHead>().AsNoTracking().SingleAsync(cancellation);
        if (head.Size < known) throw new LogTurnedBackException(known, head.Size);
        if (takeover is var (from, _) && head.TakenOver != from) return;
        tree = await Resume(db, head.Size, cancellation);
        if (!await Store(db, await Make(db, lines, cancellation), takeover, cancellation)) throw new InvalidOperationException("The head of the log changed while it was locked.");
        await whole.CommitAsync(cancellation);
        known = tree.Size;
    }

    // The rows of these entries, after all that is known.
    private async Task<Made> Make(PlatformDb db, IReadOnlyList<LineBody> lines, CancellationToken cancellation)
    {
        if (chains.Count > MostChains) chains.Clear();
        full.Clear();
        var from = tree!.Size;
        var (people, periods) = (lines.Select(line => new PersonId(line.Person)).Distinct().ToList(), lines.Select(line => LineKeys.PeriodOf(line.At)).Distinct().ToList());
        var strangers = people.Where(person => !chains.ContainsKey(person)).ToList();
        if (strangers.Count > 0)
        {
            await foreach (var chain in db.Set<LogChain>().AsNoTracking().Where(chain => strangers.Contains(chain.Person)).AsAsyncEnumerable().WithCancellation(cancellation)) chains[chain.Person] = (chain.Count, new TreeHash(chain.Newest));
        }
        // Never from memory: a key that was deleted meanwhile must not seal anything more.
        var held = await db.Set<LineKey>().AsNoTracking().Where(key => people.Contains(key.Person) && periods.Contains(key.Period)).ToDictionaryAsync(key => (key.Person, key.Period), cancellation);
        var nonces = RandomNumberGenerator.GetBytes(lines.Count * Leaf.NonceSize);
        var (rows, leaves, ends) = (new List<LogLine>(lines.Count), new List<LogLeaf>(lines.Count), new Dictionary<PersonId, (LogChain Row, bool IsNew)>());
        foreach (var of in lines.Select((line, i) => (Line: line, Nonce: i * Leaf.NonceSize)).GroupBy(it => (Person: new PersonId(it.Line.Person), Period: LineKeys.PeriodOf(it.Line.At))))
        {
            if (!held.TryGetValue(of.Key, out var key)) db.Add(key = keys.Make(of.Key.Person, of.Key.Period));
            using var cipher = keys.Open(key);
            var (count, newest) = chains.GetValueOrDefault(of.Key.Person);
            if (!ends.TryGetValue(of.Key.Person, out var end)) ends[of.Key.Person] = end = (new LogChain { Person = of.Key.Person }, count == 0);
            foreach (var (line, at) in of)
            {
                var nonce = nonces.AsSpan(at, Leaf.NonceSize);
                var body = (line with { Number = ++count, Previous = newest }).ToBytes();
                newest = Leaf.Commit(nonce, body);
                var leaf = new LogLeaf { Index = tree.Size, Bytes = Leaf.Of(LeafKind.Access, newest) };
                tree.Append(Merkle.Leaf(leaf.Bytes));
                leaves.Add(leaf);
                rows.Add(new LogLine { Person = of.Key.Person, Number = count, Index = leaf.Index, Period = of.Key.Period, Sealed = cipher.Seal(of.Key.Person, count, nonce, body) });
            }
            (end.Row.Count, end.Row.Newest) = (count, newest.ToArray());
            chains[of.Key.Person] = (count, newest);
        }
        foreach (var (row, isNew) in ends.Values)
        {
            if (isNew) db.Add(row);
            else db.Update(row);
        }
        return new Made(from, leaves, rows);
    }

    // False where the head is not the one that they were made for.
    private async Task<bool> Store(PlatformDb db, Made made, (Guid From, Guid To)? takeover, CancellationToken cancellation)
    {
        var (size, root) = (tree!.Size, tree.Root().ToArray());
        var head = db.Set<LogHead>().Where(h => h.Size == made.From);
        var changed = takeover is var (from, to)
            ? await head.Where(h => h.TakenOver == from).ExecuteUpdateAsync(set => set.SetProperty(h => h.Size, size).SetProperty(h => h.Root, root).SetProperty(h => h.TakenOver, to), cancellation)
            : await head.ExecuteUpdateAsync(set => set.SetProperty(h => h.Size, size).SetProperty(h => h.Root, root), cancellation);
        if (changed == 0) return false;
        await db.AddAll(made.Leaves, cancellation);
        await db.AddAll(made.Lines, cancellation);
        await db.AddAll(full, cancellation);
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    private void Forget()
    {
        tree = null;
        chains.Clear();
    }

    private async Task<TiledTree> Resume(PlatformDb db, long size, CancellationToken cancellation)
    {
        var (tiles, partial) = (new LogTiles(db), new Dictionary<TileId, byte[]>());
        foreach (var tile in TiledTree.PartialIn(size)) partial[tile] = await tiles.Read(tile, cancellation);
        return TiledTree.Resume(size, tile => partial[tile], (tile, hashes, root) => full.Add(new LogTile { Level = tile.Level, Index = tile.Index, Root = root.ToArray(), Hashes = TreeHash.BytesOf(hashes).ToArray() }));
    }

    private sealed record Made(long From, List<LogLeaf> Leaves, List<LogLine> Lines);
}
