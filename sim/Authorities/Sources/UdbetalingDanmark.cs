using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Housing benefit, child benefit, parental benefit, state pension and help to survivors.</summary>
internal sealed class UdbetalingDanmark : PlayedSource
{
    private static readonly Link Borger = new("https://www.borger.dk", new("Gå til selvbetjening på borger.dk", "Go to self-service on borger.dk"));

    private static readonly WorkArea Housing = Of("housing-benefit", "Boligstøtte", "Housing benefit", "25.10.05", "Lov om individuel boligstøtte", "The Housing Benefit Act", Kind.Case, Kind.Benefit, Kind.Message);
    private static readonly WorkArea Child = Of("child-benefit", "Børne- og ungeydelse", "Child and youth benefit", "25.05.05", "Lov om en børne- og ungeydelse", "The Child and Youth Benefit Act", Kind.Benefit, Kind.Case, Kind.Message);
    private static readonly WorkArea Parental = Of("parental-benefit", "Barselsdagpenge", "Parental benefit", "25.05.10", "Barselsloven", "The Maternity Leave Act", Kind.Benefit, Kind.Case, Kind.Deadline);
    private static readonly WorkArea Pension = Of("state-pension", "Folkepension", "State pension", "25.15.05", "Lov om social pension", "The Social Pensions Act", Kind.Benefit, Kind.Case, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Survivors = Of("survivors", "Hjælp til efterladte", "Help to survivors", "25.15.10", "Lov om social pension og sundhedsloven", "The Social Pensions Act and the Health Act", Kind.Benefit, Kind.Case, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Account = Of("payment-details", "Udbetalingsoplysninger", "Payment details", "25.05.20", "Lov om Udbetaling Danmark", "The Udbetaling Danmark Act", Kind.Registration, Kind.Message);

    public override string Id => "udbetaling-danmark";
    public override WorkArea[] Areas { get; } = [Housing, Child, Parental, Pension, Survivors, Account];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0001"), Text.Same("Udbetaling Danmark"));
    public override string Correction => Borger.Url;
    public override bool Abroad => true;

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        if (life.Age < 18) return;
        if (life.Home.Rented && life.Person.Country is null && Facts.AppliesForHome(life) && (desk.IsMadeByHand || Facts.OfHome(life, desk.Seed).Percent(40))) FillHousing(desk);
        if (life.ChildrenAtHome.Count > 0) FillChildren(desk);
        // Students have a grant of their own, and a pension goes on.
        if (life.Leave is { } leave && life.Work.Kind is WorkKind.Employed or WorkKind.SelfEmployed or WorkKind.Unemployed) FillLeave(desk, leave);
        FillPension(desk);
        if (life.Bereaved is { } bereaved) FillBereaved(desk, bereaved);
        var ofAge = life.Person.Birth.AddYears(18);
        desk.Registration(Account, "account", new("Sådan får du dine penge", "How you get your money"), new("Vi bruger din NemKonto.", "We use your NemKonto."), ofAge, ofAge,
        [
            new(new("Udbetales til", "Paid to"), new("Din NemKonto", "Your NemKonto")),
            new(new("Breve sendes til", "Letters are sent to"), Text.Same("Digital Post")),
        ]);
        if (desk.HasMany) FillMany(desk);
    }

    private static void FillHousing(Desk desk)
    {
        var life = desk.Life;
        var moved = life.HomeSince;
        // Applied for with the move, decided after seven weeks, paid back to the move.
        desk.Case(Housing, "housing-case", new("Ansøgning om boligstøtte", "Application for housing benefit"), new("Du har søgt boligstøtte til din bolig.", "You have applied for housing benefit for your home."),
            moved, [(CaseStatus.Created, 0), (CaseStatus.Processing, 6), (CaseStatus.Decided, 49), (CaseStatus.Closed, 80)],
            new("Vi regner ud, hvad du kan få.", "We work out what you can get."), decisionDays: 49,
            new(new("Send din lejekontrakt", "Send your tenancy agreement"), BankDays.OnOrAfter(moved.AddDays(41)), Borger.Url, new("Uden lejekontrakten kan vi ikke afgøre sagen.", "Without the agreement we cannot decide the case.")), number: moved.DayNumber, task: "moving/housing-benefit");
        var decided = moved.AddDays(49);
        if (decided > desk.Today) return;
        desk.Benefit(Housing, "housing-benefit", new("Boligstøtte", "Housing benefit"), new("Hjælp til husstandens husleje.", "Help with the household's rent."),
            moved, Frequency.Monthly, 900 + (10 * desk.Draw("housing-amount", moved.DayNumber).Next(180)), BankDays.FirstOfMonth, taxable: false, granted: decided, number: moved.DayNumber);
        if (life.Work.Kind == WorkKind.Unemployed && desk.Within(life.Work.Since, 40))
            desk.Message(Housing, "housing-income", new("Er din indkomst ændret?", "Has your income changed?"),
                new("Fortæl os det, så du ikke skal betale boligstøtte tilbage. Den afhænger af husstandens indkomst.", "Tell us, so that you need not pay housing benefit back. It depends on the household's income."),
                life.Work.Since.AddDays(2), number: life.Work.Since.DayNumber, expected: new(new("Oplys din nye indkomst", "Give your new income"), BankDays.OnOrAfter(life.Work.Since.AddDays(38)), Borger.Url));
    }

    private static void FillChildren(Desk desk)
    {
        var (life, today) = (desk.Life, desk.Today);
        if (!Facts.ReceivesForChildren(life)) return;
        var small = new List<Party>();
        foreach (var child in life.ChildrenAtHome)
        {
            var age = child.Age(today);
            var fifteen = child.Birth.AddYears(15);
            // Child benefit covers the month of the birthday, too.
            if (age is >= 15 and < 18)
                desk.Benefit(Child, "youth-benefit", new($"Ungeydelse for {child.FirstName}", $"Youth benefit for {child.FirstName}"), new("Udbetales hver måned, fra barnet er fyldt 15 år.", "Paid every month from when the child has turned 15."), new DateOnly(fifteen.Year, fifteen.Month, 1).AddMonths(1),
                    Frequency.Monthly, 1_099m, BankDays.Before21, taxable: false, child.Birth.AddYears(18).AddDays(-1), granted: fifteen, [new(Role.Child, Name: child.Name)], child.Index);
            if (age >= 15) continue;
            small.Add(new(Role.Child, Name: Facts.NamedOn(child, desk.Seed) <= today ? child.Name : null));
            if (desk.Within(child.Birth, 60))
                desk.Message(Child, "new-child", new("Du får børneydelse", "You will get child benefit"), new("Du skal ikke søge. Første gang er i kvartalet efter fødslen.", "You need not apply. The first time is in the quarter after the birth."),
                    child.Birth.AddDays(10), number: child.Index);
        }
        var first = life.Children[0].Birth;
        var alone = life.AloneSince > first ? life.AloneSince.Value : first;
        if (small.Count > 0)
            // The right begins with the quarter after the birth (Child and Youth Benefit Act § 5).
            desk.Benefit(Child, "child-benefit", new("Børneydelse", "Child benefit"), new("Udbetales fire gange om året, uden at du skal søge.", "Paid four times a year; you need not apply."),
                new DateOnly(first.Year, ((first.Month - 1) / 3 * 3) + 1, 1).AddMonths(3), Frequency.Quarterly, date => life.ChildrenAtHome.Where(it => it.Birth <= date).Sum(it => AmountFor(it.Age(date))), BankDays.Before21, taxable: false, granted: first, others: [.. small]);
        if (life.Partner is null) FillAlone(desk, alone);
    }

    private static decimal AmountFor(int age) => age < 3 ? 5_292m : age < 7 ? 4_191m : age < 15 ? 3_297m : 0m;

    private static void FillAlone(Desk desk, DateOnly alone)
    {
        desk.Case(Child, "single-parent", new("Ansøgning om ekstra børnetilskud", "Application for extra child supplement"), new("Tilskud til dig, der er alene med børn.", "A supplement for you who are alone with children."),
            alone, [(CaseStatus.Created, 1), (CaseStatus.Processing, 38), (CaseStatus.Decided, 60), (CaseStatus.Closed, 75)],
            new("Vi afgør sagen, når du har erklæret, at du er enlig.", "We decide the case when you have declared that you are single."), decisionDays: 60,
            Declaration(alone.AddDays(38)));
        if (desk.Ago(alone) < 60) return;
        desk.Benefit(Child, "single-supplement", new("Ekstra børnetilskud", "Extra child supplement"), new("Til dig, der er alene med børn.", "For you who are alone with children."), alone, Frequency.Quarterly, 1_685m, BankDays.Before21, taxable: false,
            granted: alone.AddDays(60));
        // Once a year.
        var asked = desk.Latest("declaration", 365);
        if (desk.Within(asked, 60) && asked > alone.AddDays(180))
            desk.Message(Child, "declaration", new("Er du stadig enlig?", "Are you still single?"), new("Erklær det, så du stadig kan få ekstra børnetilskud.", "Declare it, so that you can still get the extra child supplement."), asked, unreadDays: 35,
                expected: Declaration(asked.AddDays(38)), number: asked.DayNumber);
    }

    private static Expected Declaration(DateOnly due) =>
        new(new("Udfyld erklæringen om, at du er enlig", "Fill in the declaration that you are single"), BankDays.OnOrAfter(due), Borger.Url);

    private static void FillLeave(Desk desk, Leave leave)
    {
        var born = leave.Since;
        var number = born.DayNumber;
        desk.Benefit(Parental, "parental-benefit", new("Barselsdagpenge", "Parental benefit"), new("Du er på orlov med dit barn.", "You are on leave with your child."),
            born.AddDays(1), Frequency.Monthly, 19_120m, BankDays.LastOfMonth, taxable: true, leave.Until, granted: born, number: number);
        if (desk.Life.Partner is { } partner)
            desk.Case(Parental, "parental-case", new("Fordeling af orlov", "Sharing the leave"), new("Hvordan I deler orloven.", "How you share the leave."),
                born, [(CaseStatus.Created, 3), (CaseStatus.Processing, 14), (CaseStatus.Decided, 160), (CaseStatus.Closed, 200)],
                new("Fortæl os, hvordan I deler orloven. Så sender vi en plan over ugerne.", "Tell us how you share the leave. Then we send a plan of the weeks."), decisionDays: 160,
                others: [new(Role.Partner, Name: partner.Name)], number: number);
        if (desk.Life.Work.Kind != WorkKind.Employed) return;
        // Eight weeks after the pay stops, here fourteen weeks after the birth.
        desk.Deadline(Parental, "parental-deadline", new("Søg barselsdagpenge for resten af orloven", "Apply for parental benefit for the rest of the leave"),
            new("Du skal søge senest 8 uger efter, at din løn stopper.", "You must apply no later than 8 weeks after your pay stops."), born.AddDays(30), born.AddDays((14 + 8) * 7),
            new("Søg barselsdagpenge", "Apply for parental benefit"), new("Søger du senere, kan du miste penge.", "If you apply later, you may lose money."), number: number);
    }

    private static void FillPension(Desk desk)
    {
        var life = desk.Life;
        if (life.Work.Kind == WorkKind.Pensioner)
        {
            desk.Benefit(Pension, "pension", new("Folkepension", "State pension"), new("Grundbeløb og pensionstillæg.", "Basic amount and pension supplement."),
                life.Work.Since, Frequency.Monthly, date => Facts.Pension(life, desk.Seed, date), BankDays.LastOfMonth, taxable: true);
            if (desk.Person.Country is null && desk.Percent("heating-supplement", 40))
                desk.Benefit(Pension, "heating-supplement", new("Varmetillæg", "Heating supplement"), new("Hjælp til at betale for varme.", "Help with paying for heating."),
                    life.Work.Since, Frequency.Monthly, 210m, BankDays.LastOfMonth, taxable: false);
            if (desk.Within(life.Work.Since, 60))
                desk.Message(Pension, "pension-granted", new("Du har fået folkepension", "You have been granted the state pension"), new("Se, hvad du får hver måned.", "See what you get each month."), life.Work.Since, unreadDays: 30);
            return;
        }
        // It can be applied for from six months before, and at the latest in the month in which the age is reached.
        var reached = life.PensionDay;
        var opens = reached.AddMonths(-6);
        if (opens > desk.Today) return;
        desk.Deadline(Pension, "pension-deadline", new("Søg folkepension", "Apply for state pension"),
            new($"Du får kun pensionen, hvis du søger. Du når folkepensionsalderen den {Desk.Da(reached)}.", $"You only get the pension if you apply. You reach the state pension age on {Desk.En(reached)}."),
            opens, new DateOnly(reached.Year, reached.Month, 1).AddMonths(1).AddDays(-1), new("Søg folkepension", "Apply for state pension"), new("Søger du senere, får du pensionen senere.", "If you apply later, you get the pension later."));
    }

    private static void FillBereaved(Desk desk, Bereavement bereaved)
    {
        var (life, day) = (desk.Life, bereaved.Day);
        if (Facts.SeesToFuneral(life))
            desk.Case(Survivors, "funeral-grant", new("Begravelseshjælp", "Funeral grant"), new("Din ansøgning om hjælp til begravelsen.", "Your application for help with the funeral."),
                day, [(CaseStatus.Created, 3), (CaseStatus.Processing, 12), (CaseStatus.Decided, 70), (CaseStatus.Closed, 90)],
                new("Du skal ikke gøre noget nu. Vi venter på papirer fra skifteretten.", "You need not do anything now. We are waiting for papers from the probate court."), decisionDays: 70, number: day.DayNumber, task: "losing-a-family-member/funeral-grant");
        if (bereaved.Relation != Relation.Partner) return;
        if (life.Work.Kind == WorkKind.Pensioner)
            // Three months of the deceased's pension, without an application.
            desk.Benefit(Survivors, "survivor-pension", new("Efterlevelsespension", "Survivor's pension"), new("Din partners pension i tre måneder. Du skal ikke søge.", "Your partner's pension for three months. You need not apply."),
                new DateOnly(day.Year, day.Month, 1).AddMonths(1), Frequency.Monthly, 11_600m, BankDays.LastOfMonth, taxable: true, new DateOnly(day.Year, day.Month, 1).AddMonths(4).AddDays(-1), granted: day, number: day.DayNumber);
        else
            desk.Deadline(Survivors, "survivor-help", new("Efterlevelseshjælp", "Help to a surviving partner"), new("Et engangsbeløb, du kan søge, når du har mistet din ægtefælle eller samlever.", "A lump sum that you can apply for when you have lost your spouse or partner."),
                day.AddDays(2), day.AddMonths(6), new("Søg efterlevelseshjælp, hvis du ønsker det", "Apply for the help if you wish"), new("Efter denne dag kan vi ikke give hjælpen.", "After this day we cannot give the help."), number: day.DayNumber);
        desk.Message(Survivors, "survivor-letter", new("Når du har mistet din partner", "When you have lost your partner"), new("Du skal ikke gøre noget nu. Sådan ændrer dine ydelser sig.", "You need not do anything now. This is how your benefits change."), day.AddDays(2), unreadDays: 40, number: day.DayNumber);
    }

    private static void FillMany(Desk desk)
    {
        var day = desk.Person.EventDay(desk.Today);
        for (var i = 0; i < 3; i++)
            desk.Message(Account, "letter", new($"Brev om din boligstøtte nr. {i + 1}", $"Letter no. {i + 1} about your housing benefit"), new("Vi har regnet din boligstøtte ud igen.", "We have calculated your housing benefit again."), day.AddDays(-20 * i), 40, number: i);
        desk.Case(Housing, "old-case", new("Tilbagebetaling af boligstøtte", "Repayment of housing benefit"), new("Sagen er afsluttet uden krav.", "The case was closed without a claim."), day.AddDays(-130),
            [(CaseStatus.Created, 0), (CaseStatus.Processing, 9), (CaseStatus.Decided, 30), (CaseStatus.Closed, 40)]);
        desk.Case(Child, "rejected-case", new("Ansøgning om særligt børnetilskud", "Application for special child supplement"), new("Ansøgningen hører til hos en anden myndighed.", "The application belongs with another authority."), day.AddDays(-70),
            [(CaseStatus.Created, 0), (CaseStatus.Rejected, 10)]);
    }

    private static WorkArea Of(string code, string da, string en, string form, string lawDa, string lawEn, params Kind[] kinds) => WorkArea.Of(code, da, en, CodeScheme.Form, form, lawDa, lawEn, Borger, kinds);
}
