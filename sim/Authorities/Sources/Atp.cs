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

    public override void Fill(Desk desk)
    {
        var (life, today) = (desk.Life, desk.Today);
        if (life.Age < 18) return;
        var years = Math.Max(1, Math.Min(life.Age, 67) - 20);
        var monthly = (years * 34) + desk.Draw("saved").Next(200);
        var newYear = new DateOnly(today.Year, 1, 2);
        if (newYear > today) newYear = newYear.AddYears(-1);
        if (life.Work.Kind == WorkKind.Pensioner)
        {
            desk.Benefit(Pension, "pension", new("ATP Livslang Pension", "ATP lifelong pension"), new("Udbetales, så længe du lever.", "Paid for as long as you live."), life.Work.Since, Frequency.Monthly, monthly, BankDays.LastOfMonth, taxable: true);
            return;
        }
        desk.Registration(Pension, "savings", new("Din ATP Livslang Pension", "Your ATP lifelong pension"), new("Det, du har sparet op til nu.", "What you have saved so far."), newYear < life.Person.Birth.AddYears(18) ? life.Person.Birth.AddYears(18) : newYear,
            new Field(new("Forventet pension om måneden", "Expected pension a month"), Desk.Kroner(monthly)));
        if (life.PensionDay.AddMonths(-6) <= today)
            desk.Message(Pension, "soon", new("Din ATP kommer af sig selv", "Your ATP comes by itself"), new("Når du får folkepension, får du også ATP.", "When you get the state pension, you also get ATP."), life.PensionDay.AddMonths(-6).AddDays(7), unreadDays: 70);
        if (life.Work.Kind == WorkKind.Employed) FillHoliday(desk);
        else if (life.Work.Kind == WorkKind.Unemployed)
            desk.Payment(Holiday, "payout", new("Feriepenge fra dit gamle job", "Holiday pay from your old job"), new("Du kan få dem, når du holder ferie.", "You can have it when you take holiday."), life.Work.Since.AddDays(2), Desk.Open(life.Work.Since.AddDays(45)),
                3_500 + (100 * desk.Draw("holiday", life.Work.Since.DayNumber).Next(90)), Direction.ToPerson);
    }

    // Holiday is taken from 1 September to 31 December of the next year; what is left then is lost unless it was agreed otherwise.
    private static void FillHoliday(Desk desk)
    {
        var today = desk.Today;
        var left = desk.Draw("days", today.Year).Next(9);
        if (today.Month < 10 || left == 0) return;
        desk.Deadline(Holiday, "use", new($"Hold de sidste {left} feriedage", $"Take your last {left} days of holiday"), new("Ferien skal holdes eller udbetales inden årets udgang.", "The holiday must be taken or paid out before the end of the year."),
            new DateOnly(today.Year, 10, 1), new DateOnly(today.Year, 12, 31), new("Aftal ferien, eller bed om at få den udbetalt", "Agree on the holiday, or ask to have it paid out"), new("Ellers kan du miste den.", "Otherwise you may lose it."));
    }
}
