using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>A person wants to be told of unusual look-ups.</summary>
internal sealed class NoticeChoice
{
    public required PersonId Person { get; init; }

    /// <summary>How many of the person's entries have been looked at.</summary>
    public long Seen { get; set; }

    /// <summary>When the person was last told.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<NoticeChoice>
    {
        public void Configure(EntityTypeBuilder<NoticeChoice> table)
        {
            table.ToTable("notice_choice", "access_log");
            table.ByPerson(c => c.Person);
            table.HasKey(c => c.Person);
            // Two that look at the same time are not to tell twice.
            table.Property(c => c.Seen).IsConcurrencyToken();
        }
    }
}
