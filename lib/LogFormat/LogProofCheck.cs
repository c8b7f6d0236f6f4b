using System.Security.Cryptography;
using Overblik.Tlog;

namespace Overblik.LogFormat;

/// <summary>What a proof shows of one thing.</summary>
/// <param name="Of">What.</param>
/// <param name="Holds">Whether it is so; null where the proof says nothing about it.</param>
/// <param name="Count">Of how many.</param>
/// <param name="Wrong">Where it is not so: the first place.</param>
/// <param name="At">Of the index: when it was made. What was held back since, it cannot show. Of what is kept: from when the oldest entry is that can be read.</param>
public sealed record Finding(ProofPart Of, bool? Holds, long Count, string? Wrong = null, DateTimeOffset? At = null);

/// <summary>What <see cref="LogProofCheck"/> looks at, in this order.</summary>
public enum ProofPart
{
    /// <summary>The log has signed the checkpoint.</summary>
    Signature,

    /// <summary>Enough witnesses have cosigned it; counts them. Null where there are none.</summary>
    Witnesses,

    /// <summary>Each entry stands in the log, at its place; counts them.</summary>
    Entries,

    /// <summary>What each says is what was committed to; counts those that can be read.</summary>
    Words,

    /// <summary>None is missing between the first and the newest, and none has changed its place.</summary>
    Chain,

    /// <summary>The index over all persons says of the person what the list shows: the newest is not held back either. Counts the entries that it covers.</summary>
    Index,

    /// <summary>Entries that are newer than the checkpoint, and so proved by nothing yet: null, with their number; true where there are none.</summary>
    Newer,

    /// <summary>Entries that nobody can read any more: true where there are none, or where an erasure stands after them in the chain; else null, with the number of those that none explains.</summary>
    Erased,

    /// <summary>From which entry on they are kept: those before it are past their time, and the index says so to everybody. Tells the number of that entry: 1 where none is gone. Null where no index says it.</summary>
    Kept,
}

/// <summary>
/// Checks a <see cref="LogProof"/>, with nothing but the file and keys that one trusts. Two things no proof can show: that the label in the index is the person's own (the key that makes it is the installation's), and that an authority has told of every look-up.
/// </summary>
public static class LogProofCheck
{
    /// <param name="proof">The file.</param>
    /// <param name="keys">The log's keys, known from elsewhere; the file's own where absent.</param>
    /// <param name="policy">The witnesses that are trusted; the file's own where absent.</param>
    /// <exception cref="FormatException">A part of it cannot be read; says which.</exception>
    public static IReadOnlyList<Finding> Check(LogProof proof, IReadOnlyList<VerifierKey>? keys = null, TrustPolicy? policy = null)
    {
        var note = SignedNote.Parse(proof.Checkpoint);
        var checkpoint = Checkpoint.Parse(note.Text);
        policy ??= proof.Policy is { } text ? TrustPolicy.Parse(text) : null;
        List<Finding> findings = [Signature(note, checkpoint, proof, keys ?? [.. proof.Keys.Select(VerifierKey.Parse)]), Witnesses(note, policy)];
        var all = proof.Chains.SelectMany(chain => chain.Entries).ToList();
        var old = all.Where(entry => entry.Inclusion is not null).ToList();
        findings.Add(Of(ProofPart.Entries, old.Count, old.Where(entry => entry.Leaf >= checkpoint.Size || !Stands(entry, checkpoint)).Concat(all.Where(entry => entry.Inclusion is null && entry.Leaf < checkpoint.Size))));
        var readable = proof.Chains.SelectMany(chain => chain.Entries.Where(entry => !IsErased(entry)).Select(entry => (chain, entry))).ToList();
        findings.Add(Of(ProofPart.Words, readable.Count, readable.Where(it => !Says(it.chain, it.entry)).Select(it => it.entry)));
        findings.Add(Of(ProofPart.Chain, all.Count, proof.Chains.Select(Gap).OfType<ProvedEntry>()));
        findings.Add(Index(proof, checkpoint));
        findings.Add(new Finding(ProofPart.Newer, old.Count == all.Count ? true : null, all.Count - old.Count));
        var unexplained = proof.Chains.Sum(Unexplained);
        findings.Add(unexplained == 0 ? new Finding(ProofPart.Erased, true, all.Count(IsErased)) : new Finding(ProofPart.Erased, null, unexplained));
        findings.Add(Kept(proof, findings[(int)ProofPart.Index].Holds));
        return findings;
    }

    // Whoever claims that entries are past their time must have told everybody.
    private static Finding Kept(LogProof proof, bool? index)
    {
        var oldest = proof.Chains.SelectMany(chain => chain.Entries.Where(entry => Says(chain, entry))).FirstOrDefault() is { Body: { } body } ? LineBody.Parse(body).At : (DateTimeOffset?)null;
        var first = proof.Chains.Count == 0 ? 1 : proof.Chains.Max(First);
        if (index is true && proof.Chains.FirstOrDefault(chain => First(chain) > (chain.Indexed?.From ?? 1)) is { } late) return new Finding(ProofPart.Kept, false, First(late), $"the index says that entries are kept from {late.Indexed?.From ?? 1} on", oldest);
        return new Finding(ProofPart.Kept, first == 1 || index is true ? true : null, first, At: oldest);
    }

    // The number with which the list begins.
    private static long First(ProvedChain chain) => chain.Entries is [var first, ..] ? first.Number : chain.Count + 1;

    private static int Unexplained(ProvedChain chain)
    {
        var last = chain.Entries.Where(entry => entry.Kind == LeafKind.Erasure).Max(entry => (long?)entry.Number) ?? 0;
        return chain.Entries.Count(entry => IsErased(entry) && entry.Kind != LeafKind.Erasure && entry.Number >= last);
    }

