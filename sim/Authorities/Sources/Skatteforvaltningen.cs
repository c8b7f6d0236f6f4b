using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Tax card, preliminary and annual assessment, home valuation, and the taxes of companies.</summary>
internal sealed class Skatteforvaltningen : PlayedSource
{
    private static readonly Link TastSelv = new("https://skat.dk", new("Gå til TastSelv på skat.dk", "Go to E-tax on skat.dk"));

    private static readonly WorkArea Preliminary = Of("preliminary-tax", "Forskudsopgørelse og skattekort", "Preliminary tax and tax card", "40.10.05", "Kildeskatteloven", "The Withholding Tax Act", Kind.Registration, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Annual = Of("annual-tax", "Årsopgørelse", "Annual tax assessment", "40.10.10", "Skattekontrolloven", "The Tax Control Act", Kind.Case, Kind.Payment, Kind.Deadline, Kind.Debt, Kind.Message);
    private static readonly WorkArea Property = Of("property", "Ejendomsvurdering", "Property valuation", "40.15.05", "Ejendomsvurderingsloven", "The Property Valuation Act", Kind.Registration, Kind.Case);
    private static readonly WorkArea Business = Of("business-tax", "Moms og A-skat", "VAT and payroll tax", "40.25.05", "Momsloven og kildeskatteloven", "The VAT Act and the Withholding Tax Act", Kind.Deadline);

    public override string Id => "skatteforvaltningen";
    public override WorkArea[] Areas { get; } = [Preliminary, Annual, Property, Business];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0002"), new("Skatteforvaltningen", "The Danish Customs and Tax Administration"));
    public override string Correction => TastSelv.Url;
    public override bool KnowsCompanies => true;

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        // A tax card is made at the beginning of the year in which one turns 15.
        if (desk.Today.Year < life.Person.Birth.Year + 15) return;
        FillPreliminary(desk);
        if (life.Age < 18) return;
        FillAnnual(desk);
        if (!life.Home.Rented) FillProperty(desk);
        foreach (var claim in Facts.ClaimsOf(life, desk.Seed).Where(it => it.Creditor == Id))
            desk.Debt(Annual, "unpaid", claim.Title, new("Sendt til Gældsstyrelsen, som kræver beløbet ind.", "Sent to the Danish Debt Collection Agency, which collects it."), claim.Since, claim.Amount, claim.Since, DebtState.Collection);
        if (life.Company is { Form: CompanyForm.SoleTrader } own) FillBusiness(desk, own);
        if (desk.HasMany) FillMany(desk);
    }

    public override void Fill(Desk desk, Company company) => FillBusiness(desk, company);

    private static void FillPreliminary(Desk desk)
    {
        var (life, year) = (desk.Life, desk.Today.Year);
        var percent = 36 + desk.Draw("rate").Next(6);
        var income = Facts.MonthlyIncome(life, desk.Seed);
        var from = new DateOnly(year, 1, 1).AddDays(-40);
        desk.Registration(Preliminary, "tax-card", new($"Skattekort {year}", $"Tax card {year}"), new("Din arbejdsgiver henter det selv.", "Your employer fetches it."), from < life.Person.Birth ? life.Person.Birth : from,
            new(new("Korttype", "Kind of card"), life.Age < 18 ? new("Frikort", "Tax exemption card") : new("Hovedkort", "Main card")),
            new(new("Forventet indkomst om måneden", "Expected income a month"), Desk.Kroner(income)),
            new(new("Trækprocent", "Tax rate"), new($"{percent} %", $"{percent}%")),
            new(new("Månedsfradrag", "Monthly deduction"), Desk.Kroner(4_300 + (100 * desk.Draw("deduction").Next(30)))));
        // The preliminary assessment of the next year is ready in November.
        if (desk.Today.Month >= 11 && life.Age >= 18)
            desk.Message(Preliminary, "preliminary-next", new($"Din forskudsopgørelse for {year + 1} er klar", $"Your preliminary assessment for {year + 1} is ready"), new("Se, om tallene passer.", "See whether the figures fit."),
                new DateOnly(year, 11, 2), unreadDays: desk.Draw("reads").Between(3, 60));
        if (life.Work.Kind is WorkKind.Unemployed or WorkKind.Pensioner or WorkKind.Student && desk.Within(life.Work.Since, 90))
            desk.Message(Preliminary, "income-changed", new("Din indkomst er ændret", "Your income has changed"), new("Ret din forskudsopgørelse, så du betaler den rigtige skat.", "Change your preliminary assessment, so that you pay the right tax."),
                life.Work.Since.AddDays(3), unreadDays: 35, expected: new(new("Ret din forskudsopgørelse", "Change your preliminary assessment"), Desk.Open(life.Work.Since.AddDays(45)), TastSelv.Url));
    }

