using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>The civil register: who one is, where one lives, with whom; and what the church office does for it at a birth.</summary>
internal sealed class Cpr : PlayedSource
{
    private static readonly Link Borger = new("https://www.borger.dk", new("Gå til selvbetjening på borger.dk", "Go to self-service on borger.dk"));

    private static readonly Authority ChurchOffice = new(SyntheticCvr.Of("0006"), new("Kirkekontoret (personregistrering)", "The church office (civil registration)"));

    private static readonly WorkArea Register = WorkArea.Of("civil-register", "Oplysninger i CPR", "Information in the civil register", CodeScheme.Form, "10.05.05", "CPR-loven", "The CPR Act", Borger, Kind.Registration, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Births = WorkArea.Of("birth-registration", "Fødsel og navn", "Birth and name", CodeScheme.Form, "10.10.05", "Navneloven", "The Names Act", Borger, Kind.Deadline, Kind.Case, Kind.Message) with { By = ChurchOffice };

    public override string Id => "cpr";
    public override WorkArea[] Areas { get; } = [Register, Births];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0005"), new("CPR-administrationen", "The Danish Civil Registration System"));
    public override string Correction => Borger.Url;
    public override bool Abroad => true;

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        FillPerson(desk);
        if (life.Age < 18) return;
        if (life.Protected is { } protection)
            // CPR Act § 28: the protection lapses after a year.
            desk.Deadline(Register, "protection", new("Din navne- og adressebeskyttelse udløber", "Your name and address protection lapses"), new($"Den gælder til og med {Desk.Da(protection.Until)}.", $"It holds until {Desk.En(protection.Until)}."),
                protection.Since, protection.Until, new("Søg igen, hvis du stadig vil være beskyttet", "Apply again if you still want to be protected"), new("Beskyttelsen falder bort efter et år.", "The protection lapses after a year."), number: protection.Since.DayNumber);
        if (life.Bereaved is { Relation: Relation.Partner } bereaved)
            desk.Message(Register, "death", new("Et dødsfald er registreret", "A death has been registered"), new("Du skal ikke sige det til andre myndigheder. De har fået besked.", "You need not tell other authorities. They have been told."), bereaved.Day.AddDays(1), unreadDays: 35, number: bereaved.Day.DayNumber);
        foreach (var child in life.ChildrenAtHome.Where(it => desk.Within(it.Birth, 200))) FillBirth(desk, child);
    }

    private static void FillPerson(Desk desk)
    {
        var (life, person) = (desk.Life, desk.Person);
        var guarded = life.Protected is not null;
        List<Field> fields =
        [
            new(new("Navn", "Name"), Text.Same(person.Name)),
            .. person.Country is { } country
                ? new Field[] { new(new("Udrejst til", "Moved abroad to"), new(country.Da, country.En)), new(new("Udrejst den", "Moved abroad on"), Desk.Date(life.HomeSince)) }
                :
                [
                    new(new("Adresse", "Address"), Text.Same(life.Home.Street + ", " + life.Home.PostalTown), guarded),
                    new(new("Kommune", "Municipality"), Text.Same(life.Home.Municipality.Name), guarded),
                    new(new("Bopæl siden", "Resident since"), Desk.Date(life.HomeSince)) { Fact = Desk.Fact("address-since", life.HomeSince) },
                ],
            new(new("Civilstand", "Civil status"), StatusOf(life)),
        ];
        if (life.CivilStatus != CivilStatus.Unmarried) fields.Add(new(new("Civilstand siden", "Civil status since"), Desk.Date(life.CivilStatusSince)));
        if (life.Protected is { } protection) fields.Add(new(new("Navne- og adressebeskyttelse", "Name and address protection"), new($"Til og med {Desk.Da(protection.Until)}", $"Until {Desk.En(protection.Until)}")));
        foreach (var child in life.ChildrenAtHome) fields.Add(new(new($"Barn: {child.FirstName}", $"Child: {child.FirstName}"), new($"Født {Desk.Da(child.Birth)}", $"Born {Desk.En(child.Birth)}")) { Fact = Desk.Fact("child-birth", child.Birth) });
        // Whoever parts keeps custody, unless something else is agreed or decided (Parental Responsibility Act).
        foreach (var child in life.Children.Where(it => it.Cpr is not null && it.Age(desk.Today) < 18 && !life.MayNotKnowHomeOf(it))) fields.Add(new(new("Forældremyndighed", "Custody"), Text.Same(child.FirstName)) { CustodyOf = child.Cpr });
        if (life.Bereaved is { } bereaved) fields.Add(new(new("Dødsfald i din nærmeste familie", "A death in your closest family"), Desk.Date(bereaved.Day)) { Fact = Desk.Fact("death-of-relative", bereaved.Day) });
        DateOnly[] changes = [person.Birth, life.HomeSince, life.CivilStatusSince, life.Protected?.Since ?? person.Birth];
        desk.Registration(Register, "person", new("Dig i CPR", "You in the civil register"), new("Det, CPR oplyser om dig til andre myndigheder.", "What the register tells other authorities about you."), person.Birth, changes.Max(), fields);
    }

    private static void FillBirth(Desk desk, Person child)
    {
        var named = Facts.NamedOn(child, desk.Seed);
        var due = child.Birth.AddMonths(6);
        if (named > desk.Today)
            // Names Act § 1: within six months of the birth.
            desk.Deadline(Births, "name", new("Giv dit barn et navn", "Give your child a name"), new("Gør det på borger.dk eller ved en dåb.", "Do it on borger.dk or at a baptism."), child.Birth.AddDays(3), due,
                new("Vælg et navn", "Choose a name"), new("Loven siger, at barnet skal have et navn inden seks måneder.", "The law says that the child must have a name within six months."), number: child.Index,
                computed: new($"Seks måneder efter fødslen den {Desk.Da(child.Birth)}.", $"Six months after the birth on {Desk.En(child.Birth)}."));
        else
            desk.Message(Births, "named", new($"{child.FirstName} har fået sit navn", $"{child.FirstName} has been given a name"), new("Navnet er registreret.", "The name has been registered."), named, number: child.Index);
        if (desk.Life.CivilStatus != CivilStatus.Married && desk.Life.Partner is not null)
            // Within 14 days, or the case goes to the Agency of Family Law.
            desk.Case(Births, "declaration", new("Omsorgs- og ansvarserklæring", "Declaration of care and responsibility"), new("I har erklæret, at I vil have omsorgen og ansvaret for barnet sammen.", "You have declared that you will share the care of and responsibility for the child."), child.Birth.AddDays(5),
                [(CaseStatus.Created, 0), (CaseStatus.Decided, 6), (CaseStatus.Closed, 6)], number: child.Index, task: "new-parent/care-declaration");
    }

    private static Text StatusOf(Situation life) => life.CivilStatus switch
    {
        CivilStatus.Married => new("Gift", "Married"),
        CivilStatus.Divorced => new("Fraskilt", "Divorced"),
        CivilStatus.Widowed => new(life.Person.Female ? "Enke" : "Enkemand", "Widowed"),
        _ => new("Ugift", "Unmarried"),
    };
}
