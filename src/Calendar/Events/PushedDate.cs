using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Calendar;

/// <summary>What an authority has told of one deadline, appointment, payment, case, decision or life event of a person's, as it last told it. Only the dates are not encrypted.</summary>
internal sealed class PushedDate : ISealedRow
{
    public static KeyPurpose Purpose => KeyPurpose.Calendar;

    public required PersonId Person { get; init; }

    /// <summary>The id of the source that told it.</summary>
    public required string Source { get; init; }

    /// <summary>What it is, and the event's subject: <c>deadline-123</c>. The same as of a source that is asked, so that nothing is shown twice.</summary>
    public required string Entry { get; init; }

    public DateOnly? Date { get; set; }
    public TimeOnly? Time { get; set; }
    public DateTimeOffset? Ends { get; set; }

    /// <summary>Met: nothing more is to be done.</summary>
    public required bool Over { get; set; }

    /// <summary>Withdrawn or cancelled. The row stays, so that an older event does not bring it back.</summary>
    public required bool Gone { get; set; }

    /// <summary>Of the event that said so; an older one changes nothing.</summary>
    public required long Sequence { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>When we were told.</summary>
    public DateTimeOffset ToldAt { get; set; }

    /// <summary>When it was told for the first time; it stays. Null where that was before it was kept.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>It names a task of a life event.</summary>
    public bool NamesTask { get; init; }

    /// <summary>The last day on which it is kept.</summary>
    public required DateOnly KeepUntil { get; set; }

    /// <summary><see cref="EventData"/> without the person, encrypted.</summary>
    public byte[] Sealed { get; set; } = [];
    public int KeyVersion { get; set; }

    public byte[] Context() => System.Text.Encoding.UTF8.GetBytes($"{Person}/{Source}/{Entry}");

    internal sealed class Mapping : IEntityTypeConfiguration<PushedDate>
    {
        public void Configure(EntityTypeBuilder<PushedDate> table)
        {
            table.ToTable("pushed_date", "calendar");
            table.ByPerson(d => d.Person);
            table.HasKey(d => new { d.Person, d.Source, d.Entry });
            table.Property(d => d.Source).HasMaxLength(40);
            table.Property(d => d.Entry).HasMaxLength(80);
            table.Property(d => d.Sealed).HasMaxLength(60_000);
            table.HasIndex(d => d.KeepUntil);
        }
    }
}

/// <summary>A look-up row: the hash of an event's source and id, by which a repetition is known. It holds nothing else.</summary>
internal sealed class ReceivedEvent
{
    public required byte[] Hash { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ReceivedEvent>
    {
        public void Configure(EntityTypeBuilder<ReceivedEvent> table)
        {
            table.ToTable("received_event", "calendar");
            table.ByOwnKey(e => e.Hash, "nothing of a person; asked for by its key alone");
            table.HasKey(e => e.Hash);
            table.Property(e => e.Hash).HasMaxLength(32);
            table.HasIndex(e => e.At);
        }
    }
}
