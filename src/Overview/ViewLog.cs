using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>The entries that this capability makes in the access log.</summary>
internal sealed class ViewLog(IAccessLog log)
{
    public Task Overview(Actor actor, IReadOnlyList<Part> parts, CancellationToken cancellation) =>
        Write(actor, "overview.view", parts.Select(p => p.Source.Id), cancellation);

    public Task Item(Actor actor, Source source, ItemKind kind, CancellationToken cancellation) => Write(actor, "overview.view-" + ItemRow.Camel(kind), [source.Id], cancellation);

    public Task Export(Actor actor, IEnumerable<Source> sources, CancellationToken cancellation) =>
        Write(actor, "overview.export", sources.Select(s => s.Id), cancellation);

    private Task Write(Actor actor, string act, IEnumerable<string> sources, CancellationToken cancellation) =>
        log.Write(AccessEntry.OfOwn(actor, act, sources), cancellation);
}
