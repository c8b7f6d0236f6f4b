using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Overblik.Bench;

/// <summary>The data of the load: twelve sources, thirty items of all nine kinds on each person, and one person with many cases.</summary>
internal static class Authorities
{
    public const int People = 16, Items = 30, Silent = 3;

    /// <summary>As many as come at once, and after them the one who has so many cases, evenly over the sources, and the account as large as a company's.</summary>
    public const int Crowd = 1000, ManyCases = 900, Large = Crowd + 1, LargeCases = 100_000;

    /// <summary>The contract's limit: so many of a kind at a time.</summary>
    public const int AtOnce = 100;

    /// <summary>Calls at a time that the agreement allows to a source: a thousand a second of 300 ms each are 300, and a third more.</summary>
    public const int AtATime = 400;

    /// <summary>The last three are the ones that fall silent where a figure wants it.</summary>
    public static readonly string[] Sources =
    [
        "kilde-bolig", "kilde-skat", "kilde-kommune", "kilde-hospital", "kilde-su", "kilde-pension", "kilde-gaeld", "kilde-motor", "kilde-tinglysning",
        "tavs-politi", "tavs-familieret", "tavs-patientklage",
    ];

    /// <summary>Where the strip of a source that never falls silent begins on the page.</summary>
    public static readonly byte[] HealthyCard = "<div slot=\"source-kilde-"u8.ToArray();
    public const int HealthyCards = 12 - Silent;

    public static readonly string[] KindNames = ["case", "benefit", "payment", "debt", "appointment", "deadline", "message", "registration", "credential"];

    // Six cases, five messages, four deadlines, three each of appointments, benefits and payments, two each of the rest.
    private static readonly int[] KindOf = [0, 6, 5, 4, 1, 2, 0, 6, 5, 3, 7, 8, 0, 6, 5, 4, 1, 2, 0, 6, 5, 3, 7, 8, 0, 6, 4, 1, 2, 0];
    private static readonly string[] Words = ["Boligstøtte til lejebolig", "Ændring af forskudsopgørelse", "Plads i dagtilbud", "Undersøgelse på ambulatoriet", "Uddannelsesstøtte", "Folkepension"];
    private static readonly string[] English = ["Housing benefit for a rented home", "Change of preliminary tax", "Place in day care", "Examination at the clinic", "Student grant", "State pension"];

    /// <summary>A number of the replacement form (day + 60): no CPR number.</summary>
    public static string Number(int person) => $"{61 + (person % 28)}{1 + (person / 28 % 12):00}90{1000 + (person * 7)}";

    private static readonly Dictionary<string, int> ByNumber = Enumerable.Range(0, Large + 1).ToDictionary(Number);

    public static int PersonOf(string number) => ByNumber[number];

    public static string Title(int person, int item) => $"{Words[item % Words.Length]}, nr. {person:00}-{item:00}-{7919 * (item + 1) % 1000:000}";

    private static int ItemsOf(int person) => person switch { Large => LargeCases, Crowd => ManyCases, _ => Items };

    /// <summary>How many of a person's items lie at a source.</summary>
    public static int CountAt(int source, int person) => (ItemsOf(person) - source + Sources.Length - 1) / Sources.Length;

