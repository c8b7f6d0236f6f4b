namespace Overblik.Platform.Ports;

/// <summary>Who gets a copy of a person's reminders because they help (owner: Calendar; contributor: Mandates).</summary>
public interface IReminderCopies
{
    /// <summary>The helpers of each, as their mandates are at this moment; nothing for whom nobody helps.</summary>
    Task<IReadOnlyDictionary<PersonId, IReadOnlyList<PersonId>>> HelpersOf(IReadOnlyCollection<PersonId> people, CancellationToken cancellation);
}
