using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>The entries that this capability makes in the access log.</summary>
internal sealed class ViewLog(IAccessLog log)
{
    /// <summary>GDPR art. 15, and art. 6(1)(e) for the showing itself: the person sees their own data.</summary>
    private const string Purpose = "own-insight", LegalBasis = "gdpr-6-1-e";

    public Task Overview(Actor actor, IReadOnlyList<Part> parts, CancellationToken cancellation) =>
        Write(actor, "overview.view", string.Join(',', parts.Select(p => p.Source.Id)), cancellation);

    public Task Item(Actor actor, Source source, ItemKind kind, CancellationToken cancellation) => Write(actor, "overview.view-" + ItemRow.Camel(kind), source.Id, cancellation);

    public Task Export(Actor actor, IEnumerable<Source> sources, CancellationToken cancellation) =>
        Write(actor, "overview.export", string.Join(',', sources.Select(s => s.Id)), cancellation);

    private Task Write(Actor actor, string act, string sources, CancellationToken cancellation) =>
        log.Write(new AccessEntry(actor.OnBehalfOf, actor.Person, actor.Session, act, Purpose, LegalBasis, sources), cancellation);
}
