using System.Globalization;
using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Tax card, preliminary and annual assessment, home valuation, and debts that are being collected.</summary>
internal sealed class Skatteforvaltningen : PlayedSource
{
    private static readonly Authority Skat = new(SyntheticCvr.Of("0002"), new("Skatteforvaltningen", "The Danish Customs and Tax Administration"));

    private static readonly Link TastSelv = new("https://skat.dk", new("Gå til TastSelv på skat.dk", "Go to E-tax on skat.dk"));

    private static readonly WorkArea Preliminary = Of("preliminary-tax", "Forskudsopgørelse og skattekort", "Preliminary tax and tax card", "40.10.05", "Kildeskatteloven", "The Withholding Tax Act", Kind.Registration, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Annual = Of("annual-tax", "Årsopgørelse", "Annual tax assessment", "40.10.10", "Skattekontrolloven", "The Tax Control Act", Kind.Case, Kind.Payment, Kind.Deadline, Kind.Debt, Kind.Message);
    private static readonly WorkArea Property = Of("property", "Ejendomsvurdering", "Property valuation", "40.15.05", "Ejendomsvurderingsloven", "The Property Valuation Act", Kind.Registration, Kind.Case);
    private static readonly WorkArea Collection = Of("collection", "Gæld til det offentlige", "Debt to the public sector", "40.20.05", "Lov om inddrivelse af gæld til det offentlige", "The Act on Recovery of Public Debt", Kind.Debt, Kind.Message);

    public override string Id => "skatteforvaltningen";
    public override WorkArea[] Areas { get; } = [Preliminary, Annual, Property, Collection];
    public override Authority Authority => Skat;
    public override string Correction => TastSelv.Url;
    public override Authority AuthorityOf(Person person, DateOnly today) => Skat;

    public override void Fill(Desk desk)
    {
        if (desk.Age < 15) return;
        FillPreliminary(desk);
        if (desk.Age < 18) return;
        FillAnnual(desk);
        if (!desk.Person.Home.Rented) FillProperty(desk);
        if (desk.Person.Volume == Volume.Many || desk.Draw.Percent(8))
            desk.Debt(Collection, "collection", new("Gæld under inddrivelse", "Debt under recovery"), new("Du afdrager efter en aftale.", "You pay by instalments as agreed."),
                desk.Event.AddMonths(-5), 4_350m + (50 * desk.Draw.Next(60)), BankDays.LastOfMonth(desk.Today.Year, desk.Today.Month), DebtState.Agreed);
        if (desk.Person.Volume == Volume.Many) FillMany(desk);
    }

    private static void FillPreliminary(Desk desk)
    {
        var year = desk.Today.Year;
        var percent = desk.Draw.Between(36, 41);
        var deduction = 4_300 + (100 * desk.Draw.Next(30));
        var from = new DateOnly(year, 1, 1);
        desk.Add(desk.New(Preliminary, Kind.Registration, "tax-card", new($"Skattekort {year}", $"Tax card {year}"),
            new("Din arbejdsgiver henter det selv.", "Your employer fetches it."), from.AddDays(-40), from.AddDays(-40), open: false) with
        {
            Registration = new(
            [
                new(new("Korttype", "Kind of card"), desk.Age < 18 ? new("Frikort", "Tax exemption card") : new("Hovedkort", "Main card")),
                new(new("Trækprocent", "Tax rate"), new($"{percent} %", $"{percent}%")),
                new(new("Månedsfradrag", "Monthly deduction"), new(string.Create(CultureInfo.GetCultureInfo("da-DK"), $"{deduction:N0} kr."), string.Create(CultureInfo.GetCultureInfo("en-GB"), $"DKK {deduction:N0}"))),
            ]),
        });
        // The preliminary assessment of the next year is ready in November.
        if (desk.Today.Month >= 11)
            desk.Message(Preliminary, "preliminary-next", new($"Din forskudsopgørelse for {year + 1} er klar", $"Your preliminary assessment for {year + 1} is ready"),
                new("Se, om tallene passer.", "See whether the figures fit."), new DateOnly(year, 11, 2), read: desk.Draw.Percent(40));
        if (Change(desk.Person.Event) is { } why)
            desk.Deadline(Preliminary, "preliminary-change", new("Ret din forskudsopgørelse", "Correct your preliminary assessment"), why, desk.Event, desk.Ahead(5),
                new("Ret tallene for resten af året", "Correct the figures for the rest of the year"), new("Retter du ikke, kan du få restskat.", "If you do not, you may owe tax."));
    }

    private static Text? Change(LifeEvent it) => it switch
    {
        LifeEvent.Moved => new("Din afstand til arbejde er måske ændret.", "Your distance to work may have changed."),
        LifeEvent.LostJob => new("Din indkomst er ændret, og din skat skal følge med.", "Your income has changed, and so should your tax."),
        LifeEvent.NewParent => new("Barselsdagpenge beskattes anderledes end løn.", "Parental benefit is taxed differently from pay."),
        LifeEvent.StartedEducation => new("SU er indkomst: Vælg, hvor hovedkortet skal bruges.", "A student grant is income: choose where to use the main card."),
        LifeEvent.Retired => new("Pension er indkomst: Ret tallene, før den første udbetaling.", "A pension is income: correct the figures before the first payment."),
        LifeEvent.Divorced => new("Renter og fradrag fordeles på ny.", "Interest and deductions are divided anew."),
        _ => null,
    };

    private static void FillAnnual(Desk desk)
    {
        var today = desk.Today;
        // The statement of a year opens late in March of the next; 2026 had its own deadline for corrections, 20 May.
        var year = today >= new DateOnly(today.Year, 3, 24) ? today.Year : today.Year - 1;
        var opened = new DateOnly(year, 3, 24);
        var due = year == 2026 ? new DateOnly(2026, 5, 20) : new DateOnly(year, 5, 1);
        var outcome = desk.Draw.Next(100);
        if (today <= due)
            desk.Deadline(Annual, "annual-deadline", new($"Ret din årsopgørelse for {year - 1}", $"Correct your annual assessment for {year - 1}"), new("Du kan rette fradrag og indkomst.", "You can correct deductions and income."),
                opened, due, new("Ret årsopgørelsen, hvis noget er forkert", "Correct the assessment if something is wrong"), new("Efter fristen skal du søge om en ændring.", "After the deadline you must apply for a change."));
        if (outcome < 60)
            desk.Payment(Annual, "annual-refund", new($"Overskydende skat for {year - 1}", $"Tax refund for {year - 1}"), new("Du har betalt for meget i skat.", "You have paid too much tax."),
                opened, BankDays.OnOrAfter(new DateOnly(year, 4, 25)), 800 + (25 * desk.Draw.Next(320)), Direction.ToPerson);
        else if (outcome < 85)
            FillUnderpaid(desk, year, opened, instalment: 650 + (50 * desk.Draw.Next(40)));
        else
            desk.Case(Annual, "annual-case", new($"Kontrol af fradrag for {year - 1}", $"Check of deductions for {year - 1}"), new("Vi ser på dit befordringsfradrag.", "We look at your deduction for commuting."),
                CaseStatus.Processing, desk.Event, new("Vi skriver til dig, når vi er færdige.", "We write to you when we are done."), decisionDays: 90,
                new(new("Send dokumentation for din arbejdsplads", "Send proof of your place of work"), desk.Ahead(2), TastSelv.Url));
    }

    // Underpaid tax beyond what is carried over is paid in August, September and October.
    private static void FillUnderpaid(Desk desk, int year, DateOnly opened, decimal instalment)
    {
        var next = Enumerable.Range(8, 3).Select(month => BankDays.OnOrAfter(new DateOnly(year, month, 20))).FirstOrDefault(it => it >= desk.Today);
        if (next == default)
        {
            desk.Payment(Annual, "annual-instalment", new($"Restskat for {year - 1}, 3. rate", $"Underpaid tax for {year - 1}, third instalment"), new("Den sidste rate er betalt.", "The last instalment is paid."),
                opened, BankDays.OnOrAfter(new DateOnly(year, 10, 20)), instalment, Direction.FromPerson);
            return;
        }
        desk.Debt(Annual, "annual-underpaid", new($"Restskat for {year - 1}", $"Underpaid tax for {year - 1}"), new("Betales i tre rater i august, september og oktober.", "Paid in three instalments in August, September and October."),
            opened, instalment, next);
    }

    private static void FillProperty(Desk desk)
    {
        var value = 1_200_000 + (25_000 * desk.Draw.Next(120));
        var day = desk.Event.AddMonths(-8);
        desk.Add(desk.New(Property, Kind.Registration, "valuation", new("Ejendomsvurdering", "Property valuation"),
            new("Ejendomsskatten indgår i din forskudsopgørelse.", "The property tax is part of your preliminary assessment."), day, day, open: false) with
        {
            Registration = new(
            [
                new(new("Adresse", "Address"), Text.Same(desk.Person.Home.Street + ", " + desk.Person.Home.PostalTown), desk.Person.Protected),
                new(new("Vurdering", "Valuation"), new(string.Create(CultureInfo.GetCultureInfo("da-DK"), $"{value:N0} kr."), string.Create(CultureInfo.GetCultureInfo("en-GB"), $"DKK {value:N0}"))),
            ]),
            Parties = [new(Role.Owner, Self: true)],
        });
    }

    private static void FillMany(Desk desk)
    {
        for (var i = 0; i < 6; i++)
        {
            var date = BankDays.OnOrAfter(desk.Event.AddMonths(2 - i));
            desk.Payment(Annual, "b-tax-" + i, new($"B-skat, rate {i + 1}", $"B-tax, instalment {i + 1}"), new("Skat af indkomst, som ingen har trukket skat af.", "Tax on income from which nobody has withheld tax."),
                desk.Event.AddMonths(-i - 2), date, 1_850m, Direction.FromPerson);
        }
    }

    private static WorkArea Of(string code, string da, string en, string form, string lawDa, string lawEn, params Kind[] kinds) =>
        new(code, new(da, en), kinds, new(CodeScheme.Form, form), new(new(lawDa, lawEn)), TastSelv);
}
