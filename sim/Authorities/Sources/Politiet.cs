using System.Globalization;
using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Driving licences, passports and fines.</summary>
internal sealed class Politiet : PlayedSource
{
    private static readonly Link Politi = new("https://politi.dk", new("Gå til politi.dk", "Go to politi.dk"));

    private static readonly WorkArea Licences = WorkArea.Of("driving-licence", "Kørekort", "Driving licence", CodeScheme.Form, "30.15.05", "Kørekortbekendtgørelsen", "The Executive Order on Driving Licences", Politi, Kind.Credential, Kind.Deadline, Kind.Message);
    private static readonly WorkArea Passports = WorkArea.Of("passport", "Pas", "Passport", CodeScheme.Form, "30.20.05", "Pasloven", "The Passport Act", Politi, Kind.Credential, Kind.Message);
    private static readonly WorkArea Fines = WorkArea.Of("fines", "Bøder", "Fines", CodeScheme.Form, "30.25.05", "Færdselsloven", "The Road Traffic Act", Politi, Kind.Debt);

    public override string Id => "politiet";
    public override WorkArea[] Areas { get; } = [Licences, Passports, Fines];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0007"), new("Politiet", "The police"));
    public override string Correction => Politi.Url;
    public override bool Abroad => true;

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        if (life.DrivingLicence is { } licence) FillLicence(desk, licence);
        if (life.Passport is { } passport)
        {
            desk.Credential(Passports, "passport", new("Pas", "Passport"), new("Du bestiller et nyt pas i borgerservice.", "You order a new passport at the citizen service."), Number(desk, "passport", passport.Issued), passport.Issued, passport.Expires);
            if (life.Age >= 18)
                desk.Message(Passports, "passport-expires", new("Dit pas udløber", "Your passport expires"), new($"Bestil et nyt, hvis du skal rejse. Det gælder til og med {Desk.Da(passport.Expires)}.", $"Order a new one if you are going to travel. It is valid until {Desk.En(passport.Expires)}."),
                    passport.Expires.AddMonths(-3), number: passport.Expires.DayNumber);
        }
        if (life.DrivingLicence is null) return;
        var stopped = desk.Latest("speeding", 4_000);
        if (desk.Within(stopped, 40) && (!desk.IsMadeByHand || desk.Draw("speeds").Percent(12) || desk.HasMany))
            desk.Debt(Fines, "speeding", new("Bøde for at køre for stærkt", "Fine for speeding"), new("Målt af en fotovogn.", "Measured by a camera van."), stopped, 1_200 + (300 * desk.Draw("fine", stopped.DayNumber).Next(5)), BankDays.OnOrAfter(stopped.AddDays(35)), number: stopped.DayNumber);
    }

    // Renewal from three months before the expiry; later than three years after it there may be a new test.
    private static void FillLicence(Desk desk, DrivingLicence licence)
    {
        desk.Credential(Licences, "licence", new("Kørekort", "Driving licence"), new("Kategori B.", "Category B."), Number(desk, "licence", licence.Issued), licence.Issued, licence.Expires);
        if (licence.Expires >= desk.Today)
            desk.Deadline(Licences, "renew", new("Forny dit kørekort", "Renew your driving licence"), new("Det kan du gøre i borgerservice de sidste tre måneder.", "You can do it at the citizen service in the last three months."), licence.Expires.AddMonths(-3), licence.Expires,
                new("Bestil tid i borgerservice", "Book a time at the citizen service"), new("Efter den dag må du ikke køre, før det er fornyet.", "After that day you may not drive until it is renewed."), number: licence.Expires.DayNumber);
        else
            desk.Deadline(Licences, "renew-late", new("Dit kørekort er udløbet", "Your driving licence has expired"), new("Du må ikke køre, før det er fornyet.", "You may not drive until it is renewed."), licence.Expires.AddDays(1), licence.Expires.AddYears(3),
                new("Forny det i borgerservice", "Renew it at the citizen service"), new("Efter tre år skal du måske op til en ny prøve.", "After three years you may have to take a new test."), number: licence.Expires.DayNumber);
    }

    private static string Number(Desk desk, string name, DateOnly issued) => desk.Draw(name, issued.DayNumber).Between(10_000_000, 99_999_999).ToString(CultureInfo.InvariantCulture);
}
