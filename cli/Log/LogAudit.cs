using System.Security.Cryptography;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Cli.Log;

/// <summary>Makes a log again from its entries.</summary>
internal sealed class LogAudit(LogOverHttp log, IReadOnlyList<VerifierKey> keys, string? policy, SignedNote? seen, GivenIndex? given)
{
    /// <summary>So many wrong things are named.</summary>
    public const int MostWrong = 20;

    // The notes that a month was erased of everybody: they stand in no chain.
    private static readonly HashSet<TreeHash> ErasedMonths = [.. from year in Enumerable.Range(2000, 101) from month in Enumerable.Range(1, 12) select Leaf.CommitErasedMonth((year * 100) + month)];

    private readonly Dictionary<LeafKind, long> kinds = [];
    private readonly Dictionary<long, TreeHash> indexes = [], seals = [];

    // How many look-ups stand right before a seal; null where what stands there is served no longer. Those of one seal are no other's.
    private readonly Dictionary<long, long?> standing = [];
    private long? run;

    // Of entries that are served no longer, as far as something is told of them: their leaves of the tree.
    private readonly Dictionary<long, TreeHash> pruned = [];
    private long minimum;

    // Of the index that was given: how many leaves it covers, how many of them stand in a chain, and what stands in the log of it.
    private long covered, inChains;
    private IndexHead? there;

    public List<string> Right { get; } = [];
    public List<string> Wrong { get; } = [];
    public List<string> Unknown { get; } = [];

    /// <exception cref="HttpRequestException">The log does not answer.</exception>
    /// <exception cref="FormatException">What it answers cannot be read.</exception>
    public async Task<SignedNote> Run(CancellationToken cancel)
    {
        var note = SignedNote.Parse(await log.Get("checkpoint", cancel));
        var checkpoint = Checkpoint.Parse(note.Text);
        await Signatures(note, checkpoint, cancel);
        minimum = await log.Find("minimum-index", cancel) is { } text ? Minimum(text) : 0;
        if (minimum > checkpoint.Size) Wrong.Add($"It says that what comes before entry {minimum:N0} is past its time, and has {checkpoint.Size:N0} entries.");
        var (toldIndexes, toldSeals) = (await log.Lines("index", PublicJson.Default.PublicIndex, index => index.Leaf, cancel), await log.Lines("batches", PublicJson.Default.PublicSeal, seal => seal.Leaf, cancel));
        foreach (var leaf in toldIndexes.Select(index => index.Leaf).Concat(toldSeals.Select(seal => seal.Leaf))) pruned[leaf] = default;
        run = minimum == 0 ? 0 : null;
        covered = toldIndexes.Find(index => index.Leaf == given?.Leaf)?.Size ?? 0;
        await Tree(checkpoint, cancel);
        Indexes(checkpoint, toldIndexes);
        await Seals(checkpoint, toldSeals, cancel);
        if (given is not null) Given(checkpoint, given);
        if (minimum > 0) Unknown.Add($"What came before entry {minimum:N0} is past its time and not served any more: its tiles make the root that is signed, but not what kinds of entries they were, nor that every index and every newest seal among them is told.");
        Unknown.Add(given is null ? "What the entries say, and that each person stands in the index with the right number: only they can check it, or an auditor with the index and its key (--index)."
            : "What the entries say, and whose each chain is: only the persons can check it.");
        Unknown.Add("That an authority has told of every look-up.");
        return note;
    }

