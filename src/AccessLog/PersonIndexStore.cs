using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>What the newest index says of a person, and the way up to its root.</summary>
/// <param name="Head">The index.</param>
/// <param name="Leaf">Where it stands in the log.</param>
/// <param name="Label">The person's.</param>
/// <param name="Entry">Null where the person has no entry that it covers.</param>
/// <param name="Proof">The way up.</param>
internal sealed record Indexed(IndexHead Head, long Leaf, TreeHash Label, IndexEntry? Entry, IndexProof Proof);

/// <summary>The index over all persons, as it is kept: the newest.</summary>
internal sealed partial class PersonIndexStore(KeyRing ring, ILogger<PersonIndexStore> log)
{
    private const int Attempts = 5;

    private static readonly TreeHash[] NoLists = [.. Enumerable.Repeat(Merkle.Empty, PersonIndex.Fan)];
    private static readonly TreeHash NoTile = Merkle.Root(NoLists);

    private static readonly Func<PlatformDb, int, int, CancellationToken, Task<Held?>> Find = EF.CompileAsyncQuery((PlatformDb db, int list, int tile, CancellationToken _) => db.Set<LogIndex>().AsNoTracking().OrderByDescending(i => i.Leaf)
        .Select(i => new Held(i, db.Set<LogIndexList>().Where(l => l.List == list).Select(l => l.Rows).FirstOrDefault(), db.Set<LogIndexTile>().Where(t => t.Tile == tile).Select(t => t.Hashes).FirstOrDefault())).FirstOrDefault());

    // The same for everybody until the next index.
    private Top? top;

    public TreeHash Label(PersonId person) => PersonIndex.Label(ring.Current(KeyPurpose.LogIndex).Bytes, person.Value);

    /// <summary>The chain in which a source's entries stand that cannot stand in a person's: delayed ones, and those that name nobody. Nobody without the key can make another.</summary>
    public PersonId ChainOf(string source) => new(new Guid(HMACSHA256.HashData(ring.Current(KeyPurpose.LogIndex).Bytes, (byte[])[.. "overblik/source-chain/v1\0"u8, .. Encoding.UTF8.GetBytes(source)]).AsSpan(0, 16), bigEndian: true));

    public static Task<LogIndex?> Newest(PlatformDb db, CancellationToken cancellation) => db.Set<LogIndex>().AsNoTracking().OrderByDescending(i => i.Leaf).FirstOrDefaultAsync(cancellation);

