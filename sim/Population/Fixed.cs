using System.Collections.Frozen;

namespace Overblik.Population;

/// <summary>The people made by hand: the same with every seed and at every date.</summary>
internal static class Fixed
{
    // Serials that the crowd never gets (it uses the lower ones), so the two can never collide.
    private const int FirstSlot = 2900;

    private static readonly List<Row> Rows = [];
    private static readonly FrozenDictionary<string, Person> Numbers;

    /// <summary>The households: adults first, then their children. The order gives the numbers, so new ones are added at the end.</summary>
    static Fixed()
    {
        Add("Aarhus", "Skovvej 12, 2. th", rented: true, New("Mette Holm", 1992, 3, 14, LifeEvent.Moved));
        Add("Aalborg", "Havnegade 4, 1. tv", rented: true, New("Jonas Birk", 1998, 8, 2, LifeEvent.Moved, isProtected: true));
        Add("Odense", "Lærkevej 27", rented: false,
            New("Sofie Krogh", 1994, 5, 21, LifeEvent.NewParent), New("Emil Krogh", 1993, 1, 9, LifeEvent.NewParent), Child("Alma Krogh", 2026, 7, 3));
        Add("København", "Åparken 8, 3. tv", rented: true, New("Noah Lind", 2006, 2, 17, LifeEvent.StartedEducation));
        Add("Viborg", "Skolegade 31, st. th", rented: true, New("Freja Dam", 2004, 11, 5, LifeEvent.StartedEducation));
        Add("Vejle", "Bakkevej 6", rented: false, New("Henrik Skov", 1978, 6, 30, LifeEvent.LostJob));
        Add("Ishøj", "Tulipanvej 15, 1. th", rented: true,
            New("Fatima Aydin", 1987, 9, 12, LifeEvent.LostJob), Child("Yusuf Aydin", 2014, 4, 8), Child("Aya Aydin", 2018, 10, 25));
        Add("Svendborg", "Kirkevej 19", rented: true, New("Birthe Lund", 1959, 10, 18, LifeEvent.Retired));
        Add("Lemvig", "Fjordvej 3", rented: false, New("Ole Brandt", 1960, 3, 8, LifeEvent.Retired));
        Add("Roskilde", "Engvej 44", rented: true,
            New("Camilla Juhl", 1985, 4, 27, LifeEvent.Divorced), Child("Agnes Juhl", 2013, 2, 11), Child("Malthe Juhl", 2016, 6, 19));
        Add("Køge", "Jernbanegade 9, 2. tv", rented: true, New("Thomas Winther", 1982, 12, 11, LifeEvent.Divorced));
        Add("Hjørring", "Birkevej 22", rented: true, New("Inger Toft", 1948, 7, 22, LifeEvent.LostFamily));
        Add("Næstved", "Parkvej 5", rented: false, New("Peter Nørgaard", 1975, 2, 3, LifeEvent.LostFamily));
        Add("Samsø", "Strandvejen 71", rented: false, New("Anna Lykke", 1990, 1, 30, LifeEvent.None, Volume.Nothing));
        Add("Esbjerg", "Søndergade 50", rented: true,
            New("Karen Mose", 1971, 8, 19, LifeEvent.Moved, Volume.Many), Child("Anton Mose", 2010, 12, 1), Child("Ida Mose", 2012, 3, 6));
        Add("Kolding", "Solbakken 2, 1. th", rented: true, New("Lukas Vinter", 2003, 5, 6, LifeEvent.None));
        Add("København", "Vestergade 1", rented: true, New("Elena Marchetti", 1991, 9, 9, LifeEvent.None, Volume.Nothing, hasCpr: false));
        Numbers = Rows.Where(it => it.Person.Cpr is not null).ToFrozenDictionary(it => it.Person.Cpr!, it => it.Person);
    }

    public static Person? ByIndex(int index) => -index <= Rows.Count ? Rows[-index - 1].Person : null;

    public static Person? ByCpr(ReadOnlySpan<char> cpr) => Numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(cpr, out var person) ? person : null;

    public static Person ByName(string name) => Rows.First(it => it.Person.Name == name).Person;

    public static Person? Partner(Person person) => Around(person).FirstOrDefault(it => it.Adult && it.Person != person && RowOf(person).Adult)?.Person;

    public static IReadOnlyList<Person> Children(Person person, DateOnly on) =>
        RowOf(person).Adult ? [.. Around(person).Where(it => !it.Adult && it.Person.Birth <= on).Select(it => it.Person)] : [];

    public static IReadOnlyList<Person> Parents(Person person) =>
        RowOf(person).Adult ? [] : [.. Around(person).Where(it => it.Adult).Select(it => it.Person)];

    private static Row RowOf(Person person) => Rows[-person.Index - 1];

    private static IEnumerable<Row> Around(Person person) => Rows.Where(it => it.Person.Home == RowOf(person).Person.Home);

    private static Draft New(string name, int year, int month, int day, LifeEvent lifeEvent, Volume volume = Volume.Ordinary, bool isProtected = false, bool hasCpr = true) =>
        new(name, new(year, month, day), lifeEvent, volume, isProtected, hasCpr, Adult: true);

    private static Draft Child(string name, int year, int month, int day) =>
        new(name, new(year, month, day), LifeEvent.None, Volume.Ordinary, IsProtected: false, HasCpr: true, Adult: false);

    private static void Add(string municipality, string street, bool rented, params Draft[] members)
    {
        var home = new Home(street, Municipality.All.First(it => it.Name == municipality), rented);
        foreach (var it in members)
        {
            var index = -Rows.Count - 1;
            var (first, last) = (it.Name[..it.Name.IndexOf(' ', StringComparison.Ordinal)], it.Name[(it.Name.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            var female = Women.Contains(first);
            Rows.Add(new(it.Adult, new Person
            {
                Index = index,
                Cpr = it.HasCpr ? Cpr.Number(it.Birth, FirstSlot - index, female) : null,
                Birth = it.Birth,
                Female = female,
                FirstName = first,
                LastName = last,
                Home = home,
                Uuid = Draws.Uuid(0, index),
                Protected = it.IsProtected,
                Volume = it.Volume,
                Event = it.LifeEvent,
            }));
        }
    }

    private static readonly HashSet<string> Women =
        ["Mette", "Sofie", "Alma", "Freja", "Fatima", "Aya", "Birthe", "Camilla", "Agnes", "Inger", "Anna", "Karen", "Ida", "Elena"];

    private sealed record Row(bool Adult, Person Person);

    private sealed record Draft(string Name, DateOnly Birth, LifeEvent LifeEvent, Volume Volume, bool IsProtected, bool HasCpr, bool Adult);
}
