using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>One version of a source's display rules. A draft is changed until it is released; a released version never changes, and the newest one holds.</summary>
internal sealed class DisplayVersion
{
    /// <summary>Of <see cref="Rules"/>, in characters.</summary>
    public const int MaxRules = 100_000;

    public required string Source { get; init; }
    public required int Number { get; init; }

    /// <summary><see cref="DisplayRule"/>s as JSON.</summary>
    public required string Rules { get; set; }

    /// <summary>Who drafted it last, and who released it and when.</summary>
    public required PersonId By { get; set; }
    public required string ByName { get; set; }
    public required DateTimeOffset At { get; set; }
    public DateTimeOffset? ReleasedAt { get; set; }

    /// <summary>Two who change the draft at once: the second is told.</summary>
    public Guid Stamp { get; set; } = Guid.NewGuid();

    internal sealed class Mapping : IEntityTypeConfiguration<DisplayVersion>
    {
        public void Configure(EntityTypeBuilder<DisplayVersion> table)
        {
            table.ToTable("display_version", "overview");
            table.Reference("an authority's decisions: few, read all the time, seldom written");
            table.HasKey(v => new { v.Source, v.Number });
            table.Property(v => v.Source).HasMaxLength(40);
            table.Property(v => v.Rules).HasMaxLength(MaxRules);
            table.Property(v => v.Stamp).IsConcurrencyToken();
        }
    }
}

/// <summary>A wave: opened once, closed once, never opened again.</summary>
internal sealed class Wave
{
    public required string Source { get; init; }
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>A <see cref="WaveScope"/> as JSON.</summary>
    public required string Scope { get; init; }
    public required PersonId OpenedBy { get; init; }
    public required string OpenedByName { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public PersonId? ClosedBy { get; set; }
    public string? ClosedByName { get; set; }
    public DateTimeOffset? ClosedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Wave>
    {
        public void Configure(EntityTypeBuilder<Wave> table)
        {
            table.ToTable("wave", "overview");
            table.Reference("an authority's decisions: few, read all the time, seldom written");
            table.HasKey(w => new { w.Source, w.Id });
            table.Property(w => w.Source).HasMaxLength(40);
            table.Property(w => w.Name).HasMaxLength(100);
            table.Property(w => w.Scope).HasMaxLength(20_000);
        }
    }
}

/// <summary>What the hub refused of a source, by day: the kind of problem and its place in the answer, how often. Never anything of the answer itself.</summary>
internal sealed class Refusal
{
    public required string Source { get; init; }
    public required DateOnly Day { get; init; }
    public required string Problem { get; init; }
    public required string Detail { get; init; }
    public required int Count { get; init; }
    public required DateTimeOffset LastAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Refusal>
    {
        public void Configure(EntityTypeBuilder<Refusal> table)
        {
            table.ToTable("refusal", "overview");
            table.Local("counts that each node raises all the time; a copy on every server would have to be raised too");
            table.HasKey(r => new { r.Source, r.Day, r.Problem, r.Detail });
            table.Property(r => r.Source).HasMaxLength(40);
            table.Property(r => r.Problem).HasMaxLength(40);
        }
    }
}
