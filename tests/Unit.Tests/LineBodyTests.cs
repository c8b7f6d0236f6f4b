using CsCheck;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>What a commitment is of: one form for one content, for as long as there is a log.</summary>
public sealed class LineBodyTests
{
    private static readonly LineBody Known = new()
    {
        Id = new Guid("01936d3c-0000-7000-8000-000000000001"), Person = new Guid("01936d3c-0000-7000-8000-000000000002"), Number = 7, Previous = Merkle.Leaf("before"u8),
        At = new DateTimeOffset(2026, 11, 27, 9, 30, 0, TimeSpan.Zero), Reader = new Guid("01936d3c-0000-7000-8000-000000000003"), Session = new Guid("01936d3c-0000-7000-8000-000000000004"),
        Act = "overview.view", Purpose = "own-insight", LegalBasis = "gdpr-6-1-e", Sources = "alfa,æblehaven",
    };

    private static readonly LineBody Told = new()
    {
        Id = Known.Id, Person = Known.Person, Number = 1, At = Known.At, Purpose = "boligstoette.kontrol", LegalBasis = "Boligstøtteloven § 42", Authority = "udbetaling", Unit = "Boligstøtte", Role = "Sagsbehandler",
        System = "BOS", Categories = "income,household", Case = "26-17", OnBehalfOf = "Aarhus Kommune", Criticality = "emergency", Reference = "q-1", Batch = 17, Flags = "purpose-unknown", Of = 0, Opened = new byte[] { 1, 2, 3 }, Until = Known.At.AddYears(2),
    };

    [Fact]
    public void The_form_of_version_1_never_changes()
    {
        var body = Known.ToBytes();
        var nonce = Enumerable.Range(0, Leaf.NonceSize).Select(i => (byte)i).ToArray();
        Assert.Equal(
            "010100100193" + "6d3c000070008000000000000001" + "02001001936d3c000070008000000000000002" + "0300080000000000000007" + "040020" + Convert.ToHexStringLower(Known.Previous.ToArray())
            + "0500080006" + Convert.ToHexStringLower(BitConverter.GetBytes((Known.At - DateTimeOffset.UnixEpoch).Ticks / 10).Reverse().ToArray())[4..] + "06001001936d3c000070008000000000000003" + "07001001936d3c000070008000000000000004"
            + "08000d" + Hex("overview.view") + "09000b" + Hex("own-insight") + "0a000a" + Hex("gdpr-6-1-e") + "0b000f" + Hex("alfa,æblehaven"), Convert.ToHexStringLower(body));
        Assert.Equal(Known, LineBody.Parse(body));
        Assert.EndsWith("140003" + Hex("q-1") + "1500080000000000000011" + "16000f" + Hex("purpose-unknown") + "1700080000000000000000" + "180003010203" + "1c00080006" + Convert.ToHexStringLower(BitConverter.GetBytes((Known.At.AddYears(2) - DateTimeOffset.UnixEpoch).Ticks / 10).Reverse().ToArray())[4..], Convert.ToHexStringLower(Told.ToBytes()), StringComparison.Ordinal);
        var told = LineBody.Parse(Told.ToBytes());
        Assert.Equal(Told.Opened.ToArray(), told.Opened.ToArray());
        Assert.Equal(Told with { Opened = default }, told with { Opened = default });
        Assert.Equal("01010000000000" + "00" + Convert.ToHexStringLower(Leaf.Commit(nonce, body).ToArray()), Convert.ToHexStringLower(Leaf.Of(LeafKind.Access, Leaf.Commit(nonce, body))));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData([.. "overblik/access/v1\0"u8, .. nonce, 0, 0, 0, (byte)body.Length, .. body])), Convert.ToHexStringLower(Leaf.CommitmentIn(Leaf.Of(LeafKind.Access, Leaf.Commit(nonce, body))).ToArray()));
        Assert.Equal(new TreeHash(System.Security.Cryptography.SHA256.HashData([.. "overblik/retention/v1\0"u8, 0, 3, 0x17, 0x73])), Leaf.CommitErasedMonth(202611));
    }

    [Fact]
    public void What_is_written_is_read_and_anything_else_is_refused()
    {
        (from act in Gen.String[0, 60] from sources in Gen.String[0, 4000] from number in Gen.Long[1, long.MaxValue] select Known with { Act = act, Sources = sources, Number = number })
            .Where(body => body.Act == Round(body.Act) && body.Sources == Round(body.Sources)).Sample(body => Assert.Equal(body, LineBody.Parse(body.ToBytes())));
        var bytes = Known.ToBytes();
        Gen.OneOf(Gen.Byte.Array[0, 100], from at in Gen.Int[0, bytes.Length - 1] from value in Gen.Byte select (byte[])[.. bytes[..at], value, .. bytes[(at + 1)..]], from end in Gen.Int[0, bytes.Length - 1] select bytes[..end]).Sample(body =>
        {
            try { LineBody.Parse(body); }
            catch (FormatException) { }
        });
        // It may end between two fields, and then it says less.
        for (var end = 0; end < bytes.Length; end++)
        {
            try { Assert.NotEqual(Known, LineBody.Parse(bytes.AsSpan(0, end))); }
            catch (FormatException) { }
        }
    }

    // Half of a pair of surrogates is no text.
    private static string Round(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));
}
