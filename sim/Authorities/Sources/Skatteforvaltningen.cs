using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Tax card, preliminary and annual assessment, home valuation, and the taxes of companies.</summary>
internal sealed class Skatteforvaltningen : PlayedSource
{
    private static readonly string[] Employers = ["Eksempel Bageri ApS", "Eksempel Transport A/S", "Eksempel Kommune", "Eksempel Gymnasium", "Eksempel Hospital", "Eksempel Byg A/S"];

    private static readonly Link TastSelv = new("https://skat.dk", new("Gå til TastSelv på skat.dk", "Go to E-tax on skat.dk"));

    private static readonly WorkArea Preliminary = Of("preliminary-tax", "Forskudsopgørelse og skattekort", "Preliminary tax and tax card", "40.10.05", "Kildeskatteloven", "The Withholding Tax Act", Kind.Registration, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Annual = Of("annual-tax", "Årsopgørelse", "Annual tax assessment", "40.10.10", "Skattekontrolloven", "The Tax Control Act", Kind.Case, Kind.Payment, Kind.Deadline, Kind.Debt, Kind.Message);
    private static readonly WorkArea Property = Of("property", "Ejendomsvurdering", "Property valuation", "40.15.05", "Ejendomsvurderingsloven", "The Property Valuation Act", Kind.Registration, Kind.Case);
    private static readonly WorkArea Business = Of("business-tax", "Moms og A-skat", "VAT and payroll tax", "40.25.05", "Momsloven og kildeskatteloven", "The VAT Act and the Withholding Tax Act", Kind.Deadline);

    public override string Id => "skatteforvaltningen";
    public override WorkArea[] Areas { get; } = [Preliminary, Annual, Property, Business];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0002"), new("Skatteforvaltningen", "The Danish Customs and Tax Administration"));
    public override string Correction => TastSelv.Url;
    public override bool Abroad => true;
    public override bool KnowsCompanies => true;

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        // A tax card is made at the beginning of the year in which one turns 15.
        if (desk.Today.Year < life.Person.Birth.Year + 15) return;
        FillPreliminary(desk);
        if (life.Age < 18) return;
        FillAnnual(desk);
        if (Facts.OwnsHome(life)) FillProperty(desk);
        foreach (var claim in Facts.ClaimsOf(life, desk.Seed).Where(it => it.Creditor == Id))
            desk.Debt(Annual, "unpaid", claim.Title, new("Betal til Gældsstyrelsen, som nu kræver beløbet ind.", "Pay the Danish Debt Collection Agency, which now collects it."), claim.Since, claim.Amount, claim.Since, DebtState.Collection, claim.Since.DayNumber);
        if (life.Company is { Form: CompanyForm.SoleTrader } own) FillBusiness(desk, own);
        if (desk.HasMany) FillMany(desk);
    }

    public override void Fill(Desk desk, Company company) => FillBusiness(desk, company);

    private static void FillPreliminary(Desk desk)
    {
        var (life, year) = (desk.Life, desk.Today.Year);
        var percent = 36 + desk.Draw("rate").Next(6);
        var income = Facts.MonthlyIncome(life, desk.Seed);
        var newYear = new DateOnly(year, 1, 1);
        var from = life.Work.Since > newYear ? life.Work.Since : newYear;
        List<Field> fields =
        [
            new(new("Gælder fra", "Valid from"), Desk.Date(from)),
            new(new("Korttype", "Kind of card"), life.Age < 18 ? new("Frikort", "Tax exemption card") : new("Hovedkort", "Main card")),
            new(new("Forventet indkomst om måneden", "Expected income a month"), Desk.Kroner(income)),
        ];
        // Nothing is withheld from what is earned on a frikort.
        if (life.Age >= 18)
        {
            fields.Add(new(new("Trækprocent", "Tax rate"), new($"{percent} %", $"{percent}%")));
            fields.Add(new(new("Månedsfradrag", "Monthly deduction"), Desk.Kroner(4_300 + (100 * desk.Draw("deduction").Next(30)))));
        }
        if (life.Work.Kind == WorkKind.Employed)
        {
            var employer = desk.Draw("employer").Pick(Employers);
            fields.Add(new(new("Arbejdsgiver", "Employer"), new(employer, employer)) { Fact = new("employer", employer) });
            fields.Add(new(new("I job siden", "In your job since"), Desk.Date(life.Work.Since)) { Fact = Desk.Fact("employed-since", life.Work.Since) });
        }
        else if (life.Work.Kind == WorkKind.Unemployed) fields.Add(new(new("Uden job siden", "Without a job since"), Desk.Date(life.Work.Since)) { Fact = Desk.Fact("unemployed-since", life.Work.Since) });
        desk.Registration(Preliminary, "tax-card", new($"Skattekort {year}", $"Tax card {year}"), new("Du skal ikke sende det til nogen. Den, der udbetaler din løn eller ydelse, henter det selv.", "You need not send it to anyone. Whoever pays your wages or benefit fetches it."),
            newYear, from, fields, year);
        // The preliminary assessment of the next year is ready in November.
        if (desk.Today.Month >= 11 && life.Age >= 18)
            desk.Message(Preliminary, "preliminary-next", new($"Din forskudsopgørelse for {year + 1} er klar", $"Your preliminary assessment for {year + 1} is ready"), new("Se, om tallene passer.", "See whether the figures fit."),
                new DateOnly(year, 11, 2), unreadDays: desk.Draw("reads").Between(3, 60), number: year);
        if (life.Work.Kind is WorkKind.Unemployed or WorkKind.Pensioner or WorkKind.Student && desk.Within(life.Work.Since, 90))
            desk.Message(Preliminary, "income-changed", new("Din indkomst er ændret", "Your income has changed"), new("Ret din forskudsopgørelse, så du betaler den rigtige skat.", "Change your preliminary assessment, so that you pay the right tax."),
                life.Work.Since.AddDays(3), unreadDays: 35, number: life.Work.Since.DayNumber, expected: new(new("Ret din forskudsopgørelse", "Change your preliminary assessment"), BankDays.OnOrAfter(life.Work.Since.AddDays(45)), TastSelv.Url));
    }

