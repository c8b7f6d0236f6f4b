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

    /// <summary>What was kept back, and is shown since, is what was committed to at the place where it says, before it was shown; counts them.</summary>
    Disclosed,

    /// <summary>From which entry on they are kept: those before it are past their time, and the index says so to everybody. Tells the number of that entry: 1 where none is gone. Null where no index says it.</summary>
    Kept,
}

/// <summary>
/// Checks a <see cref="LogProof"/>, with nothing but the file and keys that one trusts; entry by entry, so that nobody needs to hold a list to check it. Two things no proof can show: that the label in the index is the person's own (the key that makes it is the installation's), and that an authority has told of every look-up.
/// </summary>
public sealed class LogProofCheck
{
    private readonly LogProof proof;
    private readonly Checkpoint checkpoint;
    private readonly Finding signature, witnesses;
    private readonly Tally entries = new(), words = new(), chained = new(), disclosed = new();
    private Finding index;
    private long old, erased, unexplained;

    // With which number the list begins that begins latest, the first that begins later than its index says, and the oldest that can be read.
    private long first = 1;
    private (long Begins, long Kept)? late;
    private DateTimeOffset? oldest;

    /// <param name="proof">The file; its entries are given one by one.</param>
    /// <param name="keys">The log's keys, known from elsewhere; the file's own where absent.</param>
    /// <param name="policy">The witnesses that are trusted; the file's own where absent.</param>
    /// <exception cref="FormatException">A part of it cannot be read; says which.</exception>
    public LogProofCheck(LogProof proof, IReadOnlyList<VerifierKey>? keys = null, TrustPolicy? policy = null)
    {
        var note = SignedNote.Parse(proof.Checkpoint);
        (this.proof, checkpoint) = (proof, Checkpoint.Parse(note.Text));
        signature = Signature(note, keys ?? [.. proof.Keys.Select(VerifierKey.Parse)]);
        witnesses = Witnesses(note, policy ?? (proof.Policy is { } text ? TrustPolicy.Parse(text) : null));
        index = Index();
    }

    /// <summary>Checks one that is held.</summary>
    /// <exception cref="FormatException">A part of it cannot be read; says which.</exception>
    public static IReadOnlyList<Finding> Check(LogProof proof, IReadOnlyList<VerifierKey>? keys = null, TrustPolicy? policy = null)
    {
        var check = new LogProofCheck(proof, keys, policy);
        foreach (var chain in proof.Chains)
        {
            var its = check.Begin(chain);
            foreach (var entry in chain.Entries) its.Add(entry);
            its.End();
        }
        return check.Findings();
    }

    /// <summary>Begins with a chain: each of its entries is to be added, then it ends.</summary>
    public Chain Begin(ProvedChain chain) => new(this, chain);

    /// <summary>What was found, when all chains have ended.</summary>
    public IReadOnlyList<Finding> Findings() =>
    [
        signature, witnesses, entries.Of(ProofPart.Entries, old), words.Of(ProofPart.Words), chained.Of(ProofPart.Chain), index,
        new Finding(ProofPart.Newer, old == chained.Count ? true : null, chained.Count - old),
        unexplained == 0 ? new Finding(ProofPart.Erased, true, erased) : new Finding(ProofPart.Erased, null, unexplained),
        disclosed.Of(ProofPart.Disclosed), Kept(),
    ];

    // Whoever claims that entries are past their time must have told everybody.
    private Finding Kept() => index.Holds is true && late is var (begins, kept)
        ? new Finding(ProofPart.Kept, false, begins, $"the index says that entries are kept from {kept} on", oldest)
        : new Finding(ProofPart.Kept, first == 1 || index.Holds is true ? true : null, first, At: oldest);

    /// <summary>One chain of a proof while its entries are added, in their order.</summary>
    public sealed class Chain
    {
        private readonly LogProofCheck check;
        private readonly ProvedChain chain;
        private ProvedEntry? last, newestIndexed;
        private long? begins;
        private long indexed, unexplained;
        private bool gap;

        internal Chain(LogProofCheck check, ProvedChain chain) => (this.check, this.chain) = (check, chain);

        /// <exception cref="FormatException">A part of it cannot be read; says which.</exception>
        public void Add(ProvedEntry entry)
        {
            if (entry.Inclusion is not null) check.old++;
            check.entries.Add(entry, entry.Inclusion is null ? entry.Leaf >= check.checkpoint.Size : entry.Leaf < check.checkpoint.Size && Stands(entry, check.checkpoint));
            if (!IsErased(entry))
            {
                var body = Said(entry);
                check.words.Add(entry, body is not null);
                check.oldest ??= body?.At;
                if (entry.Inclusion is not null && body is not null && (entry.Kind == LeafKind.Disclosure || body.Until is not null || !body.Opened.IsEmpty)) check.disclosed.Add(entry, Discloses(entry, body));
            }
            begins ??= entry.Number;
            // The first that does not follow the one before it; those after it may follow it.
            var follows = last is null || (entry.Number == last.Number + 1 && entry.Leaf > last.Leaf);
            check.chained.Add(entry, gap || follows);
            gap |= !follows;
            if (entry.Kind == LeafKind.Erasure) unexplained = 0;
            if (IsErased(entry))
            {
                check.erased++;
                if (entry.Kind != LeafKind.Erasure) unexplained++;
            }
            if (check.proof.Index is { } said && entry.Leaf < said.Size)
            {
                indexed++;
                if (newestIndexed is null || entry.Number > newestIndexed.Number) newestIndexed = entry;
            }
            last = entry;
        }

