using System.Buffers.Binary;
using System.Security.Cryptography;
using Overblik.Tlog;

namespace Overblik.LogFormat;

/// <summary>What the index says of one person.</summary>
/// <param name="Count">How many entries there are.</param>
/// <param name="Newest">The commitment of the newest.</param>
/// <param name="From">The first of them that is kept for the person to read.</param>
public sealed record IndexEntry(long Count, TreeHash Newest, long From)
{
    internal const int Size = (2 * sizeof(long)) + TreeHash.Size;

    public TreeHash Value()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Leaf.Hash(default, bytes);
    }

    internal void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64BigEndian(bytes, Count);
        Newest.CopyTo(bytes[sizeof(long)..]);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(sizeof(long) + TreeHash.Size)..], From);
    }
}

/// <summary>Where a person stands in the index, or where they would stand: under the first two bytes of their label, in one list of those with the same two.</summary>
/// <param name="Place">Their place in the list; of somebody who is not there, the place before which they would stand.</param>
/// <param name="Count">How long the list is.</param>
/// <param name="List">The hashes beside the way up through the list.</param>
/// <param name="Above">The hashes beside the way up from the list to the root: 16.</param>
/// <param name="Before">Of somebody who is not there: the row before, with its own way up through the list. Null where there is none.</param>
/// <param name="After">The same of the row after.</param>
public sealed record IndexProof(int Place, int Count, IReadOnlyList<TreeHash> List, IReadOnlyList<TreeHash> Above, IndexNeighbour? Before = null, IndexNeighbour? After = null);

/// <param name="Label">Somebody's label.</param>
/// <param name="Value">The hash of what is said of them.</param>
/// <param name="List">The hashes beside the way up through the list.</param>
public sealed record IndexNeighbour(TreeHash Label, TreeHash Value, IReadOnlyList<TreeHash> List);

/// <summary>
/// A Merkle map from persons to their entries. A person's label is a keyed hash, so that it tells nobody who it is. The labels are sorted; those with the same two first bytes are the leaves of one tree (RFC 6962), and above the 65,536 roots stand two levels of 256.
/// So a minute's changes touch as many lists as there are persons in them, and a proof is one list and 16 hashes.
/// </summary>
public static class PersonIndex
{
    public const int Fan = 256, Depth = 16;

    public static TreeHash Label(ReadOnlySpan<byte> key, Guid person)
    {
        Span<byte> id = stackalloc byte[16], label = stackalloc byte[TreeHash.Size];
        person.TryWriteBytes(id, bigEndian: true, out _);
        HMACSHA256.HashData(key, id, label);
        return new TreeHash(label);
    }

    public static TreeHash LeafOf(in TreeHash label, in TreeHash value)
    {
        Span<byte> both = stackalloc byte[2 * TreeHash.Size];
        label.CopyTo(both);
        value.CopyTo(both[TreeHash.Size..]);
        return Merkle.Leaf(both);
    }

