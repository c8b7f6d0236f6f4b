using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>A list that a person has chosen to keep: which life event it is, is not encrypted; all that the person has answered, done and noted is.</summary>
internal sealed class SavedJourney : ISealedRow
{
    public static KeyPurpose Purpose => KeyPurpose.Journeys;

    public required PersonId Person { get; init; }

    /// <summary>The journey's id.</summary>
    public required string Journey { get; init; }

    /// <summary>The version that it was saved or last looked at in.</summary>
    public required int Version { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary><see cref="Progress"/>, encrypted.</summary>
    public byte[] Sealed { get; set; } = [];
    public int KeyVersion { get; set; }

    /// <summary>Changes with each edit, so that two at once do not overwrite each other.</summary>
    public required Guid Edit { get; set; }

    public byte[] Context() => Encoding.UTF8.GetBytes($"{Person}/{Journey}");

    internal sealed class Mapping : IEntityTypeConfiguration<SavedJourney>
    {
        public void Configure(EntityTypeBuilder<SavedJourney> table)
        {
            table.ToTable("saved_journey", "journeys");
            table.ByPerson(j => j.Person);
            table.HasKey(j => new { j.Person, j.Journey });
            table.Property(j => j.Journey).HasMaxLength(40);
            table.Property(j => j.Sealed).HasMaxLength(200_000);
            table.Property(j => j.Edit).IsConcurrencyToken();
        }
    }
}

/// <summary>What a person has answered, done and noted.</summary>
/// <param name="Answers">By question.</param>
/// <param name="Done">By task: since when, by the person's own word.</param>
/// <param name="Notes">By task.</param>
internal sealed record Progress(Dictionary<string, string> Answers, Dictionary<string, DateOnly> Done, Dictionary<string, string> Notes)
{
    /// <summary>By task: the newest word of an authority that the person has seen, or had a notice of.</summary>
    public Dictionary<string, Word> Words { get; set; } = [];

    /// <summary>What the version before this one read: a node of it may still be running.</summary>
    public Dictionary<string, string> Told { get; set; } = [];

    /// <summary>The day on which it was last saved as a new list.</summary>
    public DateOnly? SavedOn { get; set; }
}

/// <summary>What an authority has said of a task.</summary>
/// <param name="Source">The source that said so.</param>
/// <param name="State">How far it is.</param>
/// <param name="At">Since when.</param>
/// <param name="Began">When that which it is about began.</param>
/// <param name="Asked">When it was asked; otherwise by itself.</param>
internal sealed record Word(string Source, ToldState State, DateTimeOffset At, DateTimeOffset Began, bool Asked);

/// <summary>How a task of a saved list stands.</summary>
/// <param name="IsDone">By the person's word or the authority's.</param>
/// <param name="ByAuthority">The authority has said so.</param>
/// <param name="Why">Who has said what and when; null where nobody has.</param>
/// <param name="Note">The person's own.</param>
internal sealed record Standing(bool IsDone, bool ByAuthority, string? Why, string? Note);

/// <summary>A saved list, opened.</summary>
internal sealed record SavedList(SavedJourney Row, Progress Progress)
{
    public DateOnly SavedOn => Progress.SavedOn ?? BusinessClock.DateOf(Row.ChangedAt);

    /// <summary>Where its answers lead in the journey as it is now.</summary>
    public Way Way(Journey journey) => Course.FollowKept(journey, AnswerCookie.Read(journey, Progress.Answers));

    /// <summary>The day of the life event, as the person has answered; null where the journey asks for none, or it was not asked.</summary>
    public DateOnly? EventDate(Journey journey)
    {
        var answers = Way(journey).Effective;
        return journey.Questions.Where(question => question.EventDate).Select(question => answers.Date(question.Id)).FirstOrDefault(day => day is not null);
    }
}
