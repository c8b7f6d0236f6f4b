using System.Collections.Concurrent;
using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>The municipality in which the person lives: all 98 behind one address, as municipal sources are.</summary>
internal sealed class Kommunen : PlayedSource
{
    private static readonly Link Borger = new("https://www.borger.dk", new("Gå til kommunens selvbetjening på borger.dk", "Go to the municipality's self-service on borger.dk"));
    private static readonly Link Jobnet = new("https://jobnet.dk", new("Gå til Jobnet", "Go to Jobnet"));

    private static readonly WorkArea Residence = Of("residence", "Folkeregister og flytning", "National register and moving", "23.05.10", "CPR-loven", "The CPR Act", Borger, Kind.Registration, Kind.Case, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Children = Of("children", "Dagtilbud og skole", "Daycare and school", "28.09.05", "Dagtilbudsloven og folkeskoleloven", "The Daycare Act and the Primary School Act", Borger, Kind.Payment, Kind.Appointment, Kind.Case, Kind.Message);
    private static readonly WorkArea Work = Of("employment", "Job og ledighed", "Work and unemployment", "15.20.05", "Lov om en aktiv beskæftigelsesindsats", "The Active Employment Act", Jobnet, Kind.Appointment, Kind.Deadline, Kind.Case, Kind.Benefit);
    private static readonly WorkArea Building = Of("building", "Byggeri og bolig", "Building and housing", "02.34.02", "Byggeloven", "The Building Act", Borger, Kind.Case, Kind.Message);
    private static readonly WorkArea Traffic = Of("parking", "Parkering", "Parking", "05.09.08", "Færdselsloven", "The Road Traffic Act", Borger, Kind.Debt, Kind.Case);
    private static readonly WorkArea Care = Of("care", "Ældre og omsorg", "Elderly people and care", "27.35.04", "Lov om social service", "The Social Services Act", Borger, Kind.Appointment, Kind.Case, Kind.Message);

    private static readonly ConcurrentDictionary<string, Authority> Known = new();

    public override string Id => "kommunen";
    public override WorkArea[] Areas { get; } = [Residence, Children, Work, Building, Traffic, Care];
    public override string Correction => Borger.Url;

    // Aarhus Kommune's number is public; the others are made up.
    public override Authority AuthorityOf(Person person, DateOnly today) => Known.GetOrAdd(person.Home.Municipality.Code, static code =>
        new(code == "0751" ? "55133018" : SyntheticCvr.Of(code), new(Municipality.Of(code).AuthorityName, Municipality.Of(code).AuthorityNameEnglish)));

    public override void Fill(Desk desk)
    {
        FillResidence(desk);
        if (desk.Age < 18) return;
        if (desk.Children.Count > 0) FillFamily(desk);
        if (desk.Person.Event == LifeEvent.LostJob) FillWork(desk);
        if (!desk.Person.Home.Rented && desk.Draw.Percent(35)) FillBuilding(desk, "building", desk.Draw.Next(5));
        if (desk.Draw.Percent(12))
            desk.Debt(Traffic, "parking-fee", new("Parkeringsafgift", "Parking charge"), new("Afgift for parkering uden billet.", "Charge for parking without a ticket."), desk.Event, 795m, desk.Ahead(-20));
        if (desk.Age >= 75)
            desk.Appointment(Care, "home-visit", new("Forebyggende hjemmebesøg", "Preventive home visit"), new("En samtale om hverdag og helbred. Du kan sige nej tak.", "A talk about everyday life and health. You may decline."),
                desk.Event, desk.Ahead(6), 10, 60, Form.InPerson, null);
        if (desk.Items.Count < 2)
            desk.Case(Traffic, "parking-permit", new("Ansøgning om beboerlicens", "Application for a resident's parking permit"), new("Du har fået licensen.", "You have been given the permit."),
                CaseStatus.Closed, desk.Event.AddDays(-30));
        if (desk.Person.Volume == Volume.Many) FillMany(desk);
    }

    private static void FillResidence(Desk desk)
    {
        var (person, home) = (desk.Person, desk.Person.Home);
        var moved = person.Event is LifeEvent.Moved || person is { Event: LifeEvent.Divorced, Home.Rented: true };
        var since = moved ? desk.Event : Latest(person.Birth, desk.Event.AddYears(-1 - (int)(person.Uuid.ToByteArray()[0] % 12)));
        var fields = new List<Field>
        {
            new(new("Adresse", "Address"), Text.Same(home.Street + ", " + home.PostalTown), person.Protected),
            new(new("Kommune", "Municipality"), Text.Same(home.Municipality.Name), person.Protected),
            new(new("Bopæl siden", "Resident since"), new(Desk.Da(since), Desk.En(since))),
        };
        var item = desk.New(Residence, Kind.Registration, "address", new("Din adresse i folkeregisteret", "Your address in the national register"),
            new("Det, andre myndigheder ser som din bopæl.", "What other authorities see as your home."), since, since, open: false);
        if (person.Protected)
        {
            // CPR Act § 28: the protection lapses after a year.
            var lapses = desk.Ahead(14);
            fields.Add(new(new("Navne- og adressebeskyttelse", "Name and address protection"), new($"Til og med {Desk.Da(lapses)}", $"Until {Desk.En(lapses)}")));
            item = item with
            {
                Open = true,
                Expected = new(new("Søg igen, hvis du stadig vil være beskyttet", "Apply again if you still want to be protected"), lapses, Borger.Url,
                    new("Beskyttelsen falder bort efter et år.", "The protection lapses after a year.")),
            };
        }
        desk.Add(item with { Registration = new([.. fields]) });
        if (moved)
            desk.Case(Residence, "move", new("Anmeldelse af flytning", "Report of your move"), new($"Du er flyttet til {home.Municipality.Town}.", $"You have moved to {home.Municipality.Town}."),
                CaseStatus.Decided, desk.Event.AddDays(2), new("Nyt sundhedskort kommer med posten om 2-3 uger.", "A new health card comes by post in 2 to 3 weeks."));
    }

    private static void FillFamily(Desk desk)
    {
        foreach (var child in desk.Children.OrderBy(it => it.Birth).TakeLast(2))
        {
            Party[] others = [new(Role.Child, Name: child.FirstName)];
            var age = child.Age(desk.Today);
            if (age < 6 && desk.Person.Event != LifeEvent.NewParent)
            {
                var date = BankDays.Next(desk.Today, BankDays.FirstOfMonth);
                desk.Add(desk.New(Children, Kind.Payment, "daycare-" + child.Index, new($"Betaling for dagtilbud til {child.FirstName}", $"Payment for daycare for {child.FirstName}"),
                    new("Trækkes hver måned, undtagen i juli.", "Collected every month except July."), desk.Event, desk.Event, open: true) with
                {
                    Payment = new(date, new(age < 3 ? 4_215m : 2_480m), Direction.FromPerson, PaymentState.Planned),
                    Parties = [new(Role.Primary, Self: true), .. others],
                });
            }
            else if (age is >= 6 and < 16)
            {
                desk.Appointment(Children, "school-" + child.Index, new($"Skole-hjem-samtale om {child.FirstName}", $"Parent-teacher talk about {child.FirstName}"),
                    new("Lærerne fortæller, og du kan spørge.", "The teachers tell, and you can ask."), desk.Event, desk.Ahead(4 + age), 16, 20, Form.InPerson, "Byskolen, " + desk.Person.Home.PostalTown);
            }
        }
        if (desk.Person.Event == LifeEvent.NewParent)
            desk.Case(Children, "daycare-place", new("Opskrivning til vuggestue", "Waiting list for a nursery"), new("Dit barn står på ventelisten.", "Your child is on the waiting list."),
                CaseStatus.Created, desk.Event, new("Vi skriver, når vi har en plads.", "We write when we have a place."), decisionDays: 120);
        if (desk.Person.Event == LifeEvent.Divorced)
            desk.Case(Residence, "child-address", new("Børnenes adresse", "The children's address"), new("Vi har spurgt den anden forælder.", "We have asked the other parent."),
                CaseStatus.Processing, desk.Event, new("Vi registrerer adressen, når den anden forælder har svaret.", "We register the address when the other parent has answered."), decisionDays: 28);
    }

    private static void FillWork(Desk desk)
    {
        desk.Appointment(Work, "job-talk", new("Samtale i jobcentret", "Talk at the job centre"), new("Vi taler om din jobsøgning.", "We talk about your job search."), desk.Event, desk.Ahead(1), 9, 45, Form.InPerson,
            "Jobcentret, " + desk.Person.Home.PostalTown, new("Tag dit CV med.", "Bring your CV."));
        // A CV within 14 days for the insured, three weeks for others; the later of the two is always met here or still ahead.
        desk.Deadline(Work, "cv", new("Læg dit CV på Jobnet", "Put your CV on Jobnet"), new("Jobcentret skal godkende det.", "The job centre must approve it."), desk.Event, desk.Event.AddDays(21),
            new("Udfyld dit CV", "Fill in your CV"), new("Uden CV kan din ydelse blive stoppet.", "Without a CV your benefit may be stopped."));
        if (desk.Age < 35 || desk.Children.Count > 0)
            desk.Case(Work, "cash-assistance", new("Ansøgning om kontanthjælp", "Application for cash assistance"), new("Du har søgt om hjælp, mens du er ledig.", "You have applied for help while out of work."),
                CaseStatus.Processing, desk.Event, new("Vi ser på din formue og indkomst.", "We look at your assets and income."), decisionDays: 28);
    }

    private static void FillBuilding(Desk desk, string key, int status) =>
        desk.Case(Building, key, status % 2 == 0 ? new("Ansøgning om carport", "Application for a carport") : new("Ansøgning om tilbygning", "Application for an extension"),
            new("En sag om din bolig.", "A case about your home."), (CaseStatus)status, desk.Event.AddDays(-status), status < 2 ? new("En byggesagsbehandler ser på tegningerne.", "A building officer looks at the drawings.") : null, decisionDays: 60,
            others: [new(Role.Owner, Self: true)]);

    private static void FillMany(Desk desk)
    {
        for (var i = 0; i < 5; i++) FillBuilding(desk, "building-" + i, i);
        for (var i = 0; i < 2; i++)
            desk.Debt(Traffic, "charge-" + i, new($"Parkeringsafgift nr. {i + 1}", $"Parking charge no. {i + 1}"), new("Afgift for parkering uden billet.", "Charge for parking without a ticket."),
                desk.Event.AddDays(-40 * i), 795m, desk.Event.AddDays(38 - (60 * i)));
        desk.Message(Building, "neighbour", new("Høring om naboens byggeri", "Hearing on your neighbour's building"), new("Du kan skrive, hvad du mener.", "You can write what you think."),
            desk.Event, read: false, desk.Ahead(9), new(new("Svar, hvis du har bemærkninger", "Answer if you have remarks"), desk.Ahead(9), Borger.Url));
    }

    private static DateOnly Latest(DateOnly a, DateOnly b) => a > b ? a : b;

    private static WorkArea Of(string code, string da, string en, string kle, string lawDa, string lawEn, Link link, params Kind[] kinds) =>
        new(code, new(da, en), kinds, new(CodeScheme.Kle, kle), new(new(lawDa, lawEn)), link);
}
