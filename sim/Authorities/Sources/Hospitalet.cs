using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>The region's hospital and the region's health card.</summary>
internal sealed class Hospitalet : PlayedSource
{
    private static readonly Link Sundhed = new("https://www.sundhed.dk", new("Gå til sundhed.dk", "Go to sundhed.dk"));

    private static readonly WorkArea Treatment = Of("treatment", "Undersøgelse og behandling", "Examination and treatment", "55.10.05", Kind.Appointment, Kind.Case, Kind.Message);
    private static readonly WorkArea Card = Of("health-card", "Sundhedskort", "Health card", "55.05.05", Kind.Credential);

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

    public override Authority AuthorityOf(Situation life) => Regions[life.Home.Municipality.Region(life.Date)].Authority;

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        // A new card comes by post with each new address or doctor.
        desk.Credential(Card, "health-card", new("Sundhedskort", "Health card"), desk.Within(life.HomeSince, 21) ? new("Et nyt kort er på vej med posten.", "A new card is on its way by post.") : new("Dit gule kort.", "Your yellow card."), null, life.HomeSince, null);
        if (life.Age < 15) return;
        if (life.Leave is { } leave && life.Person.Female && Facts.ReceivesForChildren(life)) FillBirth(desk, leave.Since);
        FillReferral(desk);
        if (desk.HasMany) FillMany(desk);
    }

    private static void FillBirth(Desk desk, DateOnly born)
    {
        desk.Appointment(Treatment, "midwife", new("Samtale med jordemoderen", "Talk with the midwife"), new("Om fødslen og tiden efter.", "About the birth and the time after."), born, BankDays.OnOrAfter(born.AddDays(56)), 11, 30, Form.Video, null, number: born.DayNumber);
        desk.Message(Treatment, "birth-letter", new("Velkommen hjem", "Welcome home"), new("Læs, hvem du kan ringe til den første tid.", "Read whom you can call in the first weeks."), born.AddDays(2), number: born.DayNumber);
    }

    private static void FillReferral(Desk desk)
    {
        // The older, the more often; by the year of birth, so that it does not change on a birthday.
        var age = Math.Clamp(World.First.Year - desk.Person.Birth.Year, 0, 95);
        var referred = desk.Latest("referral", 4_000 - (35 * age));
        if (desk.IsMadeByHand && !desk.HasMany && !desk.Draw("ill").Percent(30 + (age / 2))) return;
        var (da, en) = Departments[desk.Draw("department", referred.DayNumber).Next(Departments.Length)];
        desk.Case(Treatment, "referral", new($"Henvisning til {da}", $"Referral to {en}"), new("Din læge har henvist dig.", "Your doctor has referred you."),
            referred, [(CaseStatus.Created, 0), (CaseStatus.Processing, 3), (CaseStatus.Decided, 40), (CaseStatus.Closed, 60)], new("Du bliver undersøgt på den dag, vi har aftalt.", "You will be examined on the day agreed."), decisionDays: 40, number: referred.DayNumber);
        desk.Appointment(Treatment, "examination", new($"Undersøgelse på {da}", $"Examination at {en}"), new("Kom ti minutter før.", "Come ten minutes early."), referred.AddDays(1), BankDays.OnOrAfter(referred.AddDays(37)),
            8 + desk.Draw("hour").Next(7), 30, Form.InPerson, Hospital(desk), new("Tag dit sundhedskort og en liste over din medicin med.", "Bring your health card and a list of your medicine."), number: referred.DayNumber);
    }

    private static void FillMany(Desk desk)
    {
        var day = desk.Person.EventDay(desk.Today);
        for (var i = 0; i < 6; i++)
        {
            var (da, en) = Departments[i % Departments.Length];
            desk.Appointment(Treatment, "visit", new($"Kontrol på {da}", $"Check-up at {en}"), new("Vi ser, hvordan det går.", "We see how it goes."), day, BankDays.OnOrAfter(day.AddDays(35 + ((i - 2) * 9))), 8 + i, 20,
                i % 3 == 0 ? Form.Phone : Form.InPerson, i % 3 == 0 ? null : Hospital(desk), number: i);
        }
        for (var i = 0; i < 3; i++)
            desk.Message(Treatment, "answer", new($"Svar på blodprøve nr. {i + 1}", $"Result of blood test no. {i + 1}"), new("Læs svaret på sundhed.dk.", "Read the result on sundhed.dk."), day.AddDays(-12 * i), 34, number: i);
    }

    private static string Hospital(Desk desk) => Regions[desk.Life.Home.Municipality.Region(desk.Today)].Hospital;

    private static readonly (string Da, string En)[] Departments =
    [
        ("øjenafdelingen", "the eye department"), ("hjerteafdelingen", "the heart department"), ("ortopædkirurgisk afdeling", "the orthopaedic department"),
        ("hudafdelingen", "the skin department"), ("røntgenafdelingen", "the X-ray department"),
    ];

    private static Authority Of(string code, string da, string en) => new(SyntheticCvr.Of(code), new(da, en));

    private static WorkArea Of(string code, string da, string en, string form, params Kind[] kinds) => WorkArea.Of(code, da, en, CodeScheme.Form, form, "Sundhedsloven", "The Health Act", Sundhed, kinds);
}
