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
        var claims = Facts.ClaimsOf(life, desk.Seed);
        // Most who owe much pay by an agreement.
        var agreed = debt.Level > 1 && desk.Percent("agreed", 70);
        foreach (var (claim, i) in claims.Select((it, i) => (it, i)))
            desk.Debt(Collection, "claim", claim.Title, agreed ? new("Du afdrager efter en aftale.", "You pay by instalments as agreed.") : new("Vi kræver beløbet ind for en anden myndighed.", "We collect the amount for another authority."),
                claim.Since, claim.Amount, BankDays.LastOfMonth(today.Year, today.Month), agreed ? DebtState.Agreed : DebtState.Collection, i);
        var asked = debt.Since.AddDays(60);
        if (agreed)
            desk.Case(Collection, "agreement", new("Aftale om afdrag", "Agreement to pay by instalments"), new("Du betaler lidt hver måned.", "You pay a little every month."), asked,
                [(CaseStatus.Created, 0), (CaseStatus.Processing, 4), (CaseStatus.Decided, 21)], new("Vi ser på, hvad du kan betale.", "We look at what you can pay."), decisionDays: 21,
                new(new("Send et budget", "Send a budget"), Desk.Open(asked.AddDays(18)), MinGaeld.Url));
        else
            desk.Message(Collection, "reminder", new("Du skylder penge", "You owe money"), new("Betal, eller lav en aftale om afdrag.", "Pay, or make an agreement to pay by instalments."), new DateOnly(today.Year, today.Month, 1), unreadDays: 10);
    }
}
