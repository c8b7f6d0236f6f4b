using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.LogFormat;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>A source that tells who looked at whose data, as far as it has come.</summary>
internal sealed class LogSource
{
    public required string Id { get; init; }

    /// <summary>The chain in which its entries stand that cannot stand in a person's: <see cref="PersonIndexStore.ChainOf"/>. In a row from before that was so, another, which has no new ones.</summary>
    public required PersonId Chain { get; init; }

    /// <summary>Its newest batch, and the hash that the next one names.</summary>
    public long Number { get; set; }
    public string Hash { get; set; } = BatchSeal.NonePrevious;

    /// <summary>When that came.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Of all its batches.</summary>
    public long Entries { get; set; }

    /// <summary>Of these, how many something is wrong with.</summary>
    public long Flagged { get; set; }

    /// <summary>In the newest batch that had any: how old its oldest entry was when it came, in seconds.</summary>
    public long Delay { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<LogSource>
    {
        public void Configure(EntityTypeBuilder<LogSource> table)
        {
            table.ToTable("source", "access_log");
            table.Local("one log has one order");
            table.HasKey(s => s.Id);
        }
    }
}

/// <summary>A batch that was taken: its seal, which is public.</summary>
internal sealed class LogSeal
{
    /// <summary>Where it stands in the log, after the entries of its batch.</summary>
    public required long Leaf { get; init; }
    public required string Source { get; init; }
    public required long Number { get; init; }
    public required string Jws { get; init; }
    public required string KeyId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int Count { get; init; }

    /// <summary>The entries that something is wrong with: their places in the batch, and what.</summary>
    public required string Flags { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LogSeal>
    {
        public void Configure(EntityTypeBuilder<LogSeal> table)
        {
            table.ToTable("seal", "access_log");
            table.Local("one log has one order");
            table.HasKey(s => s.Leaf);
            table.Property(s => s.Leaf).ValueGeneratedNever();
            table.Property(s => s.Jws).HasMaxLength(4096);
            // Of each look-up of the largest batch all that can be wrong with it.
            table.Property(s => s.Flags).HasMaxLength(BatchReader.Most * 400);
            table.HasIndex(s => new { s.Source, s.Number }).IsUnique();
        }
    }
}

/// <summary>A public key that seals were signed with. It stays when the program has another: whoever checks old seals needs it.</summary>
internal sealed class LogSealKey
{
    public required string Source { get; init; }
    public required string KeyId { get; init; }

    /// <summary>RFC 7517.</summary>
    public required string Jwk { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LogSealKey>
    {
        public void Configure(EntityTypeBuilder<LogSealKey> table)
        {
            table.ToTable("seal_key", "access_log");
            table.Local("one log has one order");
            table.HasKey(k => new { k.Source, k.KeyId });
            table.Property(k => k.Jwk).HasMaxLength(1000);
        }
    }
}

/// <summary>An entry that a person is not to see yet (GDPR art. 23): it stands in the log, in its source's chain.</summary>
internal sealed class LogDelay
{
    public required PersonId Person { get; init; }

    /// <summary>Where it stands in the log.</summary>
    public required long Leaf { get; init; }
    public required string Source { get; init; }
    public required PersonId Chain { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>When it is to be disclosed.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>As the entry at this place says; null where it does not say until when it is delayed.</summary>
    public static LogDelay? Of(LineBody entry, long leaf) => entry.Until is not { } until ? null
        : new LogDelay { Person = new PersonId(entry.About), Leaf = leaf, Source = entry.Authority, Chain = new PersonId(entry.Person), At = entry.At, Until = until };

    internal sealed class Mapping : IEntityTypeConfiguration<LogDelay>
    {
        public void Configure(EntityTypeBuilder<LogDelay> table)
        {
            table.ToTable("delay", "access_log");
            table.ByPerson(d => d.Person);
            table.HasKey(d => new { d.Person, d.Leaf });
            table.HasIndex(d => d.Until);
            table.HasIndex(d => d.Leaf);
        }
    }
}
