using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>What stands in the test person's overview.</summary>
internal static partial class Answers
{
    private static readonly string[] Kinds = ["case", "benefit", "payment", "debt", "appointment", "deadline", "message", "registration", "credential"];

    public static readonly Group Group = new("The answer",
    [
        Check.Look("overview-schema", "It keeps the schema", "schemas.OverviewAnswer", "Compare each place with the schema; the word after it is the keyword that objects.",
            source => Contract.Objections(Contract.OverviewAnswer, source.Answer)),
        Check.Look("overview-facts", "Every item has the facts of its kind and no others", "schemas.Item", "Send the member that is named as the kind, and leave the other eight out.",
            source => Each(source, it => it)
                .SelectMany(it => Kinds.Where(kind => kind != Kind(it.Item) && it.Item.TryGetProperty(kind, out _)).Select(kind => $"{it.Place}.{kind} is there"))),
        Check.Look("overview-complete", "It has items and counts", "schemas.OverviewAnswer",
            "Send items and counts, empty where there is nothing; only an answer with unchanged: true leaves them out.",
            source => new[] { "items", "counts" }.Where(it => !source.Answer.TryGetProperty(it, out _)).Select(it => $"{it} is missing")),
        Check.Look("overview-has-items", "The test person has items", "schemas.Capabilities.testPeople", "Name a synthetic person with items: first in testPeople, or with --person.",
            source => source.Items.Count > 0 ? null : "no items"),
        Check.Look("overview-subject", "Every item is about the person asked for", "rule 7",
            "Compute subject from the record that the item was made from, with the request's subjectKey. Where it differs, another person's data were on their way to a screen.",
            source => About(source, source.Known, source.Items, "items")),
        Check.Look("overview-ids", "Every item has an id of its own", "schemas.Item.id", "Make ids that are unique in the source and stay the same.",
            source => Each(source, it => it).GroupBy(it => it.Item.GetProperty("id").GetString()).Where(it => it.Count() > 1).Select(it => $"{it.Last().Place}.id is there twice")),
        Check.Look("overview-offered", "Only areas that are agreed, and kinds that are offered there", "schemas.Item.area", "Give the item an area of the capabilities, and list its kind there.",
            source => Each(source, it => it).Where(it => it.Item.GetProperty("area").GetString() is var area && !(source.Areas.Contains(area) && source.Offered[area!].Contains(Kind(it.Item))))
                .Select(it => $"{it.Place}: area or kind is not offered")),
        Check.Look("overview-counts", "One row of counts for each kind that is offered", "schemas.OverviewAnswer.counts",
            "Send one row for each kind of the areas agreed, with 0 where there is nothing.", Counts),
        Check.Look("overview-order", "Newest updatedAt first", "paths./overview", "Sort by updatedAt, the newest first, whatever the kind.",
            source => Each(source, it => it).Skip(1).Where(it => Instant(it.Item, "updatedAt") > Instant(source.Items[it.At - 1], "updatedAt"))
                .Select(it => $"{it.Place}.updatedAt is newer than the one before")),
        Check.Look("overview-limit", "At most 100 items of a kind", "rule 5", "Send the first 100 of the kind, and a cursor for the next.",
            source => source.Items.GroupBy(Kind).Where(it => it.Count() > 100).Select(it => $"{it.Count()} items of one kind")),
        Check.Look("overview-texts", "Both languages say something", "rule 3", "Write the text in Danish and in English.",
            source => Places.Objects(source.Answer).SelectMany(it => new[] { "da", "en" }
                .Where(language => it.Json.TryGetProperty(language, out var text) && text.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(text.GetString()))
                .Select(language => $"{it.Place}.{language} is blank"))),
        Check.Look("overview-private", "No CPR number in it, nor the identifier", "rule 2",
            "Leave the number out of every text, id, link and header. An account number that looks like one is better written in groups.", Private),
        Check.Look("overview-timelines", "Timelines: oldest first, ending with the status", "schemas.Case.timeline", "Sort by at, and let the last row have the case's status.",
            source => Each(source, it => it.TryGetProperty("case", out var facts) ? facts : null).SelectMany(Timeline)),
        Check.Look("overview-as-of", "asOf is not in the future", "schemas.OverviewAnswer.asOf", "Send the instant when the data were right, with its offset, and set the clock by NTP.",
            source => Instant(source.Answer, "asOf") <= source.Time.GetUtcNow().AddSeconds(30) ? null : "asOf is in the future"),
        Check.Look("overview-amounts", "Amounts have at most two decimals", "schemas.Amount.value", "Round to øre before you write the amount, and write it as a decimal number.",
            source => Places.Objects(source.Answer).Where(it => it.Json.TryGetProperty("currency", out _) && it.Json.TryGetProperty("value", out var value)
                && value.ValueKind == JsonValueKind.Number && (!value.TryGetDecimal(out var amount) || amount.Scale > 2)).Select(it => $"{it.Place}.value has more decimals")),
        Check.Look("overview-expected", "What is expected is expected of something open", "schemas.Item.expected",
            "Leave expected out once nothing is expected, and give a deadline's expected the same due as the deadline.", Expected),
        Check.Look("overview-paid", "Earlier payments are left to /item", "schemas.Benefit.paid", "Send benefit.paid in the answer of /item only.",
            source => Each(source, it => it.TryGetProperty("benefit", out var facts) && facts.TryGetProperty("paid", out _) ? it : null).Select(it => $"{it.Place}.benefit.paid is there")),
    ]);