    private static void FillAnnual(Desk desk)
    {
        var today = desk.Today;
        // The statement of a year opens late in March of the next; 2026 had its own deadline for corrections, 20 May.
        var year = today >= new DateOnly(today.Year, 3, 24) ? today.Year : today.Year - 1;
        var opened = new DateOnly(year, 3, 24);
        desk.Deadline(Annual, "annual-deadline", new($"Ret din årsopgørelse for {year - 1}", $"Correct your annual assessment for {year - 1}"), new("Du kan rette fradrag og indkomst.", "You can correct deductions and income."),
            opened, year == 2026 ? new DateOnly(2026, 5, 20) : new DateOnly(year, 5, 1), new("Ret årsopgørelsen, hvis noget er forkert", "Correct the assessment if something is wrong"),
            new("Efter fristen skal du søge om en ændring.", "After the deadline you must apply for a change."));
        var draw = desk.Draw("annual", year);
        switch (draw.Next(100))
        {
            case < 60:
                desk.Payment(Annual, "annual-refund", new($"Overskydende skat for {year - 1}", $"Tax refund for {year - 1}"), new("Du har betalt for meget i skat.", "You have paid too much tax."),
                    opened, BankDays.OnOrAfter(new DateOnly(year, 4, 25)), 800 + (25 * draw.Next(320)), Direction.ToPerson);
                break;
            case < 85:
                FillUnderpaid(desk, year, opened, instalment: 650 + (50 * draw.Next(40)));
                break;
            case < 92:
                var checkedFrom = opened.AddDays(draw.Next(240));
                desk.Case(Annual, "annual-case", new($"Kontrol af fradrag for {year - 1}", $"Check of deductions for {year - 1}"), new("Vi ser på dit befordringsfradrag.", "We look at your deduction for commuting."),
                    checkedFrom, [(CaseStatus.Created, 0), (CaseStatus.Processing, 7), (CaseStatus.Decided, 85), (CaseStatus.Closed, 110)], new("Vi skriver til dig, når vi er færdige.", "We write to you when we are done."), decisionDays: 90,
                    new(new("Send dokumentation for din arbejdsplads", "Send proof of your place of work"), Desk.Open(checkedFrom.AddDays(35)), TastSelv.Url));
                break;
        }
    }

    // Underpaid tax beyond what is carried over is paid in August, September and October.
    private static void FillUnderpaid(Desk desk, int year, DateOnly opened, decimal instalment)
    {
        var next = Enumerable.Range(8, 3).Select(month => BankDays.OnOrAfter(new DateOnly(year, month, 20))).FirstOrDefault(it => it >= desk.Today);
        if (next == default)
            desk.Payment(Annual, "annual-instalment", new($"Restskat for {year - 1}, 3. rate", $"Underpaid tax for {year - 1}, third instalment"), new("Den sidste rate er betalt.", "The last instalment is paid."),
                opened, BankDays.OnOrAfter(new DateOnly(year, 10, 20)), instalment, Direction.FromPerson);
        else
            desk.Debt(Annual, "annual-underpaid", new($"Restskat for {year - 1}", $"Underpaid tax for {year - 1}"), new("Betales i tre rater i august, september og oktober.", "Paid in three instalments in August, September and October."), opened, instalment, next);
    }

