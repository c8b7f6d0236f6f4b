namespace Overblik.Overview;

/// <summary>The order in which the kinds stand on the page: what asks most of the person first.</summary>
internal static class Kinds
{
    public static readonly IReadOnlyList<ItemKind> InOrder =
    [
        ItemKind.Deadline, ItemKind.Appointment, ItemKind.Case, ItemKind.Benefit, ItemKind.Payment, ItemKind.Debt, ItemKind.Message, ItemKind.Credential, ItemKind.Registration,
    ];
}
