using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>A reminder that a person was sent: what they see on their list, and what is not sent twice.</summary>
internal sealed class Notice : ISealedRow
{
    public static KeyPurpose Purpose => KeyPurpose.Calendar;

    public required PersonId Person { get; init; }

    /// <summary>Follows from whose date it is, which, on what day and how long before: <see cref="KeyOf"/>.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose date it is: somebody else's where the person helps them.</summary>
    public required PersonId Of { get; init; }
    public required string Part { get; init; }
    public required string Entry { get; init; }
    public required CalendarKind Kind { get; init; }
    public required DateOnly Date { get; init; }

    /// <summary>So many days before it.</summary>
    public required int Days { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>What goes out in one message: all of a look where the person wants it so. It stays, and so does the message's key.</summary>
    public required Guid Together { get; init; }

    /// <summary>By which channels it is to go, by which it has gone, and by which it never will.</summary>
    public Channels Asked { get; set; }
    public Channels Sent { get; set; }
    public Channels Refused { get; set; }

    /// <summary>The authority could not be asked whether it is still so.</summary>
    public bool Unchecked { get; init; }

    /// <summary><see cref="NoticeWords"/>, encrypted.</summary>
    public byte[] Sealed { get; set; } = [];
    public int KeyVersion { get; set; }

    public Channels Open => Asked & ~Sent & ~Refused;

    public byte[] Context() => Id.ToByteArray();

    public static Guid KeyOf(PersonId person, PersonId of, string part, string entry, DateOnly date, int days) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{person}/{of}/{part}/{entry}/{date:yyyyMMdd}/{days}")).AsSpan(0, 16));

    internal sealed class Mapping : IEntityTypeConfiguration<Notice>
    {
        public void Configure(EntityTypeBuilder<Notice> table)
        {
            table.ToTable("notice", "calendar");
            table.ByPerson(n => n.Person);
            table.HasKey(n => new { n.Person, n.Id });
            table.Property(n => n.Kind).HasConversion<string>().HasMaxLength(20);
            table.Property(n => n.Part).HasMaxLength(40);
            table.Property(n => n.Entry).HasMaxLength(100);
            table.Property(n => n.Sealed).HasMaxLength(4000);
            table.HasIndex(n => n.At);
        }
    }
}

/// <param name="Title">What it is; null where it is somebody else's.</param>
internal sealed record NoticeWords(string? Title, string? Authority);