    /// <summary>Null before the first index. Where the index was changed behind the log, the proof is none, and whoever checks it finds that.</summary>
    public async Task<Indexed?> Proof(PlatformDb db, PersonId person, CancellationToken cancellation)
    {
        // Between two of these questions a new index may be written; then what they say together proves nothing, and is asked again.
        for (var attempt = 1; ; attempt++)
        {
            var label = Label(person);
            var list = PersonIndex.ListOf(label);
            var tile = list / PersonIndex.Fan;
            var held = await Find(db, list, tile, cancellation);
            if (held is null) return null;
            if (attempt > 1 || top is not { } above || above.Leaf != held.Index.Leaf) top = above = new Top(held.Index.Leaf, await Roots(db, cancellation));
            var people = LogIndexList.People(held.Rows);
            TreeHash[] beside = [.. Beside(held.Hashes is { Length: PersonIndex.Fan * TreeHash.Size } hashes ? TreeHash.In(hashes) : NoLists, list % PersonIndex.Fan), .. Beside(above.Roots, tile)];
            var indexed = new Indexed(held.Index.Head(), held.Index.Leaf, label, people.GetValueOrDefault(label), InList(people, label) with { Above = beside });
            if (PersonIndex.Proves(indexed.Head.Root, label, indexed.Entry, indexed.Proof)) return indexed;
            if (attempt < Attempts) continue;
            LogChanged(log, held.Index.Leaf);
            return indexed;
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The index over all persons does not have the root that stands in the log at {Leaf}: its tables were changed. See docs/operations.md")]
    private static partial void LogChanged(ILogger log, long leaf);

    /// <summary>Brings the lists up to date, in the caller's transaction, and gives the root and how many persons are new.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="logSize">Of the index that is made.</param>
    /// <param name="changed">What is to be said of whom; with a count of 0 from which entry on theirs are kept, and else what was said before.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<(IReadOnlyList<LogIndexList> Lists, IReadOnlyList<LogIndexTile> Tiles, TreeHash Root, int New)> Change(PlatformDb db, long logSize, IReadOnlyDictionary<TreeHash, IndexEntry> changed, CancellationToken cancellation)
    {
        const int atOnce = 1000;
        var (lists, added) = (new List<LogIndexList>(), 0);
        foreach (var some in changed.GroupBy(person => PersonIndex.ListOf(person.Key)).OrderBy(list => list.Key).Chunk(atOnce))
        {
            var ids = some.Select(list => list.Key).ToList();
            var held = await db.Set<LogIndexList>().AsNoTracking().Where(l => ids.Contains(l.List)).ToDictionaryAsync(l => l.List, cancellation);
            foreach (var list in some)
            {
                var people = LogIndexList.People(held.GetValueOrDefault(list.Key)?.Rows);
                var before = people.Count;
                foreach (var (label, entry) in list) people[label] = entry.Count > 0 ? entry : people[label] with { From = entry.From };
                added += people.Count - before;
                lists.Add(LogIndexList.Of(list.Key, logSize, people));
            }
        }
        var roots = await Roots(db, cancellation);
        var tiles = new List<LogIndexTile>();
        foreach (var of in lists.GroupBy(list => list.List / PersonIndex.Fan))
        {
            var hashes = (await db.Set<LogIndexTile>().Where(t => t.Tile == of.Key).Select(t => t.Hashes).FirstOrDefaultAsync(cancellation) is { } bytes ? TreeHash.In(bytes) : NoLists).ToArray();
            foreach (var list in of) hashes[list.List % PersonIndex.Fan] = new TreeHash(list.Root);
            roots[of.Key] = Merkle.Root(hashes);
            tiles.Add(new LogIndexTile { Tile = of.Key, LogSize = logSize, Root = roots[of.Key].ToArray(), Hashes = TreeHash.BytesOf(hashes).ToArray() });
        }
        return (lists, tiles, Merkle.Root(roots), added);
    }

    private static async Task<TreeHash[]> Roots(PlatformDb db, CancellationToken cancellation)
    {
        TreeHash[] roots = [.. Enumerable.Repeat(NoTile, PersonIndex.Fan)];
        foreach (var tile in await db.Set<LogIndexTile>().Select(t => new { t.Tile, t.Root }).ToListAsync(cancellation)) roots[tile.Tile] = new TreeHash(tile.Root);
        return roots;
    }

    private static IndexProof InList(SortedDictionary<TreeHash, IndexEntry> people, TreeHash label)
    {
        var (labels, leaves) = (people.Keys.ToArray(), LogIndexList.LeavesOf(people));
        var place = Array.BinarySearch(labels, label, LogIndexList.ByLabel);
        if (place >= 0) return new IndexProof(place, labels.Length, Beside(leaves, place), []);
        place = ~place;
        return new IndexProof(place, labels.Length, [], [], place > 0 ? At(place - 1) : null, place < labels.Length ? At(place) : null);

        IndexNeighbour At(int i) => new(labels[i], people[labels[i]].Value(), Beside(leaves, i));
    }

    // The hashes beside the way up from one of these leaves (RFC 6962, section 2.1.1), its own neighbour first.
    private static List<TreeHash> Beside(ReadOnlySpan<TreeHash> leaves, int place)
    {
        var beside = new List<TreeHash>();
        while (leaves.Length > 1)
        {
            var middle = 1 << System.Numerics.BitOperations.Log2((uint)leaves.Length - 1);
            if (place < middle)
            {
                beside.Add(Merkle.Root(leaves[middle..]));
                leaves = leaves[..middle];
            }
            else
            {
                beside.Add(Merkle.Root(leaves[..middle]));
                leaves = leaves[middle..];
                place -= middle;
            }
        }
        CollectionsMarshal.AsSpan(beside).Reverse();
        return beside;
    }

    private sealed record Held(LogIndex Index, byte[]? Rows, byte[]? Hashes);

    private sealed record Top(long Leaf, TreeHash[] Roots);
}
