namespace Overblik.Platform.Ports;

/// <summary>
/// The log of who looked at whose data (owner: AccessLog). No personal data are read without an entry in it.
/// A reading on behalf of another, or by staff, is written before the reading; a person's view of their own data is one
/// entry for the page, written while the sources answer and finished before the first of their answers is shown.
/// </summary>
public interface IAccessLog
{
    /// <summary>Returns when the entry is durable. Throws when it could not be written; then nothing may be shown.</summary>
    Task Write(AccessEntry entry, CancellationToken cancellation);
}

/// <param name="Person">Whose data.</param>
/// <param name="Reader">Who looked.</param>
/// <param name="Session">In which sign-in session.</param>
/// <param name="Act">What was done: <c>capability.verb</c>, e.g. overview.view.</param>
/// <param name="Purpose">Why, as a code.</param>
/// <param name="LegalBasis">The provision that allows it, as a code.</param>
/// <param name="Sources">From which authorities' systems, separated by commas.</param>
public sealed record AccessEntry(PersonId Person, PersonId Reader, Guid Session, string Act, string Purpose, string LegalBasis, string Sources)
{
    /// <summary>The source whose employee read, where it was one: its id.</summary>
    public string Authority { get; init; } = "";

    /// <summary>The most characters of <see cref="Sources"/>.</summary>
    public const int MaxSources = 4000;

    /// <summary>The purpose of a person's look at their own data.</summary>
    public const string OwnInsight = "own-insight";

    /// <summary>The purpose of a look by somebody with whom the person has shared what is theirs.</summary>
    public const string SharedByYou = "shared-by-you";

    /// <summary>The purpose of a look by somebody who has custody of the person.</summary>
    public const string Custody = "custody";

    /// <summary>A person sees their own data: GDPR art. 15, and art. 6(1)(e) for the showing itself.</summary>
    public static AccessEntry OfOwn(Actor actor, string act, IEnumerable<string> sources) =>
        new(actor.OnBehalfOf, actor.Person, actor.Session, act, OwnInsight, "gdpr-6-1-e", string.Join(',', sources));
}
