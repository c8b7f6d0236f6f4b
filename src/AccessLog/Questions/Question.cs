using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>That a person has asked an authority about one of its look-ups. What was asked and answered stands in the log.</summary>
internal sealed class Question
{
    public const string Asked = "access-log.ask", Answered = "access-log.answer", Postponed = "access-log.postpone";

    public required PersonId Person { get; init; }

    /// <summary>Its place in the log.</summary>
    public required long Leaf { get; init; }

    /// <summary>The place of the look-up that it is about.</summary>
    public required long About { get; init; }
    public required string Source { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The last day for the answer.</summary>
    public required DateOnly Due { get; set; }

    /// <summary>The place in the log of why the answer was postponed; null where it was not.</summary>
    public long? Extension { get; set; }

    /// <summary>The answer's place in the log.</summary>
    public long? Answer { get; set; }
    public DateTimeOffset? AnsweredAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Question>
    {
        public void Configure(EntityTypeBuilder<Question> table)
        {
            table.ToTable("question", "access_log");
            table.ByPerson(q => q.Person);
            table.HasKey(q => new { q.Person, q.Leaf });
            table.Property(q => q.Source).HasMaxLength(40);
            table.HasIndex(q => new { q.Source, q.Due });
        }
    }
}

/// <summary>A question with its words.</summary>
/// <param name="Row">How it stands.</param>
/// <param name="About">The look-up; null where it has been erased.</param>
/// <param name="Text">What was asked; null likewise.</param>
/// <param name="Answer">What was answered; null where nothing was yet, or likewise.</param>
/// <param name="Extension">Why the answer was postponed; null where it was not, or likewise.</param>
internal sealed record AskedQuestion(Question Row, OpenLine? About, string? Text, string? Answer, string? Extension);
