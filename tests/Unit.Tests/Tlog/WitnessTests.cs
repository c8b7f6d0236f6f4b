using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>C2SP tlog-witness: what a witness cosigns and what it refuses, and how it is asked.</summary>
public sealed class WitnessTests
{
    // FiloSottile/torchwood, cmd/litewitness/testdata/litewitness.txt (ISC): a log of Sigsum's.
    private const string SigsumOrigin = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562";
    private const string One = "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", Two = "KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private const string Checkpoint1 = SigsumOrigin + "\n1\nKgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— " + SigsumOrigin + " UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUbIQY=\n";
    private const string Checkpoint3 = SigsumOrigin + "\n3\nRcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=\n\n— " + SigsumOrigin + " UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx6go=\n";
    private const string Checkpoint5 = SigsumOrigin + "\n5\nQrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=\n\n— " + SigsumOrigin + " UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=\n";

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 27, 9, 0, 0, TimeSpan.Zero));
    private readonly SignerKey key = SignerKey.Make("witness.example", SignatureKind.Cosignature);
    private readonly SignerKey log = SignerKey.Make("log.example", SignatureKind.Ed25519);
    private readonly MemoryStore store = new();

    private Witness Ours => new(key, new Dictionary<string, VerifierKey> { ["log.example"] = log.Verifier }, store, time);

    // The log's key, from the transcript: ffdc2d4d… Its key id is in the signatures.
    private Witness OfSigsum()
    {
        var bytes = Convert.FromHexString("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f");
        var id = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(SigsumOrigin), (byte)'\n', 1, .. bytes])[..4]);
        var vkey = VerifierKey.Parse($"{SigsumOrigin}+{id}+{Convert.ToBase64String([1, .. bytes])}");
        return new Witness(key, new Dictionary<string, VerifierKey> { [SigsumOrigin] = vkey }, store, time);
    }

    [Fact]
    public async Task The_transcript_of_litewitness()
    {
        var witness = OfSigsum();
        await Says(witness, 200, "old 0\n\n" + Checkpoint1);
        await Says(witness, 403, $"old 1\n{One}\n{Two}\n\n{Checkpoint3.Replace("x6go=", "x6gx=", StringComparison.Ordinal)}");
        await Says(witness, 404, $"old 1\n{One}\n{Two}\n\n{Checkpoint3.Replace("e562", "e563", StringComparison.Ordinal)}");
        await Says(witness, 422, "old 1\n\n" + Checkpoint3);
        await Says(witness, 422, $"old 1\n{One}\n{Two.Replace("AAA=", "BAA=", StringComparison.Ordinal)}\n\n{Checkpoint3}");
        await Says(witness, 200, $"old 1\n{One}\n{Two}\n\n{Checkpoint3}");
        await Says(witness, 409, $"old 1\n{One}\n+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=\nKgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n{Checkpoint5}", "3\n");
        await Says(witness, 200, $"old 3\n{Two}\nKgMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nwgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE=\nKgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n{Checkpoint5}");
        await Says(witness, 409, "old 0\n\n" + Checkpoint5, "5\n");
    }

    [Fact]
    public async Task What_it_answers_is_its_cosignature_and_is_kept_for_those_who_watch()
    {
        var note = Note(7);
        var answer = await Ours.Add(Request(0, note), default);
        var signed = SignedNote.Parse(note + answer.Body);
        Assert.Equal([log.Verifier, key.Verifier], signed.Verify([log.Verifier, key.Verifier]));
        Assert.Equal(time.GetUtcNow(), key.Verifier.SignedAt(signed.Signatures[1].Bytes));
        Assert.Equal(signed.ToString(), (await Ours.Latest(Witness.OriginHash("log.example"), default)).Body);
        Assert.Equal(404, (await Ours.Latest(Witness.OriginHash("other.example"), default)).Status);
        // A signature that nobody asked for is not passed on.
        Assert.Equal(200, (await Ours.Add(Request(7, Note(7).With([new NoteSignature("stranger", 1, [1, 2, 3])])), default)).Status);
        Assert.DoesNotContain("stranger", (await Ours.Latest(Witness.OriginHash("log.example"), default)).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_is_refused_by_its_status()
    {
        await Says(Ours, 400, "nonsense");
        await Says(Ours, 400, "old x\n\n" + Note(3));
        await Says(Ours, 400, "old 4\n\n" + Note(3));
        await Says(Ours, 400, string.Concat("old 0\n", string.Concat(Enumerable.Repeat(Merkle.Empty + "\n", 64)), "\n", Note(3).ToString()));
        await Says(Ours, 403, "old 0\n\n" + new Checkpoint("log.example", 3, Merkle.Empty).Sign(SignerKey.Make("log.example", SignatureKind.Ed25519)));
        await Says(Ours, 422, "old 0\n\n" + new Checkpoint("log.example", 0, Merkle.Leaf([])).Sign(log));
        await Says(Ours, 422, $"old 0\n{Merkle.Empty}\n\n{Note(3)}");
        await Says(Ours, 200, "old 0\n\n" + Note(3));
        await Says(Ours, 200, "old 3\n\n" + Note(3));
        // Of the same size, with another root.
        await Says(Ours, 422, "old 3\n\n" + new Checkpoint("log.example", 3, Merkle.Empty).Sign(log));
        await Says(Ours, 409, "old 0\n\n" + Note(3), "3\n");
    }

    [Fact]
    public async Task Of_two_at_once_one_goes_first()
    {
        var tree = MemoryLog.Counting(200);
        var answers = await Task.WhenAll(Enumerable.Range(1, 100).Select(size => Task.Run(() => Ours.Add(Request(0, Note(size)), default))));
        var good = Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer != good), answer => Assert.Equal((409, Witness.SizeType), (answer.Status, answer.ContentType)));
        Assert.Equal(1, store.Kept);
    }

    [Fact]
    public async Task A_log_that_knows_nothing_of_the_witness_learns_it_and_goes_on()
    {
        var (tree, handler) = (MemoryLog.Counting(1000), new InProcess(Ours));
        using var http = new HttpClient(handler);
        await new WitnessClient(http, new Uri("http://witness.example/prefix/"), key.Verifier).Cosign(Note(300), tree, default);
        Assert.Equal(["/prefix/add-checkpoint"], handler.Paths.Distinct());
        var again = new WitnessClient(http, new Uri("http://witness.example/prefix"), key.Verifier);
        foreach (var size in new[] { 700, 700, 1000 })
        {
            var signature = await again.Cosign(Note(size), tree, default);
            Assert.Single(Note(size).With([signature]).Verify([key.Verifier]));
        }
        Assert.Equal(5, handler.Paths.Count);
    }

    [Fact]
    public async Task A_log_that_was_turned_back_is_told_so()
    {
        var (tree, handler) = (MemoryLog.Counting(1000), new InProcess(Ours));
        using var http = new HttpClient(handler);
        await new WitnessClient(http, new Uri("http://witness.example/"), key.Verifier).Cosign(Note(700), tree, default);
        var e = await Assert.ThrowsAsync<WitnessException>(() => new WitnessClient(http, new Uri("http://witness.example/"), key.Verifier).Cosign(Note(300), tree, default));
        Assert.Contains("700", e.Message, StringComparison.Ordinal);
        // Another tree of the same log.
        var other = new MemoryLog(Enumerable.Range(0, 800).Select(i => new[] { (byte)i }));
        var forked = new Checkpoint("log.example", 800, other.Root(800)).Sign(log);
        Assert.Contains("422", (await Assert.ThrowsAsync<WitnessException>(() => new WitnessClient(http, new Uri("http://witness.example/"), key.Verifier).Cosign(forked, other, default))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "nonsense\n")]
    [InlineData(200, "— witness.example AAAAAAAA\n")]
    [InlineData(409, "x\n")]
    [InlineData(409, "5\n")]
    [InlineData(409, "99999\n")]
    [InlineData(500, "")]
    [InlineData(200, "nonsense\n", "text/plain; charset=none-such")]
    public async Task A_witness_that_lies_is_not_believed(int status, string body, string type = "text/plain")
    {
        using var http = new HttpClient(new Lying(new WitnessAnswer(status, body, status == 409 ? Witness.SizeType : type)));
        await Assert.ThrowsAsync<WitnessException>(() => new WitnessClient(http, new Uri("http://witness.example/"), key.Verifier).Cosign(Note(300), MemoryLog.Counting(300), default));
    }

    [Fact]
    public async Task The_cosignature_of_another_checkpoint_is_not_believed()
    {
        var other = Note(299);
        using var http = new HttpClient(new Lying(new WitnessAnswer(200, key.Sign(other.TextBytes.Span, time.GetUtcNow()).ToString())));
        await Assert.ThrowsAsync<WitnessException>(() => new WitnessClient(http, new Uri("http://witness.example/"), key.Verifier).Cosign(Note(300), MemoryLog.Counting(300), default));
    }

    private SignedNote Note(int size) => new Checkpoint("log.example", size, MemoryLog.Counting(size).Root(size)).Sign(log);

    private static byte[] Request(long old, SignedNote note) => new AddCheckpoint(old, [], note).ToBytes();

    private static async Task Says(Witness witness, int status, string request, string? body = null)
    {
        var answer = await witness.Add(Encoding.UTF8.GetBytes(request), default);
        Assert.Equal((status, body ?? answer.Body), (answer.Status, answer.Body));
        Assert.Equal(status == 200, answer.Body.StartsWith("— witness.example ", StringComparison.Ordinal));
    }

    private sealed class MemoryStore : IWitnessStore
    {
        private readonly ConcurrentDictionary<string, SignedNote> notes = new();

        public int Kept { get; private set; }

        public Task<SignedNote?> Latest(string origin, CancellationToken cancellation) => Task.FromResult(notes.GetValueOrDefault(origin));

        public Task<bool> Replace(string origin, SignedNote? last, SignedNote with, CancellationToken cancellation)
        {
            var done = last is null ? notes.TryAdd(origin, with) : notes.TryUpdate(origin, with, last);
            if (done) Kept++;
            return Task.FromResult(done);
        }
    }

    private sealed class InProcess(Witness witness) : HttpMessageHandler
    {
        public List<string> Paths { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Paths.Add(request.RequestUri!.AbsolutePath);
            return Lying.Response(await witness.Add(await request.Content!.ReadAsByteArrayAsync(cancellationToken), cancellationToken));
        }
    }

    private sealed class Lying(WitnessAnswer answer) : HttpMessageHandler
    {
        public static HttpResponseMessage Response(WitnessAnswer answer) =>
            new((HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body) { Headers = { ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(answer.ContentType) } } };

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(Response(answer));
    }
}
