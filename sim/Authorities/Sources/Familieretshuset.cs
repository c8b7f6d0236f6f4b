using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Divorce, custody and support.</summary>
internal sealed class Familieretshuset : PlayedSource
{
    private static readonly Link Site = new("https://familieretshuset.dk", new("Gå til Familieretshuset", "Go to the Agency of Family Law"));

    private static readonly WorkArea Divorce = WorkArea.Of("divorce", "Separation og skilsmisse", "Separation and divorce", CodeScheme.Form, "25.20.05", "Ægteskabsloven", "The Marriage Act", Site, Kind.Case, Kind.Message);
    private static readonly WorkArea Parents = WorkArea.Of("parents", "Forældre og børn", "Parents and children", CodeScheme.Form, "25.20.10", "Forældreansvarsloven", "The Parental Responsibility Act", Site, Kind.Case, Kind.Appointment, Kind.Payment);

    public override string Id => "familieretshuset";
    public override WorkArea[] Areas { get; } = [Divorce, Parents];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0009"), new("Familieretshuset", "The Agency of Family Law"));
    public override string Correction => Site.Url;

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        if (life.CivilStatus != CivilStatus.Divorced) return;
        var day = life.CivilStatusSince;
        desk.Case(Divorce, "divorce", new("Ansøgning om skilsmisse", "Application for divorce"), new("I er enige, så der er ingen ventetid.", "You agree, so there is no waiting."), day.AddDays(-20),
            [(CaseStatus.Created, 0), (CaseStatus.Processing, 4), (CaseStatus.Decided, 20), (CaseStatus.Closed, 60)], number: day.DayNumber, task: "divorce/apply-agreed");
        if (!desk.Within(day, 365)) return;
        desk.Message(Divorce, "granted", new("Du er skilt", "You are divorced"), new("Husk at se på skat, pension og testamente. Din bevilling til skilsmisse ligger her.", "Remember to look at tax, pension and will. Your grant of divorce is here."), day, unreadDays: 34, number: day.DayNumber);
        var children = life.Children.Where(it => it.Age(desk.Today) < 18).ToList();
        if (children.Count == 0) return;
        Party[] others = [.. children.Select(it => new Party(Role.Child, Name: it.FirstName))];
        desk.Case(Parents, "contact", new("Samvær og bopæl", "Contact and residence"), children.Count == 1 ? new("I har bedt om hjælp til at aftale, hvor jeres barn skal bo.", "You have asked for help to agree where your child is to live.") : new("I har bedt om hjælp til at aftale, hvor jeres børn skal bo.", "You have asked for help to agree where your children are to live."), day,
            [(CaseStatus.Created, 1), (CaseStatus.Processing, 3), (CaseStatus.Decided, 70), (CaseStatus.Closed, 90)], new("Vi mødes med jer begge.", "We meet with both of you."), decisionDays: 70,
            new(new("Skriv, hvad du foreslår", "Write what you propose"), BankDays.OnOrAfter(day.AddDays(36)), Site.Url), others, day.DayNumber);
        desk.Appointment(Parents, "meeting", children.Count == 1 ? new("Møde om jeres barn", "Meeting about your child") : new("Møde om jeres børn", "Meeting about your children"), new("En rådgiver hjælper jer med at blive enige.", "An adviser helps you to agree."), day.AddDays(2), BankDays.OnOrAfter(day.AddDays(40)), 13, 90, Form.Video, null, others: others, number: day.DayNumber);
        // Paid by the one whom the children do not live with, on the first of the month, in advance.
        var receives = life.ChildrenAtHome.Count > 0;
        desk.MonthlyPayment(Parents, "support", new("Børnebidrag", "Child support"), children.Count == 1 ? new("Normalbidraget for jeres barn.", "The standard amount for your child.") : new("Normalbidraget for jeres børn.", "The standard amount for your children."),
            day, date => 1_611m * children.Count(it => it.Age(date) < 18), receives ? Direction.ToPerson : Direction.FromPerson, others);
    }
}
