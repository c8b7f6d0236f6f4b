using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Housing benefit, child benefit, parental benefit, state pension and help to survivors.</summary>
internal sealed class UdbetalingDanmark : PlayedSource
{
    private static readonly Authority Udk = new(SyntheticCvr.Of("0001"), Text.Same("Udbetaling Danmark"));

    private static readonly Link Borger = new("https://www.borger.dk", new("Gå til selvbetjening på borger.dk", "Go to self-service on borger.dk"));

    private static readonly WorkArea Housing = Of("housing-benefit", "Boligstøtte", "Housing benefit", "25.10.05", "Lov om individuel boligstøtte", "The Housing Benefit Act", Kind.Case, Kind.Benefit, Kind.Message);
    private static readonly WorkArea Child = Of("child-benefit", "Børne- og ungeydelse", "Child and youth benefit", "25.05.05", "Lov om en børne- og ungeydelse", "The Child and Youth Benefit Act", Kind.Benefit, Kind.Case, Kind.Message);
    private static readonly WorkArea Parental = Of("parental-benefit", "Barselsdagpenge", "Parental benefit", "25.05.10", "Barselsloven", "The Maternity Leave Act", Kind.Benefit, Kind.Case, Kind.Deadline);
    private static readonly WorkArea Pension = Of("state-pension", "Folkepension", "State pension", "25.15.05", "Lov om social pension", "The Social Pensions Act", Kind.Benefit, Kind.Case, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Survivors = Of("survivors", "Hjælp til efterladte", "Help to survivors", "25.15.10", "Lov om social pension og sundhedsloven", "The Social Pensions Act and the Health Act", Kind.Case, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Account = Of("payment-details", "Udbetalingsoplysninger", "Payment details", "25.05.20", "Lov om Udbetaling Danmark", "The Udbetaling Danmark Act", Kind.Registration, Kind.Message);

    public override string Id => "udbetaling-danmark";
    public override WorkArea[] Areas { get; } = [Housing, Child, Parental, Pension, Survivors, Account];
    public override Authority Authority => Udk;
    public override string Correction => "https://www.borger.dk";
    public override Authority AuthorityOf(Person person, DateOnly today) => Udk;

    public override void Fill(Desk desk)
    {
        if (desk.Age < 18) return;
        if (desk.Person.Home.Rented) FillHousing(desk);
        if (desk.Children.Count > 0 && (desk.Person.Female || !desk.HasPartner)) FillChildren(desk);
        if (desk.Person.Event == LifeEvent.NewParent) FillParental(desk);
        if (desk.Person.PensionDay() < desk.Today.AddMonths(8)) FillPension(desk);
        if (desk.Person.Event == LifeEvent.LostFamily) FillSurvivor(desk);
        FillAccount(desk);
        if (desk.Person.Volume == Volume.Many) FillMany(desk);
    }

    private static void FillHousing(Desk desk)
    {
        var day = desk.Event;
        if (desk.Person.Event is LifeEvent.Moved or LifeEvent.Divorced or LifeEvent.StartedEducation)
        {
            desk.Case(Housing, "housing-case", new("Ansøgning om boligstøtte", "Application for housing benefit"),
                new("Du har søgt boligstøtte til din nye bolig.", "You have applied for housing benefit for your new home."),
                CaseStatus.Processing, day, new("Vi regner ud, hvad du kan få.", "We work out what you can get."), decisionDays: 49,
                new(new("Send din lejekontrakt", "Send your tenancy agreement"), desk.Ahead(7), Borger.Url,
                    new("Uden lejekontrakten kan vi ikke afgøre sagen.", "Without the agreement we cannot decide the case.")));
            return;
        }
        var amount = 900 + (10 * desk.Draw.Next(180));
        desk.Benefit(Housing, "housing-benefit", new("Boligstøtte", "Housing benefit"), new("Støtte til din husleje.", "Help with your rent."),
            desk.Event.AddMonths(-desk.Draw.Between(14, 60)), Frequency.Monthly, amount, BankDays.FirstOfMonth, taxable: false);
        if (desk.Person.Event == LifeEvent.LostJob)
        {
            desk.Message(Housing, "housing-income", new("Er din indkomst ændret?", "Has your income changed?"),
                new("Din boligstøtte afhænger af husstandens indkomst. Giv besked, så du ikke skal betale tilbage.", "Your housing benefit depends on the household's income. Tell us, so that you need not pay back."),
                day, read: false, expected: new(new("Oplys din nye indkomst", "Give your new income"), desk.Ahead(0), Borger.Url));
        }
    }

    private static void FillChildren(Desk desk)
    {
        var (small, young) = (desk.Children.Where(it => it.Age(desk.Today) < 15).ToArray(), desk.Children.Where(it => it.Age(desk.Today) is >= 15 and < 18).ToArray());
        if (small.Length > 0)
        {
            // The right begins with the quarter after the birth.
            var eldest = small.Min(it => it.Birth);
            var from = new DateOnly(eldest.Year, ((eldest.Month - 1) / 3 * 3) + 1, 1).AddMonths(3);
            desk.Benefit(Child, "child-benefit", new("Børneydelse", "Child benefit"),
                new("Udbetales fire gange om året, uden at du skal søge.", "Paid four times a year; you need not apply."), from, Frequency.Quarterly,
                small.Sum(it => it.Age(desk.Today) < 3 ? 5_292m : it.Age(desk.Today) < 7 ? 4_191m : 3_297m), BankDays.Before21, taxable: false, others: Names(small));
        }
        foreach (var child in young)
        {
            desk.Benefit(Child, "youth-benefit-" + child.Index, new("Ungeydelse", "Youth benefit"),
                new("Udbetales hver måned, fra barnet er fyldt 15 år.", "Paid every month from when the child has turned 15."), child.Birth.AddYears(15).AddMonths(1),
                Frequency.Monthly, 1_099m, BankDays.Before21, taxable: false, child.Birth.AddYears(18).AddDays(-1), Names([child]));
        }
        if (desk.HasPartner || desk.Person.Event is not (LifeEvent.Divorced or LifeEvent.LostJob)) return;
        desk.Case(Child, "single-parent", new("Ansøgning om ekstra børnetilskud", "Application for extra child supplement"),
            new("Tilskud til dig, der er alene med børn.", "A supplement for you who are alone with children."), CaseStatus.Created, desk.Event,
            new("Du skal erklære, at du er enlig, før vi kan afgøre sagen.", "You must declare that you are single before we can decide the case."), decisionDays: 42,
            new(new("Udfyld erklæringen om, at du er enlig", "Fill in the declaration that you are single"), desk.Ahead(3), Borger.Url));
    }

    private static Party[] Names(Person[] children) => [.. children.Select(it => new Party(Role.Child, Name: it.Name))];

    private static void FillParental(Desk desk)
    {
        var day = desk.Event;
        desk.Benefit(Parental, "parental-benefit", new("Barselsdagpenge", "Parental benefit"), new("Du er på orlov med dit barn.", "You are on leave with your child."),
            day, Frequency.Monthly, 19_120m, BankDays.LastOfMonth, taxable: true, day.AddDays((7 * 22) - 1));
        desk.Case(Parental, "parental-case", new("Fordeling af orlov", "Sharing the leave"),
            new("Vi venter på, at I fortæller, hvordan I deler orloven.", "We are waiting for you both to tell us how you share the leave."), CaseStatus.Processing, day,
            new("Når I har svaret, sender vi en plan over ugerne.", "When you have answered, we send a plan of the weeks."), decisionDays: 56,
            others: desk.PartnerName is { } name ? [new(Role.Partner, Name: name)] : null);
        desk.Deadline(Parental, "parental-deadline", new("Søg barselsdagpenge for resten af orloven", "Apply for parental benefit for the rest of the leave"),
            new("Du skal søge senest 8 uger efter, at din løn stopper.", "You must apply no later than 8 weeks after your pay stops."), day, day.AddDays(56),
            new("Søg barselsdagpenge", "Apply for parental benefit"), new("Søger du senere, kan du miste penge.", "If you apply later, you may lose money."));
    }

    private static void FillPension(Desk desk)
    {
        var reached = desk.Person.PensionDay();
        var first = new DateOnly(reached.Year, reached.Month, 1).AddMonths(1);
        if (first <= desk.Today)
        {
            desk.Benefit(Pension, "pension", new("Folkepension", "State pension"), new("Grundbeløb og pensionstillæg.", "Basic amount and pension supplement."),
                first, Frequency.Monthly, 14_800m + (100 * desk.Draw.Next(12)), BankDays.LastOfMonth, taxable: true);
            if (desk.Draw.Percent(40) || desk.Person.Event == LifeEvent.Retired)
                desk.Benefit(Pension, "health-supplement", new("Helbredstillæg", "Health supplement"), new("Hjælp til medicin, tandlæge og briller.", "Help with medicine, dentist and glasses."),
                    first, Frequency.Monthly, 210m, BankDays.LastOfMonth, taxable: false);
            return;
        }
        var last = first.AddDays(-1);
        desk.Deadline(Pension, "pension-deadline", new("Søg folkepension", "Apply for state pension"),
            new($"Du når folkepensionsalderen den {Desk.Da(reached)}. Du får ikke pensionen, før du har søgt.", $"You reach the state pension age on {Desk.En(reached)}. You do not get the pension until you have applied."),
            desk.Event, last, new("Søg folkepension", "Apply for state pension"), new("Søger du senere, får du pensionen senere.", "If you apply later, you get the pension later."));
        desk.Message(Pension, "pension-calculation", new("Beregning af din folkepension", "Calculation of your state pension"),
            new("Sådan ser din pension ud, når den begynder.", "This is what your pension looks like when it starts."), desk.Event, read: false);
    }

    private static void FillSurvivor(Desk desk)
    {
        var day = desk.Event;
        desk.Case(Survivors, "funeral-grant", new("Begravelseshjælp", "Funeral grant"), new("Din ansøgning om hjælp til begravelsen.", "Your application for help with the funeral."),
            CaseStatus.Processing, day, new("Vi venter på papirer fra skifteretten.", "We are waiting for papers from the probate court."), decisionDays: 70);
        if (desk.Age < 60) return;
        desk.Deadline(Survivors, "survivor-help", new("Efterlevelseshjælp", "Help to surviving partner"),
            new("Et engangsbeløb til den, der har mistet sin samlever. Du har god tid.", "A lump sum to a person who has lost a partner. There is plenty of time."),
            day, day.AddMonths(6), new("Søg efterlevelseshjælp, hvis du ønsker det", "Apply for the help if you wish"),
            new("Efter denne dag kan vi ikke give hjælpen.", "After this day we cannot give the help."));
    }

    private static void FillAccount(Desk desk)
    {
        var since = desk.Event.AddYears(-2).AddDays(-desk.Draw.Next(300));
        desk.Add(desk.New(Account, Kind.Registration, "account", new("Sådan får du dine penge", "How you get your money"),
            new("Udbetaling Danmark bruger din NemKonto.", "Udbetaling Danmark uses your NemKonto."), since, since, open: false) with
        {
            Registration = new(
            [
                new(new("Udbetales til", "Paid to"), new("Din NemKonto", "Your NemKonto")),
                new(new("Breve sendes til", "Letters are sent to"), Text.Same("Digital Post")),
            ]),
        });
        if (desk.Items.Count < 2)
            desk.Message(Account, "yearly-letter", new("Dine ydelser sidste år", "Your benefits last year"),
                new("Vi har ikke udbetalt noget til dig sidste år.", "We did not pay you anything last year."), new DateOnly(desk.Today.Year, 1, 1), read: true);
    }

    private static void FillMany(Desk desk)
    {
        for (var i = 0; i < 4; i++)
            desk.Message(Account, "letter-" + i, new($"Brev om din boligstøtte nr. {i + 1}", $"Letter no. {i + 1} about your housing benefit"),
                new("Vi har regnet din boligstøtte ud igen.", "We have calculated your housing benefit again."), desk.Event.AddDays(-20 * i), read: i > 1);
        desk.Case(Housing, "old-case", new("Tilbagebetaling af boligstøtte", "Repayment of housing benefit"), new("Sagen er afsluttet uden krav.", "The case was closed without a claim."), CaseStatus.Closed, desk.Event.AddDays(-90));
        desk.Case(Child, "rejected-case", new("Ansøgning om særligt børnetilskud", "Application for special child supplement"), new("Ansøgningen hører til hos en anden myndighed.", "The application belongs with another authority."), CaseStatus.Rejected, desk.Event.AddDays(-60));
    }

    private static WorkArea Of(string code, string da, string en, string form, string lawDa, string lawEn, params Kind[] kinds) =>
        new(code, new(da, en), kinds, new(CodeScheme.Form, form), new(new(lawDa, lawEn)), Borger);
}
