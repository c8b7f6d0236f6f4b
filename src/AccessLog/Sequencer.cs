using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>A reading that is to stand in the log.</summary>
internal sealed record NewLine(Guid Id, PersonId Person, DateTimeOffset At, PersonId Reader, Guid Session, string Act, string Purpose, string LegalBasis, string Sources);

/// <summary>The database has less of the log than this node knows to have been in it.</summary>
internal sealed class LogTurnedBackException(long had, long has) : Exception($"The log had {had} entries and has {has} now: the database was turned back. Nothing is written to it.");

/// <summary>
/// Gives entries their places in the log, in their persons' chains and in the tree, in one transaction. Any number of nodes may do it: whoever changes the head first goes first.
/// What stands in the tree and is acknowledged cannot be taken back; so on any doubt nothing is written.
/// </summary>
internal sealed class Sequencer(IDbContextFactory<PlatformDb> databases, LineKeys keys) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1);
    private readonly List<LogTile> full = [];

    // As after the last transaction, while no other node has written since.
    private TiledTree? tree;
    private long known;

    /// <summary>There is a log from the first start on.</summary>
    public static Task Begin(PlatformDb db, CancellationToken cancellation) => db.AddMissing([new LogHead()], cancellation);

    /// <summary>Returns when they are durable and in the tree.</summary>
    /// <param name="lines">Those of one person in the order in which they happened.</param>
    /// <param name="cancellation">Ends it; then none is there.</param>
    public Task Append(IReadOnlyList<NewLine> lines, CancellationToken cancellation) => InTurn(lines, null, cancellation);

    /// <summary>The same for entries of the table before the log. Nothing where another node has taken them.</summary>
    /// <param name="lines">The entries.</param>
    /// <param name="from">The last that had been taken when these were read.</param>
    /// <param name="to">The last of these.</param>
    /// <param name="cancellation">Ends it; then none is there.</param>
    public Task TakeOver(IReadOnlyList<NewLine> lines, Guid from, Guid to, CancellationToken cancellation) => InTurn(lines, (from, to), cancellation);

    public void Dispose() => turn.Dispose();

    private async Task InTurn(IReadOnlyList<NewLine> lines, (Guid From, Guid To)? takeover, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try { await Append(lines, takeover, cancellation); }
        catch
        {
            // It may have come further than the database has.
            tree = null;
            throw;
        }
        finally { turn.Release(); }
    }

    private async Task Append(IReadOnlyList<NewLine> lines, (Guid From, Guid To)? takeover, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var whole = await db.Database.BeginTransactionAsync(cancellation);
        // Until the end of the transaction nobody else changes it.
        await db.Set<LogHead>().ExecuteUpdateAsync(set => set.SetProperty(h => h.CheckpointSize, h => h.CheckpointSize), cancellation);
        var head = await db.Set<LogHead>().SingleAsync(cancellation);
        if (head.Size < known) throw new LogTurnedBackException(known, head.Size);
        if (takeover is var (from, to))
        {
            if (head.TakenOver != from) return;
            head.TakenOver = to;
        }
        if (tree?.Size != head.Size) tree = await Resume(db, head.Size, cancellation);
        full.Clear();

        var (people, periods) = (lines.Select(line => line.Person).Distinct().ToList(), lines.Select(line => LineKeys.PeriodOf(line.At)).Distinct().ToList());
        var chains = await db.Set<LogChain>().Where(chain => people.Contains(chain.Person)).ToDictionaryAsync(chain => chain.Person, cancellation);
        var held = await db.Set<LineKey>().Where(key => people.Contains(key.Person) && periods.Contains(key.Period)).ToDictionaryAsync(key => (key.Person, key.Period), cancellation);
        var nonces = RandomNumberGenerator.GetBytes(lines.Count * Leaf.NonceSize);
        var (rows, leaves) = (new List<LogLine>(lines.Count), new List<LogLeaf>(lines.Count));
        foreach (var of in lines.Select((line, i) => (Line: line, Nonce: i * Leaf.NonceSize)).GroupBy(it => (it.Line.Person, Period: LineKeys.PeriodOf(it.Line.At))))
        {
            if (!held.TryGetValue(of.Key, out var key)) db.Add(key = keys.Make(of.Key.Person, of.Key.Period));
            if (!chains.TryGetValue(of.Key.Person, out var chain)) db.Add(chains[of.Key.Person] = chain = new LogChain { Person = of.Key.Person });
            using var cipher = keys.Open(key);
            foreach (var (line, at) in of)
            {
                var nonce = nonces.AsSpan(at, Leaf.NonceSize);
                var previous = chain.Count == 0 ? default : new TreeHash(chain.Newest);
                var body = new LineBody(line.Id, line.Person, ++chain.Count, previous, line.At, line.Reader, line.Session, line.Act, line.Purpose, line.LegalBasis, line.Sources).ToBytes();
                var commitment = Leaf.Commit(nonce, body);
                chain.Newest = commitment.ToArray();
                var leaf = new LogLeaf { Index = tree.Size, Bytes = Leaf.Of(LeafKind.Access, commitment) };
                tree.Append(Merkle.Leaf(leaf.Bytes));
                leaves.Add(leaf);
                rows.Add(new LogLine { Person = line.Person, Number = chain.Count, Index = leaf.Index, Period = of.Key.Period, Sealed = cipher.Seal(line.Person, chain.Count, nonce, body) });
            }
        }
        await db.AddAll(leaves, cancellation);
        await db.AddAll(rows, cancellation);
        await db.AddAll(full, cancellation);
        (head.Size, head.Root) = (tree.Size, tree.Root().ToArray());
        await db.SaveChangesAsync(cancellation);
        await whole.CommitAsync(cancellation);
        known = tree.Size;
    }

    private async Task<TiledTree> Resume(PlatformDb db, long size, CancellationToken cancellation)
    {
        var (tiles, partial) = (new LogTiles(db), new Dictionary<TileId, byte[]>());
        foreach (var tile in TiledTree.PartialIn(size)) partial[tile] = await tiles.Read(tile, cancellation);
        return TiledTree.Resume(size, tile => partial[tile], (tile, hashes, root) => full.Add(new LogTile { Level = tile.Level, Index = tile.Index, Root = root.ToArray(), Hashes = TreeHash.BytesOf(hashes).ToArray() }));
    }
}
