using System.Collections.Frozen;

namespace Overblik.Population;

/// <summary>
/// The people made by hand: the same with every seed and at every date. Their children's births, and so their numbers, move with the date: by whole years from
/// 2026, and the baby's by months, so that the family stays the same.
/// </summary>
internal static class Fixed
{
    // Serials that the crowd never gets (it uses the lower ones), so the two can never collide.
    private const int FirstSlot = 2900;

    private static readonly List<Row> Rows = [];
    private static readonly FrozenDictionary<string, Person> Numbers;

    private const int BirthsYear = 2026; // the year to which the children's births below belong

    /// <summary>The households: adults first, then their children. The order gives the numbers, so new ones are added at the end.</summary>
    static Fixed()
    {
        Add("Aarhus", "Skovvej 12, 2. th", rented: true, New("Mette Holm", 1992, 3, 14, LifeEvent.Moved));
        Add("Aalborg", "Havnegade 4, 1. tv", rented: true, New("Jonas Birk", 1998, 8, 2, LifeEvent.Moved, isProtected: true));
        Add("Odense", "Lærkevej 27", rented: false,
            New("Sofie Krogh", 1994, 5, 21, LifeEvent.NewParent), New("Emil Krogh", 1993, 1, 9, LifeEvent.NewParent), Baby("Alma Krogh"));
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
        Add("Horsens", "Nørregade 21, 1. tv", rented: true, New("Robin Kjær", 1989, 11, 24, LifeEvent.None, hadAnother: true));
        Add("Tønder", "Engparken 4", rented: true, New("Erik Dahl", 1949, 9, 2, LifeEvent.None, country: new("Spanien", "Spain")));
        var dates = Enumerable.Range(0, 12 * (World.Last.Year - World.First.Year + 1)).Select(it => World.First.AddMonths(it)).ToArray();
        Numbers = Rows.Where(it => it.Person.Cpr is not null)
            .SelectMany(it => it.BirthOn is null ? [it.Person] : dates.Select(it.On).DistinctBy(person => person.Birth))
            .SelectMany(it => new[] { KeyValuePair.Create(it.Cpr!, it), KeyValuePair.Create(it.FormerCpr!, it) }).Where(it => it.Key is not null)
            .ToFrozenDictionary();
    }

    /// <summary>The person of a number; a child as of November 2026.</summary>
    public static Person? ByIndex(int index) => -index <= Rows.Count ? Rows[-index - 1].Person : null;

    public static Person? ByCpr(ReadOnlySpan<char> cpr) => Numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(cpr, out var person) ? person : null;

    public static Person ByName(string name) => Rows.First(it => it.Person.Name == name).Person;

    /// <summary>The person at a date, on which a child has a birth, and a number, of its own.</summary>
    public static Person On(Person person, DateOnly date) => RowOf(person).On(date);

    public static Person? Partner(Person person) =>
        RowOf(person).BirthOn is null ? Around(person).FirstOrDefault(it => it.BirthOn is null && it.Person != person)?.Person : null;

    public static IReadOnlyList<Person> Children(Person person, DateOnly on) =>
        RowOf(person).BirthOn is null ? [.. Around(person).Where(it => it.BirthOn is not null).Select(it => it.On(on))] : [];

    public static IReadOnlyList<Person> Parents(Person person) =>
        RowOf(person).BirthOn is null ? [] : [.. Around(person).Where(it => it.BirthOn is null).Select(it => it.Person)];

    private static Row RowOf(Person person) => Rows[-person.Index - 1];

    private static IEnumerable<Row> Around(Person person) => Rows.Where(it => it.Person.Home == RowOf(person).Person.Home);

    private static Draft New(string name, int year, int month, int day, LifeEvent lifeEvent, Volume volume = Volume.Ordinary, bool isProtected = false, bool hasCpr = true, bool hadAnother = false, Text? country = null) =>
        new(name, new(year, month, day), lifeEvent, volume, isProtected, hasCpr, hadAnother, country, BirthOn: null);

    private static Draft Child(string name, int year, int month, int day) => Minor(name, date => new(year + date.Year - BirthsYear, month, day));

    // Four months old, in the middle of the month nearly five.
    private static Draft Baby(string name) => Minor(name, date => new DateOnly(date.Year, date.Month, 3).AddMonths(-4));

    private static Draft Minor(string name, Func<DateOnly, DateOnly> birthOn) =>
        new(name, birthOn(new(BirthsYear, 11, 1)), LifeEvent.None, Volume.Ordinary, IsProtected: false, HasCpr: true, HadAnother: false, Country: null, birthOn);

    private static void Add(string municipality, string street, bool rented, params Draft[] members)
    {
        var home = new Home(street, Municipality.All.First(it => it.Name == municipality), rented);
        foreach (var it in members)
        {
            var index = -Rows.Count - 1;
            Rows.Add(new(Make(it, index, home, it.Birth), it.BirthOn, it));
        }
    }

    private static Person Make(Draft it, int index, Home home, DateOnly birth)
    {
        var (first, last) = (it.Name[..it.Name.IndexOf(' ', StringComparison.Ordinal)], it.Name[(it.Name.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var female = Women.Contains(first);
        return new()
        {
            Index = index,
            Cpr = it.HasCpr ? Cpr.Number(birth, FirstSlot - index, female) : null,
            FormerCpr = it.HadAnother ? Cpr.Number(birth, FirstSlot - index, !female) : null,
            Country = it.Country,
            Birth = birth,
            Female = female,
            FirstName = first,
            LastName = last,
            Home = home,
            Uuid = Draws.Uuid(0, index),
            Protected = it.IsProtected,
            Volume = it.Volume,
            Event = it.LifeEvent,
        };
    }

    private static readonly HashSet<string> Women =
        ["Mette", "Sofie", "Alma", "Freja", "Fatima", "Aya", "Birthe", "Camilla", "Agnes", "Inger", "Anna", "Karen", "Ida", "Elena", "Robin"];

    // A child has a birth for each date, an adult none.
    private sealed record Row(Person Person, Func<DateOnly, DateOnly>? BirthOn, Draft Draft)
    {
        public Person On(DateOnly date) => BirthOn is null ? Person : Make(Draft, Person.Index, Person.Home, BirthOn(date));
    }

    private sealed record Draft(string Name, DateOnly Birth, LifeEvent LifeEvent, Volume Volume, bool IsProtected, bool HasCpr, bool HadAnother, Text? Country, Func<DateOnly, DateOnly>? BirthOn);
}
