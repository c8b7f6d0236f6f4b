namespace Overblik.Platform.Ports;

/// <summary>Whoever has dates of a person that have just changed says so, and reminders and feed follow (owner: Calendar; used by Journeys).</summary>
public interface IKeptDates
{
    /// <summary>Nothing where the person has neither. Never fails: the calendar is brought up to date at the next look, too.</summary>
    Task Changed(PersonId person, CalendarPart part, CancellationToken cancellation);
}
