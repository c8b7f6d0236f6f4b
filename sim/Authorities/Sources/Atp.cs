using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Lifelong pension from ATP, and holiday pay.</summary>
internal sealed class Atp : PlayedSource
{
    private static readonly Link Site = new("https://www.borger.dk/feriepenge", new("Gå til Feriepenge på borger.dk", "Go to holiday pay on borger.dk"));

    private static readonly WorkArea Pension = WorkArea.Of("atp-pension", "ATP Livslang Pension", "ATP lifelong pension", CodeScheme.Form, "25.15.15", "ATP-loven", "The ATP Act", Site, Kind.Registration, Kind.Benefit, Kind.Message);
    private static readonly WorkArea Holiday = WorkArea.Of("holiday-pay", "Feriepenge", "Holiday pay", CodeScheme.Form, "15.25.05", "Ferieloven", "The Holiday Act", Site, Kind.Registration, Kind.Deadline, Kind.Payment);

    public override string Id => "atp";
    public override WorkArea[] Areas { get; } = [Pension, Holiday];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0011"), new("ATP", "ATP (labour market supplementary pension)"));
    public override string Correction => Site.Url;
    public override bool Abroad => true;

    public override void Fill(Desk desk)
    {
        var (life, today) = (desk.Life, desk.Today);
        if (life.Age < 18) return;
        // As it stood at the turn of the year, or when the person came of age or drew it first.
        var (ofAge, newYear) = (life.Person.Birth.AddYears(18), new DateOnly(today.Year, 1, 1));
        var counted = life.Work.Kind == WorkKind.Pensioner ? life.Work.Since : newYear > ofAge ? newYear : ofAge;
        var monthly = (Math.Max(1, Math.Min(life.Person.Age(counted), 67) - 20) * 34) + desk.Draw("saved").Next(200);
        if (life.Work.Kind == WorkKind.Pensioner)
        {
            desk.Benefit(Pension, "pension", new("ATP Livslang Pension", "ATP lifelong pension"), new("Udbetales, så længe du lever.", "Paid for as long as you live."), life.Work.Since, Frequency.Monthly, monthly, BankDays.LastOfMonth, taxable: true);
            return;
        }
        desk.Registration(Pension, "savings", new("Din ATP Livslang Pension", "Your ATP lifelong pension"), new("Det, du kan regne med ud fra det, du har sparet op.", "What you can expect from what you have saved."), ofAge, counted,
            [new(new("Forventet pension om måneden før skat", "Expected pension a month before tax"), Desk.Kroner(monthly)), new(new("Opgjort", "As of"), Desk.Date(counted))]);
        if (life.PensionDay.AddMonths(-6) <= today)
            desk.Message(Pension, "soon", new("Din ATP Livslang Pension begynder snart", "Your ATP lifelong pension begins soon"), new("Se, hvad du får, og hvornår den begynder.", "See what you get, and when it begins."), life.PensionDay.AddMonths(-6).AddDays(7), unreadDays: 70);
        if (life.Work.Kind == WorkKind.Employed) FillHoliday(desk);
        else if (life.Work.Kind == WorkKind.Unemployed)
            desk.Payment(Holiday, "payout", new("Feriepenge fra dit gamle job", "Holiday pay from your old job"), new("Du har bedt om at få dem udbetalt.", "You have asked to have it paid out."), life.Work.Since.AddDays(2), BankDays.OnOrAfter(life.Work.Since.AddDays(45)),
                3_500 + (100 * desk.Draw("holiday", life.Work.Since.DayNumber).Next(90)), Direction.ToPerson, number: life.Work.Since.DayNumber);
    }

    // Holiday is taken from 1 September to 31 December of the next year; what is left then is lost unless it was agreed otherwise.
    private static void FillHoliday(Desk desk)
    {
        var today = desk.Today;
        var left = desk.Draw("days", today.Year).Next(9);
        if (today.Month < 10 || left == 0) return;
        desk.Deadline(Holiday, "use", left == 1 ? new("Hold din sidste feriedag", "Take your last day of holiday") : new($"Hold dine sidste {left} feriedage", $"Take your last {left} days of holiday"),
            new("Ferie, du har til gode, skal holdes inden årets udgang.", "Holiday that you have left must be taken before the end of the year."),
            new DateOnly(today.Year, 10, 1), new DateOnly(today.Year, 12, 31), new("Aftal ferien med din arbejdsgiver", "Agree on the holiday with your employer"), new("Ellers kan du miste den.", "Otherwise you may lose it."), number: today.Year);
    }
}
