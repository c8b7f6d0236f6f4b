using System.Collections.Concurrent;
using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>
/// A municipal system: moving, daycare and school, work, building, parking, care. A person who has moved away within a year still has there what is being closed.
/// </summary>
internal abstract class Kommune : PlayedSource
{
    private static readonly Link Borger = new("https://www.borger.dk", new("Gå til kommunens selvbetjening på borger.dk", "Go to the municipality's self-service on borger.dk"));
    private static readonly Link Jobnet = new("https://jobnet.dk", new("Gå til Jobnet", "Go to Jobnet"));

    private static readonly WorkArea Residence = Of("residence", "Folkeregister og flytning", "National register and moving", "23.05.10", "CPR-loven", "The CPR Act", Borger, Kind.Case, Kind.Message);
    private static readonly WorkArea Children = Of("children", "Dagtilbud og skole", "Daycare and school", "28.09.05", "Dagtilbudsloven og folkeskoleloven", "The Daycare Act and the Primary School Act", Borger, Kind.Payment, Kind.Appointment, Kind.Case, Kind.Debt, Kind.Message);
    private static readonly WorkArea Employment = Of("employment", "Job og ledighed", "Work and unemployment", "15.20.05", "Lov om en aktiv beskæftigelsesindsats", "The Active Employment Act", Jobnet, Kind.Appointment, Kind.Deadline, Kind.Case, Kind.Benefit, Kind.Debt);
    private static readonly WorkArea Building = Of("building", "Byggeri og bolig", "Building and housing", "02.34.02", "Byggeloven", "The Building Act", Borger, Kind.Case, Kind.Message);
    private static readonly WorkArea Traffic = Of("parking", "Parkering", "Parking", "05.09.08", "Færdselsloven", "The Road Traffic Act", Borger, Kind.Debt, Kind.Case);
    private static readonly WorkArea Care = Of("care", "Ældre og omsorg", "Elderly people and care", "27.35.04", "Lov om social service", "The Social Services Act", Borger, Kind.Appointment, Kind.Case, Kind.Message);

    private const uint Talk = 9101;

    private static readonly ConcurrentDictionary<string, Authority> Known = new();

    public override WorkArea[] Areas { get; } = [Residence, Children, Employment, Building, Traffic, Care];
    public override string Correction => Borger.Url;

    /// <summary>The system that a municipality uses.</summary>
    public static string IdOf(Municipality municipality) => municipality.Code == Kobenhavn.Code ? "koebenhavn" : "kommunen";

    /// <summary>Aarhus Kommune's number is public; the others are made up.</summary>
    public static Authority Of(Municipality municipality) => Known.GetOrAdd(municipality.Code, static code =>
        new(code == "0751" ? "55133018" : SyntheticCvr.Of(code), new(Municipality.Of(code).AuthorityName, Municipality.Of(code).AuthorityNameEnglish)));

