using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>The region's hospital and the region's health card.</summary>
internal sealed class Hospitalet : PlayedSource
{
    private static readonly Link Sundhed = new("https://www.sundhed.dk", new("Gå til sundhed.dk", "Go to sundhed.dk"));

    private static readonly WorkArea Treatment = Of("treatment", "Undersøgelse og behandling", "Examination and treatment", "55.10.05", Kind.Appointment, Kind.Case, Kind.Message);
    private static readonly WorkArea Card = Of("health-card", "Sundhedskort og læge", "Health card and doctor", "55.05.05", Kind.Credential, Kind.Registration);

    private static readonly Dictionary<string, (Authority Authority, string Hospital)> Regions = new()
    {
        ["Region Hovedstaden"] = (Of("1084", "Region Hovedstaden", "The Capital Region"), "Rigshospitalet, Blegdamsvej 9, 2100 København Ø"),
        ["Region Sjælland"] = (Of("1085", "Region Sjælland", "Region Zealand"), "Sjællands Universitetshospital, Lykkebækvej 1, 4600 Køge"),
        ["Region Østdanmark"] = (Of("1086", "Region Østdanmark", "Region of Eastern Denmark"), "Rigshospitalet, Blegdamsvej 9, 2100 København Ø"),
        ["Region Syddanmark"] = (Of("1083", "Region Syddanmark", "Region of Southern Denmark"), "Odense Universitetshospital, J.B. Winsløws Vej 4, 5000 Odense C"),
        ["Region Midtjylland"] = (Of("1082", "Region Midtjylland", "Central Denmark Region"), "Aarhus Universitetshospital, Palle Juul-Jensens Boulevard 99, 8200 Aarhus N"),
        ["Region Nordjylland"] = (Of("1081", "Region Nordjylland", "North Denmark Region"), "Aalborg Universitetshospital, Hobrovej 18-22, 9000 Aalborg"),
    };

    public override string Id => "hospitalet";
    public override WorkArea[] Areas { get; } = [Treatment, Card];
    public override string Correction => Sundhed.Url;

    public override Authority AuthorityOf(Person person, DateOnly today) => Regions[person.Home.Municipality.Region(today)].Authority;

    public override void Fill(Desk desk)
    {
        var moved = desk.Person.Event is LifeEvent.Moved;
        var from = moved ? desk.Event : desk.Event.AddYears(-1).AddDays(-desk.Draw.Next(900));
        desk.Add(desk.New(Card, Kind.Credential, "health-card", new("Sundhedskort", "Health card"), moved ? new("Et nyt kort er på vej med posten.", "A new card is on its way by post.") : new("Dit gule kort.", "Your yellow card."),
            Latest(from, desk.Person.Birth), Latest(from, desk.Person.Birth), open: false) with
        { Credential = new(null, Latest(from, desk.Person.Birth), null, CredentialState.Valid) });
        if (desk.Age < 15) return;
        FillDoctor(desk);
        if (desk.Person.Event == LifeEvent.NewParent) FillBirth(desk);
        else if (desk.Draw.Percent(30 + (desk.Age / 2))) FillTreatment(desk);
        if (desk.Person.Volume == Volume.Many) FillMany(desk);
    }

    private static void FillDoctor(Desk desk)
    {
        var since = desk.Event.AddYears(-2);
        desk.Add(desk.New(Card, Kind.Registration, "doctor", new("Din læge", "Your doctor"), new("Den praksis, du er tilmeldt.", "The practice you are registered with."), since, since, open: false) with
        {
            Registration = new([new(new("Lægepraksis", "Practice"), new($"Lægerne i {desk.Person.Home.Municipality.Town}", $"The doctors in {desk.Person.Home.Municipality.Town}"), desk.Person.Protected)]),
        });
    }

    private static void FillBirth(Desk desk)
    {
        desk.Appointment(Treatment, "midwife", new("Samtale med jordemoderen", "Talk with the midwife"), new("Om fødslen og tiden efter.", "About the birth and the time after."), desk.Event, desk.Ahead(3), 11, 30, Form.Video, null);
        desk.Message(Treatment, "birth-letter", new("Velkommen hjem", "Welcome home"), new("Her kan du læse, hvem du kan ringe til den første tid.", "Read here whom you can call in the first weeks."), desk.Event, read: true);
    }

    private static void FillTreatment(Desk desk)
    {
        var (da, en) = Departments[desk.Draw.Next(Departments.Length)];
        // The right to be examined within 30 days (Health Act § 82 b).
        desk.Case(Treatment, "referral", new($"Henvisning til {da}", $"Referral to {en}"), new("Din læge har henvist dig.", "Your doctor has referred you."), CaseStatus.Processing, desk.Event,
            new("Du bliver undersøgt på den dag, vi har aftalt.", "You will be examined on the day agreed."), decisionDays: 30);
        desk.Appointment(Treatment, "examination", new($"Undersøgelse på {da}", $"Examination at {en}"), new("Kom ti minutter før.", "Come ten minutes early."), desk.Event, desk.Ahead(desk.Draw.Next(12)), desk.Draw.Between(8, 14), 30,
            Form.InPerson, Hospital(desk), new("Tag dit sundhedskort og en liste over din medicin med.", "Bring your health card and a list of your medicine."));
    }

    private static void FillMany(Desk desk)
    {
        for (var i = 0; i < 6; i++)
        {
            var (da, en) = Departments[i % Departments.Length];
            desk.Appointment(Treatment, "visit-" + i, new($"Kontrol på {da}", $"Check-up at {en}"), new("Vi ser, hvordan det går.", "We see how it goes."), desk.Event, desk.Ahead((i - 2) * 9), 8 + i, 20, i % 3 == 0 ? Form.Phone : Form.InPerson, i % 3 == 0 ? null : Hospital(desk));
        }
        for (var i = 0; i < 3; i++)
            desk.Message(Treatment, "answer-" + i, new($"Svar på blodprøve nr. {i + 1}", $"Result of blood test no. {i + 1}"), new("Læs svaret på sundhed.dk.", "Read the result on sundhed.dk."), desk.Event.AddDays(-12 * i), read: i > 0);
    }

    private static string Hospital(Desk desk) => Regions[desk.Person.Home.Municipality.Region(desk.Today)].Hospital;

    private static readonly (string Da, string En)[] Departments =
    [
        ("øjenafdelingen", "the eye department"), ("hjerteafdelingen", "the heart department"), ("ortopædkirurgisk afdeling", "the orthopaedic department"),
        ("hudafdelingen", "the skin department"), ("røntgenafdelingen", "the X-ray department"),
    ];

    private static DateOnly Latest(DateOnly a, DateOnly b) => a > b ? a : b;

    private static Authority Of(string code, string da, string en) => new(SyntheticCvr.Of(code), new(da, en));

    private static WorkArea Of(string code, string da, string en, string form, params Kind[] kinds) =>
        new(code, new(da, en), kinds, new(CodeScheme.Form, form), new(new("Sundhedsloven", "The Health Act")), Sundhed);
}
