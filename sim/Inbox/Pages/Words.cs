using System.Globalization;
using Overblik.Sim;

namespace Overblik.Inbox;

/// <summary>The pages' words in one language.</summary>
internal sealed record Words
{
    public required string Language { get; init; }
    public required string OtherLanguage { get; init; }
    public required string OtherLanguageName { get; init; }
    public required string TimeFormat { get; init; }
    public required string Title { get; init; }
    public required string Banner { get; init; }
    public required string Intro { get; init; }
    public required string Newest { get; init; }
    public required string Nothing { get; init; }
    public required string NoSubject { get; init; }
    public required string Came { get; init; }
    public required string Times { get; init; }
    public required string Waits { get; init; }
    public required string Seconds { get; init; }
    public required string Urgency { get; init; }
    public required string Topic { get; init; }
    public required string Bytes { get; init; }
    public required string RemoveDevice { get; init; }
    public required string RemovedDevices { get; init; }
    public required string PutBack { get; init; }
    public required string Faults { get; init; }
    public required string FaultsIntro { get; init; }
    public required string Set { get; init; }
    public required string Back { get; init; }
    public required string From { get; init; }
    public required string To { get; init; }
    public required string Arrived { get; init; }
    public required string Headers { get; init; }
    public required string Text { get; init; }
    public required string Html { get; init; }
    public required string Gone { get; init; }
    public required IReadOnlyDictionary<Fault, string> FaultNames { get; init; }

    public static readonly Words Danish = new()
    {
        Language = "da",
        OtherLanguage = "en",
        OtherLanguageName = "English",
        TimeFormat = "d. MMM 'kl.' HH.mm.ss",
        Title = "Testindbakke",
        Banner = "Testindbakke: Intet bliver sendt videre",
        Intro = "Her ses, hvad der er sendt til borgerne med e-mail, SMS og push. Det glemmes, når programmet stopper.",
        Newest = "De nyeste beskeder",
        Nothing = "Der er ikke sendt noget.",
        NoSubject = "(intet emne)",
        Came = "Kom",
        Times = "gange",
        Waits = "Venter højst",
        Seconds = "sekunder",
        Urgency = "Hastegrad:",
        Topic = "Emne:",
        Bytes = "byte, krypteret",
        RemoveDevice = "Fjern enheden",
        RemovedDevices = "Fjernede enheder",
        PutBack = "Sæt tilbage",
        Faults = "Fejl",
        FaultsIntro = "Lad en af vejene fejle for at se, hvad portalen gør.",
        Set = "Sæt",
        Back = "Alle beskeder",
        From = "Fra",
        To = "Til",
        Arrived = "Kommet",
        Headers = "Hoved",
        Text = "Tekst",
        Html = "HTML, vist som tekst",
        Gone = "Beskeden findes ikke. Der gemmes kun de nyeste, og kun til programmet stopper.",
        FaultNames = new Dictionary<Fault, string>
        {
            [Fault.None] = "ingen", [Fault.Down] = "lukker forbindelsen", [Fault.Slow] = "svarer efter 3 sekunder", [Fault.Reject] = "afviser", [Fault.Busy] = "har travlt",
        },
    };

    public static readonly Words English = new()
    {
        Language = "en",
        OtherLanguage = "da",
        OtherLanguageName = "Dansk",
        TimeFormat = "d MMM 'at' HH:mm:ss",
        Title = "Test inbox",
        Banner = "Test inbox — nothing is passed on",
        Intro = "What was sent to the citizens by e-mail, SMS and push. It is forgotten when the program ends.",
        Newest = "The newest messages",
        Nothing = "Nothing has been sent.",
        NoSubject = "(no subject)",
        Came = "Came",
        Times = "times",
        Waits = "Waits at most",
        Seconds = "seconds",
        Urgency = "Urgency:",
        Topic = "Topic:",
        Bytes = "bytes, encrypted",
        RemoveDevice = "Remove the device",
        RemovedDevices = "Removed devices",
        PutBack = "Put back",
        Faults = "Faults",
        FaultsIntro = "Let one of the ways fail to see what the portal does.",
        Set = "Set",
        Back = "All messages",
        From = "From",
        To = "To",
        Arrived = "Arrived",
        Headers = "Headers",
        Text = "Text",
        Html = "HTML, shown as text",
        Gone = "There is no such message. Only the newest are kept, and only until the program ends.",
        FaultNames = new Dictionary<Fault, string>
        {
            [Fault.None] = "none", [Fault.Down] = "closes the connection", [Fault.Slow] = "answers after 3 seconds", [Fault.Reject] = "refuses", [Fault.Busy] = "is busy",
        },
    };

    public static Words Of(string? language) => language == English.Language ? English : Danish;

    public static string NameOf(Channel channel) => channel switch { Channel.Smtp => "E-mail", Channel.Sms => "SMS", _ => "Push" };

    public string TimeOf(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Site.Copenhagen).ToString(TimeFormat, CultureInfo.GetCultureInfo(Language));
}
