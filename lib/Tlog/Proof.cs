namespace Overblik.Tlog;

/// <summary>Checks proofs. Pure, and without allocation.</summary>
public static class Proof
{
    /// <summary>Whether a leaf stands at this place in the tree with this size and root.</summary>
    public static bool Includes(in TreeHash leaf, long index, long size, in TreeHash root, ReadOnlySpan<TreeHash> proof) => Root(leaf, index, size, proof) == root;

    /// <summary>The root of a tree of this size in which the leaf stands at this place, with these hashes beside its way up; null where they are not as many as that takes.</summary>
    public static TreeHash? Root(in TreeHash leaf, long index, long size, ReadOnlySpan<TreeHash> proof)
    {
        if (index < 0 || index >= size) return null;
        var (hash, at, last) = (leaf, index, size - 1);
        foreach (ref readonly var beside in proof)
        {
            if (last == 0) return null;
            if ((at & 1) == 1 || at == last)
            {
                hash = Merkle.Node(beside, hash);
                // The nodes on the right edge that have no partner.
                while ((at & 1) == 0 && at != 0) (at, last) = (at >> 1, last >> 1);
            }
            else hash = Merkle.Node(hash, beside);
            (at, last) = (at >> 1, last >> 1);
        }
        return last == 0 ? hash : null;
    }

    /// <summary>
    /// Whether the tree with this size and root began as the older one. Every tree began as the empty one, and needs no proof of that (C2SP tlog-witness).
    /// </summary>
    public static bool Extends(long oldSize, in TreeHash oldRoot, long size, in TreeHash root, ReadOnlySpan<TreeHash> proof)
    {
        if (oldSize < 0 || oldSize > size) return false;
        if (oldSize == 0) return proof.IsEmpty && oldRoot == Merkle.Empty;
        if (oldSize == size) return proof.IsEmpty && oldRoot == root;
        var (at, last) = (oldSize - 1, size - 1);
        while ((at & 1) == 1) (at, last) = (at >> 1, last >> 1);
        TreeHash first;
        // An old tree that is one full subtree of the new one stands in no proof: it is known.
        if (at == 0) first = oldRoot;
        else
        {
            if (proof.IsEmpty) return false;
            first = proof[0];
            proof = proof[1..];
        }
        var (older, newer) = (first, first);
        foreach (ref readonly var hash in proof)
        {
            if (last == 0) return false;
            if ((at & 1) == 1 || at == last)
            {
                older = Merkle.Node(hash, older);
                newer = Merkle.Node(hash, newer);
                while ((at & 1) == 0 && at != 0) (at, last) = (at >> 1, last >> 1);
            }
            else newer = Merkle.Node(newer, hash);
            (at, last) = (at >> 1, last >> 1);
        }
        return last == 0 && older == oldRoot && newer == root;
    }
}
