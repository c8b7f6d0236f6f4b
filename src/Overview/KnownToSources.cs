using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>What the sources hold that answers a question of a life event, or says how far a task of one is. Each source is waited for no longer than its own time.</summary>
internal sealed class KnownToSources(Federation federation, ViewLog log) : IKnownFacts, IToldTasks
{
    public async Task<IReadOnlyList<KnownFact>> Of(Actor actor, IReadOnlySet<string> names, CancellationToken cancellation) =>
        [.. from answer in await Ask(actor, ItemKind.Registration, cancellation)
            from item in answer.Items
            from field in item.Registration?.Fields ?? []
            where field.Fact is not null && names.Contains(field.Fact.Name)
            select new KnownFact(field.Fact!.Name, field.Fact.Value, field.Label.ToString(), field.Value.ToString(), item.Authority.Name.ToString())];

    public async Task<IReadOnlyList<ToldTask>> Of(PersonId person, Actor? actor, CancellationToken cancellation) => actor is null ? [] :
        [.. from answer in await Ask(actor, ItemKind.Case, cancellation)
            from item in answer.Items
            where item.Case?.Task is not null
            select new ToldTask(item.Case!.Task!, answer.Source.Id, StateOf(item.Case.Status), item.Case.Timeline[^1].At, item.Case.Timeline[0].At)];

    private static ToldState StateOf(CaseStatus status) => status switch { CaseStatus.Decided or CaseStatus.Closed => ToldState.Decided, CaseStatus.Rejected => ToldState.Rejected, _ => ToldState.Received };

    private async Task<IReadOnlyList<SourceAnswer>> Ask(Actor actor, ItemKind kind, CancellationToken cancellation)
    {
        var parts = federation.Ask(actor, new ListQuery(null, [kind], null, ListOrder.Newest));
        try { await log.Overview(actor, parts, cancellation); }
        // What cannot be logged is not shown.
        catch (IOException) { return []; }
        return await Task.WhenAll(parts.Select(part => part.Answer)).WaitAsync(cancellation);
    }
}
