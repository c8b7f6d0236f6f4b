using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>A person has chosen to be reminded, and how. Without this row nobody is reminded of anything.</summary>
internal sealed class ReminderChoice
{
    public required PersonId Person { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Of what is sent: the language of the page on which the choice was made.</summary>
    public required string Language { get; set; }

    /// <summary>By Danish clocks: when what is due on a day is sent.</summary>
    public TimeOnly SendAt { get; set; } = new(8, 0);

    /// <summary>From then on, and until <see cref="QuietTo"/>, nothing is sent; the same time twice: no quiet hours.</summary>
    public TimeOnly QuietFrom { get; set; } = new(21, 0);
    public TimeOnly QuietTo { get; set; } = new(7, 0);

    /// <summary>One message for all that is due at a time.</summary>
    public bool Digest { get; set; }

    /// <summary>Where nothing has been looked at, the last reminders of a deadline go by the other channels as well.</summary>
    public bool Escalate { get; set; } = true;

    /// <summary>When the person last looked at the calendar or at what was sent.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>What is reminded of, when, and by which channels: <see cref="ReminderRules"/>.</summary>
    public required string Rules { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ReminderChoice>
    {
        public void Configure(EntityTypeBuilder<ReminderChoice> table)
        {
            table.ToTable("reminder_choice", "calendar");
            table.ByPerson(c => c.Person);
            table.HasKey(c => c.Person);
            table.Property(c => c.Language).HasMaxLength(2);
            table.Property(c => c.Rules).HasMaxLength(400);
        }
    }
}

/// <summary>What a person has chosen for one date alone.</summary>
internal sealed class ReminderEntry
{
    public required PersonId Person { get; init; }
    public required string Part { get; init; }
    public required string Entry { get; init; }

    /// <summary>So many days before; none where it is empty, those of its kind where it is null.</summary>
    public string? Days { get; set; }

    /// <summary>Nothing before this day, and a reminder on it.</summary>
    public DateOnly? SnoozedTo { get; set; }

    /// <summary>The day of the date when this was chosen. On another day it is not put off any more. A year after it the row is deleted, unless the person has written the date.</summary>
    public required DateOnly Date { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ReminderEntry>
    {
        public void Configure(EntityTypeBuilder<ReminderEntry> table)
        {
            table.ToTable("reminder_entry", "calendar");
            table.ByPerson(e => e.Person);
            table.HasKey(e => new { e.Person, e.Part, e.Entry });
            table.Property(e => e.Part).HasMaxLength(40);
            table.Property(e => e.Entry).HasMaxLength(100);
            table.Property(e => e.Days).HasMaxLength(40);
            table.HasIndex(e => e.Date);
        }
    }
}