    private static bool IsErased(ProvedEntry entry) => entry.Body is not { Length: > 0 };

    private static Finding Signature(SignedNote note, Checkpoint checkpoint, LogProof proof, IReadOnlyList<VerifierKey> keys)
    {
        try
        {
            var holds = checkpoint.Origin == proof.Origin && note.Verify(keys.Where(key => key.Name == proof.Origin)).Count > 0;
            return new Finding(ProofPart.Signature, holds, checkpoint.Size, holds ? null : "no key that is known here has signed it");
        }
        catch (CryptographicException e) { return new Finding(ProofPart.Signature, false, checkpoint.Size, e.Message); }
    }

    private static Finding Witnesses(SignedNote note, TrustPolicy? policy)
    {
        if (policy is null || policy.Witnesses.Count == 0) return new Finding(ProofPart.Witnesses, null, 0);
        try
        {
            policy.Check(note);
            return new Finding(ProofPart.Witnesses, true, note.Verify(policy.Witnesses.Select(witness => witness.Key)).Count);
        }
        catch (CryptographicException e) { return new Finding(ProofPart.Witnesses, false, 0, e.Message); }
    }

    private static Finding Index(LogProof proof, Checkpoint checkpoint)
    {
        if (proof.Index is not { } said) return new Finding(ProofPart.Index, null, 0);
        if (said.Leaf >= checkpoint.Size) return new Finding(ProofPart.Index, null, 0);
        var head = new IndexHead(said.Size, said.People, TreeHash.Parse(said.Root), DateTimeOffset.UnixEpoch.AddMicroseconds(said.At));
        var leaf = Merkle.Leaf(Leaf.Of(LeafKind.Index, head.Commitment()));
        if (said.Size > said.Leaf || !Proof.Includes(leaf, said.Leaf, checkpoint.Size, checkpoint.Root, [.. said.Inclusion.Select(TreeHash.Parse)])) return new Finding(ProofPart.Index, false, 0, "the index does not stand in the log");
        var covered = 0L;
        foreach (var chain in proof.Chains)
        {
            if (chain.Label is null || chain.Proof is null) return new Finding(ProofPart.Index, false, covered, "no place in the index is given");
            var entry = chain.Indexed is { } indexed ? new IndexEntry(indexed.Count, TreeHash.Parse(indexed.Newest), indexed.From) : null;
            if (entry is { Count: < 1 } or { From: < 1 } || entry?.From > entry?.Count + 1 || !PersonIndex.Proves(head.Root, TreeHash.Parse(chain.Label), entry, Place(chain.Proof))) return new Finding(ProofPart.Index, false, covered, "the index says something else");
            // All that the index covers is there, and it ends where the index says; of somebody of whom nothing is kept, nothing.
            var upTo = chain.Entries.Where(it => it.Leaf < said.Size).ToList();
            var newest = upTo.MaxBy(it => it.Number);
            if (newest is null ? entry is not null && entry.From <= entry.Count : entry?.Count != newest.Number || newest.Commitment != chain.Indexed?.Newest)
                return new Finding(ProofPart.Index, false, covered, $"the index knows {entry?.Count ?? 0} entries, the list {upTo.Count}");
            covered += upTo.Count;
        }
        return new Finding(ProofPart.Index, true, covered, At: head.At);
    }

    private static IndexProof Place(ProvedPlace place)
    {
        return new IndexProof(place.Place, place.Count, Hashes(place.List), Hashes(place.Above), Neighbour(place.Before), Neighbour(place.After));

        static List<TreeHash> Hashes(IReadOnlyList<string> texts) => [.. texts.Select(TreeHash.Parse)];
        static IndexNeighbour? Neighbour(ProvedNeighbour? said) => said is null ? null : new IndexNeighbour(TreeHash.Parse(said.Label), TreeHash.Parse(said.Value), Hashes(said.List));
    }

    private static bool Stands(ProvedEntry entry, Checkpoint checkpoint) =>
        Leaf.IsInChain(entry.Kind) && Proof.Includes(Merkle.Leaf(Leaf.Of(entry.Kind, TreeHash.Parse(entry.Commitment))), entry.Leaf, checkpoint.Size, checkpoint.Root, [.. entry.Inclusion!.Select(TreeHash.Parse)]);

    private static bool Says(ProvedChain chain, ProvedEntry entry)
    {
        if (entry is not { Nonce: { Length: Leaf.NonceSize } nonce, Body: { } bytes } || Leaf.Commit(nonce, bytes) != TreeHash.Parse(entry.Commitment)) return false;
        var body = LineBody.Parse(bytes);
        var before = entry.Number == 1 ? default : chain.Entries.FirstOrDefault(it => it.Number == entry.Number - 1) is { } previous ? TreeHash.Parse(previous.Commitment) : body.Previous;
        return body.Person == chain.Person && body.Number == entry.Number && body.Previous == before;
    }

    // The first that does not follow the one before it.
    private static ProvedEntry? Gap(ProvedChain chain)
    {
        var (number, leaf) = (First(chain) - 1, -1L);
        foreach (var entry in chain.Entries)
        {
            if (entry.Number != number + 1 || entry.Leaf <= leaf) return entry;
            (number, leaf) = (entry.Number, entry.Leaf);
        }
        return number == chain.Count ? null : new ProvedEntry(number + 1, leaf, LeafKind.Access, "", null, null, null);
    }

    private static Finding Of(ProofPart part, long count, IEnumerable<ProvedEntry> wrong) => wrong.FirstOrDefault() is { } first ? new Finding(part, false, count, $"entry {first.Number}") : new Finding(part, true, count);
}
