namespace Overblik.SignIn;

/// <summary>The page's words in one language.</summary>
internal sealed record Words
{
    public required string Language { get; init; }
    public required string OtherLanguage { get; init; }
    public required string OtherLanguageName { get; init; }
    public required string Title { get; init; }
    public required string Banner { get; init; }
    public required string Intro { get; init; }
    public required string Search { get; init; }
    public required string SearchButton { get; init; }
    public required string Level { get; init; }
    public required string Requested { get; init; }
    public required string NothingRequested { get; init; }
    public required string Low { get; init; }
    public required string Substantial { get; init; }
    public required string High { get; init; }
    public required string ByNumber { get; init; }
    public required string Number { get; init; }
    public required string SignInByNumber { get; init; }
    public required string People { get; init; }
    public required string SignInAs { get; init; }
    public required string Cancel { get; init; }
    public required string NoSuchPerson { get; init; }
    public required string StaffTitle { get; init; }
    public required string Steward { get; init; }
    public required string Operator { get; init; }
    public required string DataProtection { get; init; }
    public required string NoRole { get; init; }
    public required string NotAlive { get; init; }

    public static readonly Words Danish = new()
    {
        Language = "da",
        OtherLanguage = "en",
        OtherLanguageName = "English",
        Title = "Test-login",
        Banner = "Test-login: Alle personer er opdigtede",
        Intro = "Vælg, hvem du vil være. Her er ingen adgangskoder, for ingen af personerne findes.",
        Search = "Søg i personerne",
        SearchButton = "Søg",
        Level = "Sikringsniveau",
        Requested = "Tjenesten beder om:",
        NothingRequested = "intet bestemt niveau",
        Low = "Lav",
        Substantial = "Betydelig",
        High = "Høj",
        ByNumber = "En tilfældig opdigtet person",
        Number = "Nummer fra 0 til",
        SignInByNumber = "Log ind som personen med dette nummer",
        People = "Personer med en historie",
        SignInAs = "Log ind som",
        Cancel = "Fortryd",
        NoSuchPerson = "Vælg en person på listen, eller skriv et nummer, der findes.",
        StaffTitle = "Test-login for medarbejdere",
        Steward = "Passer myndighedens kilder.",
        Operator = "Holder portalen i gang.",
        DataProtection = "Svarer på spørgsmål om opslag.",
        NoRole = "Har ingen rolle.",
        NotAlive = "Personen med dette nummer er ikke født endnu eller er død. Skriv et andet nummer.",
    };

    public static readonly Words English = new()
    {
        Language = "en",
        OtherLanguage = "da",
        OtherLanguageName = "Dansk",
        Title = "Test sign-in",
        Banner = "Test sign-in — synthetic people only",
        Intro = "Choose who you want to be. There are no passwords, for none of these people exists.",
        Search = "Search the people",
        SearchButton = "Search",
        Level = "Level of assurance",
        Requested = "The service asks for:",
        NothingRequested = "no particular level",
        Low = "Low",
        Substantial = "Substantial",
        High = "High",
        ByNumber = "Any synthetic person",
        Number = "Number from 0 to",
        SignInByNumber = "Sign in as the person with this number",
        People = "People with a story",
        SignInAs = "Sign in as",
        Cancel = "Cancel",
        NoSuchPerson = "Choose a person on the list, or write a number that exists.",
        StaffTitle = "Test sign-in for employees",
        Steward = "Looks after the authority's sources.",
        Operator = "Keeps the portal running.",
        DataProtection = "Answers questions about look-ups.",
        NoRole = "Has no role.",
        NotAlive = "The person with this number is not born yet or has died. Write another number.",
    };
}
