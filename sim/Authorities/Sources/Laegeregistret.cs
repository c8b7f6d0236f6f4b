using Overblik.Population;
using Overblik.Source;

namespace Overblik.Authorities;

/// <summary>Which general practice one is registered with.</summary>
internal sealed class Laegeregistret : PlayedSource
{
    private static readonly Link Sundhed = new("https://www.sundhed.dk", new("Vælg læge på sundhed.dk", "Choose a doctor on sundhed.dk"));

    private static readonly WorkArea Practice = WorkArea.Of("general-practice", "Læge", "Doctor", CodeScheme.Form, "55.05.10", "Sundhedsloven", "The Health Act", Sundhed, Kind.Registration, Kind.Message);

    public override string Id => "laegeregistret";
    public override WorkArea[] Areas { get; } = [Practice];
    public override Authority Authority { get; } = new(SyntheticCvr.Of("0008"), new("Sygesikringsregistret", "The register of general practice"));
    public override string Correction => Sundhed.Url;

    public override void Fill(Desk desk)
    {
        var life = desk.Life;
        var doctor = life.Doctor;
        var town = life.Home.Municipality.Town;
        List<Field> fields = [new(new("Din læge", "Your doctor"), NameOf(town, doctor.Practice), life.Protected is not null), new(new("Tilmeldt siden", "Registered since"), Desk.Date(doctor.Since))];
        // A child has the doctor of the parent who receives the child benefit, until it is 15.
        var childrens = Facts.ReceivesForChildren(life) ? doctor : life.PartnersLife!.Doctor;
        var latest = doctor.Since;
        foreach (var child in life.Age < 18 ? [] : life.ChildrenAtHome.Where(it => it.Age(desk.Today) < 15))
        {
            var name = Facts.NameOf(child, life, desk.Seed);
            fields.Add(new(new($"Læge for {name.Da}", $"Doctor for {name.En}"), NameOf(town, childrens.Practice), life.Protected is not null));
            if (child.Birth > latest) latest = child.Birth;
            if (desk.Within(child.Birth, 210))
                desk.Message(Practice, "child", new("Dit barn er tilmeldt en læge", "Your child is registered with a doctor"), DoctorOfChild(life), child.Birth.AddDays(7), number: child.Index);
        }
        desk.Registration(Practice, "doctor", new("Din læge", "Your doctor"), new("Den praksis, du er tilmeldt.", "The practice you are registered with."), life.Person.Birth, latest, fields);
        if (life.Age >= 15 && doctor.Since > life.Person.Birth && desk.Within(doctor.Since, 60))
            desk.Message(Practice, "new-doctor", new("Du har fået en ny læge", "You have a new doctor"), new("Du er flyttet, så vi har fundet en læge tæt på dig. Du kan vælge en anden.", "You have moved, so we have found a doctor near you. You can choose another."), doctor.Since.AddDays(2), unreadDays: 35, number: doctor.Since.DayNumber);
    }

    private static Text DoctorOfChild(Situation life) => Facts.ReceivesForChildren(life)
        ? new("Barnet har fået din læge. Du kan vælge en anden.", "The child has been given your doctor. You can choose another.")
        : new($"Barnet har fået samme læge som {life.Partner!.FirstName}. I kan vælge en anden.", $"The child has been given the same doctor as {life.Partner.FirstName}. You can choose another.");

    private static Text NameOf(string town, int practice) => new($"Lægehus {practice}, {town}", $"Medical centre {practice}, {town}");
}
