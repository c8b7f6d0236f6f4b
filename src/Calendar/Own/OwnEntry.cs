using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Calendar;

/// <summary>What a person has written in their calendar: the words encrypted, the dates not.</summary>
internal sealed class OwnEntry : ISealedRow
{
    public static KeyPurpose Purpose => KeyPurpose.Calendar;

    public required PersonId Person { get; init; }
    public required Guid Id { get; init; }
    public required DateOnly Date { get; set; }

    /// <summary>By Danish clocks; null: all day.</summary>
    public TimeOnly? Starts { get; set; }
    public TimeOnly? Ends { get; set; }
    public Repeat Repeat { get; set; }

    /// <summary>The last day on which it may come again; null: for good.</summary>
    public DateOnly? Until { get; set; }

    /// <summary><see cref="Words"/>, encrypted.</summary>
    public byte[] Sealed { get; set; } = [];
    public int KeyVersion { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Changes with each edit, so that two edits at once do not overwrite each other.</summary>
    public required Guid Version { get; set; }

    public byte[] Context() => Id.ToByteArray();

    internal sealed class Mapping : IEntityTypeConfiguration<OwnEntry>
    {
        public void Configure(EntityTypeBuilder<OwnEntry> table)
        {
            table.ToTable("own_entry", "calendar");
            table.ByPerson(e => e.Person);
            table.HasKey(e => new { e.Person, e.Id });
            table.Property(e => e.Repeat).HasConversion<string>().HasMaxLength(20);
            table.Property(e => e.Sealed).HasMaxLength(20_000);
            table.Property(e => e.Version).IsConcurrencyToken();
        }
    }
}

/// <summary>The words of an own entry.</summary>
internal sealed record Words(string Title, string? Place, string? Note);

[JsonSerializable(typeof(Words))]
[JsonSerializable(typeof(KeptWords))]
[JsonSerializable(typeof(Address))]
[JsonSerializable(typeof(NoticeWords))]
internal sealed partial class CalendarJson : JsonSerializerContext;
