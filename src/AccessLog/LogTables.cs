using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>How far the log has come: one row. Whoever appends changes it in the same transaction, and so nobody else does at that time.</summary>
internal sealed class LogHead
{
    public const int Only = 1;

    public int Id { get; init; } = Only;

    /// <summary>How many leaves it has.</summary>
    public long Size { get; set; }

    /// <summary>The root over them.</summary>
    public byte[] Root { get; set; } = Merkle.Empty.ToArray();

    /// <summary>The newest checkpoint, signed; and of how many leaves it is.</summary>
    public string? Checkpoint { get; set; }
    public long CheckpointSize { get; set; }

    /// <summary>The newest that enough witnesses have cosigned; and of how many leaves it is.</summary>
    public string? Cosigned { get; set; }
    public long CosignedSize { get; set; }

    /// <summary>The last of the entries of the table before the log that has been taken over.</summary>
    public Guid TakenOver { get; set; }

    /// <summary>What stood before this place is past its time and is kept no longer (C2SP tlog-tiles, "pruning"): the end of a <see cref="PlaceRange"/>.</summary>
    public long MinimumIndex { get; set; }

    /// <summary>As far as the index over all persons says from which entry on each person's are kept. Only what stands before this place may be deleted.</summary>
    public long MinimumTold { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LogHead>
    {
        public void Configure(EntityTypeBuilder<LogHead> table)
        {
            table.ToTable("head", "access_log");
            table.Local("one log has one order");
            table.Property(h => h.Id).ValueGeneratedNever();
            table.Property(h => h.Root).HasMaxLength(TreeHash.Size);
            table.Property(h => h.Checkpoint).HasMaxLength(16_000);
            table.Property(h => h.Cosigned).HasMaxLength(64_000);
        }
    }
}

/// <summary>What is public of an entry, for ever: its leaf of the tree, which tells nothing of anybody; and which person's it is.</summary>
internal sealed class LogLeaf
{
    /// <summary>Its place in the log, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>See <see cref="Leaf"/>.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>In whose chain it stands, and where: for the index over all persons. Not public; of a leaf that is about nobody null.</summary>
    public PersonId? Person { get; init; }
    public long? Number { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LogLeaf>
    {
        public void Configure(EntityTypeBuilder<LogLeaf> table)
        {
            table.ToTable("leaf", "access_log");
            table.Local("one log has one order");
            table.HasKey(l => l.Index);
            table.Property(l => l.Index).ValueGeneratedNever();
            table.Property(l => l.Bytes).HasMaxLength(Leaf.Size);
        }
    }
}

/// <summary>A full tile of the tree. Those that are not full yet follow from the leaves, and from the roots of the tiles below.</summary>
internal sealed class LogTile
{
    /// <summary>So many of its hashes are a group: those that stand side by side under one node.</summary>
    public const int Group = 1 << GroupHeight;
    public const int GroupHeight = 4;

    public required int Level { get; init; }
    public required long Index { get; init; }

    /// <summary>Over its hashes: one hash of the tile above.</summary>
    public required byte[] Root { get; init; }
    public required byte[] Hashes { get; init; }

    /// <summary>The root over each group of hashes, for proofs. Of the lowest level only; null in tiles that are older than that.</summary>
    public byte[]? GroupRoots { get; init; }

    /// <summary>A full tile.</summary>
    public static LogTile Of(TileId tile, ReadOnlySpan<TreeHash> hashes, TreeHash root) =>
        new() { Level = tile.Level, Index = tile.Index, Root = root.ToArray(), Hashes = TreeHash.BytesOf(hashes).ToArray(), GroupRoots = tile.Level == 0 ? RootsOver(hashes) : null };

    private static byte[] RootsOver(ReadOnlySpan<TreeHash> hashes)
    {
        // All of a height at once: that is faster than group by group.
        var above = new TreeHash[TileId.Full / 2];
        Merkle.Nodes(hashes, above);
        for (var width = above.Length; width > TileId.Full / Group; width /= 2) Merkle.Nodes(above.AsSpan(0, width), above.AsSpan(0, width / 2));
        return TreeHash.BytesOf(above.AsSpan(0, TileId.Full / Group)).ToArray();
    }

