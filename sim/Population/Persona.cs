namespace Overblik.Population;

/// <summary>A person to sign in as: made by hand, the same at every date.</summary>
public sealed record Persona
{
    private readonly Text _situation;

    private Persona(string id, string name, string da, string en, string? acr = null, bool former = false) =>
        (Id, Person, _situation, Acr, IsFormer) = (id, Fixed.ByName(name), new(da, en), acr, former);

    /// <summary>The slug, e.g. <c>mette-holm</c>.</summary>
    public string Id { get; }

    /// <summary>The person.</summary>
    public Person Person { get; }

    /// <summary>The only level of assurance that this person's eID reaches, where it is not the tester's choice.</summary>
    public string? Acr { get; }

    /// <summary>Signs in as before the CPR number was changed.</summary>
    public bool IsFormer { get; }

    /// <summary>The person at a date: the births of children move with it.</summary>
    public Person On(DateOnly date) => Fixed.On(Person, date);

    /// <summary>The children at home on a date, with the births of that date.</summary>
    public IReadOnlyList<Person> Children(DateOnly date) => Fixed.Children(Person, date);

    /// <summary>The person in one sentence, with the age on a date.</summary>
    public Text Sentence(DateOnly on)
    {
        var age = On(on).Age(on);
        return new($"{Person.FirstName}, {age}, {_situation.Da}.", $"{Person.FirstName}, {age}, {_situation.En}.");
    }

    /// <summary>All of them, two for each event in life, then those who are there for a special case.</summary>
    public static IReadOnlyList<Persona> All { get; } =
    [
        new("mette-holm", "Mette Holm", "er lige flyttet til Aarhus", "has just moved to Aarhus"),
        new("jonas-birk", "Jonas Birk", "er lige flyttet og har adressebeskyttelse", "has just moved and has a protected address"),
        new("sofie-krogh", "Sofie Krogh", "er på barsel med sit første barn", "is on parental leave with her first child"),
        new("emil-krogh", "Emil Krogh", "er blevet far og deler barslen med Sofie", "has become a father and shares the leave with Sofie"),
        new("noah-lind", "Noah Lind", "er lige begyndt på universitetet og har søgt SU", "has just started at university and has applied for a student grant (SU)"),
        new("freja-dam", "Freja Dam", "er begyndt på sygeplejerskeuddannelsen", "has started training as a nurse"),
        new("henrik-skov", "Henrik Skov", "har mistet sit job på fabrikken", "has lost his job at the factory"),
        new("fatima-aydin", "Fatima Aydin", "er ledig og alene med to børn", "is out of work and alone with two children"),
        new("birthe-lund", "Birthe Lund", "er lige gået på folkepension", "has just retired on the state pension"),
        new("ole-brandt", "Ole Brandt", "skal snart på folkepension", "is about to retire on the state pension"),
        new("camilla-juhl", "Camilla Juhl", "er lige blevet skilt og har to børn hos sig", "has just divorced and has two children living with her"),
        new("thomas-winther", "Thomas Winther", "er lige blevet skilt og er flyttet i lejlighed", "has just divorced and moved into a flat"),
        new("inger-toft", "Inger Toft", "har mistet sin mand", "has lost her husband"),
        new("peter-norgaard", "Peter Nørgaard", "har mistet sin mor og har eget tømrerfirma", "has lost his mother and has a carpentry company of his own"),
        new("anna-lykke", "Anna Lykke", "har ikke noget hos nogen myndighed", "has nothing with any authority"),
        new("karen-mose", "Karen Mose", "har rigtig mange sager og aftaler", "has a great many cases and appointments"),
        new("lukas-vinter", "Lukas Vinter", "har kun et elektronisk ID på niveau lav", "only has an eID at level low", acr: "low"),
        new("robin-kjaer-foer", "Robin Kjær", "er her med sit gamle CPR-nummer", "is here with the old CPR number", former: true),
        new("robin-kjaer", "Robin Kjær", "har fået nyt CPR-nummer", "has been given a new CPR number"),
        new("erik-dahl", "Erik Dahl", "er udrejst til Spanien og får folkepension", "has moved to Spain and draws the state pension"),
        new("ida-mose", "Ida Mose", "er under 15 og bor hos sin mor Karen", "is under 15 and lives with her mother Karen"),
        new("elena-marchetti", "Elena Marchetti", "er udenlandsk statsborger uden CPR-nummer", "is a foreign citizen without a CPR number"),
    ];

    /// <summary>The persona of a slug, or null.</summary>
    public static Persona? ById(string? id) => All.FirstOrDefault(it => it.Id == id);
}
