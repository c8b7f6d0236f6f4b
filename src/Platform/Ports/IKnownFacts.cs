namespace Overblik.Platform.Ports;

/// <summary>What authorities hold about a person that answers a question (owner: Journeys; contributor: Overview). The contributor writes the entry of the access log.</summary>
public interface IKnownFacts
{
    /// <summary>Those of these names that were answered; one whose source does not answer soon is missing. Never fails.</summary>
    Task<IReadOnlyList<KnownFact>> Of(Actor actor, IReadOnlySet<string> names, CancellationToken cancellation);
}

/// <param name="Name">One of the names in the source contract's <c>fact</c>.</param>
/// <param name="Value">For programs: a date, or a word.</param>
/// <param name="Label">What it is called, in the language of the page.</param>
/// <param name="Text">As the authority shows it.</param>
/// <param name="Authority">Who holds it.</param>
public sealed record KnownFact(string Name, string Value, string Label, string Text, string Authority);
