using System.Globalization;
using System.Text.Json.Nodes;
using Overblik.Population;

namespace Overblik.Authorities;

/// <summary>
/// What the authorities have looked up about the people made by hand: routines at night, casework by day, one employee of the municipality who is curious, and one look-up that the law lets wait before it is shown. The same at the same date, but for the end of that wait. Times are those of the real clock, as in every log.
/// </summary>
internal static class LookUpStory
{
    public const string Benefits = "udbetaling-danmark", Tax = "skatteforvaltningen", Municipality = "kommunen";

    /// <summary>So far back at the first start: what is told later than this is marked as late.</summary>
    public const int Days = 28;

    /// <summary>How long after it is told the delayed one is shown: short enough to be waited for.</summary>
    public static readonly TimeSpan Delay = TimeSpan.FromMinutes(3);

    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    /// <summary>The look-ups of one day, by source, no later than now.</summary>
    public static IEnumerable<(string Source, JsonObject LookUp)> Of(DateOnly day, DateTimeOffset now)
    {
        var people = Persona.All.Where(it => it.Person.Cpr is not null && it.On(day).Age(day) >= 15).Select(it => it.Person).DistinctBy(it => it.Cpr).ToList();
        var children = Persona.All.SelectMany(it => it.Children(day)).Where(it => it.Cpr is not null).DistinctBy(it => it.Cpr);
        return people.SelectMany((person, i) => Of(day, person.Cpr!, i)).Concat(children.SelectMany((child, i) => OfChild(day, child.Cpr!, i))).Concat(Delayed(day, now)).Where(it => it.At <= now).OrderBy(it => it.At).Select(it => (it.Source, it.LookUp));
    }

    private static IEnumerable<(string Source, DateTimeOffset At, JsonObject LookUp)> Of(DateOnly day, string cpr, int i)
    {
        // Each night of a working day, whether the household still has a right to its housing benefit.
        if (i % 2 == 0 && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            yield return LookUp(Benefits, cpr, At(day, 2, i), "Boligstøtte", "Fast kontrol om natten", "Boligstøttesystemet", ["income", "household"], "housing-benefit.control", "Lov om individuel boligstøtte", $"bs-{i}");
        if (day.Day == 10) yield return LookUp(Tax, cpr, At(day, 3, i), "Personskat", "Fast kørsel hver måned", "eIndkomst", ["income"], "tax.control", "Skattekontrolloven", null);
        // A caseworker opens the case, and sees what it takes: one visit.
        if ((day.DayNumber + i) % 9 == 0 && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
        {
            var visit = string.Create(CultureInfo.InvariantCulture, $"besoeg-{i}-{day:yyyyMMdd}");
            foreach (var (category, minute) in new[] { ("address", 0), ("household", 1), ("income", 4) })
                yield return LookUp(Municipality, cpr, At(day, 10, i + minute), "Borgerservice", "Sagsbehandler", "Sagssystemet", [category], "municipality.casework", "Retssikkerhedsloven", $"{day.Year}-{1000 + i}", visit);
        }
        if ((day.DayNumber + i) % 13 == 0) yield return LookUp(Tax, cpr, At(day, 14, i), "Personskat", "Sagsbehandler", "Skattemappen", ["tax", "income"], "tax.assessment", "Skattekontrolloven", $"sk-{day.Year}-{i}");
        // Somebody at the municipality, in the evening, without a case, again and again.
        if (i % 5 == 1 && day.DayNumber % 14 == 3)
        {
            for (var time = 0; time < 6; time++) yield return LookUp(Municipality, cpr, At(day, 21, (7 * time) + (i % 5)), "Borgerservice", "Sagsbehandler", "Sagssystemet", time % 2 == 0 ? ["address"] : ["household", "contact"], "municipality.casework", "Retssikkerhedsloven", null);
        }
    }

    // The school's look at a child, and what a parent is not shown.
    private static IEnumerable<(string Source, DateTimeOffset At, JsonObject LookUp)> OfChild(DateOnly day, string cpr, int i)
    {
        if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) yield break;
        if ((day.DayNumber + i) % 6 == 0) yield return LookUp(Municipality, cpr, At(day, 9, i), "Skole og dagtilbud", "Sagsbehandler", "Elevsystemet", ["family", "education"], "municipality.casework", "Folkeskoleloven", $"{day.Year}-{2000 + i}");
        if ((day.DayNumber + i) % 10 == 0) yield return LookUp(Municipality, cpr, At(day, 11, i), "Børn og unge", "Rådgiver", "Sagssystemet", ["family"], "child-welfare", "Barnets lov", $"{day.Year}-{3000 + i}");
    }

    // One in any four weeks, so that the first start tells of one: Karen's taxes are looked into, and she is not to know before it is done.
    private static IEnumerable<(string Source, DateTimeOffset At, JsonObject LookUp)> Delayed(DateOnly day, DateTimeOffset now)
    {
        if (day.DayNumber % Days != 1) yield break;
        var told = LookUp(Tax, Persona.All.First(it => it.Id == "karen-mose").Person.Cpr!, At(day, 13, 10), "Særlig Kontrol", "Sagsbehandler", "Kontrolsystemet", ["tax", "income", "property"], "tax.assessment", "Skattekontrolloven", $"sk-{day.Year}-kontrol");
        told.LookUp["delay"] = new JsonObject { ["until"] = (now + Delay).ToString("O", CultureInfo.InvariantCulture), ["ground"] = "Databeskyttelsesloven § 22, stk. 2, nr. 5 (hensyn til skatteanliggender)" };
        yield return told;
    }

    private static DateTimeOffset At(DateOnly day, int hour, int minutes)
    {
        var local = day.ToDateTime(new TimeOnly(hour, 0)).AddMinutes(minutes % 55);
        return new DateTimeOffset(local, Denmark.GetUtcOffset(local)).ToUniversalTime();
    }

    private static (string Source, DateTimeOffset At, JsonObject LookUp) LookUp(string source, string cpr, DateTimeOffset at, string unit, string role, string system, string[] categories, string purpose, string basis, string? @case, string? reference = null)
    {
        var told = new JsonObject
        {
            ["person"] = new JsonObject { ["type"] = "cpr", ["value"] = cpr }, ["at"] = at.ToString("O", CultureInfo.InvariantCulture), ["unit"] = unit, ["role"] = role, ["system"] = system,
            ["categories"] = new JsonArray([.. categories.Select(category => (JsonNode)category)]), ["purpose"] = purpose, ["legalBasis"] = basis,
        };
        if (@case is not null) told["case"] = @case;
        if (reference is not null) told["reference"] = reference;
        return (source, at, told);
    }
}
