using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>What the sources hold that answers a question of a life event, says how far a task of one is, or gives a reason for a look-up.</summary>
internal sealed class KnownToSources(Federation federation, SourceRegister register, ViewLog log, TimeProvider time) : IKnownFacts, IToldTasks, ICasesHeld
{
    // What is registered and written to everybody is no reason to look.
    private static readonly ItemKind[] Reasons = [ItemKind.Case, ItemKind.Benefit, ItemKind.Payment, ItemKind.Debt, ItemKind.Appointment, ItemKind.Deadline];

    /// <summary>So long a page waits for what may already be known; after that it does without.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<KnownFact>> Of(Actor actor, IReadOnlySet<string> names, CancellationToken cancellation)
    {
        return [.. from answer in await Soon(await Ask(actor, federation.Ask(actor, Of(null, ItemKind.Registration)), cancellation), cancellation)
            from item in answer.Items
            from field in item.Registration?.Fields ?? []
            where field.Fact is not null && names.Contains(field.Fact.Name)
            select new KnownFact(field.Fact!.Name, field.Fact.Value, field.Label.ToString(), field.Value.ToString(), item.Authority.Name.ToString())];
    }

    /// <summary>Each source is waited for no longer than its own time.</summary>
    public async Task<ToldTasks> Of(PersonId person, Actor? actor, IReadOnlySet<string> sources, CancellationToken cancellation)
    {
        if (actor is null) return new ToldTasks([], new HashSet<string>());
        var asked = await Ask(actor, [.. register.Covered.Where(source => sources.Contains(source.Id)).SelectMany(source => federation.Ask(actor, Of(source, ItemKind.Case)))], cancellation);
        var answers = await Task.WhenAll(asked).WaitAsync(cancellation);
        var words = from answer in answers
            from item in answer.Items
            where item.Case?.Task is not null
            select new ToldTask(item.Case!.Task!, answer.Source.Id, StateOf(item.Case.Status), item.Case.Timeline[^1].At, item.Case.Timeline[0].At, Asked: true);
        return new ToldTasks([.. words], answers.Where(answer => answer.Whole).Select(answer => answer.Source.Id).ToHashSet(StringComparer.Ordinal));
    }

    public async Task<IReadOnlyDictionary<string, bool>> By(Actor actor, IReadOnlySet<string> sources, CancellationToken cancellation)
    {
        // Of an authority that shows no cases here it cannot be said that it has none.
        var able = register.Covered.Where(source => sources.Contains(source.Id) && source.Kinds.Contains(ItemKind.Case));
        var asked = await Ask(actor, [.. able.SelectMany(source => federation.Ask(actor, Of(source, Reasons)))], cancellation);
        return (await Soon(asked, cancellation)).Where(answer => answer.Whole).ToDictionary(answer => answer.Source.Id, answer => answer.Items.Count > 0, StringComparer.Ordinal);
    }

    private async Task<SourceAnswer[]> Soon(IReadOnlyList<Task<SourceAnswer>> asked, CancellationToken cancellation)
    {
        await Task.WhenAny(Task.WhenAll(asked), Task.Delay(Patience, time, cancellation));
        cancellation.ThrowIfCancellationRequested();
        return await Task.WhenAll(asked.Where(part => part.IsCompletedSuccessfully));
    }

    private static ToldState StateOf(CaseStatus status) => status switch { CaseStatus.Decided or CaseStatus.Closed => ToldState.Decided, CaseStatus.Rejected => ToldState.Rejected, _ => ToldState.Received };

    private static ListQuery Of(Source? source, params ItemKind[] kinds) => new(source, kinds, null, ListOrder.Newest);

    private async Task<IReadOnlyList<Task<SourceAnswer>>> Ask(Actor actor, IReadOnlyList<Part> parts, CancellationToken cancellation)
    {
        if (parts.Count == 0) return [];
        try { await log.Overview(actor, parts, cancellation); }
        // What cannot be logged is not shown.
        catch (IOException) { return []; }
        return [.. parts.Select(part => part.Answer)];
    }
}
