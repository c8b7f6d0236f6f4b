using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>A person's proof: right it holds, and whatever is changed in it is found.</summary>
public sealed class LogProofTests
{
    private static readonly byte[] IndexKey = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly Guid Person = new("01936d3c-0000-7000-8000-000000000002");
    private static readonly SignerKey Log = SignerKey.Make("log.example", SignatureKind.Ed25519), Witness = SignerKey.Make("witness.example", SignatureKind.Cosignature);

    [Fact]
    public async Task A_right_one_holds_and_comes_back_from_its_file()
    {
        var proof = LogProof.Parse((await Make()).ToBytes());
        Assert.Equal(
            [(ProofPart.Signature, true, 12), (ProofPart.Witnesses, true, 1), (ProofPart.Entries, true, 4), (ProofPart.Words, true, 4), (ProofPart.Chain, true, 5), (ProofPart.Index, true, 3), (ProofPart.Newer, null, 1), (ProofPart.Erased, null, 1), (ProofPart.Disclosed, true, 0), (ProofPart.Kept, true, 1)],
            LogProofCheck.Check(proof).Select(it => (it.Of, it.Holds, it.Count)));
        // Against keys that somebody knows from elsewhere.
        Assert.False(LogProofCheck.Check(proof, [SignerKey.Make("log.example", SignatureKind.Ed25519).Verifier])[0].Holds);
        Assert.False(LogProofCheck.Check(proof, null, TrustPolicy.Parse($"log {Log.Verifier}\nwitness w {SignerKey.Make("other.example", SignatureKind.Cosignature).Verifier}\nquorum w\n"))[1].Holds);
        Assert.Null(LogProofCheck.Check(proof with { Policy = null })[1].Holds);
        Assert.Null(LogProofCheck.Check(proof with { Index = null })[5].Holds);
        // An erasure after it says why.
        var chain = proof.Chains[0];
        Assert.Equal((true, 1L), LogProofCheck.Check(proof with { Chains = [chain with { Entries = [.. chain.Entries.SkipLast(1), chain.Entries[^1] with { Kind = LeafKind.Erasure }] }] }).Where(it => it.Of == ProofPart.Erased).Select(it => (it.Holds, it.Count)).Single());
    }

    [Fact]
    public async Task One_that_is_written_while_it_is_made_is_the_same_file()
    {
        var proof = await Make();
        var chain = proof.Chains[0];
        foreach (var chains in new IReadOnlyList<ProvedChain>[] { [], [chain], [chain, chain with { Entries = [] }, chain with { Entries = [.. Enumerable.Repeat(chain.Entries[0], 500)] }] })
        {
            var (whole, file) = (proof with { Chains = chains }, new MemoryStream());
            await LogProof.Write(PipeWriter.Create(file), whole, its => its.Entries.ToAsyncEnumerable(), default);
            Assert.Equal(whole.ToBytes(), file.ToArray());
        }
    }