    private static void FillAnnual(Desk desk)
    {
        var (opened, correctBy) = TaxYear(desk.Today);
        var year = opened.Year;
        desk.Deadline(Annual, "annual-deadline", new($"Ret din årsopgørelse for {year - 1}", $"Correct your annual assessment for {year - 1}"), new("Se, om fradrag og indkomst passer.", "See whether deductions and income are right."),
            opened, correctBy, new("Ret årsopgørelsen, hvis noget er forkert", "Correct the assessment if something is wrong"),
            new("Efter fristen skal du søge om at få den ændret.", "After the deadline you must apply to have it changed."), number: year,
            // Usually 1 May.
            replaces: correctBy == new DateOnly(year, 5, 1) ? null : new DateOnly(year, 5, 1));
        var draw = desk.Draw("annual", year);
        switch (draw.Next(100))
        {
            case < 60:
                desk.Payment(Annual, "annual-refund", new($"Overskydende skat for {year - 1}", $"Tax refund for {year - 1}"), new("Du har betalt for meget i skat og får pengene tilbage.", "You have paid too much tax and get the money back."),
                    opened, BankDays.OnOrAfter(new DateOnly(year, 4, 25)), 800 + (25 * draw.Next(320)), Direction.ToPerson, number: year);
                break;
            case < 85:
                FillUnderpaid(desk, opened, instalment: 650 + (50 * draw.Next(40)));
                break;
            case < 92:
                var checkedFrom = opened.AddDays(draw.Next(240));
                desk.Case(Annual, "annual-case", new($"Kontrol af fradrag for {year - 1}", $"Check of deductions for {year - 1}"), new("Det gælder dit befordringsfradrag.", "It is about your deduction for commuting."),
                    checkedFrom, [(CaseStatus.Created, 0), (CaseStatus.Processing, 7), (CaseStatus.Decided, 85), (CaseStatus.Closed, 110)], new("Vi skriver til dig, når vi er færdige.", "We write to you when we are done."), decisionDays: 90,
                    new(new("Send dokumentation for din arbejdsplads", "Send proof of your place of work"), BankDays.OnOrAfter(checkedFrom.AddDays(35)), TastSelv.Url), number: year);
                break;
        }
    }

    // The latest year whose assessment is open: from when, and by when it is to be corrected. Late in March and 1 May, but in 2026 on days of their own.
    private static (DateOnly Opened, DateOnly CorrectBy) TaxYear(DateOnly today)
    {
        static (DateOnly Opened, DateOnly CorrectBy) Of(int year) => year == 2026 ? (new(2026, 3, 23), new(2026, 5, 20)) : (new(year, 3, 24), new(year, 5, 1));
        var latest = Of(today.Year);
        return latest.Opened <= today ? latest : Of(today.Year - 1);
    }

    // What is too much to be carried over to a later year is paid in August, September and October.
    private static void FillUnderpaid(Desk desk, DateOnly opened, decimal instalment)
    {
        for (var number = 1; number <= 3; number++)
        {
            var due = BankDays.OnOrAfter(new DateOnly(opened.Year, 7 + number, 20));
            var title = new Text($"Restskat for {opened.Year - 1}, {number}. rate af 3", $"Underpaid tax for {opened.Year - 1}, instalment {number} of 3");
            var what = new Text("Den del af restskatten, der ikke bliver trukket over din skat et senere år.", "The part of the underpaid tax that is not added to your tax of a later year.");
            if (due < desk.Today) desk.Payment(Annual, "annual-paid", title, what, opened, due, instalment, Direction.FromPerson, number: (opened.Year * 10) + number);
            else desk.Debt(Annual, "annual-underpaid", title, what, opened, instalment, due, number: (opened.Year * 10) + number);
        }
    }

