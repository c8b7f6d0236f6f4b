namespace Overblik.Platform.Ports;

/// <summary>Tells somebody that there is something to see behind a page (owner: Calendar, which knows how people are reached). What it is about stands on the page alone.</summary>
public interface INotices
{
    /// <summary>Whether the person has an address that can be used.</summary>
    Task<bool> Reaches(PersonId person, CancellationToken cancellation);

    /// <summary>By all the addresses that the person has had verified. False where nothing reaches them. Throws where it could not be handed over now.</summary>
    /// <param name="person">Who.</param>
    /// <param name="key">The same at each attempt.</param>
    /// <param name="text">One line, without personal detail.</param>
    /// <param name="path">The page.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<bool> Tell(PersonId person, Guid key, Text text, string path, CancellationToken cancellation);

    /// <summary>By e-mail, to an office. False where no mail can be sent from here or the address takes none. Throws where it could not be handed over now.</summary>
    Task<bool> Mail(string address, Guid key, Text text, string path, CancellationToken cancellation);
}