    [Fact]
    public async Task Whatever_is_changed_is_found()
    {
        var proof = await Make();
        var (chain, index) = (proof.Chains[0], proof.Index!);
        void Found(ProofPart part, LogProof changed) => Assert.Contains(LogProofCheck.Check(changed), it => it.Of == part && it.Holds == false);
        LogProof Entry(int at, Func<ProvedEntry, ProvedEntry> change) => proof with { Chains = [chain with { Entries = [.. chain.Entries.Select((entry, i) => i == at ? change(entry) : entry)] }] };
        LogProof Chain(Func<ProvedChain, ProvedChain> change) => proof with { Chains = [change(chain)] };

        Found(ProofPart.Signature, proof with { Checkpoint = proof.Checkpoint.Replace("\n12\n", "\n13\n", StringComparison.Ordinal) });
        Found(ProofPart.Signature, proof with { Origin = "other.example" });
        Found(ProofPart.Witnesses, proof with { Checkpoint = string.Join('\n', proof.Checkpoint.Split('\n').Where(line => !line.Contains("witness", StringComparison.Ordinal))) });
        for (var i = 0; i < 4; i++)
        {
            Found(ProofPart.Entries, Entry(i, entry => entry with { Leaf = entry.Leaf + 1 }));
            Found(ProofPart.Entries, Entry(i, entry => entry with { Kind = LeafKind.Correction }));
            Found(ProofPart.Entries, Entry(i, entry => entry with { Commitment = Merkle.Empty }));
            Found(ProofPart.Entries, Entry(i, entry => entry with { Inclusion = null }));
            for (var hash = 0; hash < chain.Entries[i].Inclusion!.Count; hash++) Found(ProofPart.Entries, Entry(i, entry => entry with { Inclusion = Changed(entry.Inclusion!, hash) }));
        }
        foreach (var i in new[] { 0, 1, 3, 4 })
        {
            Found(ProofPart.Words, Entry(i, entry => entry with { Nonce = new byte[Leaf.NonceSize] }));
            Found(ProofPart.Words, Entry(i, entry => entry with { Body = Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(entry.Body!).Replace('t', 'T')) }));
        }
        Found(ProofPart.Words, Chain(it => it with { Person = Guid.NewGuid() }));
        // One left out; two in each other's place; the newest held back.
        Found(ProofPart.Chain, Chain(it => it with { Entries = [.. it.Entries.Where((_, i) => i != 2)] }));
        Found(ProofPart.Chain, Chain(it => it with { Entries = [it.Entries[1], it.Entries[0], .. it.Entries.Skip(2)] }));
        Found(ProofPart.Chain, Chain(it => it with { Entries = [.. it.Entries.SkipLast(1)] }));
        Found(ProofPart.Kept, Chain(it => it with { Entries = [.. it.Entries.Skip(1)] }));
        Found(ProofPart.Index, Chain(it => it with { Count = 2, Entries = [.. it.Entries.Take(2)] }));
        Found(ProofPart.Index, Chain(it => it with { Count = 0, Entries = [] }));
        Found(ProofPart.Index, Chain(it => it with { Indexed = it.Indexed! with { Count = 2 } }));
        Found(ProofPart.Index, Chain(it => it with { Indexed = it.Indexed! with { Newest = it.Entries[0].Commitment } }));
        Found(ProofPart.Index, Chain(it => it with { Indexed = null }));
        Found(ProofPart.Index, Chain(it => it with { Count = 0, Entries = [], Indexed = it.Indexed! with { Count = 0 } }));
        Found(ProofPart.Index, Chain(it => it with { Label = Merkle.Empty }));
        Found(ProofPart.Index, Chain(it => it with { Proof = null }));
        for (var hash = 0; hash < PersonIndex.Depth; hash++) Found(ProofPart.Index, Chain(it => it with { Proof = it.Proof! with { Above = Changed(it.Proof.Above, hash) } }));
        Found(ProofPart.Index, proof with { Index = index with { Size = 3 } });
        Found(ProofPart.Index, proof with { Index = index with { People = 2 } });
        Found(ProofPart.Index, proof with { Index = index with { At = index.At + 1 } });
        Found(ProofPart.Index, proof with { Index = index with { Leaf = 0 } });
        Found(ProofPart.Index, proof with { Index = index with { Root = Merkle.Empty } });
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public async Task A_list_may_begin_where_the_index_says_and_no_later(int from, int covered)
    {
        var proof = LogProof.Parse((await Make(from)).ToBytes());
        var findings = LogProofCheck.Check(proof);
        Assert.DoesNotContain(findings, it => it.Holds == false);
        Assert.Equal((true, covered), (findings[(int)ProofPart.Index].Holds, findings[(int)ProofPart.Index].Count));
        Assert.Equal((true, from, DateTimeOffset.UnixEpoch.AddDays(from == 3 ? 4 : from)), (findings[(int)ProofPart.Kept].Holds, findings[(int)ProofPart.Kept].Count, findings[(int)ProofPart.Kept].At));
        // Without the index, nobody but this file says so.
        Assert.Null(LogProofCheck.Check(proof with { Index = null })[(int)ProofPart.Kept].Holds);
        var chain = proof.Chains[0];
        Assert.False(LogProofCheck.Check(proof with { Chains = [chain with { Indexed = chain.Indexed! with { From = from - 1 } }] })[(int)ProofPart.Index].Holds);
        var late = LogProofCheck.Check(proof with { Chains = [chain with { Entries = [.. chain.Entries.Skip(1)] }] });
        Assert.True(late[(int)ProofPart.Index].Holds is false || late[(int)ProofPart.Kept].Holds is false);
    }

    [Fact]
    public async Task An_index_that_says_that_less_than_nothing_is_kept_proves_nothing() =>
        Assert.False(LogProofCheck.Check(await Make(5))[(int)ProofPart.Index].Holds);

