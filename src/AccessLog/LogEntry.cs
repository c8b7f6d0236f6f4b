using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.AccessLog;

/// <summary>One reading, as it was written before there was a log that proves itself (<see cref="Takeover"/>). The database itself refuses to change or delete one.</summary>
internal sealed class LogEntry
{
    public required PersonId Person { get; init; }
    public required Guid Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required PersonId Reader { get; init; }
    public required Guid Session { get; init; }
    public required string Act { get; init; }
    public required string Purpose { get; init; }
    public required string LegalBasis { get; init; }
    public required string Sources { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<LogEntry>
    {
        public void Configure(EntityTypeBuilder<LogEntry> table)
        {
            table.ToTable("entry", "access_log");
            table.ByPerson(e => e.Person);
            table.HasKey(e => new { e.Person, e.Id });
            table.Property(e => e.Act).HasMaxLength(60);
            table.Property(e => e.Purpose).HasMaxLength(60);
            table.Property(e => e.LegalBasis).HasMaxLength(60);
            table.Property(e => e.Sources).HasMaxLength(AccessEntry.MaxSources);
        }
    }
}
