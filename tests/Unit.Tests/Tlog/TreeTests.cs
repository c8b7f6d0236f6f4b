using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>RFC 6962, and the vectors that its implementations agree on.</summary>
public sealed class TreeTests
{
    private static readonly string[] RootsOfOneToEight =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    // transparency-dev/merkle, testonly.
    private static MemoryLog Eight => new(((string[])["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]).Select(Convert.FromHexString));

    // One byte each: 0, 1, 2, …
    private static MemoryLog Rolling => new(Enumerable.Range(0, 130).Select(i => new[] { (byte)i }));

    [Fact]
    public void Hashes_are_those_of_the_standard()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hex(Merkle.Empty));
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Hex(Merkle.Leaf([])));
        Assert.Equal("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56", Hex(Merkle.Leaf("L123456"u8)));
        // "N123" and "N456" are no hashes; the standard's vector puts them where hashes stand.
        Assert.Equal("aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb", Convert.ToHexStringLower(SHA256.HashData([1, .. "N123"u8, .. "N456"u8])));
        var (left, right) = (Merkle.Leaf("a"u8), Merkle.Leaf("b"u8));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([1, .. left.ToArray(), .. right.ToArray()])), Hex(Merkle.Node(left, right)));
    }

    [Fact]
    public void Roots_of_one_to_eight_leaves()
    {
        var tree = new TiledTree();
        Assert.Equal(Merkle.Empty, tree.Root());
        foreach (var (leaf, root) in Eight.Leaves.Zip(RootsOfOneToEight))
        {
            tree.Append(leaf);
            Assert.Equal(root, Hex(tree.Root()));
        }
    }

    [Fact]
    public async Task Published_proofs_of_eight_leaves()
    {
        string[] inclusion = ["vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc="];
        string[] consistency = ["DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=", "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=", "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc="];
        Assert.Equal(inclusion, (await Proofs.Inclusion(5, 8, Eight)).Select(hash => hash.ToString()));
        Assert.Equal(consistency, (await Proofs.Consistency(6, 8, Eight)).Select(hash => hash.ToString()));
        Assert.StartsWith("4271a26b", Hex(Eight.Leaves[5]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_example_of_the_standard()
    {
        // RFC 6962, section 2.1.3, with its letters for the nodes.
        var log = MemoryLog.Counting(7);
        var (a, b, c, d, e, f, j) = (log.Leaves[0], log.Leaves[1], log.Leaves[2], log.Leaves[3], log.Leaves[4], log.Leaves[5], log.Leaves[6]);
        var (g, h, i) = (Merkle.Node(a, b), Merkle.Node(c, d), Merkle.Node(e, f));
        var (k, l) = (Merkle.Node(g, h), Merkle.Node(i, j));
        Assert.Equal([b, h, l], await Proofs.Inclusion(0, 7, log));
        Assert.Equal([c, g, l], await Proofs.Inclusion(3, 7, log));
        Assert.Equal([f, j, k], await Proofs.Inclusion(4, 7, log));
        Assert.Equal([i, k], await Proofs.Inclusion(6, 7, log));
        Assert.Equal([c, d, g, l], await Proofs.Consistency(3, 7, log));
        Assert.Equal([l], await Proofs.Consistency(4, 7, log));
        Assert.Equal([i, j, k], await Proofs.Consistency(6, 7, log));
    }

    [Fact]
    public async Task Every_root_and_proof_to_130_leaves_is_the_published_one()
    {
        var log = Rolling;
        var (roots, inclusion, consistency) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        var tree = new TiledTree();
        for (var n = 1; n <= 130; n++)
        {
            tree.Append(log.Leaves[n - 1]);
            roots.Append(CultureInfo.InvariantCulture, $"{n} {Hex(tree.Root())}\n");
            for (var i = 0; i < n; i++) inclusion.Append(CultureInfo.InvariantCulture, $"{i} {n}{string.Concat((await Proofs.Inclusion(i, n, log)).Select(hash => " " + Hex(hash)))}\n");
            for (var m = 1; m <= n; m++) consistency.Append(CultureInfo.InvariantCulture, $"{m} {n}{string.Concat((await Proofs.Consistency(m, n, log)).Select(hash => " " + Hex(hash)))}\n");
        }
        Assert.Equal("d35ccec0cee406fa63d1597891bb2d66df747b4e8817cd6e010a2d58fffb1fcb", Digest(roots));
        Assert.Equal("893ce6eea61adc33c22c0e3a952498b76dfa3c282e78ac659f6fcc0ea44f9983", Digest(inclusion));
        Assert.Equal("2498232e1aebe8d1aa8d339d897fc471f4495fe0b8a55ac08f7dae3d88bc4c2a", Digest(consistency));
    }

    [Fact]
    public async Task Every_subtree_to_130_leaves_and_every_proof_in_one_is_the_published_one()
    {
        // draft-ietf-plants-merkle-tree-certs: a subtree begins at a multiple of the power of two that holds it.
        var (roots, inclusion) = (new StringBuilder(), new StringBuilder());
        for (var end = 0; end <= 130; end++)
        {
            foreach (var start in Enumerable.Range(0, end + 1).Where(start => start % (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, end - start)) == 0))
            {
                var log = new MemoryLog(Enumerable.Range(start, end - start).Select(i => new[] { (byte)i }));
                roots.Append(CultureInfo.InvariantCulture, $"[{start}, {end}) {Hex(log.Root(end - start))}\n");
                for (var i = start; i < end; i++) inclusion.Append(CultureInfo.InvariantCulture, $"{i} [{start}, {end}){string.Concat((await Proofs.Inclusion(i - start, end - start, log)).Select(hash => " " + Hex(hash)))}\n");
            }
        }
        Assert.Equal("b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81", Digest(roots));
        Assert.Equal("ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f", Digest(inclusion));
    }

    [Fact]
    public async Task Every_proof_to_130_leaves_is_accepted_and_none_that_is_changed()
    {
        var log = Rolling;
        for (var n = 1; n <= 130; n++)
        {
            var root = log.Root(n);
            for (var i = 0; i < n; i++)
            {
                var (proof, leaf, index) = (await Proofs.Inclusion(i, n, log), log.Leaves[i], i);
                Assert.True(Proof.Includes(leaf, i, n, root, proof));
                Refused(proof, changed => Proof.Includes(leaf, index, n, root, changed));
                Assert.False(Proof.Includes(leaf, i + 1, n, root, proof) || Proof.Includes(leaf, i - 1, n, root, proof));
                Assert.False(Proof.Includes(leaf, i, n, Flip(root, i), proof) || Proof.Includes(Flip(leaf, i), i, n, root, proof));
            }
            for (var m = 1; m <= n; m++)
            {
                var (proof, old, size) = (await Proofs.Consistency(m, n, log), log.Root(m), m);
                Assert.True(Proof.Extends(m, old, n, root, proof));
                Refused(proof, changed => Proof.Extends(size, old, n, root, changed));
                Assert.False(Proof.Extends(m, Flip(old, m), n, root, proof) || Proof.Extends(m, old, n, Flip(root, m), proof));
                Assert.False(Proof.Extends(m - 1, old, n, root, proof) || Proof.Extends(m + 1, old, n, root, proof));
            }
            Assert.True(Proof.Extends(0, Merkle.Empty, n, root, []));
            Assert.False(Proof.Extends(0, root, n, root, []) || Proof.Extends(0, Merkle.Empty, n, root, [root]));
            Assert.False(Proof.Extends(n + 1, root, n, root, []) || Proof.Extends(-1, root, n, root, []) || Proof.Includes(root, 0, 0, root, []));
        }
    }

    // The size is not always told by a proof: the tree of another size may have the same way up. What must hold is that what is accepted is true.
    [Fact]
    public async Task A_proof_for_another_size_is_refused_unless_its_tree_has_the_same_root()
    {
        var log = Rolling;
        foreach (var n in Enumerable.Range(2, 128))
        {
            var proof = await Proofs.Inclusion(0, n, log);
            foreach (var other in new[] { n - 1, n + 1 }.Where(it => it is > 0 and <= 130)) Assert.False(Proof.Includes(log.Leaves[0], 0, other, log.Root(other), proof));
        }
    }

    [Fact]
    public void Trees_across_tiles_are_those_of_the_definition() =>
        Gen.Int[1, 70_000].Select(Gen.Int[0, 1 << 30], (size, seed) => (size, seed)).Sample(it =>
        {
            var log = MemoryLog.Counting(it.size);
            var tiles = new List<TileId>();
            var tree = log.Tree((tile, hashes, root) =>
            {
                Assert.Equal(Merkle.Root(hashes), root);
                Assert.Equal(log.Tile(tile), TreeHash.BytesOf(hashes).ToArray());
                tiles.Add(tile);
            });
            Assert.Equal(log.Root(it.size), tree.Root());
            Assert.Equal(it.size / 256 + it.size / 65_536, tiles.Count);
            foreach (var partial in TiledTree.PartialIn(it.size)) Assert.Equal(log.Tile(partial), TreeHash.BytesOf(tree.Partial(partial.Level)).ToArray());

            var resumed = TiledTree.Resume(it.size, tile => log.Tile(tile));
            var (grown, leaf, index, old) = (log.Tree(), Merkle.Leaf("next"u8), it.seed % it.size, 1 + (it.seed % it.size));
            resumed.Append(leaf);
            grown.Append(leaf);
            Assert.Equal(grown.Root(), resumed.Root());

            var root = log.Root(it.size);
            Assert.True(Proof.Includes(log.Leaves[index], index, it.size, root, Now(Proofs.Inclusion(index, it.size, log))));
            Assert.True(Proof.Extends(old, log.Root(old), it.size, root, Now(Proofs.Consistency(old, it.size, log))));
            Assert.Equal(root, Now(Proofs.Root(it.size, log)));
        }, iter: 40);

    [Fact]
    public void A_proof_asks_for_its_tiles_once_and_for_few()
    {
        var log = MemoryLog.Counting(70_000);
        Now(Proofs.Inclusion(12_345, 70_000, log));
        Now(Proofs.Consistency(12_345, 70_000, log));
        Now(Proofs.Root(70_000, log));
        Assert.Equal(3, log.Reads);
    }

    [Fact]
    public async Task Tiles_of_another_width_are_refused()
    {
        var wrong = new WrongTiles();
        await Assert.ThrowsAsync<FormatException>(async () => await Proofs.Inclusion(3, 300, wrong));
        Assert.Throws<FormatException>(() => TiledTree.Resume(300, _ => new byte[TreeHash.Size]));
        Assert.Throws<FormatException>(() => TiledTree.Resume(3, _ => new byte[TreeHash.Size - 1]));
    }

    [Fact]
    public void To_append_and_to_check_takes_no_memory()
    {
        var log = MemoryLog.Counting(1000);
        var (tree, root, proof) = (log.Tree(), log.Root(1000), Now(Proofs.Inclusion(700, 1000, log)));
        var leaf = log.Leaves[700];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            tree.Append(Merkle.Leaf("an entry"u8));
            Assert.True(Proof.Includes(leaf, 700, 1000, root, proof));
        }
        tree.Root();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }

    [Theory]
    [InlineData("tile/0/000", 0, 0, 256)]
    [InlineData("tile/5/x123/x456/078", 5, 123456078, 256)]
    [InlineData("tile/5/x123/x456/078.p/2", 5, 123456078, 2)]
    [InlineData("tile/1/x001/x234/067", 1, 1234067, 256)]
    [InlineData("tile/63/x001/000", 63, 1000, 256)]
    [InlineData("tile/entries/000.p/15", TileId.Entries, 0, 15)]
    [InlineData("tile/0/x009/x223/x372/x036/x854/x775/807", 0, long.MaxValue, 256)]
    public void A_path_names_a_tile(string path, int level, long index, int width)
    {
        Assert.True(TileId.TryParse(path, out var tile));
        Assert.Equal(new TileId(level, index, width), tile);
        Assert.Equal(path, tile.Path);
    }

    [Theory]
    [InlineData("tile/5/123/456/078")]
    [InlineData("tile/-1/x123/x456/078")]
    [InlineData("tile/64/000")]
    [InlineData("tile/00/000")]
    [InlineData("tile/0/x000/001")]
    [InlineData("tile/0/0000")]
    [InlineData("tile/0/00")]
    [InlineData("tile/0/")]
    [InlineData("tile/0")]
    [InlineData("tile/0/000.p")]
    [InlineData("tile/0/000.p/0")]
    [InlineData("tile/0/000.p/256")]
    [InlineData("tile/0/000.p/01")]
    [InlineData("tile/0/.p/1")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/x009/x223/x372/x036/x854/x775/808")]
    [InlineData("tile/0/x001/x001/x001/x001/x001/x001/x001/x001/001")]
    [InlineData("tile/data/000")]
    [InlineData("/tile/0/000")]
    [InlineData("tile/0/000/")]
    [InlineData("tile/0/٠٠٠")]
    [InlineData("")]
    public void Another_path_names_none(string path) => Assert.False(TileId.TryParse(path, out _));

    [Fact]
    public void Widths_are_those_of_the_standard()
    {
        Assert.Equal([new(0, 273, 112), new(1, 1, 17), new TileId(2, 0, 1)], TiledTree.PartialIn(70_000));
        Assert.Equal([new TileId(1, 0, 1)], TiledTree.PartialIn(256));
        Assert.Equal((256, 112, 0), (TileId.WidthIn(70_000, 0, 272), TileId.WidthIn(70_000, 0, 273), TileId.WidthIn(70_000, 0, 274)));
        Assert.Equal((256, 17, 1, 0, 0), (TileId.WidthIn(70_000, 1, 0), TileId.WidthIn(70_000, 1, 1), TileId.WidthIn(70_000, 2, 0), TileId.WidthIn(70_000, 3, 0), TileId.WidthIn(70_000, 63, long.MaxValue)));
        Assert.Equal(112, TileId.WidthIn(70_000, TileId.Entries, 273));
    }

    private static void Refused(TreeHash[] proof, Func<TreeHash[], bool> accepts)
    {
        for (var at = 0; at < proof.Length; at++)
        {
            Assert.False(accepts([.. proof[..at], Flip(proof[at], at), .. proof[(at + 1)..]]));
            Assert.False(accepts([.. proof[..at], .. proof[(at + 1)..]]));
            Assert.False(accepts([.. proof[..at], proof[at], .. proof[at..]]));
        }
        Assert.False(accepts([.. proof, Merkle.Empty]) || accepts([Merkle.Empty, .. proof]));
    }

    private static TreeHash Flip(TreeHash hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8 % TreeHash.Size] ^= (byte)(1 << (bit % 8));
        return new TreeHash(bytes);
    }

    private static T Now<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    private static string Hex(TreeHash hash) => Convert.ToHexStringLower(hash.ToArray());

    private static string Digest(StringBuilder lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));

    private sealed class WrongTiles : ITiles
    {
        public ValueTask<IReadOnlyList<ReadOnlyMemory<byte>>> Read(IReadOnlyList<TileId> tiles, CancellationToken cancellation) => new([.. tiles.Select(_ => (ReadOnlyMemory<byte>)new byte[TreeHash.Size])]);
    }
}