    private async Task Signatures(SignedNote note, Checkpoint checkpoint, CancellationToken cancel)
    {
        var known = keys;
        if (known.Count == 0)
        {
            known = [.. (await log.Text("vkey", cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(VerifierKey.Parse)];
            Unknown.Add("The log's key was taken from the log itself. Compare it with one that you know from elsewhere (--key): " + string.Join(" ", known));
        }
        try { Tell(note.Verify(known.Where(key => key.Name == checkpoint.Origin)).Count > 0, $"{checkpoint.Origin} has signed that it has {checkpoint.Size:N0} entries.", "The checkpoint is not signed by the log's key."); }
        catch (CryptographicException e) { Wrong.Add("The checkpoint: " + e.Message); }
        var served = policy is null && await log.Find("policy", cancel) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : policy;
        if (served is null)
        {
            Unknown.Add("No witness has seen it: another log could be shown to others.");
            return;
        }
        if (policy is null) Unknown.Add("Which witnesses count is what the log itself says. Give those that you trust with --policy.");
        try
        {
            var trust = TrustPolicy.Parse(served);
            trust.Check(note);
            Right.Add($"{note.Verify(trust.Witnesses.Select(witness => witness.Key)).Count} of {trust.Witnesses.Count} witnesses have seen the same log.");
        }
        catch (CryptographicException e) { Wrong.Add(e.Message); }
    }

    private async Task Tree(Checkpoint checkpoint, CancellationToken cancel)
    {
        var before = seen is null ? null : Checkpoint.Parse(seen.Text);
        if (before is not null && (before.Origin != checkpoint.Origin || before.Size > checkpoint.Size)) Wrong.Add($"The checkpoint seen before is of {before.Size:N0} entries of {before.Origin}: the log was turned back, or is another.");
        var (made, tiles) = (new Queue<(TileId Tile, byte[] Bytes)>(), 0L);
        var tree = new TiledTree((tile, hashes, _) => made.Enqueue((tile, TreeHash.BytesOf(hashes).ToArray())));
        var extends = before is null || before.Size == 0;
        // What is served no longer is made of the leaves' hashes.
        var from = All(checkpoint.Size, TileId.Entries).Select(bundle => (bundle.Index + 1) * TileId.Full <= minimum ? bundle with { Level = 0 } : bundle);
        await foreach (var (bundle, bytes) in log.Tiles(from, cancel))
        {
            var expected = (bundle.Index * TileId.Full) + bundle.Width;
            if (bytes is not null)
            {
                try { Append(bytes, bundle, tree, before, ref extends); }
                catch (FormatException) { /* It then lacks entries. */ }
            }
            if (tree.Size != expected)
            {
                Wrong.Add($"{bundle.Path} is not served, or does not have its {bundle.Width} entries: nothing after it can be checked.");
                return;
            }
            if (made.Count >= 64) tiles += await Compare(made, cancel);
        }
        foreach (var tile in TiledTree.PartialIn(checkpoint.Size)) made.Enqueue((tile, TreeHash.BytesOf(tree.Partial(tile.Level)).ToArray()));
        tiles += await Compare(made, cancel);
        Tell(tree.Root() == checkpoint.Root, $"{tree.Size:N0} entries make the root that is signed ({string.Join(", ", kinds.OrderBy(kind => kind.Key).Select(kind => $"{kind.Key} {kind.Value:N0}"))}); {tiles:N0} tiles are what they make.", "The entries do not make the root that is signed.");
        if (before is null) Unknown.Add("That nothing was changed since earlier: give a file with --seen, and the next audit can tell.");
        else Tell(extends, $"It extends the one of {before.Size:N0} entries that was seen before.", $"Its first {before.Size:N0} entries do not make the root that was seen before: it was changed.");
    }

    private void Append(byte[] bundle, TileId tile, TiledTree tree, Checkpoint? before, ref bool extends)
    {
        if (tile.Level == 0)
        {
            foreach (var hash in TreeHash.In(bundle))
            {
                if (pruned.ContainsKey(tree.Size)) pruned[tree.Size] = hash;
                tree.Append(hash);
                if (tree.Size == before?.Size) extends = tree.Root() == before.Root;
            }
            return;
        }
        ReadOnlySpan<byte> rest = bundle;
        var entries = new List<byte[]>(TileId.Full);
        while (EntryBundle.TryTake(ref rest, out var entry))
        {
            var (index, kind) = (tree.Size + entries.Count, entry.Length > 1 ? Leaf.KindOf(entry) : 0);
            entries.Add(entry.ToArray());
            if (!Leaf.IsOne(entry)) Wrong.Add($"Entry {index:N0} ({tile.Path}) does not have the form of one.");
            else
            {
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
                if (kind == LeafKind.Index) indexes[index] = Leaf.CommitmentIn(entry);
                if (kind == LeafKind.Batch) (seals[index], standing[index]) = (Leaf.CommitmentIn(entry), run);
                if (index < covered && Leaf.IsInChain(kind) && !(kind == LeafKind.Erasure && ErasedMonths.Contains(Leaf.CommitmentIn(entry)))) inChains++;
                run = kind is LeafKind.Access or LeafKind.Correction ? run + 1 : 0;
            }
        }
        var leaves = Leaf.Hashes(entries).AsSpan();
        if (before is not null && before.Size > tree.Size && before.Size <= tree.Size + leaves.Length)
        {
            var seen = (int)(before.Size - tree.Size);
            tree.Append(leaves[..seen]);
            extends = tree.Root() == before.Root;
            leaves = leaves[seen..];
        }
        tree.Append(leaves);
    }

    private async Task<int> Compare(Queue<(TileId Tile, byte[] Bytes)> made, CancellationToken cancel)
    {
        var compared = 0;
        await foreach (var (tile, bytes) in log.Tiles(made.Select(it => it.Tile).ToList(), cancel))
        {
            compared++;
            if (bytes is null || !bytes.AsSpan().SequenceEqual(made.Peek().Bytes)) Wrong.Add($"{tile.Path} is {(bytes is null ? "not served" : "not what its entries make")}.");
            made.Dequeue();
        }
        return compared;
    }

    // Whether this is what stands there; each place once.
    private bool Stands(long leaf, LeafKind kind, TreeHash commitment, Dictionary<long, TreeHash> held) => ((leaf / TileId.Full) + 1) * TileId.Full <= minimum
        ? pruned.Remove(leaf, out var hash) && hash == Merkle.Leaf(Leaf.Of(kind, commitment))
        : held.Remove(leaf, out var stands) && stands == commitment;

    private void Indexes(Checkpoint checkpoint, List<PublicIndex> indexesTold)
    {
        var (told, last) = (0, new IndexHead(0, 0, Merkle.Empty, DateTimeOffset.UnixEpoch));
        foreach (var (leaf, size, people, root, at) in indexesTold)
        {
            if (leaf >= checkpoint.Size) continue;
            var head = new IndexHead(size, people, root, LogTime.FromMicroseconds(at));
            if (!Stands(leaf, LeafKind.Index, head.Commitment(), indexes)) Wrong.Add($"The index that is told for entry {leaf:N0} is not the one that stands there.");
            else if (leaf == given?.Leaf) there = head;
            if (head.LogSize > leaf || head.LogSize <= last.LogSize || head.People < last.People) Wrong.Add($"The index at entry {leaf:N0} does not go on from the one before it.");
            (told, last) = (told + 1, head);
        }
        foreach (var leaf in indexes.Keys) Wrong.Add($"Of the index at entry {leaf:N0} nothing is told.");
        if (told > 0) Right.Add($"{told:N0} indexes over all persons stand in the log, the newest of {last.People:N0} persons and {last.LogSize:N0} entries ({last.At:yyyy-MM-dd HH:mm}Z).");
        else Unknown.Add("There is no index over all persons yet: newest entries could be held back.");
    }

    // That nobody has an entry that stands in no chain, and nobody stands in it twice.
    private void Given(Checkpoint checkpoint, GivenIndex index)
    {
        Wrong.AddRange(index.Wrong);
        if (there is null)
        {
            Wrong.Add($"The index that was given is to stand at entry {index.Leaf:N0}, and of the {checkpoint.Size:N0} entries that are signed none there is it: it is another log's, or newer than they are.");
            return;
        }
        if (index.People.Count != there.People) Wrong.Add($"The index at entry {index.Leaf:N0} is of {there.People:N0} persons, and {index.People.Count:N0} were given.");
        if (PersonIndex.Root(index.People) != there.Root)
        {
            Wrong.Add($"Those who were given do not make the root of the index at entry {index.Leaf:N0}: somebody lacks or was changed, or the key is another.");
            return;
        }
        Right.Add($"The {index.People.Count:N0} persons who were given make the root of the index at entry {index.Leaf:N0}{(index.Wrong.Count == 0 ? ", nobody twice" : "")}.");
        if (minimum > 0) Unknown.Add($"That nobody has an entry that stands in no chain: of what came before entry {minimum:N0} the sum could not be checked.");
        else Tell(index.Entries == inChains, $"They have {index.Entries:N0} entries, and as many stand before entry {covered:N0}: nobody has one that stands in no chain.", $"They are to have {index.Entries:N0} entries, and before entry {covered:N0} stand {inChains:N0} that belong to somebody.");
    }

    private async Task Seals(Checkpoint checkpoint, List<PublicSeal> sealsTold, CancellationToken cancel)
    {
        var keysOf = LogOverHttp.Json(await log.Text("sources", cancel), PublicJson.Default.PublicSources).Sources.OfType<PublicSource>().ToLookup(source => source.Id, source => source.Keys);
        var last = new Dictionary<string, BatchSeal>(StringComparer.Ordinal);
        foreach (var (leaf, _, jws) in sealsTold)
        {
            if (leaf >= checkpoint.Size) continue;
            try
            {
                var seal = BatchSeal.Parse(jws);
                var (source, number) = (seal.Content.Source, seal.Content.Number);
                if (!Stands(leaf, LeafKind.Batch, seal.Commitment(), seals)) Wrong.Add($"The seal of {source} {number} is not the one that stands at entry {leaf:N0}.");
                if (standing.GetValueOrDefault(leaf) is { } stand && stand < seal.Content.Count) Wrong.Add($"{source} {number} is sealed with {seal.Content.Count:N0} look-ups, and {stand:N0} stand before the seal at entry {leaf:N0}.");
                var previous = last.GetValueOrDefault(source);
                if (number != (previous?.Content.Number ?? 0) + 1 || seal.Content.Previous != (previous?.Hash() ?? BatchSeal.NonePrevious)) Wrong.Add($"Between the batches {previous?.Content.Number ?? 0} and {number} of {source} something is missing.");
                if (!keysOf[source].SelectMany(keys => keys).OfType<SealKey>().Any(key => key.HasSigned(seal))) Wrong.Add($"The seal of {source} {number} is not signed by a key of its own.");
                last[source] = seal;
            }
            catch (FormatException e) { Wrong.Add($"The seal at entry {leaf:N0}: {e.Message}"); }
        }
        foreach (var leaf in seals.Keys) Wrong.Add($"Of the seal at entry {leaf:N0} nothing is told.");
        foreach (var (source, seal) in last.OrderBy(it => it.Key, StringComparer.Ordinal)) Right.Add($"{source}: {seal.Content.Number:N0} batches without a gap, each signed, with at least as many look-ups before it as it counts.");
    }

    private static long Minimum(byte[] text) => long.TryParse(System.Text.Encoding.ASCII.GetString(text).TrimEnd('\n'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var minimum)
        ? minimum : throw new FormatException("minimum-index is no number.");

    private void Tell(bool holds, string right, string wrong) => (holds ? Right : Wrong).Add(holds ? right : wrong);

    private static IEnumerable<TileId> All(long size, int level)
    {
        for (var index = 0L; TileId.In(size, level, index) is { } tile; index++) yield return tile;
    }
}
