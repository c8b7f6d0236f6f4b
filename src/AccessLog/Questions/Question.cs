using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>A person has asked an authority why it looked. The words, and those of the answer, are entries of the log itself.</summary>
internal sealed class Question
{
    public required PersonId Person { get; init; }

    /// <summary>The place in the log of the entry that asks, and of the one that is asked about.</summary>
    public required long Leaf { get; init; }
    public required long Of { get; init; }

    /// <summary>Who is to answer: the id of the source.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>By when (GDPR art. 12(3)).</summary>
    public required DateOnly Due { get; init; }

    /// <summary>The place in the log of the entry that answers; null before that.</summary>
    public long? Answer { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Question>
    {
        public void Configure(EntityTypeBuilder<Question> table)
        {
            table.ToTable("question", "access_log");
            table.ByPerson(q => q.Person);
            table.HasKey(q => new { q.Person, q.Leaf });
            table.HasIndex(q => new { q.Source, q.Due });
        }
    }
}
