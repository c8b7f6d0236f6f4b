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
        var latest = doctor.Since;
        foreach (var child in life.Age < 18 ? [] : life.ChildrenAtHome)
        {
            // A child follows the mother's doctor until it is 15.
            if (child.Age(desk.Today) < 15) fields.Add(new(new($"Læge for {Facts.NameOf(child, life, desk.Seed).Da}", $"Doctor for {Facts.NameOf(child, life, desk.Seed).En}"), NameOf(town, doctor.Practice), life.Protected is not null));
            if (child.Birth > latest) latest = child.Birth;
            desk.Message(Practice, "child", new("Dit barn er tilmeldt en læge", "Your child is registered with a doctor"), new("Barnet har fået mors læge. Du kan vælge en anden.", "The child has been given the mother's doctor. You can choose another."), child.Birth.AddDays(7), number: child.Index);
            if (!desk.Within(child.Birth, 210)) desk.Items.RemoveAt(desk.Items.Count - 1);
        }
        desk.Registration(Practice, "doctor", new("Din læge", "Your doctor"), new("Den praksis, du er tilmeldt.", "The practice you are registered with."), latest, [.. fields]);
        if (life.Age >= 15 && doctor.Since > life.Person.Birth && desk.Within(doctor.Since, 60))
            desk.Message(Practice, "new-doctor", new("Du har fået en ny læge", "You have a new doctor"), new("Du er flyttet, så vi har fundet en læge i nærheden. Du kan vælge en anden.", "You have moved, so we have found a doctor nearby. You can choose another."), doctor.Since.AddDays(2), unreadDays: 35);
    }

    private static Text NameOf(string town, int practice) => new($"Lægehus {practice}, {town}", $"Medical centre {practice}, {town}");
}
