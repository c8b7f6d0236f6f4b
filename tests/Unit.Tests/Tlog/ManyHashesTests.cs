using System.Security.Cryptography;
using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>Hashes that are made side by side are those that are made one by one.</summary>
public sealed class ManyHashesTests
{
    private const int Longest = 200, Most = 40;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Messages_of_every_length_and_number_hash_as_the_platform_does_it(bool sideBySide)
    {
        // Where the processor cannot, there is one way only.
        sideBySide &= Sha256Lanes.IsAccelerated;
        var random = new Random(3);
        for (var length = 0; length <= Longest; length++)
        {
            for (var count = 1; count <= Most; count++)
            {
                var (messages, hashes) = (new byte[length * count], new TreeHash[count]);
                random.NextBytes(messages);
                byte[] prefix = [.. Enumerable.Repeat((byte)count, count % 3)];
                Sha256Lanes.Hash(prefix, messages, hashes, sideBySide);
                for (var i = 0; i < count; i++) Assert.True(hashes[i].ToArray().AsSpan().SequenceEqual(SHA256.HashData([.. prefix, .. messages.AsSpan(i * length, length)])), $"{count} of {length}: {i}");
            }
        }
    }

    [Fact]
    public void Long_messages_too()
    {
        foreach (var length in new[] { 1000, 65_535 })
        {
            var (messages, hashes) = (RandomNumberGenerator.GetBytes(9 * length), new TreeHash[9]);
            Merkle.Leaves(messages, hashes);
            for (var i = 0; i < hashes.Length; i++) Assert.Equal(Merkle.Leaf(messages.AsSpan(i * length, length)), hashes[i]);
        }
    }

    [Fact]
    public void What_is_not_of_one_length_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Sha256Lanes.HashData(new byte[7], new TreeHash[2]));
        Assert.Throws<ArgumentException>(() => Sha256Lanes.HashData(new byte[7], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Merkle.Nodes(new TreeHash[3], new TreeHash[2]));
        Sha256Lanes.HashData([], []);
    }

    [Fact]
    public void Nodes_may_be_written_where_their_pairs_begin()
    {
        for (var pairs = 1; pairs <= Most; pairs++)
        {
            var hashes = Hashes(2 * pairs);
            TreeHash[] expected = [.. hashes.Chunk(2).Select(pair => Merkle.Node(pair[0], pair[1]))];
            Merkle.Nodes(hashes, hashes.AsSpan(0, pairs));
            Assert.Equal(expected, hashes[..pairs]);
        }
    }

    [Fact]
    public void A_root_is_that_of_the_standard_whatever_is_made_at_once()
    {
        foreach (var count in Enumerable.Range(0, 300).Append(1023).Append(1025))
        {
            var hashes = Hashes(count);
            var before = hashes.ToArray();
            Assert.Equal(Split(hashes), Merkle.Root(hashes));
            Assert.Equal(before, hashes);
        }

        // RFC 6962, section 2.1.
        static TreeHash Split(ReadOnlySpan<TreeHash> hashes) =>
            hashes.Length == 0 ? Merkle.Empty : hashes.Length == 1 ? hashes[0] : Merkle.Node(Split(hashes[..(int)Merkle.Split(hashes.Length)]), Split(hashes[(int)Merkle.Split(hashes.Length)..]));
    }

    [Fact]
    public void A_tree_to_which_many_are_appended_at_once_is_the_same_tree()
    {
        var leaves = Hashes(70_000);
        var (single, many) = (new List<(TileId, TreeHash[], TreeHash)>(), new List<(TileId, TreeHash[], TreeHash)>());
        var tree = new TiledTree((tile, hashes, root) => single.Add((tile, hashes.ToArray(), root)));
        foreach (var leaf in leaves) tree.Append(leaf);
        var together = new TiledTree((tile, hashes, root) => many.Add((tile, hashes.ToArray(), root)));
        var random = new Random(5);
        for (var at = 0; at < leaves.Length;)
        {
            var next = Math.Min(leaves.Length - at, random.Next(3) == 0 ? random.Next(2000) : TileId.Full - (at % TileId.Full));
            together.Append(leaves.AsSpan(at, next));
            at += next;
        }
        Assert.Equal((tree.Size, tree.Root()), (together.Size, together.Root()));
        Assert.Equal(single.Select(it => (it.Item1, it.Item3)), many.Select(it => (it.Item1, it.Item3)));
        foreach (var (one, other) in single.Zip(many)) Assert.Equal(one.Item2, other.Item2);
        foreach (var tile in TiledTree.PartialIn(tree.Size)) Assert.True(tree.Partial(tile.Level).SequenceEqual(together.Partial(tile.Level)));
    }

    private static TreeHash[] Hashes(int count) => TreeHash.In(RandomNumberGenerator.GetBytes(count * TreeHash.Size)).ToArray();
}
