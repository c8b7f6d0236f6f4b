using System.Globalization;
using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Companies: what is registered, to the owner and to the company, and the annual report.</summary>
internal sealed class Erhvervsstyrelsen : PlayedSource
{
    private static readonly Link Virk = new("https://virk.dk", new("Gå til Virk", "Go to Virk"));

    private static readonly WorkArea Register = WorkArea.Of("business-register", "Virksomheder i CVR", "Companies in the business register", CodeScheme.Form, "45.10.05", "CVR-loven", "The CVR Act", Virk, Kind.Registration, Kind.Case);
    private static readonly WorkArea Reports = WorkArea.Of("annual-report", "Årsrapport", "Annual report", CodeScheme.Form, "45.15.05", "Årsregnskabsloven", "The Financial Statements Act", Virk, Kind.Deadline, Kind.Message);

    public override string Id => "erhvervsstyrelsen";
    public override WorkArea[] Areas { get; } = [Register, Reports];
    public override Authority Authority { get; } = new("10150817", new("Erhvervsstyrelsen", "The Danish Business Authority"));
    public override string Correction => Virk.Url;
    public override bool KnowsCompanies => true;

    public override void Fill(Desk desk)
    {
        if (desk.Life.Company is { } company) Fill(desk, company);
    }

    public override void Fill(Desk desk, Company company)
    {
        if (!company.IsOpen(desk.Today)) return;
        desk.Registration(Register, "company", Text.Same(company.Name), new("Det, der står om virksomheden i CVR.", "What the business register says of the company."), company.Founded, company.Founded,
        [
            new(new("CVR-nummer", "CVR number"), Text.Same(company.Cvr)),
            new(new("Form", "Form"), company.Form == CompanyForm.SoleTrader ? new("Enkeltmandsvirksomhed", "Sole trader") : new("Anpartsselskab", "Private limited company")),
            new(new("Branche", "Industry"), new(company.Industry.Da, company.Industry.En)),
            new(new("Startet", "Founded"), Desk.Date(company.Founded)),
            new(new("Ansatte", "Employees"), Text.Same($"{company.Employees}")),
            .. company.Owners.Select(it => new Field(new("Ejer", "Owner"), Text.Same($"{it.Person.Name}, {it.Percent} %"))),
        ]);
        desk.Case(Register, "start", new($"Registrering af {company.Name}", $"Registration of {company.Name}"), new("Virksomheden er registreret.", "The company has been registered."), company.Founded,
            [(CaseStatus.Created, 0), (CaseStatus.Decided, 0), (CaseStatus.Closed, 3)]);
        if (company.Form == CompanyForm.SoleTrader) return;
        // At the latest six months after the end of the year; sole traders are exempt. It is in between 10 May and 26 June.
        var year = desk.Today.Year;
        if (company.Founded.Year >= year) return;
        var submitted = new DateOnly(year, 5, 10).AddDays(Draw.Of(desk.Seed, int.Parse(company.Cvr, CultureInfo.InvariantCulture), (uint)year).Next(48));
        if (submitted > desk.Today)
            desk.Deadline(Reports, "report", new($"Indsend årsrapport for {year - 1}", $"Submit the annual report for {year - 1}"), new($"Fristen for {company.Name}.", $"The deadline for {company.Name}."), new DateOnly(year, 1, 2), new DateOnly(year, 6, 30),
                new("Indsend årsrapporten", "Submit the annual report"), new("Kommer den for sent, skal ledelsen betale en afgift, og selskabet kan blive opløst.", "If it is late, the managers must pay a fee, and the company may be dissolved."), number: year);
        else
            desk.Message(Reports, "received", new($"Årsrapporten for {year - 1} er modtaget", $"The annual report for {year - 1} has been received"), new("Alle kan læse den på Virk.", "Everyone can read it on Virk."), submitted, number: year);
    }
}