    /// <summary>The list in which a label stands.</summary>
    public static int ListOf(in TreeHash label)
    {
        Span<byte> bytes = stackalloc byte[TreeHash.Size];
        label.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    /// <summary>Whether the index says this of the person with this label.</summary>
    /// <param name="root">Of the index.</param>
    /// <param name="label">Whose.</param>
    /// <param name="entry">What it is to say; null: that there is no such person in it.</param>
    /// <param name="proof">The way up.</param>
    public static bool Proves(in TreeHash root, in TreeHash label, IndexEntry? entry, IndexProof proof)
    {
        if (proof.Above.Count != Depth || proof.Count < 0) return false;
        if (entry is not null) return IsAt(root, label, entry.Value(), proof.Place, proof.Count, proof.List, proof);
        if (proof.Count == 0) return Reaches(root, ListOf(label), Merkle.Empty, proof.Above);
        // Nobody stands between the two, and they stand on both sides of the label; at an end of the list there is one only.
        if (proof.Place < 0 || proof.Place > proof.Count || (proof.Before is null) != (proof.Place == 0) || (proof.After is null) != (proof.Place == proof.Count)) return false;
        return (proof.Before is not { } before || (Compare(before.Label, label) < 0 && ListOf(before.Label) == ListOf(label) && IsAt(root, before.Label, before.Value, proof.Place - 1, proof.Count, before.List, proof)))
            && (proof.After is not { } after || (Compare(after.Label, label) > 0 && ListOf(after.Label) == ListOf(label) && IsAt(root, after.Label, after.Value, proof.Place, proof.Count, after.List, proof)));
    }

    /// <summary>The leaves of these persons, in the order in which they are given: many at once cost a fraction of as many one by one.</summary>
    public static void Leaves(ReadOnlySpan<(TreeHash Label, IndexEntry Entry)> people, Span<TreeHash> leaves)
    {
        const int valueSize = IndexEntry.Size, leafSize = 2 * TreeHash.Size, most = 64;
        Span<byte> values = stackalloc byte[most * valueSize], entries = stackalloc byte[most * leafSize];
        Span<TreeHash> hashes = stackalloc TreeHash[most];
        for (var done = 0; done < people.Length; done += most)
        {
            var some = people.Slice(done, Math.Min(most, people.Length - done));
            for (var i = 0; i < some.Length; i++) some[i].Entry.CopyTo(values.Slice(i * valueSize, valueSize));
            Sha256Lanes.HashData(values[..(some.Length * valueSize)], hashes[..some.Length]);
            for (var i = 0; i < some.Length; i++)
            {
                some[i].Label.CopyTo(entries[(i * leafSize)..]);
                hashes[i].CopyTo(entries[((i * leafSize) + TreeHash.Size)..]);
            }
            Merkle.Leaves(entries[..(some.Length * leafSize)], leaves.Slice(done, some.Length));
        }
    }

    /// <summary>The root of the index over these persons, made from nothing, on all processors.</summary>
    public static TreeHash Root(IReadOnlyList<(TreeHash Label, IndexEntry Entry)> people)
    {
        const int lists = Fan * Fan, atOnce = 1 << 14;
        var all = people as (TreeHash Label, IndexEntry Entry)[] ?? [.. people];
        var (leaves, begins) = (new TreeHash[all.Length], new int[lists + 1]);
        InParts(some =>
        {
            Leaves(all.AsSpan(some), leaves.AsSpan(some));
            foreach (var (label, _) in all.AsSpan(some)) Interlocked.Increment(ref begins[ListOf(label) + 1]);
        });
        for (var list = 0; list < lists; list++) begins[list + 1] += begins[list];
        var (ends, keys, order) = (begins[..lists], new ulong[all.Length], new int[all.Length]);
        InParts(some =>
        {
            for (var i = some.Start.Value; i < some.End.Value; i++)
            {
                var place = Interlocked.Increment(ref ends[ListOf(all[i].Label)]) - 1;
                (keys[place], order[place]) = (AfterList(all[i].Label), i);
            }
        });
        var roots = new TreeHash[lists];
        Parallel.For(0, lists, list =>
        {
            var mine = begins[list]..begins[list + 1];
            var key = keys.AsSpan(mine);
            var who = order.AsSpan(mine);
            key.Sort(who);
            // Ten bytes tell nearly all apart; where they do not, all count.
            for (var i = 1; i < key.Length; i++)
            {
                if (key[i] != key[i - 1]) continue;
                who.Sort((left, right) => Compare(all[left].Label, all[right].Label));
                break;
            }
            var sorted = new TreeHash[who.Length];
            for (var i = 0; i < sorted.Length; i++) sorted[i] = leaves[who[i]];
            roots[list] = Merkle.Root(sorted);
        });
        return Merkle.Root(roots);

        void InParts(Action<Range> what) => Parallel.For(0, (all.Length + atOnce - 1) / atOnce, part => what((part * atOnce)..Math.Min((part + 1) * atOnce, all.Length)));
    }

    public static int Compare(in TreeHash left, in TreeHash right)
    {
        Span<byte> a = stackalloc byte[TreeHash.Size], b = stackalloc byte[TreeHash.Size];
        left.CopyTo(a);
        right.CopyTo(b);
        return a.SequenceCompareTo(b);
    }

    // The next eight bytes.
    private static ulong AfterList(in TreeHash label)
    {
        Span<byte> bytes = stackalloc byte[TreeHash.Size];
        label.CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ushort)..]);
    }

    private static bool IsAt(in TreeHash root, in TreeHash label, in TreeHash value, int place, int count, IReadOnlyList<TreeHash> list, IndexProof proof) =>
        Proof.Root(LeafOf(label, value), place, count, [.. list]) is { } listRoot && Reaches(root, ListOf(label), listRoot, proof.Above);

    private static bool Reaches(in TreeHash root, int list, in TreeHash listRoot, IReadOnlyList<TreeHash> above)
    {
        var hash = listRoot;
        for (var i = 0; i < Depth; i++) hash = ((list >> i) & 1) == 1 ? Merkle.Node(above[i], hash) : Merkle.Node(hash, above[i]);
        return hash == root;
    }
}
