using System.Text.Json.Nodes;

namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>A token opens the areas that it names, and no others.</summary>
internal static class Areas
{
    public static readonly Group Group = new("Areas",
    [
        new("areas-none", "An empty list of areas: no items", "rule 6, areas", "Take an empty list for what it says: nothing, not everything.",
            source => Only(source)),
        new("areas-one", "One area: only its items", "rule 6, areas", "Filter the items by the areas of the token.",
            async source => source.Items.Count == 0 ? Outcome.NoItems : await Only(source, source.Items[0].GetProperty("area").GetString()!)),
        new("areas-item", "An item of an area that the token does not name is unknown", "rule 6, areas", "Look an item up among those of the token's areas only.",
            async source =>
            {
                if (source.Items.Count == 0) return Outcome.NoItems;
                var (kind, id) = (Answers.Kind(source.Items[0]), source.Items[0].GetProperty("id").GetString()!);
                return Refusals.Refused(source, await source.AskItem(source.Known, kind, id, it => it["areas"] = new JsonArray()), 404, "item-unknown");
            }),
        new("areas-not-agreed", "An area that is not agreed is refused", "rule 6, areas", "Compare the token's areas with those agreed with this hub, and refuse the call where one is not among them.",
            async source => Refusals.Refused(source, await source.Ask(source.Known, claims: it => it["areas"] = new JsonArray("no-such-area")), 403, "area-not-agreed")),
    ]);

    private static async Task<Outcome> Only(Probe source, params string[] areas)
    {
        var reply = await source.Ask(source.Known, claims: it => it["areas"] = new JsonArray([.. areas.Select(area => JsonValue.Create(area))]));
        if (reply.Good is not { } json) return Outcome.Failed(reply.Flaw);
        var got = json.GetProperty("items").EnumerateArray().Select(it => it.GetProperty("area").GetString()!).ToList();
        if (got.Except(areas).Any()) return Outcome.Failed("there are items of other areas");
        return Outcome.Unless(areas.Except(got).Any() ? "the area's items are missing" : null);
    }
}
