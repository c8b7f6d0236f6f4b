using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Calendar;

/// <summary>Where a person can be reached by one channel: an e-mail address, a telephone number, a device that takes push messages. Used once it has been verified.</summary>
internal sealed class Contact : ISealedRow
{
    public static KeyPurpose Purpose => KeyPurpose.Calendar;

    public required PersonId Person { get; init; }
    public required Guid Id { get; init; }
    public required Channels Channel { get; init; }

    /// <summary>When the person showed that it is theirs.</summary>
    public DateTimeOffset? VerifiedAt { get; set; }

    /// <summary>SHA-256 of the code that was sent to it, with <see cref="Id"/>.</summary>
    public byte[]? Code { get; set; }
    public DateTimeOffset? CodeUntil { get; set; }
    public int CodeTries { get; set; }

    /// <summary><see cref="Address"/>, encrypted.</summary>
    public byte[] Sealed { get; set; } = [];
    public int KeyVersion { get; set; }

    public byte[] Context() => Id.ToByteArray();

    internal sealed class Mapping : IEntityTypeConfiguration<Contact>
    {
        public void Configure(EntityTypeBuilder<Contact> table)
        {
            table.ToTable("contact", "calendar");
            table.ByPerson(c => c.Person);
            table.HasKey(c => new { c.Person, c.Id });
            table.Property(c => c.Code).HasMaxLength(32);
            table.HasIndex(c => c.CodeUntil);
            table.Property(c => c.Sealed).HasMaxLength(8000);
        }
    }
}

/// <summary>A look-up row: the hash of what a browser gave for push messages, and who uses that browser now. It holds nothing else.</summary>
internal sealed class PushDevice
{
    public required byte[] Hash { get; init; }
    public required PersonId Person { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<PushDevice>
    {
        public void Configure(EntityTypeBuilder<PushDevice> table)
        {
            table.ToTable("push_device", "calendar");
            table.ByOwnKey(d => d.Hash, "finds a person; as many rows as there are browsers that take push messages");
            table.HasKey(d => d.Hash);
            table.Property(d => d.Hash).HasMaxLength(32);
            table.HasIndex(d => d.Person);
        }
    }
}

/// <param name="To">The address; of a device what its browser gave, as JSON.</param>
/// <param name="KeyVersion">Of a device, the version of our key that its browser was told.</param>
internal sealed record Address(string To, int KeyVersion = 0);
