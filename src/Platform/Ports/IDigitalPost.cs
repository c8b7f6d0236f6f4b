namespace Overblik.Platform.Ports;

/// <summary>Sends a person a message by digital post (owner: Post; used by the calendar's reminders). Where no capability offers it, nobody is asked about it.</summary>
public interface IDigitalPost
{
    /// <summary>Throws where it could not be handed over now.</summary>
    /// <param name="to">Whose post.</param>
    /// <param name="key">The same at each attempt: a message that comes again with it is not sent twice.</param>
    /// <param name="subject">Without personal detail.</param>
    /// <param name="text">Plain text, without personal detail.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>False where the person cannot be written to, and will not be later.</returns>
    Task<bool> Send(PersonId to, Guid key, string subject, string text, CancellationToken cancellation);
}