    [Fact]
    public async Task What_was_kept_back_and_is_shown_is_what_was_committed_to_when_it_was_told()
    {
        Assert.Equal((true, 1), await Disclosed());
        // Nothing of it was made up late, nor is it another's.
        Assert.Equal((false, 1), await Disclosed(said => said with { Case = "26-18" }));
        Assert.Equal((false, 1), await Disclosed(said => said with { At = said.At.AddDays(-1) }));
        Assert.Equal((false, 1), await Disclosed(said => said with { Until = null }));
        Assert.Equal((false, 1), await Disclosed(said => said with { Opened = Altered(said.Opened) }));
        Assert.Equal((false, 1), await Disclosed(said => said with { Opened = default }));
        Assert.Equal((false, 1), await Disclosed(said => said with { Opened = said.Opened[..Leaf.NonceSize] }));
        foreach (var of in new long[] { -1, 0, 2, 3, long.MaxValue }) Assert.Equal((false, 1), await Disclosed(said => said with { Of = of }));
        Assert.Equal((false, 1), await Disclosed(about: Guid.NewGuid()));
        Assert.Equal((false, 1), await Disclosed(then: LeafKind.Correction));
        Assert.Equal((false, 1), await Disclosed(proved: false));
        // Whoever calls it another thing and says all the same that it was kept back.
        Assert.Equal((false, 1), await Disclosed(now: LeafKind.Access));
        Assert.Equal((false, 1), await Disclosed(said => said with { Of = -1, Opened = default }, now: LeafKind.Access));
        Assert.Equal((true, 0), await Disclosed(said => said with { Of = -1, Opened = default, Until = null }, now: LeafKind.Access));

        // A field of a later version counts, too.
        var opened = (await DisclosedProof.Make()).Chains[0].Entries[0].Body!;
        Assert.True(LineBody.SayTheSame(opened, LineBody.Parse(opened).Opened.Span[Leaf.NonceSize..]));
        Assert.False(LineBody.SayTheSame([.. opened, 99, 0, 0], LineBody.Parse(opened).Opened.Span[Leaf.NonceSize..]));

        static byte[] Altered(ReadOnlyMemory<byte> opened) => [(byte)(opened.Span[0] ^ 1), .. opened.Span[1..]];
    }

    [Fact]
    public async Task An_index_that_was_made_at_no_time_cannot_be_read()
    {
        var proof = await Make();
        foreach (var at in new[] { long.MinValue, long.MaxValue, LogTime.ToMicroseconds(DateTimeOffset.MaxValue) + 1 }) Assert.Throws<FormatException>(() => LogProofCheck.Check(proof with { Index = proof.Index! with { At = at } }));
    }

