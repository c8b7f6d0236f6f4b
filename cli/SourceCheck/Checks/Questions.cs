using System.Text.Json;
using System.Text.Json.Nodes;

namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>What a request may ask for, and whom.</summary>
internal static class Questions
{
    public static readonly Group Group = new("The questions",
    [
        new("kinds-filter", "kinds: only these, and the counts stay", "schemas.OverviewRequest.kinds", "Filter the items by kinds, and count everything whatever is asked for.",
            async source =>
            {
                if (source.Items.Count == 0) return Outcome.NoItems;
                var kind = Answers.Kind(source.Items[0]);
                return await Filter(source, it => it["kinds"] = new JsonArray(kind), it => Answers.Kind(it) == kind);
            }),
        new("open-only", "openOnly: only the open ones, and the counts stay", "schemas.OverviewRequest.openOnly", "Filter the items by open, and count everything whatever is asked for.",
            async source => source.Items.Count == 0 ? Outcome.NoItems : await Filter(source, it => it["openOnly"] = true, it => it.GetProperty("open").GetBoolean())),
        new("unknown-fields", "Unknown fields of a request are ignored", "rule 1", "Pass over members that you do not know: version 1 gains optional ones.",
            async source => await Same(source, it => it["laterMember"] = new JsonObject { ["a"] = new JsonArray(1, "b") })),
        new("version-stable", "The same question has the same version", "schemas.OverviewAnswer.version", "Derive version from the data that the answer holds, not from the time or a random number.",
            async source =>
            {
                var reply = await source.Ask(source.Known);
                if (reply.Good is not { } json) return Outcome.Failed(reply.Flaw);
                return Outcome.Unless(json.GetProperty("version").GetString() == Version(source) ? null : "another version though nothing has changed");
            }),
        new("known-version", "knownVersion: unchanged, without items", "schemas.OverviewRequest.knownVersion",
            "Where knownVersion is the version that the answer would have, send unchanged: true with version and asOf, and no items.",
            async source =>
            {
                var reply = await source.Ask(source.Known, it => it["knownVersion"] = Version(source));
                if (reply.Good is not { } json) return Outcome.Failed(reply.Flaw);
                if (!json.TryGetProperty("unchanged", out var unchanged) || unchanged.ValueKind != JsonValueKind.True) return Outcome.Failed("unchanged is not true");
                if (json.TryGetProperty("items", out var items) && items.GetArrayLength() > 0) return Outcome.Failed("unchanged is true, but there are items");
                return Outcome.Of(Contract.Objections(Contract.OverviewAnswer, json));
            }),
        new("known-version-other", "Another knownVersion: the whole answer", "schemas.OverviewRequest.knownVersion",
            "Send unchanged: true only where knownVersion is the version that the answer has now.",
            async source => await Same(source, it => it["knownVersion"] = "another-version")),
        new("unknown-person", "A person the source does not know has nothing", "rule 8", "Answer 200 with no items and counts of 0, as for somebody of whom there is nothing.",
            async source =>
            {
                var reply = await source.Ask(source.Unknown);
                if (reply.Good is not { } json) return Outcome.Failed(reply.Flaw);
                if (json.GetProperty("items").GetArrayLength() > 0)
                    return Outcome.Failed("there are items", "Find out whose they are. If the number is somebody's in the test data, name another with --unknown.");
                return Outcome.Unless(json.GetProperty("counts").EnumerateArray().Any(it => it.GetProperty("total").GetInt32() > 0 || it.GetProperty("open").GetInt32() > 0)
                    ? "a count is above 0" : null);
            }),
    ]);

    private static string Version(Probe source) => source.Answer.GetProperty("version").GetString()!;

    private static IEnumerable<string> Ids(IEnumerable<JsonElement> items) => items.Select(it => it.GetProperty("id").GetString()!);

    // The right answer has what the whole one has, as far as it is asked for; where more is to come by the cursor, it may have more.
    private static async Task<Outcome> Filter(Probe source, Action<JsonObject> body, Func<JsonElement, bool> wanted)
    {
        var reply = await source.Ask(source.Known, body);
        if (reply.Good is not { } json) return Outcome.Failed(reply.Flaw);
        var items = json.GetProperty("items").EnumerateArray().ToList();
        if (!items.TrueForAll(it => wanted(it))) return Outcome.Failed("there are items that were not asked for");
        if (Ids(source.Items.Where(wanted)).Except(Ids(items)).Any()) return Outcome.Failed("items are missing that were asked for");
        return Outcome.Unless(Totals(json).SequenceEqual(Totals(source.Answer)) ? null : "the counts differ from those of the whole answer");
    }

    private static async Task<Outcome> Same(Probe source, Action<JsonObject> body)
    {
        var reply = await source.Ask(source.Known, body);
        if (reply.Good is not { } json) return Outcome.Failed(reply.Flaw);
        if (json.TryGetProperty("unchanged", out var unchanged) && unchanged.ValueKind == JsonValueKind.True) return Outcome.Failed("unchanged is true");
        return Outcome.Unless(Ids(json.GetProperty("items").EnumerateArray()).SequenceEqual(Ids(source.Items)) ? null : "other items than in the first answer");
    }

    private static IEnumerable<string> Totals(JsonElement answer) =>
        answer.GetProperty("counts").EnumerateArray().Select(it => $"{Answers.Kind(it)} {it.GetProperty("total").GetInt32()} {it.GetProperty("open").GetInt32()}").Order(StringComparer.Ordinal);
}