        public void End()
        {
            if (!gap && last is not null && last.Number != chain.Count) check.chained.Wrong ??= last.Number + 1;
            check.unexplained += unexplained;
            var (from, kept) = (begins ?? chain.Count + 1, chain.Indexed?.From ?? 1);
            check.first = Math.Max(check.first, from);
            if (from > kept) check.late ??= (from, kept);
            if (check.index.Holds == true) check.index = check.Index(chain, indexed, newestIndexed);
        }

        // Null where that is not what was committed to, at this place of this chain.
        private LineBody? Said(ProvedEntry entry)
        {
            if (entry is not { Nonce: { Length: Leaf.NonceSize } nonce, Body: { } bytes } || Leaf.Commit(nonce, bytes) != entry.Commitment) return null;
            var body = LineBody.Parse(bytes);
            var before = entry.Number == 1 ? default : last is not null && last.Number == entry.Number - 1 ? last.Commitment : body.Previous;
            return body.Person == chain.Person && body.Number == entry.Number && body.Previous == before ? body : null;
        }

        // It says what the old one says, whose commitment stands in the log before it.
        private bool Discloses(ProvedEntry entry, LineBody said)
        {
            if (said.Opened.Length <= Leaf.NonceSize || said.Of >= entry.Leaf || entry.Disclosed is not { } proof) return false;
            var nonce = said.Opened.Span[..Leaf.NonceSize];
            var bytes = said.Opened.Span[Leaf.NonceSize..];
            return entry.Kind == LeafKind.Disclosure && LineBody.Parse(bytes).About == chain.Person && LineBody.SayTheSame(bytes, entry.Body)
                && Proof.Includes(Merkle.Leaf(Leaf.Of(LeafKind.Access, Leaf.Commit(nonce, bytes))), said.Of, check.checkpoint.Size, check.checkpoint.Root, [.. proof]);
        }
    }

    // How many there are, and the number of the first that is wrong.
    private sealed class Tally
    {
        public long Count { get; private set; }
        public long? Wrong { get; set; }

        public void Add(ProvedEntry entry, bool holds)
        {
            Count++;
            if (!holds) Wrong ??= entry.Number;
        }

        public Finding Of(ProofPart part, long? count = null) => new(part, Wrong is null, count ?? Count, Wrong is { } number ? $"entry {number}" : null);
    }

    private static bool IsErased(ProvedEntry entry) => entry.Body is not { Length: > 0 };

    private Finding Signature(SignedNote note, IReadOnlyList<VerifierKey> keys)
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

    // That it stands in the log; of the chains it is asked one by one.
    private Finding Index()
    {
        if (proof.Index is not { } said || said.Leaf >= checkpoint.Size) return new Finding(ProofPart.Index, null, 0);
        var head = new IndexHead(said.Size, said.People, said.Root, LogTime.FromMicroseconds(said.At));
        var leaf = Merkle.Leaf(Leaf.Of(LeafKind.Index, head.Commitment()));
        return said.Size <= said.Leaf && Proof.Includes(leaf, said.Leaf, checkpoint.Size, checkpoint.Root, [.. said.Inclusion])
            ? new Finding(ProofPart.Index, true, 0, At: head.At)
            : new Finding(ProofPart.Index, false, 0, "the index does not stand in the log");
    }

    // All that the index covers is there, and it ends where the index says; of somebody of whom nothing is kept, nothing.
    private Finding Index(ProvedChain chain, long covered, ProvedEntry? newest)
    {
        if (chain is not { Label: { } label, Proof: { } place }) return Not("no place in the index is given");
        var entry = chain.Indexed;
        if (entry is { Count: < 1 } or { From: < 1 } || entry?.From > entry?.Count + 1 || !PersonIndex.Proves(proof.Index!.Root, label, entry, place)) return Not("the index says something else");
        return (newest is null ? entry is null || entry.From > entry.Count : entry?.Count == newest.Number && newest.Commitment == entry.Newest) ? index with { Count = index.Count + covered } : Not($"the index knows {entry?.Count ?? 0} entries, the list {covered}");

        Finding Not(string why) => new(ProofPart.Index, false, index.Count, why);
    }

    private static bool Stands(ProvedEntry entry, Checkpoint checkpoint) =>
        Leaf.IsInChain(entry.Kind) && Proof.Includes(Merkle.Leaf(Leaf.Of(entry.Kind, entry.Commitment)), entry.Leaf, checkpoint.Size, checkpoint.Root, [.. entry.Inclusion!]);
}
