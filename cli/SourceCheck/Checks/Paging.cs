using System.Text.Json;

namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>What following the cursors came to.</summary>
/// <param name="Items">All items, by kind, in the order in which they came.</param>
/// <param name="Objections">What was wrong on the way.</param>
/// <param name="Cursor">The first cursor there was.</param>
internal sealed record Walk(IReadOnlyDictionary<string, List<JsonElement>> Items, IReadOnlyList<string> Objections, string? Cursor);

/// <summary>The cursor, and the counts that it must agree with.</summary>
internal static class Paging
{
    private const int MostPages = 100;
    private const string Short = "No kind of the test person has more items than one answer holds. Name a person with more than 100 of a kind, or make the source's pages smaller for the test.";

    public static readonly Group Group = new("Paging",
    [
        new("cursor-walk", "The cursor leads through a kind: nothing lost, nothing twice", "schemas.OverviewRequest.cursor",
            "Continue after the last item sent, by updatedAt and id; answer with that kind only, and with a cursor as long as there are more.",
            async source => await Walked(source) is { Cursor: not null } walk ? Outcome.Of(walk.Objections) : Outcome.Skipped(Short)),
        new("overview-totals", "The counts are what there is", "schemas.OverviewAnswer.counts", "Count everything that the person has in the areas of the token, whatever is asked for or sent.",
            async source =>
            {
                var walk = await Walked(source);
                return Outcome.Of(source.Answer.GetProperty("counts").EnumerateArray().Select((it, at) => (Row: it, At: at)).SelectMany(it =>
                {
                    var items = walk.Items.GetValueOrDefault(Answers.Kind(it.Row), []);
                    return new[] { ("total", items.Count), ("open", items.Count(item => item.GetProperty("open").GetBoolean())) }
                        .Where(count => it.Row.GetProperty(count.Item1).GetInt32() != count.Item2)
                        .Select(count => $"counts[{it.At}].{count.Item1} is {it.Row.GetProperty(count.Item1).GetInt32()}, where {count.Item2} were sent");
                }));
            }),
        new("cursor-mangled", "A mangled cursor is refused", "responses.BadRequest", "Refuse a cursor that is not of your making with 400 source.cursor-invalid.",
            async source =>
            {
                var mangled = Mangled((await Walked(source)).Cursor);
                return Refusals.Refused(source, await source.Ask(source.Known, it => it["cursor"] = mangled), 400, "cursor-invalid");
            }),
        new("cursor-of-another", "A cursor does not lead to another person", "responses.BadRequest", "Bind the cursor to the subject, for instance with a keyed hash, and refuse it for anybody else.",
            async source =>
            {
                if ((await Walked(source)).Cursor is not { } cursor) return Outcome.Skipped(Short);
                return source.Second is { } other ? Refusals.Refused(source, await source.Ask(other, it => it["cursor"] = cursor), 400, "cursor-invalid") : Outcome.Skipped(Items.NoSecond);
            }),
    ]);

    private static async Task<Walk> Walked(Probe source) => source.Walk ??= await Follow(source);

    // One character in the middle is another one.
    private static string Mangled(string? cursor)
    {
        if (cursor is null) return "mangled";
        var at = cursor.Length / 2;
        return string.Concat(cursor.AsSpan(0, at), cursor[at] == 'A' ? "B" : "A", cursor.AsSpan(at + 1));
    }

    private static async Task<Walk> Follow(Probe source)
    {
        var items = source.Items.GroupBy(Answers.Kind).ToDictionary(it => it.Key, it => it.ToList());
        var (objections, pages) = (new List<string>(), 0);
        string? first = null;
        foreach (var row in source.Answer.GetProperty("counts").EnumerateArray())
        {
            var kind = Answers.Kind(row);
            var ofKind = items.TryGetValue(kind, out var there) ? there : items[kind] = [];
            for (var cursor = CursorOf(row); cursor is not null;)
            {
                first ??= cursor;
                if (++pages > MostPages) { objections.Add($"{kind}: the cursor leads on after {MostPages} pages"); break; }
                var reply = await source.Ask(source.Known, it => it["cursor"] = cursor);
                if (reply.Good is not { } json) { objections.Add($"{kind}: {reply.Flaw}"); break; }
                objections.AddRange(Contract.Objections(Contract.OverviewAnswer, json));
                var page = json.GetProperty("items").EnumerateArray().ToList();
                if (page.Count == 0) objections.Add($"{kind}: a cursor led to nothing");
                if (page.Exists(it => Answers.Kind(it) != kind)) objections.Add($"{kind}: a page held other kinds");
                objections.AddRange(Answers.About(source, source.Known, page, "items"));
                objections.AddRange(source.People.Select(reply.Leak).OfType<string>());
                ofKind.AddRange(page);
                cursor = json.GetProperty("counts").EnumerateArray().Where(it => Answers.Kind(it) == kind).Select(CursorOf).FirstOrDefault();
            }
            if (ofKind.DistinctBy(it => it.GetProperty("id").GetString()).Count() < ofKind.Count) objections.Add($"{kind}: an item came twice");
            if (ofKind.Count < row.GetProperty("total").GetInt32()) objections.Add($"{kind}: items are lost");
            if (ofKind.Zip(ofKind.Skip(1)).Any(it => Answers.Instant(it.Second, "updatedAt") > Answers.Instant(it.First, "updatedAt"))) objections.Add($"{kind}: not newest first");
        }
        return new(items, objections, first);
    }

    private static string? CursorOf(JsonElement row) => row.TryGetProperty("cursor", out var cursor) ? cursor.GetString() : null;
}
