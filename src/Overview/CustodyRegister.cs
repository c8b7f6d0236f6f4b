using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Overview;

/// <summary>Of whom a person has custody, as the source says that is the register of it.</summary>
internal sealed class CustodyRegister(Federation federation, SourceRegister register, ViewLog log) : ICustody
{
    public bool IsKnown => Source is not null;

    private Source? Source => register.Covered.FirstOrDefault(source => source.Options.Custody);

    public async Task<IReadOnlyList<InCustody>?> Of(Actor actor, CancellationToken cancellation)
    {
        if (Source is not { } source) return null;
        // Not from what the session has been told before: custody may have ended since.
        var asked = federation.Anew(actor, source, new ListQuery(source, [ItemKind.Registration], null, ListOrder.Newest));
        await log.Overview(actor, [asked], cancellation);
        var answer = await asked.Answer.WaitAsync(cancellation);
        if (!answer.Usable) return null;
        List<InCustody> children = [.. from item in answer.Items
            from field in item.Registration?.Fields ?? []
            where field.CustodyOf is not null
            select new InCustody(CprNumber.Parse(field.CustodyOf!), field.Value.ToString())];
        // Of an answer that is not whole: who is named is, and of nobody can it be said that they have no child.
        return children.Count == 0 && !answer.Whole ? null : children;
    }
}
