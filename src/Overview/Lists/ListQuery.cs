using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>What a person has chosen to see of a list.</summary>
/// <param name="Source">Of this source only.</param>
/// <param name="Kinds">Of these kinds.</param>
/// <param name="Open">Only what may still change, or only what is over; null for both.</param>
/// <param name="Order">How the items of one source and kind follow each other.</param>
internal sealed record ListQuery(Source? Source, IReadOnlyList<ItemKind> Kinds, bool? Open, ListOrder Order)
{
    public SourceAnswer Of(SourceAnswer answer) => answer with { Items = [.. Sorted(answer.Items.Where(item => Kinds.Contains(item.Kind) && (Open is null || item.Open == Open)))] };

    private IEnumerable<Item> Sorted(IEnumerable<Item> items) => Order switch
    {
        ListOrder.Oldest => items.OrderBy(item => item.UpdatedAt),
        ListOrder.Title => items.OrderBy(item => item.Title.ToString(), StringComparer.CurrentCulture),
        ListOrder.Date => items.Order(ByDate),
        // The order of the contract.
        _ => items,
    };

    /// <summary>What comes next first; after it what is over, the latest of it first.</summary>
    public static readonly Comparer<Item> ByDate = Comparer<Item>.Create((one, other) =>
        one.Open != other.Open ? other.Open.CompareTo(one.Open) : one.Open ? When(one).CompareTo(When(other)) : When(other).CompareTo(When(one)));

    private static (DateOnly Date, DateTimeOffset? Start) When(Item item) => (DateOf(item), item.Appointment?.Start);

    /// <summary>The date that matters for the item's kind.</summary>
    private static DateOnly DateOf(Item item) => item switch
    {
        { Deadline: { } deadline } => deadline.Due,
        { Appointment: { } appointment } => BusinessClock.DateOf(appointment.Start),
        { Payment: { } payment } => payment.Date,
        { Debt.Due: { } due } => due,
        { Benefit.Next: { } next } => next.Date,
        { Credential.ValidTo: { } to } => to,
        { Message.ReplyBy: { } reply } => reply,
        { Expected.Due: { } due } => due,
        { DecisionBy: { } by } => by,
        _ => DateOnly.MaxValue,
    };
}

internal enum ListOrder
{
    Newest,
    Oldest,
    Date,
    Title,
}
