namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>One item in full, and the items of others.</summary>
internal static class Items
{
    public const string NoSecond = "There is no second test person. List one more in testPeople, or give --person a second time.";

    public static readonly Group Group = new("One item",
    [
        new("item-full", "The first item of each kind can be had", "paths./item", "Answer with the same item as in the overview: the same id, kind and subject, with what it has in full.",
            async source =>
            {
                if (source.Items.Count == 0) return Outcome.NoItems;
                var objections = new List<string>();
                foreach (var item in source.Items.DistinctBy(Answers.Kind))
                {
                    var (kind, id) = (Answers.Kind(item), item.GetProperty("id").GetString()!);
                    var reply = await source.AskItem(source.Known, kind, id);
                    if (reply.Good is not { } json) { objections.Add($"{kind}: {reply.Flaw}"); continue; }
                    if (reply.MediaType != "application/json") objections.Add($"{kind}: the content type {Reply.Name(reply.MediaType)}");
                    objections.AddRange(Contract.Objections(Contract.ItemAnswer, json).Select(it => $"{kind}: {it}"));
                    objections.AddRange(source.People.Select(reply.Leak).OfType<string>().Select(it => $"{kind}: {it}"));
                    if (!json.TryGetProperty("item", out var full)) continue;
                    foreach (var member in new[] { "id", "kind", "subject" })
                        if (full.GetProperty(member).GetString() != item.GetProperty(member).GetString()) objections.Add($"{kind}: item.{member} is another than in the overview");
                }
                return Outcome.Of(objections);
            }),
        new("item-unknown", "An id that there is not", "paths./item, 404", "Answer 404 source.item-unknown.",
            async source => Refusals.Refused(source, await Unknown(source), 404, "item-unknown")),
        new("item-of-another", "Another person's item is as unknown as one that there is not", "paths./item, 404",
            "Look the item up among the person's own, never by its id alone, and answer both alike to the byte: a trace id belongs in a header.",
            async source =>
            {
                if (source.Second is null) return Outcome.Skipped(NoSecond);
                if ((await source.SecondOverview()).Good is not { } second || second.GetProperty("items").GetArrayLength() == 0)
                    return Outcome.Skipped("The second test person has no items. Name one who has.");
                var other = second.GetProperty("items")[0];
                var reply = await source.AskItem(source.Known, Answers.Kind(other), other.GetProperty("id").GetString()!);
                if (reply.HasStatus(200)) return Outcome.Failed("another person's item was answered with 200");
                var refused = Refusals.Refused(source, reply, 404, "item-unknown");
                if (refused.Verdict != Verdict.Passed) return refused;
                var unknown = await Unknown(source);
                return Outcome.Unless(reply.Body.SequenceEqual(unknown.Body) ? null : "404 with another body than for an id that there is not");
            }),
        new("mix-up", "Two people asked for at the same time are not mixed up", "rule 7", "Keep nothing of one request for the next: no field, no cache without the person in its key.",
            async source =>
            {
                if (source.Second is not { } other) return Outcome.Skipped(NoSecond);
                var objections = new List<string>();
                TestPerson[] people = [source.Known, other, source.Known, other, source.Known, other];
                foreach (var (person, reply) in people.Zip(await Task.WhenAll(people.Select(it => source.Ask(it)))))
                {
                    if (reply.Good is { } json) objections.AddRange(Answers.About(source, person, json.GetProperty("items").EnumerateArray(), "items"));
                    else objections.Add(reply.Flaw);
                }
                return Outcome.Of(objections);
            }),
    ]);

    private static Task<Reply> Unknown(Probe source) => source.AskItem(source.Known, source.Items.Count > 0 ? Answers.Kind(source.Items[0]) : "case", "no-such-item");
}
