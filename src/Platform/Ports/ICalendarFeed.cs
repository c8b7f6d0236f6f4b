namespace Overblik.Platform.Ports;

/// <summary>
/// Dates for the person's calendar (owner: Calendar; contributors: Overview, for what the authorities' sources hold, and the calendar itself, for what the person has written).
/// The owner writes the entry of the access log; nothing is shown before it is durable.
/// </summary>
public interface ICalendarFeed
{
    /// <summary>Asks at once and waits for nothing.</summary>
    IReadOnlyList<CalendarPart> Ask(Actor actor);

    /// <summary>
    /// Asks again about one date that the person is to be reminded of, when nobody is signed in. Null where the part is none of this contributor's. Never fails.
    /// </summary>
    Task<DateCheck>? Check(PersonId person, string part, string entry, CancellationToken cancellation) => null;
}

/// <summary>How a date stands now.</summary>
/// <param name="State">Whether it is still to come.</param>
/// <param name="Entry">As it is now, in the present language; only where it is still to come.</param>
public sealed record DateCheck(DateState State, CalendarEntry? Entry = null);

public enum DateState
{
    /// <summary>Whoever knows it did not answer.</summary>
    Unknown,

    /// <summary>Still to come, perhaps on another day.</summary>
    ToCome,

    /// <summary>Met, withdrawn, cancelled, or not known any more.</summary>
    Gone,
}

/// <summary>Where dates come from.</summary>
/// <param name="Id">Of a source, its id. It stands in addresses, with the ids of the entries.</param>
/// <param name="Name">As people call it, in the language of the page.</param>
/// <param name="Answer">Ends in its own time and never fails.</param>
public sealed record CalendarPart(string Id, string Name, Task<CalendarAnswer> Answer);

/// <param name="Entries">In any order.</param>
/// <param name="Whole">No date that it holds is known to be missing.</param>
public sealed record CalendarAnswer(IReadOnlyList<CalendarEntry> Entries, bool Whole);

public enum CalendarKind
{
    /// <summary>The last day, or moment, at which something is in time.</summary>
    Deadline,

    /// <summary>A time and place, or a call, agreed with an authority.</summary>
    Appointment,

    /// <summary>Money that is to come or go.</summary>
    Payment,

    /// <summary>When an authority has promised an answer.</summary>
    Answer,

    /// <summary>What the person has written.</summary>
    Own,
}

/// <summary>One date, in the language of the page.</summary>
/// <param name="Id">The same each time, and of no other entry of its part: letters, digits, hyphens, underscores.</param>
/// <param name="Date">The day, by Danish clocks; of a deadline the last on which it is in time.</param>
/// <param name="Title">What it is.</param>
public sealed record CalendarEntry(string Id, CalendarKind Kind, DateOnly Date, string Title)
{
    /// <summary>The authority; null for what the person has written.</summary>
    public string? Authority { get; init; }

    /// <summary>From when on that day; of a deadline, until when. Null: all of it.</summary>
    public TimeOnly? Time { get; init; }

    /// <summary>To when.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>Nothing more is to be done or to come: met, cancelled, paid.</summary>
    public bool Over { get; init; }

    public string? Amount { get; init; }

    /// <summary>Why: what it is about.</summary>
    public string? About { get; init; }

    /// <summary>What the person is to do.</summary>
    public string? Todo { get; init; }

    public string? Place { get; init; }

    public string? Bring { get; init; }

    /// <summary>What happens if it is late.</summary>
    public string? IfLate { get; init; }

    /// <summary>How the date was computed.</summary>
    public string? Computed { get; init; }

    /// <summary>The date that it had before it was moved.</summary>
    public DateOnly? Replaces { get; init; }

    public CalendarLink? LegalBasis { get; init; }

    /// <summary>Where to do it.</summary>
    public CalendarLink? Act { get; init; }

    /// <summary>Where to move or cancel it.</summary>
    public CalendarLink? Change { get; init; }

    /// <summary>No countdown, and no reminder that becomes more urgent: at a death.</summary>
    public bool Quiet { get; init; }

    /// <summary>The page of ours that tells more.</summary>
    public string? Page { get; init; }

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}

/// <param name="Url">Null where there is nowhere to lead to.</param>
public sealed record CalendarLink(string Text, string? Url);
