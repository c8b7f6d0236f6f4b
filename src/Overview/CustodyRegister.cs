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
        var asked = federation.Ask(actor, new ListQuery(source, [ItemKind.Registration], null, ListOrder.Newest));
        await log.Overview(actor, asked, cancellation);
        if (await asked[0].Answer.WaitAsync(cancellation) is not { Whole: true } answer) return null;
        return [.. from item in answer.Items
            from field in item.Registration?.Fields ?? []
            where field.CustodyOf is not null
            select new InCustody(CprNumber.Parse(field.CustodyOf!), field.Value.ToString())];
    }
}
