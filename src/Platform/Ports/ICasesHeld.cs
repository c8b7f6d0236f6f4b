namespace Overblik.Platform.Ports;

/// <summary>Whether an authority has anything to do with a person, as it answers now (owner: AccessLog; contributor: Overview, which writes the entry of the access log).</summary>
public interface ICasesHeld
{
    /// <summary>Of those of these sources that answered soon and whole: whether they show a case, a benefit, a debt or the like. Never fails.</summary>
    Task<IReadOnlyDictionary<string, bool>> By(Actor actor, IReadOnlySet<string> sources, CancellationToken cancellation);
}
