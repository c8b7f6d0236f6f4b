namespace Overblik.Platform.Ports;

/// <summary>Who gets a copy of a person's reminders because they help (owner: Calendar; contributor: Mandates). What a person has written in their calendar is nobody else's.</summary>
public interface IReminderCopies
{
    /// <summary>The helpers of these people, as their mandates are at this moment.</summary>
    Task<IReadOnlyList<ReminderCopy>> HelpersOf(IReadOnlyCollection<PersonId> people, CancellationToken cancellation);
}

/// <param name="Of">Whose dates.</param>
/// <param name="Helper">Who helps.</param>
/// <param name="Parts">The ids of the sources whose dates the mandate covers; null: all of them.</param>
public sealed record ReminderCopy(PersonId Of, PersonId Helper, IReadOnlySet<string>? Parts);
