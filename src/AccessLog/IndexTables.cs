using System.Buffers.Binary;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>An index over all persons that was made: its place in the log, and what stands there.</summary>
internal sealed class LogIndex
{
    /// <summary>Where it stands in the log.</summary>
    public required long Leaf { get; init; }

    public required long LogSize { get; init; }
    public required long People { get; init; }
    public required byte[] Root { get; init; }
    public required DateTimeOffset At { get; init; }

    public IndexHead Head() => new(LogSize, People, new TreeHash(Root), At);

    internal sealed class Mapping : IEntityTypeConfiguration<LogIndex>
    {
        public void Configure(EntityTypeBuilder<LogIndex> table)
        {
            table.ToTable("index", "access_log");
            table.Local("one log has one order");
            table.HasKey(i => i.Leaf);
            table.Property(i => i.Leaf).ValueGeneratedNever();
            table.Property(i => i.Root).HasMaxLength(TreeHash.Size);
        }
    }
}

/// <summary>The persons of the newest index whose labels have the same two first bytes.</summary>
internal sealed class LogIndexList
{
    private const int RowSize = (2 * TreeHash.Size) + (2 * sizeof(long));

    /// <summary>These two bytes.</summary>
    public required int List { get; init; }

    /// <summary>Of the index in which it changed last.</summary>
    public required long LogSize { get; init; }
    public required byte[] Root { get; init; }
    public required byte[] Rows { get; init; }

    public static LogIndexList Of(int list, long logSize, SortedDictionary<TreeHash, IndexEntry> people)
    {
        var rows = new byte[people.Count * RowSize];
        foreach (var (i, (label, entry)) in people.Index())
        {
            var row = rows.AsSpan(i * RowSize, RowSize);
            label.CopyTo(row);
            BinaryPrimitives.WriteInt64BigEndian(row[TreeHash.Size..], entry.Count);
            entry.Newest.CopyTo(row[(TreeHash.Size + sizeof(long))..]);
            BinaryPrimitives.WriteInt64BigEndian(row[^sizeof(long)..], entry.From);
        }
        return new LogIndexList { List = list, LogSize = logSize, Root = Merkle.Root(LeavesOf(people)).ToArray(), Rows = rows };
    }

    public static TreeHash[] LeavesOf(SortedDictionary<TreeHash, IndexEntry> people)
    {
        var leaves = new TreeHash[people.Count];
        PersonIndex.Leaves([.. people.Select(person => (person.Key, person.Value))], leaves);
        return leaves;
    }

    /// <summary>Those of a list in the order of the labels; of none, nobody.</summary>
    public static SortedDictionary<TreeHash, IndexEntry> People(byte[]? rows)
    {
        var people = new SortedDictionary<TreeHash, IndexEntry>(ByLabel);
        for (var rest = rows.AsSpan(); rest.Length >= RowSize; rest = rest[RowSize..])
        {
            var (label, newest) = (new TreeHash(rest[..TreeHash.Size]), new TreeHash(rest.Slice(TreeHash.Size + sizeof(long), TreeHash.Size)));
            people[label] = new IndexEntry(BinaryPrimitives.ReadInt64BigEndian(rest[TreeHash.Size..]), newest, BinaryPrimitives.ReadInt64BigEndian(rest[(RowSize - sizeof(long))..]));
        }
        return people;
    }

    public static readonly IComparer<TreeHash> ByLabel = Comparer<TreeHash>.Create((left, right) => PersonIndex.Compare(left, right));

    internal sealed class Mapping : IEntityTypeConfiguration<LogIndexList>
    {
        public void Configure(EntityTypeBuilder<LogIndexList> table)
        {
            table.ToTable("index_list", "access_log");
            table.Local("one log has one order");
            table.HasKey(l => l.List);
            table.Property(l => l.List).ValueGeneratedNever();
            table.Property(l => l.Root).HasMaxLength(TreeHash.Size);
        }
    }
}

/// <summary>The roots of 256 lists that lie beside each other, and the root over them.</summary>
internal sealed class LogIndexTile
{
    public required int Tile { get; init; }
    public required long LogSize { get; init; }
    public required byte[] Root { get; init; }
    public required byte[] Hashes { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LogIndexTile>
    {
        public void Configure(EntityTypeBuilder<LogIndexTile> table)
        {
            table.ToTable("index_tile", "access_log");
            table.Local("one log has one order");
            table.HasKey(t => t.Tile);
            table.Property(t => t.Tile).ValueGeneratedNever();
            table.Property(t => t.Root).HasMaxLength(TreeHash.Size);
            table.Property(t => t.Hashes).HasMaxLength(PersonIndex.Fan * TreeHash.Size);
        }
    }
}