    private static void FillProperty(Desk desk)
    {
        var home = desk.Life.Home;
        var since = desk.Life.HomeSince;
        desk.Add(desk.New(Property, Kind.Registration, "valuation", new("Ejendomsvurdering", "Property valuation"), new("Ejendomsskatten indgår i din forskudsopgørelse.", "The property tax is part of your preliminary assessment."), since, since, open: false) with
        {
            Registration = new(
            [
                new(new("Adresse", "Address"), Text.Same(home.Street + ", " + home.PostalTown), desk.Life.Protected is not null),
                new(new("Vurdering", "Valuation"), Desk.Kroner(1_200_000 + (25_000 * desk.Draw("valuation", since.DayNumber).Next(120)))),
            ]),
            Parties = [new(Role.Owner, Self: true)],
        });
    }

    // VAT Act § 57: half-years by 1 September and 1 March, quarters by the first of the third month after, months by the 25th of the next.
    private static void FillBusiness(Desk desk, Company company)
    {
        if (!company.IsOpen(desk.Today)) return;
        var today = desk.Today;
        DateOnly[] dates = company.VatPeriod(today) switch
        {
            VatPeriod.HalfYearly => [new(today.Year, 3, 1), new(today.Year, 9, 1), new(today.Year + 1, 3, 1)],
            VatPeriod.Quarterly => [new(today.Year, 3, 1), new(today.Year, 6, 1), new(today.Year, 9, 1), new(today.Year, 12, 1), new(today.Year + 1, 3, 1)],
            _ => [new(today.Year, today.Month, 25), new DateOnly(today.Year, today.Month, 25).AddMonths(1)],
        };
        var due = dates.Select(BankDays.OnOrAfter).First(it => it >= today);
        desk.Deadline(Business, "vat", new($"Indberet moms for {company.Name}", $"Report VAT for {company.Name}"), new("Du skal indberette, også når beløbet er 0.", "You must report even if the amount is 0."), due.AddDays(-40) > today ? today : due.AddDays(-40), due,
            new("Indberet og betal moms", "Report and pay VAT"), new("Kommer indberetningen ikke, fastsætter vi et beløb og lægger et gebyr på.", "If no report comes, we set an amount and add a fee."));
        if (company.Employees == 0) return;
        // Small employers: the tenth of the next month, for December the 17th of January.
        var month = new DateOnly(today.Year, today.Month, 1);
        var payroll = BankDays.OnOrAfter(month.AddDays(month.Month == 1 ? 16 : 9));
        if (payroll < today) payroll = BankDays.OnOrAfter(month.AddMonths(1).AddDays(month.Month == 12 ? 16 : 9));
        desk.Deadline(Business, "payroll", new($"Indberet løn og betal A-skat for {company.Name}", $"Report pay and pay payroll tax for {company.Name}"), new("Indberet 0, hvis du ikke har betalt løn.", "Report 0 if you have paid no wages."), payroll.AddDays(-25), payroll,
            new("Indberet til eIndkomst", "Report to eIncome"), new("Betaler du for sent, løber der renter på.", "If you pay late, interest runs."));
    }

    private static void FillMany(Desk desk)
    {
        var day = desk.Person.EventDay(desk.Today);
        for (var i = 0; i < 6; i++)
            desk.Payment(Annual, "b-tax", new($"B-skat, rate {i + 1}", $"B-tax, instalment {i + 1}"), new("Skat af indkomst, som ingen har trukket skat af.", "Tax on income from which nobody has withheld tax."),
                day.AddMonths(-i - 2), BankDays.OnOrAfter(day.AddMonths(2 - i)), 1_850m, Direction.FromPerson, number: i);
    }

    private static WorkArea Of(string code, string da, string en, string form, string lawDa, string lawEn, params Kind[] kinds) => WorkArea.Of(code, da, en, CodeScheme.Form, form, lawDa, lawEn, TastSelv, kinds);
}
