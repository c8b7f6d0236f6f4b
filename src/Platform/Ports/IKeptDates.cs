namespace Overblik.Platform.Ports;

/// <summary>Whoever has dates of a person that have just changed says so, and reminders and feed follow (owner: Calendar; used by Journeys).</summary>
public interface IKeptDates
{
    /// <summary>Nothing where the person has neither. It is not the person who looks at the dates here, so what they have not seen stays unseen.</summary>
    /// <param name="person">Whose dates.</param>
    /// <param name="part">Asks for them, in the language of what is sent to the person.</param>
    /// <param name="cancellation">Ends the waiting; the next look at the calendar brings it up to date.</param>
    Task Changed(PersonId person, Func<CalendarPart> part, CancellationToken cancellation);
}