    public override Authority AuthorityOf(Situation life) => Of(LivesHere(life) || life.PreviousHome is not { } left ? life.Home.Municipality : left.Municipality);

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        if (!LivesHere(life))
        {
            if (life.PreviousHome is { } left && IdOf(left.Municipality) == Id && left.Municipality != life.Home.Municipality && desk.Within(life.HomeSince, 365)) FillLeft(desk);
            return;
        }
        if (life.Age < 18) return;
        desk.Case(Residence, "move", new("Anmeldelse af flytning", "Report of your move"), new($"Du er flyttet til {life.Home.Municipality.Town}.", $"You have moved to {life.Home.Municipality.Town}."),
            life.HomeSince, [(CaseStatus.Created, 0), (CaseStatus.Processing, 1), (CaseStatus.Decided, 2), (CaseStatus.Closed, 21)], number: life.HomeSince.DayNumber, task: "moving/report-move");
        foreach (var child in life.ChildrenAtHome) FillChild(desk, child);
        if (life.Work.Kind == WorkKind.Unemployed) FillUnemployed(desk, life.Work.Since);
        if (Facts.OwnsHome(life) && Facts.AppliesForHome(life) && desk.Draw("builds").Percent(desk.IsMadeByHand ? 35 : 20))
        {
            var applied = desk.Latest("building", 2_000);
            FillBuilding(desk, "building", applied, applied.DayNumber);
        }
        FillParking(desk);
        if (life.Age >= 75) FillVisit(desk);
        if (desk.HasMany) FillMany(desk);
    }

    private bool LivesHere(Situation life) => IdOf(life.Home.Municipality) == Id;

    private static void FillLeft(Desk desk)
    {
        var life = desk.Life;
        desk.Case(Residence, "left", new("Din flytning til en anden kommune", "Your move to another municipality"), new($"Vi har givet {life.Home.Municipality.AuthorityName} besked.", $"We have told {life.Home.Municipality.AuthorityNameEnglish}."),
            life.HomeSince, [(CaseStatus.Created, 0), (CaseStatus.Decided, 3), (CaseStatus.Closed, 30)], number: life.HomeSince.DayNumber);
    }

    private static void FillChild(Desk desk, Person child)
    {
        var (life, today) = (desk.Life, desk.Today);
        // Both parents see the health visitor's visits and the school's invitation; the other things go to the one who receives the child benefit too.
        var receives = Facts.ReceivesForChildren(life);
        var age = child.Age(today);
        var name = Facts.NameOf(child, life, desk.Seed);
        Party[] others = [new(Role.Child, Name: name.Da == child.FirstName ? child.FirstName : null)];
        var starts = child.Birth.AddMonths(11);
        if (receives && age < 6 && starts <= today)
            desk.MonthlyPayment(Children, "daycare", new($"Betaling for dagtilbud til {child.FirstName}", $"Payment for daycare for {child.FirstName}"), new("Betales hver måned, i forvejen.", "Paid every month, in advance."),
                starts, date => child.Age(date) < 3 ? 4_215m : 2_480m, Direction.FromPerson, others, child.Index);
        if (age == 0)
        {
            if (receives)
                desk.Case(Children, "daycare-place", new("Opskrivning til vuggestue", "Waiting list for a nursery"), new("En plads til dit barn.", "A place for your child."), child.Birth.AddDays(40),
                    [(CaseStatus.Created, 0), (CaseStatus.Decided, 200), (CaseStatus.Closed, 290)], new("Dit barn står på ventelisten. Vi skriver, når vi har en plads.", "Your child is on the waiting list. We write when we have a place."), decisionDays: 200, others: others, number: child.Index);
            // Each visit is agreed at the one before it.
            foreach (var (agreed, visit) in new[] { (5, 40), (47, 160), (167, 250) })
                desk.Appointment(Children, $"health-visitor/{visit}", new("Besøg af sundhedsplejersken", "Visit by the health visitor"), new("Sundhedsplejersken ser, hvordan dit barn har det, og svarer på spørgsmål.", "The health visitor sees how your child is and answers questions."),
                    child.Birth.AddDays(agreed), BankDays.OnOrAfter(child.Birth.AddDays(visit)), 10, 60, Form.InPerson, null, others: others, number: child.Index);
        }
        if (age is < 6 or >= 16) return;
        // Twice a year, in April and November; the school sends the dates half a year before. Drawn from the child, for both parents are asked on the same day.
        var after = Draw.Of(desk.Seed, child.Index, Talk).Next(20);
        foreach (var month in new[] { new DateOnly(today.Year - 1, 11, 3), new(today.Year, 4, 3), new(today.Year, 11, 3), new(today.Year + 1, 4, 3) })
        {
            var talk = BankDays.OnOrAfter(month.AddDays(after));
            desk.Appointment(Children, $"school/{month:yyyy-MM}", new($"Skole-hjem-samtale om {child.FirstName}", $"Parent-teacher talk about {child.FirstName}"), new("Hør, hvordan det går, og stil spørgsmål.", "Hear how it goes, and ask questions."),
                month.AddDays(-155), talk, 16, 20, Form.InPerson, "Byskolen, " + life.Home.PostalTown, others: others, number: child.Index);
        }
    }

    private static void FillUnemployed(Desk desk, DateOnly since)
    {
        var life = desk.Life;
        desk.Appointment(Employment, "job-talk", new("Samtale i jobcentret", "Talk at the job centre"), new("Vi taler om, hvordan du søger job.", "We talk about how you look for work."), since, BankDays.OnOrAfter(since.AddDays(36)), 9, 45, Form.InPerson,
            "Jobcentret, " + life.Home.PostalTown, new("Tag dit CV med.", "Bring your CV."), number: since.DayNumber);
        // Three weeks for those who are not insured; the insured have two, with their unemployment fund, which is no source here.
        desk.Deadline(Employment, "cv", new("Læg dit CV på Jobnet", "Put your CV on Jobnet"), new("Jobcentret skal godkende det.", "The job centre must approve it."), since, since.AddDays(21),
            new("Udfyld dit CV", "Fill in your CV"), new("Skriv til jobcentret, hvis du ikke kan nå det.", "Write to the job centre if you cannot make it."), number: since.DayNumber,
            computed: new($"Tre uger efter den {Desk.Da(since)}, hvor du meldte dig ledig.", $"Three weeks after {Desk.En(since)}, when you registered as unemployed."));
        if (desk.Percent("uninsured", 30))
            desk.Case(Employment, "cash-assistance", new("Ansøgning om kontanthjælp", "Application for cash assistance"), new("Du har søgt om hjælp, mens du er ledig.", "You have applied for help while out of work."),
                since, [(CaseStatus.Created, 1), (CaseStatus.Processing, 3), (CaseStatus.Decided, 36), (CaseStatus.Closed, 60)], new("Vi ser på, hvad du ejer og tjener.", "We look at what you own and earn."), decisionDays: 36, number: since.DayNumber);
    }

    private static void FillBuilding(Desk desk, string key, DateOnly applied, int number = 0)
    {
        var carport = desk.Draw(key, number).Percent(50);
        desk.Case(Building, key, carport ? new("Ansøgning om carport", "Application for a carport") : new("Ansøgning om tilbygning", "Application for an extension"), new("En sag om din bolig.", "A case about your home."),
            applied, [(CaseStatus.Created, 0), (CaseStatus.Processing, 12), (CaseStatus.Decided, 58), (CaseStatus.Closed, 200)],
            new("Vi ser på dine tegninger.", "We look at your drawings."), decisionDays: 60, others: [new(Role.Owner, Self: true)], number: number);
    }

    private void FillParking(Desk desk)
    {
        foreach (var claim in Facts.ClaimsOf(desk.Life, desk.Seed).Where(it => it.Creditor == Id))
            desk.Debt(Areas.Single(it => it.Code == claim.Area), "unpaid", claim.Title, new("Betal til Gældsstyrelsen, som nu kræver beløbet ind.", "Pay the Danish Debt Collection Agency, which now collects it."),
                claim.Since, claim.Amount, claim.Since, DebtState.Collection, claim.Since.DayNumber);
        var charged = desk.Latest("parking", 2_500);
        if (desk.Within(charged, 35) && (!desk.IsMadeByHand || desk.Draw("parks").Percent(15) || desk.HasMany))
            desk.Debt(Traffic, "parking-fee", new("Parkeringsafgift", "Parking charge"), new("Afgift for parkering uden billet.", "Charge for parking without a ticket."), charged, 795m, BankDays.OnOrAfter(charged.AddDays(20)), number: charged.DayNumber);
        if (!desk.Percent("licence", 12)) return;
        var applied = desk.Latest("permit", 730);
        desk.Case(Traffic, "parking-permit", new("Ansøgning om beboerlicens", "Application for a resident's parking permit"), new("En licens til at parkere, hvor du bor.", "A permit to park where you live."), applied,
            [(CaseStatus.Created, 0), (CaseStatus.Decided, 2), (CaseStatus.Closed, 3)], number: applied.DayNumber);
    }

    private static void FillVisit(Desk desk)
    {
        // Offered once a year (Social Services Act § 79 a).
        var offered = desk.Latest("visit", 365);
        desk.Appointment(Care, "home-visit", new("Forebyggende hjemmebesøg", "Preventive home visit"), new("En samtale om hverdag og helbred. Du kan sige nej tak.", "A talk about everyday life and health. You may decline."),
            offered, BankDays.OnOrAfter(offered.AddDays(41)), 10, 60, Form.InPerson, null, number: offered.DayNumber);
    }

    private static void FillMany(Desk desk)
    {
        var day = desk.Person.EventDay(desk.Today);
        for (var i = 0; i < 5; i++) FillBuilding(desk, "project", day.AddDays(-45 * i), i);
        desk.Message(Building, "neighbour", new("Høring om naboens byggeri", "Hearing on your neighbour's building"), new("Skriv til os, hvis du har noget at sige.", "Write to us if you have something to say."),
            day, 40, BankDays.OnOrAfter(day.AddDays(44)), new(new("Svar, hvis du har bemærkninger", "Answer if you have remarks"), BankDays.OnOrAfter(day.AddDays(44)), Borger.Url));
    }

    private static WorkArea Of(string code, string da, string en, string kle, string lawDa, string lawEn, Link link, params Kind[] kinds) => WorkArea.Of(code, da, en, CodeScheme.Kle, kle, lawDa, lawEn, link, kinds);
}

/// <summary>The system that all municipalities share, but for the one that has its own.</summary>
internal sealed class Kommunen : Kommune
{
    public override string Id => "kommunen";
    public override IReadOnlyList<Authority> Authorities { get; } = [.. Municipality.All.Where(it => IdOf(it) == "kommunen").Select(Of)];
}

/// <summary>The City of Copenhagen, which has a system of its own.</summary>
internal sealed class Kobenhavn : Kommune
{
    public const string Code = "0101";

    public override string Id => "koebenhavn";
    public override Authority Authority => Of(Municipality.Of(Code));
}
