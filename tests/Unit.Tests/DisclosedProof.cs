using System.Security.Cryptography;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>A proof of one entry: a look-up that was kept back, and is shown. Of four leaves, that of the entry in its source's chain is the second, that of its disclosure the last.</summary>
internal static class DisclosedProof
{
    private static readonly Guid Person = new("01936d3c-0000-7000-8000-000000000002");

    /// <param name="change">What is not as it should be in what it says.</param>
    /// <param name="about">Whom the old one is about; null: the person.</param>
    /// <param name="then">What the old one's leaf says that it is.</param>
    /// <param name="now">What that of the disclosure says.</param>
    /// <param name="proved">Whether the old one's way up is in the file.</param>
    public static async Task<LogProof> Make(Func<LineBody, LineBody>? change = null, Guid? about = null, LeafKind then = LeafKind.Access, LeafKind now = LeafKind.Disclosure, bool proved = true)
    {
        var (log, nonce) = (SignerKey.Make("log.example", SignatureKind.Ed25519), RandomNumberGenerator.GetBytes(Leaf.NonceSize));
        var old = new LineBody { Id = Guid.NewGuid(), Person = Guid.NewGuid(), Number = 7, At = DateTimeOffset.UnixEpoch.AddDays(1), Authority = "alfa", Case = "26-17", About = about ?? Person, Until = DateTimeOffset.UnixEpoch.AddDays(40) };
        var said = old with { Id = Guid.NewGuid(), Person = Person, Number = 1, About = Guid.Empty, Of = 1, Opened = (byte[])[.. nonce, .. old.ToBytes()] };
        var bytes = (change?.Invoke(said) ?? said).ToBytes();
        byte[][] leaves = [Leaf.Of(LeafKind.Access, Merkle.Leaf("a"u8)), Leaf.Of(then, Leaf.Commit(nonce, old.ToBytes())), Leaf.Of(LeafKind.Access, Merkle.Leaf("b"u8)), Leaf.Of(now, Leaf.Commit(nonce, bytes))];
        var tree = new TiledTree();
        foreach (var leaf in leaves) tree.Append(Merkle.Leaf(leaf));
        var tiles = new OneTile(TreeHash.BytesOf(leaves.Select(leaf => Merkle.Leaf(leaf)).ToArray()).ToArray());
        var entry = new ProvedEntry(1, 3, now, Leaf.CommitmentIn(leaves[3]), nonce, bytes, await Proofs.Inclusion(3, 4, tiles), proved ? await Proofs.Inclusion(1, 4, tiles) : null);
        return new LogProof(LogProof.Name, log.Verifier.Name, [log.Verifier.ToString()], null, new Checkpoint(log.Verifier.Name, 4, tree.Root()).Sign(log).ToString(), null, [new ProvedChain(Person, null, 1, null, null, [entry])]);
    }
}

/// <summary>The hashes of a log that is no longer than a tile.</summary>
internal sealed class OneTile(byte[] hashes) : ITiles
{
    public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Read(IReadOnlyList<TileId> tiles, CancellationToken cancellation) => new([.. tiles.Select(_ => (ReadOnlyMemory<byte>)hashes)]);
}
