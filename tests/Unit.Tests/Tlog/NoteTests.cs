using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>Signed notes, checkpoints, policies and proofs as files: C2SP's formats, with the vectors of their implementations.</summary>
public sealed class NoteTests
{
    // golang.org/x/mod/sumdb/note, note_test.go (BSD).
    private const string Peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", PeterSecret = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
    private const string Enoch = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
    private const string Text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
    private const string PeterLine = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
    private const string EnochLine = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
    private const string Signed = Text + "\n" + PeterLine;

    private static readonly JsonNode Vectors = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Tlog", "vectors.json")))!;

    [Fact]
    public void What_is_signed_is_the_published_signature()
    {
        var key = SignerKey.Parse(PeterSecret);
        var note = new SignedNote(Text);
        Assert.Equal(Signed, note.With([key.Sign(note.TextBytes.Span, default)]).ToString());
        Assert.Equal((Peter, PeterSecret), (key.Verifier.ToString(), key.Export()));
    }

    [Theory]
    [InlineData(Peter, Signed)]
    [InlineData(Enoch, Text + "\n" + EnochLine)]
    [InlineData("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n")]
    [InlineData("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "go.sum database tree\n35225469\nvt5T6GaLCXvyHFl9VUvvItR43XZxfLgftEcTyO3eJCQ=\n\n— sum.golang.org Az3grpukl5AXaVfYkLiDGORx/DN2nlcS5kZHR5uYOBV2KA2HgXpD+gu9HHONebHLAyaKbbTM75QTtPydhKCExixSfwQ=\n")]
    public void Published_notes_are_verified(string vkey, string text)
    {
        var (key, note) = (VerifierKey.Parse(vkey), SignedNote.Parse(text));
        Assert.Equal([key], note.Verify([key]));
        Assert.Equal((vkey, text), (key.ToString(), note.ToString()));
    }

    [Fact]
    public void Both_signatures_are_verified_and_unknown_ones_are_passed_over()
    {
        var (peter, enoch, note) = (VerifierKey.Parse(Peter), VerifierKey.Parse(Enoch), SignedNote.Parse(Signed + EnochLine));
        Assert.Equal([peter, enoch], note.Verify([peter, enoch]));
        Assert.Equal([enoch], note.Verify([enoch]));
        Assert.Empty(SignedNote.Parse(Signed).Verify([enoch]));
        // Of one key twice, of which one is right.
        var wrong = PeterLine.Replace("JnAM=", "JnAQ=", StringComparison.Ordinal);
        Assert.Throws<CryptographicException>(() => SignedNote.Parse(Signed + wrong).Verify([peter]));
        Assert.Empty(SignedNote.Parse(Text + "\n" + wrong).Verify([enoch]));
    }

    [Fact]
    public void No_changed_bit_of_a_signed_text_is_passed_over()
    {
        var (key, bytes) = (VerifierKey.Parse(Peter), Encoding.UTF8.GetBytes(Signed));
        for (var at = 0; at < Encoding.UTF8.GetByteCount(Text); at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. bytes];
                changed[at] ^= (byte)(1 << bit);
                SignedNote note;
                try { note = SignedNote.Parse(changed); }
                catch (FormatException) { continue; }
                Assert.Throws<CryptographicException>(() => note.Verify([key]));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(Text)]
    [InlineData(Text + "\n")]
    [InlineData("\n" + PeterLine)]
    [InlineData(PeterLine)]
    [InlineData(Text + PeterLine)]
    [InlineData("\u0001" + Signed)]
    [InlineData("\r" + Signed)]
    [InlineData(Signed + "more\n")]
    [InlineData(Signed + "\n")]
    [InlineData(Signed + "\nmore\n")]
    [InlineData(Text + "\n— Peter Neumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n")]
    [InlineData(Text + "\n— Peter+Neumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n")]
    [InlineData(Text + "\n— PeterNeumann x08gow==\n")]
    [InlineData(Text + "\n— PeterNeumann x08go/ZJ kuBS\n")]
    [InlineData(Text + "\n— PeterNeumann\n")]
    [InlineData(Text + "\n- PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n")]
    public void What_is_no_note_is_refused(string text) => Assert.Throws<FormatException>(() => SignedNote.Parse(text));

    [Fact]
    public void Bytes_that_are_no_note_are_refused()
    {
        Assert.Throws<FormatException>(() => SignedNote.Parse([0xff, .. Encoding.UTF8.GetBytes(Signed)]));
        Assert.Throws<FormatException>(() => SignedNote.Parse(Signed[..^1]));
        Assert.Equal(100, SignedNote.Parse(Text + "\n" + string.Concat(Enumerable.Repeat(PeterLine, 100))).Signatures.Count);
        Assert.Throws<FormatException>(() => SignedNote.Parse(Text + "\n" + string.Concat(Enumerable.Repeat(PeterLine, 101))));
    }

    [Fact]
    public void The_text_ends_at_the_last_empty_line()
    {
        var (key, text) = (SignerKey.Parse(PeterSecret), "First\n\nsecond\n\n\n");
        var note = new SignedNote(text);
        var read = SignedNote.Parse(note.With([key.Sign(note.TextBytes.Span, default)]).ToBytes());
        Assert.Equal(text, read.Text);
        Assert.Single(read.Verify([key.Verifier]));
    }

    [Fact]
    public void No_part_of_a_key_is_a_key()
    {
        foreach (var (text, parse) in new (string, Action<string>)[] { (Peter, it => VerifierKey.Parse(it)), (PeterSecret, it => SignerKey.Parse(it)) })
        {
            for (var start = 0; start < text.Length; start++)
            {
                for (var end = start; end <= text.Length; end++)
                {
                    if (end - start < text.Length) Assert.Throws<FormatException>(() => parse(text[start..end]));
                }
            }
        }
        Assert.Throws<FormatException>(() => VerifierKey.Parse(Peter.Replace("c74f20a3", "c74f20a4", StringComparison.Ordinal)));
        Assert.Throws<FormatException>(() => VerifierKey.Parse(Peter.Replace("PeterNeumann", "Peter Neumann", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_log_of_Tessera_byte_for_byte()
    {
        var log = Vectors["tessera_log"]!;
        var key = SignerKey.Parse((string)log["private_key"]!);
        Assert.Equal((string)log["vkey"]!, key.Verifier.ToString());
        var entries = log["entries"]!.AsArray().Select(entry => Encoding.UTF8.GetBytes((string)entry!)).ToArray();
        var (tree, bundle) = (new TiledTree(), new System.Buffers.ArrayBufferWriter<byte>());
        for (var size = 0; ; size++)
        {
            var note = new Checkpoint(key.Verifier.Name, size, tree.Root()).Sign(key);
            Assert.Equal((string)log["checkpoints"]![size]!, note.ToString());
            Assert.Equal(size, Checkpoint.Parse(SignedNote.Parse(note.ToBytes()).Text).Size);
            if (size == entries.Length) break;
            tree.Append(Merkle.Leaf(entries[size]));
            EntryBundle.Append(bundle, entries[size]);
        }
        Assert.Equal((string)log["tile_0_000_p_15_sha256"]!, Digest(TreeHash.BytesOf(tree.Partial(0))));
        Assert.Equal((string)log["entries_000_p_15_hex"]!, Convert.ToHexStringLower(bundle.WrittenSpan));
        var rest = bundle.WrittenSpan;
        var read = new List<byte[]>();
        while (EntryBundle.TryTake(ref rest, out var entry)) read.Add(entry.ToArray());
        Assert.Equal(entries, read);
    }

    [Fact]
    public void The_mirror_of_Sunlight_byte_for_byte()
    {
        var mirror = Vectors["sunlight_mirror"]!;
        var log = new MemoryLog(Enumerable.Range(0, 300).Select(i => Encoding.UTF8.GetBytes($"record {i}")));
        Assert.Equal((string)mirror["tile_0_000_sha256"]!, Digest(log.Tile(new TileId(0, 0))));
        Assert.Equal((string)mirror["tile_0_001_p_44_sha256"]!, Digest(log.Tile(new TileId(0, 1, 44))));
        var tree = log.Tree();
        Assert.Equal((string)mirror["tile_1_000_p_1_sha256"]!, Digest(TreeHash.BytesOf(tree.Partial(1))));

        var key = new SignerKey("mirror.example.org", SignatureKind.Cosignature, SHA256.HashData("skylight test mirror key"u8));
        Assert.Equal((string)mirror["cosigner_vkey"]!, key.Verifier.ToString());
        var at = DateTimeOffset.FromUnixTimeSeconds((long)mirror["time"]!);
        var note = new SignedNote(new Checkpoint((string)mirror["origin"]!, 300, tree.Root()).ToString());
        var signed = note.With([key.Sign(note.TextBytes.Span, at)]);
        Assert.Equal((string)mirror["checkpoint"]!, signed.ToString());
        Assert.Equal([key.Verifier], SignedNote.Parse(signed.ToBytes()).Verify([key.Verifier]));
        Assert.Equal(at, key.Verifier.SignedAt(signed.Signatures[0].Bytes));
    }

    [Theory]
    [InlineData("example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("example.com/log\n0\n")]
    [InlineData("\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("example.com/log\n00\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("example.com/log\n+1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("example.com/log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("example.com/log\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("example.com/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==\n")]
    [InlineData("example.com/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\n")]
    [InlineData("example.com/log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n")]
    public void What_is_no_checkpoint_is_refused(string text) => Assert.Throws<FormatException>(() => Checkpoint.Parse(text));

    [Fact]
    public void A_checkpoint_keeps_its_further_lines()
    {
        const string Text = "example.com/log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\nand more\n";
        var read = Checkpoint.Parse(Text);
        Assert.Equal(["more", "and more"], read.Extensions);
        Assert.Equal(Text, read.ToString());
    }

    [Fact]
    public void A_bundle_that_ends_within_an_entry_is_refused()
    {
        foreach (byte[] bundle in (byte[][])[[0], [0, 1], [0, 0, 0, 2, 1]])
        {
            Assert.Throws<FormatException>(() =>
            {
                ReadOnlySpan<byte> rest = bundle;
                while (EntryBundle.TryTake(ref rest, out _)) { }
            });
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryBundle.Append(new System.Buffers.ArrayBufferWriter<byte>(), new byte[65_536]));
    }

    [Fact]
    public async Task A_proof_as_a_file_is_checked_without_asking_anybody()
    {
        var (log, witness) = (SignerKey.Make("log.example", SignatureKind.Ed25519), SignerKey.Make("witness.example", SignatureKind.Cosignature));
        var tree = MemoryLog.Counting(1000);
        var note = new Checkpoint("log.example", 1000, tree.Root(1000)).Sign(log);
        var cosigned = note.With([witness.Sign(note.TextBytes.Span, DateTimeOffset.UnixEpoch)]);
        var proof = new InclusionProof(700, await Proofs.Inclusion(700, 1000, tree), cosigned, [1, 2, 3]);
        var read = InclusionProof.Parse(proof.ToString());
        Assert.Equal(proof.ToString(), read.ToString());
        Assert.Equal([1, 2, 3], read.Extra);

        var policy = TrustPolicy.Parse($"log {log.Verifier}\nwitness one {witness.Verifier} https://witness.example/\nquorum one\n");
        Assert.Equal(1000, read.Check(tree.Leaves[700], policy).Size);
        Assert.Throws<CryptographicException>(() => read.Check(tree.Leaves[701], policy));
        Assert.Throws<CryptographicException>(() => (read with { Index = 701 }).Check(tree.Leaves[700], policy));
        Assert.Throws<CryptographicException>(() => (read with { Checkpoint = note }).Check(tree.Leaves[700], policy));
        Assert.Throws<CryptographicException>(() => read.Check(tree.Leaves[700], TrustPolicy.Parse($"log {SignerKey.Make("log.example", SignatureKind.Ed25519).Verifier}\nquorum none\n")));
        Assert.Equal(1000, (read with { Checkpoint = note }).Check(tree.Leaves[700], TrustPolicy.Parse($"# nobody else\n\n \t log  {log.Verifier}\t\nquorum none")).Size);
    }

    [Theory]
    [InlineData("c2sp.org/tlog-proof@v2\nindex 0\n\n" + Signed)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n" + PeterLine)]
    [InlineData("c2sp.org/tlog-proof@v1\n\n" + Signed)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 01\n\n" + Signed)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\n" + Signed)]
    [InlineData("c2sp.org/tlog-proof@v1\nextra A\nindex 0\n\n" + Signed)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n" + Signed)]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 0\n\n" + Text)]
    public void What_is_no_proof_is_refused(string text) => Assert.Throws<FormatException>(() => InclusionProof.Parse(text));

    [Theory]
    [InlineData(0, "none", true)]
    [InlineData(0b000001, "X1", true)]
    [InlineData(0b111110, "X1", false)]
    [InlineData(0b000011, "X", true)]
    [InlineData(0b000100, "X", false)]
    [InlineData(0b001000, "Y", true)]
    [InlineData(0b000111, "both", false)]
    [InlineData(0b111000, "both", false)]
    [InlineData(0b100101, "both", true)]
    public void A_quorum_counts_whom_it_names(int cosigned, string quorum, bool holds)
    {
        // The example of C2SP tlog-policy.
        var log = SignerKey.Make("log.example", SignatureKind.Ed25519);
        var witnesses = Enumerable.Range(0, 6).Select(i => SignerKey.Make($"w{i}.example", SignatureKind.Cosignature)).ToList();
        var policy = TrustPolicy.Parse($"""
            log {log.Verifier}
            witness X1 {witnesses[0].Verifier}
            witness X2 {witnesses[1].Verifier}
            witness X3 {witnesses[2].Verifier}
            group X 2 X1 X2 X3
            witness Y1 {witnesses[3].Verifier}
            witness Y2 {witnesses[4].Verifier}
            witness Y3 {witnesses[5].Verifier}
            group Y any Y1 Y2 Y3
            group both all X Y
            quorum {quorum}
            """);
        var note = new Checkpoint("log.example", 0, Merkle.Empty).Sign(log);
        var signed = note.With(witnesses.Where((_, i) => (cosigned >> i & 1) == 1).Select(it => it.Sign(note.TextBytes.Span, DateTimeOffset.UnixEpoch)));
        if (holds) Assert.Equal(0, policy.Check(signed).Size);
        else Assert.Throws<CryptographicException>(() => policy.Check(signed));
    }

    [Theory]
    [InlineData("log {log}", "no line 'quorum'")]
    [InlineData("quorum none\nquorum none", "Line 2")]
    [InlineData("quorum one", "not defined")]
    [InlineData("witness one {log}\nquorum one", "not the key of a witness")]
    [InlineData("log {witness}\nquorum none", "not the key of a log")]
    [InlineData("log {log}\nlog {log}\nquorum none", "named above")]
    [InlineData("witness none {witness}\nquorum none", "taken")]
    [InlineData("witness one {witness}\ngroup one any one\nquorum one", "taken")]
    [InlineData("witness one {witness}\ngroup a 2 one\nquorum a", "from 1 to 1")]
    [InlineData("witness one {witness}\ngroup a 0 one\nquorum a", "from 1 to 1")]
    [InlineData("witness one {witness}\ngroup a any one\ngroup b any one\nquorum b", "in a group already")]
    [InlineData("group a any\nquorum none", "not a line")]
    [InlineData("group a any none\nquorum none", "not defined")]
    [InlineData("log {log} here\nquorum none", "no URL")]
    [InlineData("log {log} https://a.example/ https://b.example/\nquorum none", "not a line")]
    [InlineData("log x\nquorum none", "Line 1")]
    [InlineData("quorum none\r", "control character")]
    public void A_wrong_policy_says_which_line_and_why(string text, string why)
    {
        text = text.Replace("{log}", Peter, StringComparison.Ordinal).Replace("{witness}", (string)Vectors["sunlight_mirror"]!["cosigner_vkey"]!, StringComparison.Ordinal);
        Assert.Contains(why, Assert.Throws<FormatException>(() => TrustPolicy.Parse(text)).Message, StringComparison.Ordinal);
    }

    // Whatever comes, a parser reads it or says with a FormatException that it cannot: bytes at random, and true texts with some of theirs changed, left out, or put in twice.
    [Fact]
    public void No_parser_falls_over()
    {
        var cosigned = (string)Vectors["sunlight_mirror"]!["checkpoint"]!;
        (string True, Action<byte[]> Parse)[] parsers =
        [
            (Signed + EnochLine, it => SignedNote.Parse(it)),
            (cosigned, it => Checkpoint.Parse(SignedNote.Parse(it).Text)),
            ($"c2sp.org/tlog-proof@v1\nextra AAAA\nindex 12\n{Merkle.Empty}\n\n{cosigned}", it => InclusionProof.Parse(Encoding.UTF8.GetString(it))),
            ($"old 7\n{Merkle.Empty}\n{Merkle.Empty}\n\n{cosigned}", it => AddCheckpoint.Parse(it)),
            ($"log {Peter} https://a.example/\nwitness one {(string)Vectors["sunlight_mirror"]!["cosigner_vkey"]!}\ngroup a 1 one\nquorum a\n", it => TrustPolicy.Parse(Encoding.UTF8.GetString(it))),
            (Peter, it => VerifierKey.Parse(Encoding.UTF8.GetString(it))),
            (PeterSecret, it => SignerKey.Parse(Encoding.UTF8.GetString(it))),
            ("tile/3/x123/456.p/7", it => _ = TileId.TryParse(Encoding.UTF8.GetString(it), out _)),
            ("\0\u0003one\0\u0003two", it =>
            {
                ReadOnlySpan<byte> rest = it;
                while (EntryBundle.TryTake(ref rest, out _)) { }
            }),
        ];
        foreach (var (text, parse) in parsers)
        {
            var whole = Encoding.UTF8.GetBytes(text);
            parse(whole);
            var changed = from changes in Gen.Select(Gen.Int[0, 3], Gen.Int[0, whole.Length - 1], Gen.Int[1, 9], Gen.Byte).Array[1, 4] select changes.Aggregate(whole, Change);
            Gen.OneOf(changed, Gen.Byte.Array[0, 200]).Sample(bytes =>
            {
                try { parse(bytes); }
                catch (FormatException) { }
            }, iter: 5000);
        }
    }

    private static byte[] Change(byte[] bytes, (int How, int At, int Length, byte Value) change)
    {
        var at = Math.Min(change.At, bytes.Length);
        var end = Math.Min(at + change.Length, bytes.Length);
        return change.How switch
        {
            0 => [.. bytes[..at], .. bytes[end..]],
            1 => [.. bytes[..end], .. bytes[at..]],
            2 => [.. bytes[..at], change.Value, .. bytes[at..]],
            _ => [.. bytes[..at], .. bytes[at..end].Select(b => (byte)(b ^ change.Value)), .. bytes[end..]],
        };
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
