using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Debt to the public that others could not collect.</summary>
internal sealed class Gaeldsstyrelsen : PlayedSource
{
    private static readonly Link MinGaeld = new("https://gaeldst.dk", new("Gå til Mit Gældsoverblik", "Go to My Debt Overview"));

    private static readonly WorkArea Collection = WorkArea.Of("collection", "Gæld til det offentlige", "Debt to the public sector", CodeScheme.Form, "40.20.05", "Lov om inddrivelse af gæld til det offentlige",
        "The Act on Recovery of Public Debt", MinGaeld, Kind.Debt, Kind.Case, Kind.Message);

    public override string Id => "gaeldsstyrelsen";
    public override WorkArea[] Areas { get; } = [Collection];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0004"), new("Gældsstyrelsen", "The Danish Debt Collection Agency"));
    public override string Correction => MinGaeld.Url;

    public override void Fill(Desk desk)
    {
        var (life, today) = (desk.Life, desk.Today);
        if (life.Debt is not { } debt || life.Age < 18) return;
        // Most who owe much pay by an agreement.
        var agrees = debt.Level > 1 && desk.Percent("agreed", 70);
        var (asked, decidedAfter) = (debt.Since.AddDays(60), 21);
        var agreed = agrees && desk.Ago(asked) >= decidedAfter;
        foreach (var claim in Facts.ClaimsOf(life, desk.Seed))
            desk.Debt(Collection, "claim", claim.Title, agreed ? new("Du betaler lidt hver måned, som vi har aftalt.", "You pay a little every month, as we have agreed.") : new("Betal, eller aftal afdrag med os. Vi kræver beløbet ind for en anden myndighed.", "Pay, or agree on instalments with us. We collect the amount for another authority."),
                claim.Since, claim.Amount, BankDays.Next(today, BankDays.LastOfMonth), agreed ? DebtState.Agreed : DebtState.Collection, claim.Since.DayNumber);
        if (agrees)
            desk.Case(Collection, "agreement", new("Aftale om afdrag", "Agreement to pay by instalments"), new("Du har bedt om at betale lidt hver måned.", "You have asked to pay a little every month."), asked,
                [(CaseStatus.Created, 0), (CaseStatus.Processing, 4), (CaseStatus.Decided, decidedAfter)], new("Vi ser på, hvad du kan betale.", "We look at what you can pay."), decidedAfter,
                new(new("Send et budget", "Send a budget"), BankDays.OnOrAfter(asked.AddDays(18)), MinGaeld.Url), number: asked.DayNumber);
        var reminded = new DateOnly(today.Year, today.Month, 1);
        if ((!agrees || today < asked) && reminded > debt.Since)
            desk.Message(Collection, "reminder", new("Du skylder penge", "You owe money"), new("Betal, eller lav en aftale om afdrag.", "Pay, or make an agreement to pay by instalments."), reminded, unreadDays: 10, number: reminded.DayNumber);
    }
}
