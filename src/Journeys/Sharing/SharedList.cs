using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Journeys;

/// <summary>A person lets one other see a list that they have kept: by a link, good for the first who shows themselves with it.</summary>
internal sealed class SharedList : ISealedRow
{
    public static KeyPurpose Purpose => KeyPurpose.Journeys;

    /// <summary>Whose list.</summary>
    public required PersonId Person { get; init; }
    public required Guid Id { get; init; }

    /// <summary>The journey's id.</summary>
    public required string Journey { get; init; }

    /// <summary>The last day on which it can be seen.</summary>
    public required DateOnly Until { get; set; }

    /// <summary>Who has taken the link; null while nobody has.</summary>
    public PersonId? Helper { get; set; }

    /// <summary><see cref="SharedWith"/>, encrypted.</summary>
    public byte[] Sealed { get; set; } = [];
    public int KeyVersion { get; set; }

    /// <summary>Changes when it is taken, so that two cannot take it.</summary>
    public required Guid Edit { get; set; }

    public byte[] Context() => Encoding.UTF8.GetBytes($"{Person}/{Id}");

    internal sealed class Mapping : IEntityTypeConfiguration<SharedList>
    {
        public void Configure(EntityTypeBuilder<SharedList> table)
        {
            table.ToTable("shared_list", "journeys");
            table.ByPerson(s => s.Person);
            table.HasKey(s => new { s.Person, s.Id });
            table.Property(s => s.Journey).HasMaxLength(40);
            table.Property(s => s.Sealed).HasMaxLength(2_000);
            table.Property(s => s.Edit).IsConcurrencyToken();
            table.HasIndex(s => s.Helper);
            table.HasIndex(s => s.Until);
        }
    }
}

/// <param name="Owner">Who shares, as their sign-in gave it.</param>
/// <param name="Name">Of the helper, as their sign-in gave it; null while nobody has taken the link.</param>
/// <param name="Since">The day on which they took it.</param>
internal sealed record SharedWith(string Owner, string? Name, DateOnly? Since);

/// <summary>A shared list as its owner sees it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Until">The last day on which it can be seen.</param>
/// <param name="With">Who has taken it; a name of null where nobody has.</param>
/// <param name="Link">Its address.</param>
internal sealed record Share(Guid Id, DateOnly Until, SharedWith With, string Link);