    /// <summary>Items whose subject is not the person's.</summary>
    public static IEnumerable<string> About(Probe source, TestPerson person, IEnumerable<JsonElement> items, string place) =>
        items.Select((it, at) => (it, at)).Where(it => it.it.GetProperty("subject").GetString() != source.SubjectOf(person.Value)).Select(it => $"{place}[{it.at}].subject is not the person's");

    public static string Kind(JsonElement item) => item.GetProperty("kind").GetString()!;

    public static DateTimeOffset Instant(JsonElement json, string name) => json.GetProperty(name).GetDateTimeOffset();

    /// <summary>The kinds that a person's counts must have a row for.</summary>
    public static IEnumerable<string> KindsOf(Probe source, IEnumerable<string> areas) => areas.SelectMany(it => source.Offered[it]).Distinct();

    private static IEnumerable<(string Place, int At, JsonElement Item)> Each(Probe source, Func<JsonElement, JsonElement?> part) =>
        source.Items.Select((it, at) => ($"items[{at}]", at, part(it))).Where(it => it.Item3 is not null).Select(it => (it.Item1, it.at, it.Item3!.Value));

    private static IEnumerable<string> Counts(Probe source)
    {
        var rows = source.Answer.GetProperty("counts").EnumerateArray().ToList();
        var kinds = rows.Select(Kind).ToList();
        var offered = KindsOf(source, source.Areas).ToList();
        foreach (var kind in offered.Except(kinds)) yield return $"no row for {kind}";
        if (kinds.Except(offered).Any()) yield return "a row for a kind that is not offered";
        if (kinds.Distinct().Count() < kinds.Count) yield return "two rows for one kind";
        foreach (var (row, at) in rows.Select((it, at) => (it, at)))
            if (row.GetProperty("open").GetInt32() > row.GetProperty("total").GetInt32()) yield return $"counts[{at}]: more are open than there are";
    }

    private static IEnumerable<string> Private(Probe source)
    {
        foreach (var person in source.People)
            if (source.Overview.Leak(person) is { } leak) yield return leak;
        foreach (var (place, text) in Places.Texts(source.Answer))
            if (Number().Matches(text).Any(it => IsCpr(it.Value.Replace("-", "", StringComparison.Ordinal)))) yield return $"{place} looks like a CPR number";
    }

    // A date, with the day raised by 60 in a replacement number, and four digits more.
    private static bool IsCpr(string digits)
    {
        var day = int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture);
        return DateOnly.TryParseExact($"{(day > 60 ? day - 60 : day):00}{digits.AsSpan(2, 2)}20{digits.AsSpan(4, 2)}", "ddMMyyyy", out _);
    }

    private static IEnumerable<string> Timeline((string Place, int At, JsonElement Case) it)
    {
        var rows = it.Case.GetProperty("timeline").EnumerateArray().ToList();
        for (var i = 1; i < rows.Count; i++)
            if (Instant(rows[i], "at") < Instant(rows[i - 1], "at")) yield return $"{it.Place}.case.timeline[{i}] is older than the one before";
        if (rows[^1].GetProperty("status").GetString() != it.Case.GetProperty("status").GetString()) yield return $"{it.Place}.case.timeline ends with another status";
    }

    private static IEnumerable<string> Expected(Probe source)
    {
        foreach (var (place, _, item) in Each(source, it => it.TryGetProperty("expected", out _) ? it : null))
        {
            if (!item.GetProperty("open").GetBoolean()) yield return $"{place}.expected is there, but the item is not open";
            if (item.TryGetProperty("deadline", out var deadline) && item.GetProperty("expected").TryGetProperty("due", out var due)
                && due.GetString() != deadline.GetProperty("due").GetString()) yield return $"{place}.expected.due is not the deadline's";
        }
    }

    [GeneratedRegex("(?<![A-Za-z0-9_+-])[0-9]{6}-?[0-9]{4}(?![A-Za-z0-9_-])")]
    private static partial Regex Number();
}
