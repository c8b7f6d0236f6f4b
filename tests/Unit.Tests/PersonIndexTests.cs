using System.Security.Cryptography;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Unit.Tests;

/// <summary>The root of the index as it is made fast, beside the one that is made as it is written down.</summary>
public sealed class PersonIndexTests
{
    [Fact]
    public void The_root_is_the_one_that_is_written_down()
    {
        Check([]);
        Check(People(1));
        Check(People(2000));
        // More than is given to a processor at once.
        Check(People(40_000));
    }

    [Fact]
    public void Of_labels_in_any_order() => Assert.Single(new[] { People(500), [.. People(500).Reverse()], [.. People(500).OrderBy(person => person.Entry.Count)] }.Select(people => { Check(people); return PersonIndex.Root(people); }).Distinct());

    [Fact]
    public void Of_one_list_in_which_all_stand()
    {
        foreach (var count in new[] { 1, 2, 7, 8, 9, 300 }) Check(People(count, same: 2));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(31)]
    public void Of_labels_that_only_their_last_bytes_tell_apart(int same)
    {
        Check(People(200, same));
        Check([.. People(200, same), .. People(1000)]);
    }

    // The first bytes are the same for all, the others are not.
    private static (TreeHash Label, IndexEntry Entry)[] People(int count, int same = 0)
    {
        var random = new Random(count);
        var label = new byte[TreeHash.Size];
        random.NextBytes(label);
        var made = new Dictionary<TreeHash, IndexEntry>();
        while (made.Count < count)
        {
            random.NextBytes(label.AsSpan(same));
            made[new TreeHash(label)] = new IndexEntry(1 + random.NextInt64(1000), new TreeHash(label.Reverse().ToArray()), random.NextInt64(5));
        }
        return [.. made.Select(person => (person.Key, person.Value))];
    }

    // As README.md of lib/LogFormat says it, with the platform's own hashes.
    private static void Check(IReadOnlyList<(TreeHash Label, IndexEntry Entry)> people)
    {
        var level = Enumerable.Range(0, 65_536).Select(_ => new List<(byte[] Label, byte[] Leaf)>()).ToArray();
        foreach (var (label, entry) in people)
        {
            byte[] value = SHA256.HashData([.. BitConverter.GetBytes(entry.Count).Reverse(), .. entry.Newest.ToArray(), .. BitConverter.GetBytes(entry.From).Reverse()]);
            var bytes = label.ToArray();
            level[(bytes[0] << 8) + bytes[1]].Add((bytes, SHA256.HashData([0, .. bytes, .. value])));
        }
        var roots = level.Select(list => Tree([.. list.OrderBy(row => Convert.ToHexString(row.Label), StringComparer.Ordinal).Select(row => row.Leaf)])).ToArray();
        Assert.Equal(new TreeHash(Tree(roots)), PersonIndex.Root(people));
    }

    private static byte[] Tree(byte[][] leaves)
    {
        if (leaves.Length <= 1) return leaves.Length == 0 ? SHA256.HashData([]) : leaves[0];
        var middle = 1;
        while (middle * 2 < leaves.Length) middle *= 2;
        return SHA256.HashData([1, .. Tree(leaves[..middle]), .. Tree(leaves[middle..])]);
    }
}