    private static void FillProperty(Desk desk)
    {
        var home = desk.Life.Home;
        var since = desk.Life.HomeSince;
        desk.Add(desk.New(Property, Kind.Registration, "valuation", new("Ejendomsvurdering", "Property valuation"), new("Ejendomsskatten indgår i din forskudsopgørelse.", "The property tax is part of your preliminary assessment."), since, since, open: false, since.DayNumber) with
        {
            Registration = new(
            [
                new(new("Adresse", "Address"), Text.Same(home.Street + ", " + home.PostalTown), desk.Life.Protected is not null),
                new(new("Vurdering", "Valuation"), Desk.Kroner(1_200_000 + (25_000 * Facts.OfHome(desk.Life, desk.Seed).Next(120)))),
            ]),
            Parties = [new(Role.Owner, Self: true)],
        });
    }

    private static void FillBusiness(Desk desk, Company company)
    {
        if (!company.IsOpen(desk.Today)) return;
        var today = desk.Today;
        foreach (var (of, ended, due) in VatPeriods(company, today))
            desk.Deadline(Business, "vat", new($"Indberet moms for {of.Da} ({company.Name})", $"Report VAT for {of.En} ({company.Name})"), new("Du skal indberette, også når beløbet er 0.", "You must report even if the amount is 0."), ended.AddDays(1), due,
                new("Indberet og betal moms", "Report and pay VAT"), new("Kommer indberetningen ikke, fastsætter vi et beløb og lægger et gebyr på.", "If no report comes, we set an amount and add a fee."), number: due.DayNumber);
        if (company.Employees == 0) return;
        // Small employers: the tenth of the next month, for December the 17th of January.
        var month = new DateOnly(today.Year, today.Month, 1);
        var payroll = Payroll(month);
        if (payroll < today) payroll = Payroll(month.AddMonths(1));
        var paidFor = Desk.Month(new DateOnly(payroll.Year, payroll.Month, 1).AddMonths(-1));
        desk.Deadline(Business, "payroll", new($"Indberet løn for {paidFor.Da} og betal A-skat ({company.Name})", $"Report pay for {paidFor.En} and pay payroll tax ({company.Name})"), new("Indberet 0, hvis du ikke har betalt løn.", "Report 0 if you have paid no wages."), payroll.AddDays(-25), payroll,
            new("Indberet til eIndkomst", "Report to eIncome"), new("Betaler du for sent, skal du betale renter.", "If you pay late, you must pay interest."), number: payroll.DayNumber);
    }

    private static DateOnly Payroll(DateOnly month) => BankDays.OnOrAfter(month.AddDays(month.Month == 1 ? 16 : 9));

    /// <summary>
    /// The VAT periods that end within a year before or after a date, with the last day of each and the day by which it is reported and paid (VAT Act § 57): half-years by 1 September
    /// and 1 March, quarters by the first of the third month after, months by the 25th of the next. How often a company reports changes at the turn of a half-year.
    /// </summary>
    internal static IEnumerable<(Text Of, DateOnly Ended, DateOnly Due)> VatPeriods(Company company, DateOnly today)
    {
        for (var half = new DateOnly(today.Year - 1, 7, 1); half <= today; half = half.AddMonths(6))
        {
            var every = company.VatPeriod(half) switch { VatPeriod.HalfYearly => 6, VatPeriod.Quarterly => 3, _ => 1 };
            for (var start = half; start < half.AddMonths(6); start = start.AddMonths(every))
            {
                var next = start.AddMonths(every);
                // When June is due for those who report by the month is another date, which is not settled here.
                if (next.AddDays(-1) < company.Founded || (every == 1 && start.Month == 6)) continue;
                var of = every switch
                {
                    6 => new Text($"{(start.Month + 5) / 6}. halvår {start.Year}", $"{(start.Month == 1 ? "the first" : "the second")} half of {start.Year}"),
                    3 => new Text($"{(start.Month + 2) / 3}. kvartal {start.Year}", $"quarter {(start.Month + 2) / 3} of {start.Year}"),
                    _ => Desk.Month(start),
                };
                yield return (of, next.AddDays(-1), BankDays.OnOrAfter(every == 1 ? next.AddDays(24) : next.AddMonths(2)));
            }
        }
    }

    private static void FillMany(Desk desk)
    {
        // On the 20th; neither in June nor in December.
        var month = new DateOnly(desk.Today.Year, desk.Today.Month, 1).AddMonths(2);
        for (var i = 0; i < 6; month = month.AddMonths(-1))
        {
            if (month.Month is 6 or 12) continue;
            i++;
            desk.Payment(Annual, "b-tax", new($"B-skat for {Desk.Month(month).Da}", $"B-tax for {Desk.Month(month).En}"), new("Skat af indkomst, som ingen har trukket skat af.", "Tax on income from which nobody has withheld tax."),
                month.AddMonths(-3), BankDays.OnOrAfter(month.AddDays(19)), 1_850m, Direction.FromPerson, number: month.DayNumber);
        }
    }

    private static WorkArea Of(string code, string da, string en, string form, string lawDa, string lawEn, params Kind[] kinds) => WorkArea.Of(code, da, en, CodeScheme.Form, form, lawDa, lawEn, TastSelv, kinds);
}