    /// <summary>One source's answer on one person from a place on, as the contract wants it.</summary>
    public static byte[] Answer(int source, int person, string subject, DateTimeOffset now, int from = 0)
    {
        string Kind(int item) => KindNames[person >= Crowd ? 0 : KindOf[item]];
        var mine = Enumerable.Range(0, CountAt(source, person)).Select(i => (i * Sources.Length) + source).ToList();
        var next = from + AtOnce < mine.Count ? (from + AtOnce).ToString(CultureInfo.InvariantCulture) : null;
        JsonObject Count(string kind, int total)
        {
            var count = new JsonObject { ["kind"] = kind, ["total"] = total, ["open"] = total };
            if (next is not null) count["cursor"] = next;
            return count;
        }

        var answer = new JsonObject
        {
            ["version"] = "v1-" + person,
            ["asOf"] = now.ToString("O"),
            ["counts"] = new JsonArray([.. mine.GroupBy(Kind).Select(g => Count(g.Key, g.Count()))]),
            ["items"] = new JsonArray([.. mine.Skip(from).Take(AtOnce).Select(item => Item(source, person, item, Kind(item), subject, now))]),
        };
        return Encoding.UTF8.GetBytes(answer.ToJsonString(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    private static JsonObject Item(int source, int person, int item, string kind, string subject, DateTimeOffset now) => new()
    {
        ["id"] = $"{Sources[source]}-{person}-{item}",
        ["kind"] = kind,
        ["subject"] = subject,
        ["authority"] = Authority(source),
        ["area"] = "area",
        ["title"] = Text(Title(person, item), $"{English[item % English.Length]}, no. {person:00}-{item:00}"),
        ["summary"] = Text("Vi behandler oplysningerne og skriver til dig, hvis vi mangler noget.", "We are working on it and write to you if something is missing."),
        ["code"] = new JsonObject { ["scheme"] = "KLE", ["value"] = "32.03.04" },
        ["open"] = true,
        ["createdAt"] = now.AddDays(-40).ToString("O"),
        ["updatedAt"] = now.AddDays(-3).ToString("O"),
        ["parties"] = new JsonArray(new JsonObject { ["role"] = "primary", ["self"] = true }),
        ["legalBasis"] = new JsonObject { ["title"] = Text("Lov om individuel boligstøtte § 1", "Act on individual housing benefit, section 1"), ["url"] = "https://www.retsinformation.dk/eli/lta/2023/1063" },
        ["contact"] = new JsonObject
        {
            ["name"] = Text("Kontaktcenteret", "The contact centre"),
            ["phone"] = "+4570000000",
            ["url"] = "https://example.dk/kontakt",
            ["hours"] = Text("Mandag til fredag kl. 8-16", "Monday to Friday 8-16"),
        },
        ["controller"] = new JsonObject { ["authority"] = Authority(source), ["correction"] = "https://example.dk/ret" },
        ["link"] = new JsonObject { ["url"] = $"https://example.dk/sag/{source}/{item}", ["title"] = Text("Se sagen", "See the case") },
        [kind] = Facts(kind, now, item),
    };

    private static JsonObject Facts(string kind, DateTimeOffset now, int item) => kind switch
    {
        "case" => new JsonObject
        {
            ["status"] = "processing",
            ["number"] = "2026-" + (item + 100),
            ["timeline"] = new JsonArray(
                new JsonObject { ["status"] = "created", ["at"] = now.AddDays(-40).ToString("O"), ["text"] = Text("Modtaget", "Received") },
                new JsonObject { ["status"] = "processing", ["at"] = now.AddDays(-38).ToString("O"), ["text"] = Text("Under behandling", "Being processed") }),
            ["nextStep"] = Text("Vi indhenter oplysninger fra en anden myndighed.", "We ask another authority for information."),
        },
        "benefit" => new JsonObject
        {
            ["period"] = new JsonObject { ["from"] = Day(now, -300) },
            ["frequency"] = "monthly",
            ["amount"] = Kroner(3214.50m),
            ["taxable"] = true,
            ["next"] = new JsonObject { ["date"] = Day(now, 9), ["amount"] = Kroner(2010m) },
        },
        "payment" => new JsonObject { ["date"] = Day(now, -12), ["amount"] = Kroner(1250m), ["direction"] = "toPerson", ["state"] = "paid" },
        "debt" => new JsonObject { ["amount"] = Kroner(840.25m), ["due"] = Day(now, 12), ["state"] = "due" },
        "appointment" => new JsonObject { ["start"] = now.AddDays(6 + item).ToString("O"), ["form"] = "inPerson", ["place"] = "Ambulatoriet, Sygehusvej 10, 4000 Roskilde", ["bring"] = Text("Sundhedskort", "Health card") },
        "deadline" => new JsonObject { ["due"] = Day(now, 4 + item), ["time"] = "12:00", ["consequence"] = Text("Støtten kan falde bort.", "The benefit may lapse.") },
        "message" => new JsonObject { ["sentAt"] = now.AddDays(-2).ToString("O"), ["read"] = item % 2 == 0 },
        "registration" => new JsonObject
        {
            ["fields"] = new JsonArray(
                new JsonObject { ["label"] = Text("Adresse", "Address"), ["value"] = Text("Prøvevej 1, 4000 Roskilde", "Prøvevej 1, 4000 Roskilde") },
                new JsonObject { ["label"] = Text("Husstand", "Household"), ["value"] = Text("To voksne", "Two adults") }),
        },
        _ => new JsonObject { ["state"] = "valid", ["number"] = "B-" + item, ["validFrom"] = Day(now, -700), ["validTo"] = Day(now, 700) },
    };

    private static JsonObject Authority(int source) => new() { ["id"] = (99000000 + source).ToString(CultureInfo.InvariantCulture), ["name"] = Text("Myndigheden for prøver " + source, "Authority for trials " + source) };

    private static JsonObject Text(string da, string en) => new() { ["da"] = da, ["en"] = en };

    private static JsonObject Kroner(decimal value) => new() { ["value"] = value, ["currency"] = "DKK" };

    private static string Day(DateTimeOffset now, int days) => now.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
