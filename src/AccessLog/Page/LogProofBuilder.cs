using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>Makes the proof of a person's list, against the newest published checkpoint.</summary>
internal sealed class LogProofBuilder(IDbContextFactory<PlatformDb> databases, LogReader reader, PersonIndexStore store, ProofTiles memory, LogIdentity identity, WitnessPolicy policy, TimeProvider time)
{
    private const int AtOnce = 100;

    // From which entry on, the index says; a newer one may say otherwise by now, and is not the one that is proved. Where it says nothing: what everybody has been told is kept no longer may still be on its way out, so from a place in the log on.
    private static readonly Func<PlatformDb, PersonId, long, long, CancellationToken, Task<long?>> NewestNumber = EF.CompileAsyncQuery((PlatformDb db, PersonId person, long number, long place, CancellationToken _) => db.Set<LogLine>()
        .Where(l => l.Person == person && l.Number >= number && l.Index >= place).OrderByDescending(l => l.Index).Select(l => (long?)l.Number).FirstOrDefault());

    private static readonly Func<PlatformDb, PersonId, long, long, long, IAsyncEnumerable<LogLine>> Rows = EF.CompileAsyncQuery((PlatformDb db, PersonId person, long number, long last, long place) => db.Set<LogLine>().AsNoTracking()
        .Where(l => l.Person == person && l.Number >= number && l.Number <= last && l.Index >= place).OrderBy(l => l.Index).Take(AtOnce));

    private static readonly Func<PlatformDb, long[], IAsyncEnumerable<LogLeaf>> Leaves = EF.CompileAsyncQuery((PlatformDb db, long[] places) => db.Set<LogLeaf>().AsNoTracking().Where(l => places.Contains(l.Index)));

    private static readonly Func<PlatformDb, CancellationToken, Task<LogHead>> Head = EF.CompileAsyncQuery((PlatformDb db, CancellationToken _) => db.Set<LogHead>().AsNoTracking().Single());

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200), Longest = TimeSpan.FromSeconds(3);

    // The same for everybody until the next checkpoint.
    private Anchor? anchor;

    /// <summary>All but the entries. Null before the first checkpoint.</summary>
    public async Task<LogProof?> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (places, head) = await Newest(db, keys, cancellation);
        // For half a second no checkpoint has a new index, and longer where witnesses cosign: whoever asks then waits for the next. Where none comes, the proof is without an index, and says so.
        for (var waited = TimeSpan.Zero; waited < Longest && places.Values.Any(place => place.Leaf >= Published(head).Size); waited += Pause)
        {
            await Task.Delay(Pause, time, cancellation);
            (places, head) = await Newest(db, keys, cancellation);
        }
        var (text, size) = Published(head);
        if (text is null) return null;
        var index = places.Values.FirstOrDefault(place => place.Leaf < size) is { } indexed ? await Index(db, indexed, size, cancellation) : null;
        var chains = new List<ProvedChain>();
        foreach (var person in keys)
        {
            var held = index is null ? null : places.GetValueOrDefault(person);
            var newest = await NewestNumber(db, person, held?.Entry?.From ?? 1, held?.Entry is null ? head.MinimumTold : 0, cancellation);
            if (newest is null && held?.Entry is null && keys.Count > 1) continue;
            chains.Add(new ProvedChain(person.Value, held?.Label, newest ?? held?.Entry?.Count ?? 0, held?.Entry, held?.Proof, []));
        }
        return new LogProof(LogProof.Name, identity.Origin, [.. identity.Keys.Select(key => key.ToString())], policy.Text, text, index, chains);
    }

    /// <summary>The entries of one of its chains, some at a time: however long a list is, it is never held.</summary>
    public async IAsyncEnumerable<ProvedEntry> Entries(LogProof proof, ProvedChain chain, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (person, size, tiles) = (new PersonId(chain.Person), Checkpoint.Parse(SignedNote.Parse(proof.Checkpoint).Text).Size, new LogTiles(db, memory));
        for (var place = chain.Indexed is null ? (await Head(db, cancellation)).MinimumTold : 0; ;)
        {
            // What has come since stands behind them.
            var rows = await Rows(db, person, chain.Indexed?.From ?? 1, chain.Count, place).ToListAsync(cancellation);
            var open = (await reader.Open(db, rows, cancellation)).ToDictionary(line => line.Row.Index);
            var places = rows.ConvertAll(row => row.Index);
            var leaves = await Leaves(db, [.. places]).ToDictionaryAsync(l => l.Index, l => l.Bytes, cancellationToken: cancellation);
            var proved = places.FindAll(at => at < size);
            var disclosed = proved.Where(at => leaves.TryGetValue(at, out var leaf) && Leaf.KindOf(leaf) == LeafKind.Disclosure && open.TryGetValue(at, out var line) && line.Body.Of >= 0 && line.Body.Of < at).ToDictionary(at => at, at => open[at].Body.Of);
            var asked = proved.Concat(disclosed.Values).Distinct().ToList();
            var inclusion = asked.Zip(await Proofs.Inclusion(asked, size, tiles, cancellation)).ToDictionary(it => it.First, it => it.Second);
            foreach (var row in rows)
            {
                var line = open.GetValueOrDefault(row.Index);
                // Whoever takes a leaf out of the database gets a proof that does not hold, and no error.
                var leaf = leaves.GetValueOrDefault(row.Index) ?? Leaf.Of(LeafKind.Access, default);
                yield return new ProvedEntry(row.Number, row.Index, Leaf.KindOf(leaf), Leaf.CommitmentIn(leaf), line?.Nonce, line?.Bytes, row.Index < size ? inclusion[row.Index] : null, disclosed.TryGetValue(row.Index, out var old) ? inclusion[old] : null);
            }
            if (rows.Count < AtOnce) yield break;
            place = rows[^1].Index + 1;
        }
    }

    // Where they stand in the newest index, and the head of the log as it was after that.
    private async Task<(Dictionary<PersonId, Indexed> Places, LogHead Head)> Newest(PlatformDb db, IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        var places = new Dictionary<PersonId, Indexed>();
        // A new index may come between two of a person's keys: all are to stand in one.
        do
        {
            foreach (var person in keys)
            {
                if (await store.Proof(db, person, cancellation) is { } place) places[person] = place;
            }
        }
        while (places.Values.DistinctBy(place => place.Leaf).Count() > 1);
        return (places, await Head(db, cancellation));
    }

    private (string? Text, long Size) Published(LogHead head) => policy.Trust is null ? (head.Checkpoint, head.CheckpointSize) : (head.Cosigned, head.CosignedSize);

    private async Task<ProvedIndex> Index(PlatformDb db, Indexed indexed, long size, CancellationToken cancellation)
    {
        if (anchor is { } held && held.Index.Leaf == indexed.Leaf && held.Size == size) return held.Index;
        var (head, inclusion) = (indexed.Head, await Proofs.Inclusion(indexed.Leaf, size, new LogTiles(db, memory), cancellation));
        var index = new ProvedIndex(indexed.Leaf, head.LogSize, head.People, head.Root, LogTime.ToMicroseconds(head.At), inclusion);
        anchor = new Anchor(size, index);
        return index;
    }

    // An index, proved in a log of this size.
    private sealed record Anchor(long Size, ProvedIndex Index);
}
