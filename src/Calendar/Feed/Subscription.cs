using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Calendar;

/// <summary>A person has chosen to have their calendar in another one, such as the phone's.</summary>
internal sealed class Subscription
{
    public required PersonId Person { get; init; }
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>Authority and link as well, and all of the person's own; otherwise the title alone.</summary>
    public required bool Full { get; set; }

    /// <summary>Of what authorities tell: the language of the page on which the feed was chosen.</summary>
    public string Language { get; set; } = Platform.Language.Danish;

    public DateTimeOffset? FetchedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Subscription>
    {
        public void Configure(EntityTypeBuilder<Subscription> table)
        {
            table.ToTable("subscription", "calendar");
            table.ByPerson(s => s.Person);
            table.HasKey(s => s.Person);
            table.Property(s => s.Language).HasMaxLength(2);
        }
    }
}

/// <summary>A look-up row: the hash of the secret in a feed's address, and whose feed it is. It holds nothing else.</summary>
internal sealed class FeedSecret
{
    public required byte[] Hash { get; init; }
    public required PersonId Person { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<FeedSecret>
    {
        public void Configure(EntityTypeBuilder<FeedSecret> table)
        {
            table.ToTable("feed_secret", "calendar");
            table.ByOwnKey(s => s.Hash, "finds a person; as many rows as there are feeds");
            table.HasKey(s => s.Hash);
            table.Property(s => s.Hash).HasMaxLength(32);
            table.HasIndex(s => s.Person);
        }
    }
}

/// <summary>
/// A date of an authority's, kept because the person has chosen a feed or reminders, for which nobody is signed in: authority, item, kind, title, when, link, and nothing more. Only the dates are not encrypted.
/// </summary>
internal sealed class KeptDate : ISealedRow
{
    public static KeyPurpose Purpose => KeyPurpose.Calendar;

    public required PersonId Person { get; init; }
    public required string Part { get; init; }
    public required string Entry { get; init; }
    public required string Kind { get; set; }
    public required DateOnly Date { get; set; }
    public TimeOnly? Time { get; set; }
    public DateTimeOffset? Ends { get; set; }

    /// <summary>It is no longer to come: cancelled, withdrawn, met. The row stays a while, so that one that comes back has a higher <see cref="Sequence"/>.</summary>
    public bool Gone { get; set; }

    /// <summary>RFC 5545 SEQUENCE: how often it has changed.</summary>
    public int Sequence { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Since when the person can have seen that it is on this day.</summary>
    public DateTimeOffset KnownAt { get; set; }

    /// <summary><see cref="KeptWords"/>, encrypted.</summary>
    public byte[] Sealed { get; set; } = [];
    public int KeyVersion { get; set; }

    public byte[] Context() => System.Text.Encoding.UTF8.GetBytes($"{Person}/{Part}/{Entry}");

    internal sealed class Mapping : IEntityTypeConfiguration<KeptDate>
    {
        public void Configure(EntityTypeBuilder<KeptDate> table)
        {
            table.ToTable("kept_date", "calendar");
            table.ByPerson(d => d.Person);
            table.HasKey(d => new { d.Person, d.Part, d.Entry });
            table.Property(d => d.Part).HasMaxLength(40);
            table.Property(d => d.Entry).HasMaxLength(100);
            table.Property(d => d.Kind).HasMaxLength(20);
            table.Property(d => d.Sealed).HasMaxLength(20_000);
            table.Property(d => d.Sequence).IsConcurrencyToken();
        }
    }
}

/// <summary>The words of a kept date.</summary>
internal sealed record KeptWords(string Title, string? Authority, string? Link);
