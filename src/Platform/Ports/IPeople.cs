namespace Overblik.Platform.Ports;

/// <summary>
/// Who is who (owner: Platform). A person is known by a random key; each identifier (CPR number, the broker's subject)
/// is a keyed hash that points to it. People who never signed in are known too: log entries and events arrive by CPR.
/// </summary>
public interface IPeople
{
    /// <summary>The person with this CPR number; made on demand.</summary>
    Task<PersonId> IdFor(CprNumber number, CancellationToken cancellation);

    /// <summary>The same for many at once.</summary>
    Task<IReadOnlyDictionary<CprNumber, PersonId>> IdsFor(IReadOnlyCollection<CprNumber> numbers, CancellationToken cancellation);

    /// <summary>The employee whom the broker knows by this subject; made on demand. Only for who acted: nothing can be looked up about them.</summary>
    Task<PersonId> IdForStaff(string subject, CancellationToken cancellation);

    /// <summary>
    /// Who signs in with this number and this id, which stays when the number changes (CPR Act § 3: a wrong date of birth, a change of legal gender). The new number
    /// leads to the same person from then on, and so does the old one. Null: the number belongs to somebody with another id of the same kind.
    /// </summary>
    Task<Arrival?> Arrive(CprNumber number, LastingId? lasting, CancellationToken cancellation);

    /// <summary>The numbers of a person, the one that authorities know today first. None of an employee.</summary>
    Task<IReadOnlyList<CprNumber>> NumbersOf(PersonId person, CancellationToken cancellation);

    /// <summary>
    /// Every key under which something of this person may stand, their own first: an event or a log entry can have come by the new number before a sign-in said whose
    /// it is.
    /// </summary>
    Task<IReadOnlyList<PersonId>> KeysOf(PersonId person, CancellationToken cancellation);

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

/// <param name="Person">Who it is.</param>
/// <param name="NewNumber">The number is another one than at the last sign-in.</param>
public sealed record Arrival(PersonId Person, bool NewNumber);

/// <summary>A broker's id of a person that is never another's, such as <c>cprUuid</c>.</summary>
/// <param name="Kind">The name of the claim it comes in, so that ids of two kinds are never compared.</param>
public sealed record LastingId(string Kind, string Value)
{
    /// <summary>Null where the broker did not say, or said what can be no id.</summary>
    public static LastingId? Of(string kind, string? value) => value is { Length: > 0 and <= 200 } && !value.Any(char.IsControl) ? new(kind, value) : null;

    public override string ToString() => $"{Kind}:{Value}";

    /// <summary>An id of the same kind, and not this one.</summary>
    public bool IsAnothers(string identifier) => identifier.StartsWith(Kind + ":", StringComparison.Ordinal) && identifier != ToString();
}
