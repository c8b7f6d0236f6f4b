using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Overblik.Platform.Outbox;

/// <summary>Work to be done at or after a time. It carries ids only, never personal data, and so is not distributed by person.</summary>
internal sealed class OutboxMessage
{
    public required Guid Id { get; init; }
    public required string Type { get; init; }
    public required string Body { get; init; }
    public required DateTimeOffset DueAt { get; set; }
    public DateTimeOffset? LeasedUntil { get; set; }
    public Guid? Owner { get; set; }

    /// <summary>How often it has been taken; of recurring work since it was last done.</summary>
    public int Attempts { get; set; }
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>Given up: it waits for an operator.</summary>
    public DateTimeOffset? DeadAt { get; set; }

    /// <summary>The type of the last exception; never its message, which could hold personal data.</summary>
    public string? LastError { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<OutboxMessage>
    {
        public void Configure(EntityTypeBuilder<OutboxMessage> table)
        {
            table.ToTable("outbox", "platform");
            table.Local("ids only; a queue that all nodes take from");
            table.Property(m => m.Body).HasMaxLength(4000);
            table.HasIndex(m => m.DueAt).HasFilter("done_at IS NULL AND dead_at IS NULL").HasDatabaseName("ix_outbox_waiting");
            table.HasIndex(m => m.DoneAt).HasFilter("done_at IS NOT NULL").HasDatabaseName("ix_outbox_done");
            table.HasIndex(m => m.DeadAt).HasFilter("dead_at IS NOT NULL").HasDatabaseName("ix_outbox_dead");
        }
    }
}
