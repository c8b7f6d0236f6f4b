namespace Overblik.Platform.Ports;

/// <summary>
/// Who is who (owner: Platform). A person is known by a random key; each identifier (CPR number, the broker's subject)
/// is a keyed hash that points to it. People who never signed in are known too: log entries and events arrive by CPR.
/// </summary>
public interface IPeople
{
    /// <summary>The person with this CPR number; made on demand.</summary>
    Task<PersonId> IdFor(CprNumber number, CancellationToken cancellation);

    /// <summary>The employee whom the broker knows by this subject; made on demand. Only for who acted: nothing can be looked up about them.</summary>
    Task<PersonId> IdForStaff(string subject, CancellationToken cancellation);

    /// <summary>The number that authorities know the person by, for the call to them. Null where there is none.</summary>
    Task<CprNumber?> CprOf(PersonId person, CancellationToken cancellation);

    /// <summary>
    /// Brings every row to the current keys, in batches, and deletes the hashes of retired keys; run after a rotation, before the old versions are
    /// retired, and after that. May be stopped and run again.
    /// </summary>
    Task<int> Rekey(CancellationToken cancellation);

    /// <summary>
    /// Whether this node's key ring belongs to what is stored. With another one, or one from before the last rotation, nobody would be found, and each who signs in
    /// would become a second person.
    /// </summary>
    Task<bool> FitRing(CancellationToken cancellation);

    /// <summary>How many people <see cref="Rekey"/> would bring to the current keys.</summary>
    Task<int> CountToRekey(CancellationToken cancellation);
}