    internal sealed class Mapping : IEntityTypeConfiguration<LogTile>
    {
        public void Configure(EntityTypeBuilder<LogTile> table)
        {
            table.ToTable("tile", "access_log");
            table.Local("one log has one order");
            table.HasKey(t => new { t.Level, t.Index });
            table.Property(t => t.Root).HasMaxLength(TreeHash.Size);
            table.Property(t => t.Hashes).HasMaxLength(TileId.Full * TreeHash.Size);
            table.Property(t => t.GroupRoots).HasMaxLength(TileId.Full / Group * TreeHash.Size);
        }
    }
}

/// <summary>
/// How many places of the log are one range: on PostgreSQL a partition of <see cref="LogLine"/>. What is written goes to the newest range whatever month it tells of, so the index in use stays small; and of each person an older range holds the beginning of their chain.
/// </summary>
internal sealed record PlaceRange(long Size)
{
    /// <summary>Some two gigabytes with the index: what a small server holds in memory. Whole tiles of the tree, up to its third level.</summary>
    public static readonly PlaceRange Default = new(1 << 22);

    /// <summary>Where the range of this place ends.</summary>
    public long EndOf(long place) => ((place / Size) + 1) * Size;
}

/// <summary>What an entry says, encrypted: a link in the chain of one person's entries.</summary>
internal sealed class LogLine
{
    public required PersonId Person { get; init; }

    /// <summary>Which of this person's entries it is, from 1, without a gap.</summary>
    public required long Number { get; init; }

    /// <summary>Where its leaf stands in the log.</summary>
    public required long Index { get; init; }

    /// <summary>The month of its key: 202611.</summary>
    public required int Period { get; init; }

    /// <summary>The nonce of its commitment and its body, encrypted with the person's key of the period; nothing once that key was deleted.</summary>
    public required byte[] Sealed { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LogLine>
    {
        public void Configure(EntityTypeBuilder<LogLine> table)
        {
            table.ToTable("line", "access_log");
            table.ByPerson(l => l.Person);
            // By the place and not the number, though both rise together: on PostgreSQL the table is partitioned by it.
            table.HasKey(l => new { l.Person, l.Index });
            table.Property(l => l.Sealed).HasMaxLength(40_000);
        }
    }
}

/// <summary>The end of a person's chain.</summary>
internal sealed class LogChain
{
    public required PersonId Person { get; init; }

    /// <summary>How many entries it has.</summary>
    public long Count { get; set; }

    /// <summary>The commitment of the newest.</summary>
    public byte[] Newest { get; set; } = [];

    /// <summary>The first that is kept for the person to read.</summary>
    public long From { get; set; } = 1;

    internal sealed class Mapping : IEntityTypeConfiguration<LogChain>
    {
        public void Configure(EntityTypeBuilder<LogChain> table)
        {
            table.ToTable("chain", "access_log");
            table.ByPerson(c => c.Person);
            table.HasKey(c => c.Person);
            table.Property(c => c.Newest).HasMaxLength(TreeHash.Size);
        }
    }
}

/// <summary>The key of one person's entries of one month. To delete it is to erase them: nobody can read them any more, and the log stays as it is.</summary>
internal sealed class LineKey
{
    public required PersonId Person { get; init; }
    public required int Period { get; init; }

    /// <summary>The first entry that it seals: those of the month before that were erased.</summary>
    public required long From { get; init; }

    /// <summary>Encrypted with the installation's key.</summary>
    public required byte[] Sealed { get; set; }

    /// <summary>Of the installation's key.</summary>
    public required int KeyVersion { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LineKey>
    {
        public void Configure(EntityTypeBuilder<LineKey> table)
        {
            table.ToTable("line_key", "access_log");
            table.ByPerson(k => k.Person);
            table.HasKey(k => new { k.Person, k.Period });
            // What is past its time is looked for all day, and there is none on most.
            table.HasIndex(k => k.Period);
            table.Property(k => k.Sealed).HasMaxLength(100);
        }
    }
}

/// <summary>A month whose keys were deleted, of everybody: what was sealed with them is emptied, too, some at a time.</summary>
internal sealed class ErasedMonth
{
    public required int Period { get; init; }

    /// <summary>Where the log says so: what stands before that nobody can read.</summary>
    public required long Before { get; init; }

    /// <summary>How far it has been emptied.</summary>
    public long Next { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ErasedMonth>
    {
        public void Configure(EntityTypeBuilder<ErasedMonth> table)
        {
            table.ToTable("erased_month", "access_log");
            table.Local("one log has one order");
            table.HasKey(m => m.Period);
            table.Property(m => m.Period).ValueGeneratedNever();
        }
    }
}