    [Fact]
    public void A_time_comes_back_to_the_microsecond() => Gen.Long[0, DateTimeOffset.MaxValue.Ticks].Select(ticks => new DateTimeOffset(ticks, TimeSpan.Zero)).Sample(at =>
    {
        var kept = LogTime.Cut(at);
        Assert.InRange((at - kept).Duration(), TimeSpan.Zero, TimeSpan.FromTicks(TimeSpan.TicksPerMicrosecond - 1));
        Assert.Equal(kept, LogTime.FromMicroseconds(LogTime.ToMicroseconds(kept)));
    });

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"format":"overblik/log-proof/v2"}""")]
    [InlineData("""{"format":"overblik/log-proof/v1","origin":"x","keys":[],"checkpoint":"x","index":null,"policy":null,"chains":[null]}""")]
    [InlineData("""{"format":"overblik/log-proof/v1","origin":"x","keys":null,"checkpoint":"x","index":null,"policy":null,"chains":[]}""")]
    [InlineData("""{"format":"overblik/log-proof/v1","origin":"x","keys":[],"checkpoint":"x","index":{"leaf":1,"size":1,"people":1,"root":"AAAA","at":0,"inclusion":[]},"policy":null,"chains":[]}""")]
    [InlineData("""{"format":"overblik/log-proof/v1","origin":"x","keys":[],"checkpoint":"x","index":{"leaf":1,"size":1,"people":1,"root":"?","at":0,"inclusion":[]},"policy":null,"chains":[]}""")]
    [InlineData("""{"format":"overblik/log-proof/v1","origin":"x","keys":[],"checkpoint":"x","index":{"leaf":1,"size":1,"people":1,"root":null,"at":0,"inclusion":[]},"policy":null,"chains":[]}""")]
    [InlineData("""{"format":"overblik/log-proof/v1","origin":"x","keys":[],"checkpoint":"x","index":{"leaf":1,"size":1,"people":1,"root":5,"at":0,"inclusion":[]},"policy":null,"chains":[]}""")]
    public void What_is_no_proof_says_so(string text) => Assert.Throws<FormatException>(() => LogProof.Parse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("null", "{}")]
    [InlineData("""{"alg":"ES256","kid":"k"}""", "null")]
    [InlineData("""{"alg":"ES256","kid":"k"}""", "[]")]
    [InlineData("""{"alg":"none","kid":"k"}""", """{"source":"a","number":1,"previous":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","count":0,"body":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    public void What_is_no_seal_says_so(string header, string payload) =>
        Assert.Throws<FormatException>(() => BatchSeal.Parse($"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.AAAA"));

    private static async Task<(bool? Holds, long Count)> Disclosed(Func<LineBody, LineBody>? change = null, Guid? about = null, LeafKind then = LeafKind.Access, LeafKind now = LeafKind.Disclosure, bool proved = true)
    {
        var findings = LogProofCheck.Check(LogProof.Parse((await DisclosedProof.Make(change, about, then, now, proved)).ToBytes()));
        Assert.DoesNotContain(findings, it => it.Holds == false && it.Of != ProofPart.Disclosed);
        return (findings[(int)ProofPart.Disclosed].Holds, findings[(int)ProofPart.Disclosed].Count);
    }

    // Five entries among those of others, the third erased, the index after three of them, and the newest too new for the checkpoint of 12.
    private static async Task<LogProof> Make(int from = 1)
    {
        var (leaves, mine, previous) = (new List<byte[]>(), new List<ProvedEntry>(), default(TreeHash));
        void Mine(bool erased = false)
        {
            var number = mine.Count + 1;
            var body = new LineBody { Id = Guid.NewGuid(), Person = Person, Number = number, Previous = previous, At = DateTimeOffset.UnixEpoch.AddDays(number), Act = "test.view", Purpose = "tax" }.ToBytes();
            var nonce = System.Security.Cryptography.RandomNumberGenerator.GetBytes(Leaf.NonceSize);
            previous = Leaf.Commit(nonce, body);
            mine.Add(new ProvedEntry(number, leaves.Count, LeafKind.Access, previous, erased ? null : nonce, erased ? null : body, null));
            leaves.Add(Leaf.Of(LeafKind.Access, previous));
        }
        void Others(int count)
        {
            for (var i = 0; i < count; i++) leaves.Add(Leaf.Of(LeafKind.Access, Merkle.Leaf(Guid.NewGuid().ToByteArray())));
        }
        Others(2);
        Mine();
        Others(1);
        Mine();
        Mine(erased: true);
        var label = PersonIndex.Label(IndexKey, Person);
        var entry = new IndexEntry(3, previous, from);
        var root = PersonIndex.Root([(label, entry)]);
        var head = new IndexHead(leaves.Count, 1, root, DateTimeOffset.UnixEpoch.AddYears(56));
        var indexLeaf = leaves.Count;
        leaves.Add(Leaf.Of(LeafKind.Index, head.Commitment()));
        Others(3);
        Mine();
        Others(1);
        const int size = 12;
        Assert.Equal(size, leaves.Count);
        Mine();
        var tree = new TiledTree();
        foreach (var leaf in leaves.Take(size)) tree.Append(Merkle.Leaf(leaf));
        var note = new Checkpoint(Log.Verifier.Name, size, tree.Root()).Sign(Log);
        note = note.With([Witness.Sign(note.TextBytes.Span, DateTimeOffset.UnixEpoch.AddYears(56))]);
        var tiles = new OneTile(TreeHash.BytesOf(leaves.Take(size).Select(leaf => Merkle.Leaf(leaf)).ToArray()).ToArray());
        ValueTask<TreeHash[]> Inclusion(long leaf) => Proofs.Inclusion(leaf, size, tiles);
        var entries = new List<ProvedEntry>();
        foreach (var one in mine.Skip(from - 1)) entries.Add(one.Leaf < size ? one with { Inclusion = await Inclusion(one.Leaf) } : one);
        var above = new List<TreeHash>();
        var empty = Merkle.Empty;
        for (var i = 0; i < PersonIndex.Depth; i++, empty = Merkle.Node(empty, empty)) above.Add(empty);
        return new LogProof(LogProof.Name, Log.Verifier.Name, [Log.Verifier.ToString()], $"log {Log.Verifier}\nwitness w {Witness.Verifier}\nquorum w\n", note.ToString(),
            new ProvedIndex(indexLeaf, head.LogSize, head.People, root, LogTime.ToMicroseconds(head.At), await Inclusion(indexLeaf)),
            [new ProvedChain(Person, label, mine.Count, entry, new IndexProof(0, 1, [], above), entries)]);
    }

    private static IReadOnlyList<TreeHash> Changed(IReadOnlyList<TreeHash> hashes, int at) => [.. hashes.Select((hash, i) => i == at ? Merkle.Leaf("changed"u8) : hash)];
}
