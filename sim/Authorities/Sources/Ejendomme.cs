using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>What is registered of a home that one owns: the building register (BBR) and the land register.</summary>
internal sealed class Ejendomme : PlayedSource
{
    // Days from the day of taking over.
    private const int RegisteredAfter = 12;

    private static readonly Link Bbr = new("https://bbr.dk", new("Gå til bbr.dk", "Go to bbr.dk"));

    private static readonly WorkArea Building = WorkArea.Of("building-register", "Din bolig i BBR", "Your home in the building register", CodeScheme.Form, "35.10.05", "BBR-loven", "The Building Register Act", Bbr, Kind.Registration, Kind.Message);
    private static readonly WorkArea Land = WorkArea.Of("land-register", "Tinglysning", "Land registration", CodeScheme.Form, "35.15.05", "Tinglysningsloven", "The Land Registration Act", Bbr, Kind.Case, Kind.Registration);

    public override string Id => "ejendomme";
    public override WorkArea[] Areas { get; } = [Building, Land];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0010"), new("Bygnings- og ejendomsregistrene", "The building and property registers"));
    public override string Correction => Bbr.Url;

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        if (!Facts.OwnsHome(life)) return;
        var (home, since) = (life.Home, life.HomeSince);
        var guarded = life.Protected is not null;
        var draw = Facts.OfHome(life, desk.Seed);
        desk.Add(desk.New(Building, Kind.Registration, "house", new("Din bolig i BBR", "Your home in the building register"), new("Ret det, hvis noget er forkert. Det er dit ansvar, at oplysningerne passer.", "Correct it if something is wrong. You are responsible for the information being right."), since, since, open: false, since.DayNumber) with
        {
            Registration = new(
            [
                new(new("Adresse", "Address"), Text.Same(home.Street + ", " + home.PostalTown), guarded),
                new(new("Type", "Type"), new("Enfamiliehus", "Detached house")),
                new(new("Boligareal", "Living area"), Square(80 + (5 * draw.Next(28)))),
                new(new("Opført", "Built"), Text.Same($"{1900 + draw.Next(119)}")),
                new(new("Opvarmning", "Heating"), draw.Percent(60) ? new("Fjernvarme", "District heating") : new("Varmepumpe", "Heat pump")),
            ]),
            Parties = [new(Role.Owner, Self: true)],
        });
        var names = life.Partner is { } partner ? life.Person.Name + ", " + partner.Name : life.Person.Name;
        desk.Case(Land, "registration", new("Tinglysning af skøde", "Registration of your deed"), new("Når skødet er tinglyst, gælder handlen også over for andre.", "Once the deed is registered, the sale holds against others, too."), since,
            [(CaseStatus.Created, 0), (CaseStatus.Processing, 1), (CaseStatus.Decided, RegisteredAfter), (CaseStatus.Closed, RegisteredAfter + 14)], number: since.DayNumber);
        var registered = since.AddDays(RegisteredAfter);
        if (registered > desk.Today) return;
        desk.Registration(Land, "deed", new("Skøde på din bolig", "Deed of your home"), new("Den, der står her, ejer boligen.", "Whoever is named here owns the home."), registered, registered,
        [
            new(new("Adresse", "Address"), Text.Same(home.Street + ", " + home.PostalTown), guarded), new(new("Ejer", "Owner"), Text.Same(names), guarded) { Fact = new("home", "own") }, new(new("Overtaget", "Taken over"), Desk.Date(since)),
        ], since.DayNumber);
    }

    private static Text Square(int metres) => new($"{metres} m²", $"{metres} m²");
}
