using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;

namespace Overblik.Journeys;

/// <summary>A person has answered an offer of a list, so that it is not made again.</summary>
internal sealed class OfferAnswer
{
    public required PersonId Person { get; init; }

    /// <summary>Of the offer.</summary>
    public required string Key { get; init; }
    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<OfferAnswer>
    {
        public void Configure(EntityTypeBuilder<OfferAnswer> table)
        {
            table.ToTable("offer_answer", "journeys");
            table.ByPerson(o => o.Person);
            table.HasKey(o => new { o.Person, o.Key });
            table.Property(o => o.Key).HasMaxLength(OfferList.LongestKey);
        }
    }
}
