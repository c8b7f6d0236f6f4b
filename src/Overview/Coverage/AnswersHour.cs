using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>How a source answered in an hour: numbers only, of all nodes and all people together.</summary>
internal sealed class AnswersHour
{
    public required string Source { get; init; }

    /// <summary>Its beginning.</summary>
    public required DateTimeOffset Hour { get; init; }
    public long Missed { get; init; }

    // Answers by the milliseconds that they took at most, as in AnswerCounts.Within.
    public long Within100 { get; init; }
    public long Within200 { get; init; }
    public long Within300 { get; init; }
    public long Within500 { get; init; }
    public long Within1000 { get; init; }
    public long Within2000 { get; init; }
    public long Within3000 { get; init; }
    public long Within5000 { get; init; }

    public static AnswersHour Of(string source, DateTimeOffset hour, AnswerCounts n) => new()
    {
        Source = source, Hour = hour, Missed = n.Missed,
        Within100 = n[0], Within200 = n[1], Within300 = n[2], Within500 = n[3], Within1000 = n[4], Within2000 = n[5], Within3000 = n[6], Within5000 = n[7],
    };

    public AnswerCounts Counts() => new(Missed, Within100, Within200, Within300, Within500, Within1000, Within2000, Within3000, Within5000);

    internal sealed class Mapping : IEntityTypeConfiguration<AnswersHour>
    {
        public void Configure(EntityTypeBuilder<AnswersHour> table)
        {
            table.ToTable("answers_hour", "overview");
            table.Local("counts that each node raises all the time; a copy on every server would have to be raised too");
            table.HasKey(h => new { h.Source, h.Hour });
            table.Property(h => h.Source).HasMaxLength(40);
        }
    }
}
