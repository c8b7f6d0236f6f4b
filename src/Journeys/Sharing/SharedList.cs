using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform.Keys;
using Overblik.Platform.Sharing;

namespace Overblik.Journeys;

/// <summary>A list that a person lets one other see; its part is the journey.</summary>
internal sealed class SharedList : SharedRow, ISealedRow
{
    public static KeyPurpose Purpose => KeyPurpose.Journeys;

    internal sealed class Mapping : IEntityTypeConfiguration<SharedList>
    {
        public void Configure(EntityTypeBuilder<SharedList> table)
        {
            table.ToTable("shared_list", "journeys");
            Map(table);
            table.Property(s => s.Part).HasColumnName("journey");
        }
    }
}
