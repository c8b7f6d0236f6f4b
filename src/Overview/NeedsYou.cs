using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Something that the person should see first.</summary>
/// <param name="Due">The last day on which it is in time; the day itself for an appointment.</param>
internal sealed record Need(Item Item, Source Source, DateOnly? Due, string Text, bool Late)
{
    /// <summary>Whose it is, and what it is about where the text does not say it already.</summary>
    public string About { get; } = Say.Together(
        Item.Authority.Name.ToString(),
        Text.Contains(Item.Title.ToString(), StringComparison.Ordinal) ? null : Item.Title.ToString(),
        Item.Debt is { } debt && !Text.Contains(Say.Money(debt.Amount), StringComparison.Ordinal) ? Say.Money(debt.Amount) : null);
}

/// <summary>What needs the person now: what an authority expects, deadlines, debt that is due, appointments, questions to answer. Soonest first.</summary>
internal static class NeedsYou
{
    /// <summary>How far ahead a deadline and an appointment count as "now", in days. What an authority says it expects always counts.</summary>
    public const int DeadlineDays = 30, AppointmentDays = 14;

    public static IReadOnlyList<Need> Of(IEnumerable<SourceAnswer> answers, DateOnly today, Texts texts) =>
    [
        .. answers.SelectMany(answer => answer.Items.Select(item => Of(item, answer.Source, today, texts))).OfType<Need>()
            .OrderBy(need => need.Due ?? today).ThenBy(need => need.Item.Title.Da, StringComparer.Ordinal),
    ];

    private static Need? Of(Item item, Source source, DateOnly today, Texts texts)
    {
        Need At(DateOnly? due, string text, bool canBeLate = true) => new(item, source, due, text, canBeLate && due < today);
        if (!item.Open) return null;
        // "Pay 510 kr.: parking fine" says more than an authority's "pay the amount".
        if (item.Debt is { State: DebtState.Due or DebtState.Overdue } debt) return At(item.Expected?.Due ?? debt.Due, texts.Of("overview.need.pay", item.Title, Say.Money(debt.Amount)));
        if (item.Expected is { } expected) return At(expected.Due, expected.Text.ToString());
        return item switch
        {
            { Deadline: { } d } when Within(d.Due, DeadlineDays) => At(d.Due, item.Title.ToString()),
            { Appointment: { } a } when BusinessClock.DateOf(a.Start) >= today && Within(BusinessClock.DateOf(a.Start), AppointmentDays) =>
                At(BusinessClock.DateOf(a.Start), texts.Of("overview.need.meet", item.Title, Say.Clock(a.Start)), canBeLate: false),
            { Message: { Read: false, ReplyBy: { } by } } => At(by, texts.Of("overview.need.reply", item.Title)),
            _ => null,
        };

        bool Within(DateOnly date, int days) => date.DayNumber - today.DayNumber <= days;
    }

}
