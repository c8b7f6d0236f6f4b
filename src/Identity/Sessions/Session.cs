using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;

namespace Overblik.Identity;

/// <summary>A sign-in. The cookie only names it; whether it holds is decided by this row on every request.</summary>
internal sealed class Session
{
    public required PersonId Person { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset LastSeen { get; set; }
    public required AssuranceLevel Level { get; init; }

    /// <summary>Goes up when the person asks for fresh data; what any node holds under an older one is not shown again.</summary>
    public int DataVersion { get; set; }
    public bool NoticeSeen { get; set; }

    /// <summary>
    /// What the sign-in said of the person: encrypted by the key ring and bound to <see cref="Id"/>.
    /// Authorities are asked by this number, so a page needs no second look-up. Empty for an employee.
    /// </summary>
    public required byte[] Number { get; init; }
    public required byte[] Name { get; init; }

    /// <summary>For an employee: the authority's number and name, encrypted in the same way; null for a citizen.</summary>
    public byte[]? Staff { get; init; }
    public StaffRoles StaffRoles { get; init; }

    /// <summary>Always empty. The column stays for nodes of the version before, which fill it while they are replaced one after the other.</summary>
    public byte[] IdToken { get; private init; } = [];

    internal sealed class Mapping : IEntityTypeConfiguration<Session>
    {
        public void Configure(EntityTypeBuilder<Session> table)
        {
            table.ToTable("session", "identity");
            table.ByPerson(s => s.Person);
            table.HasKey(s => new { s.Person, s.Id });
            table.Property(s => s.Number).HasMaxLength(100);
            table.Property(s => s.Name).HasMaxLength(1000);
            table.Property(s => s.Staff).HasMaxLength(1000);
            // A node of the version before does not name them; whoever signs in there looks after sources.
            table.Property(s => s.StaffRoles).HasDefaultValue(StaffRoles.Steward).HasSentinel((StaffRoles)(-1));
            table.Property(s => s.IdToken).HasMaxLength(16_000);
            table.Property(s => s.Level).HasConversion<string>().HasMaxLength(20);
            table.HasIndex(s => s.LastSeen);
        }
    }
}

/// <summary>A person has seen this version of the notice of what is processed (GDPR art. 13 and 14).</summary>
internal sealed class NoticeSeen
{
    public required PersonId Person { get; init; }
    public required string Version { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<NoticeSeen>
    {
        public void Configure(EntityTypeBuilder<NoticeSeen> table)
        {
            table.ToTable("notice_seen", "identity");
            table.ByPerson(n => n.Person);
            table.HasKey(n => new { n.Person, n.Version });
            table.Property(n => n.Version).HasMaxLength(20);
        }
    }
}
