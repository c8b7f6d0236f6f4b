using System.Text;
using System.Text.Json.Nodes;

namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>Bodies that the contract does not have, with a token that is right for them.</summary>
internal static class Bodies
{
    private const string Section = "responses.BadRequest";

    public static readonly Group Group = new("Malformed bodies",
    [
        Malformed("body-not-json", "Not JSON", source => Encoding.UTF8.GetBytes($$"""{"identifier":{"type":"{{source.Known.Type}}","value":"{{source.Known.Value}}" """)),
        Malformed("body-empty", "Empty", _ => []),
        Malformed("body-wrong-types", "Values of other types", source => Changed(source, it => (it["subjectKey"], it["openOnly"]) = (7, "yes"))),
        Malformed("body-no-subject-key", "No subjectKey", source => Changed(source, it => it.Remove("subjectKey"))),
        Malformed("body-short-number", "A number of the wrong length", source => Changed(source, it => it["identifier"]!["value"] = source.Known.Value[..^1])),
        Malformed("body-unknown-kind", "A kind that the contract does not have", source => Changed(source, it => it["kinds"] = new JsonArray("parcel"))),
        Malformed("body-deep", "Nested 10,000 levels deep", source =>
            [.. Changed(source, _ => { }).AsSpan()[..^1], .. Encoding.ASCII.GetBytes($",\"kinds\":{new string('[', 10_000)}{new string(']', 10_000)}}}")]),
        new("body-large", "A megabyte: refused", Section, "Read a request to a limit of your own, some kilobytes, and refuse what is longer with 400 source.body-malformed or 413.",
            async source =>
            {
                var reply = await source.Ask("overview", Changed(source, it => it["cursor"] = new string('x', 1 << 20)), source.Known);
                return reply.HasStatus(413) ? Outcome.Unless(reply.Leak(source.Known)) : Refusals.Refused(source, reply, 400, "body-malformed", "cursor-invalid");
            }),
    ]);

    private static Check Malformed(string id, string title, Func<Probe, byte[]> body) =>
        new(id, title + ": refused", Section, "Answer 400 source.body-malformed where the body is not the contract's JSON, and say nothing of what was in it.",
            async source => Refusals.Refused(source, await source.Ask("overview", body(source), source.Known), 400, "body-malformed"));

    private static byte[] Changed(Probe source, Action<JsonObject> change)
    {
        var request = source.Request(source.Known);
        change(request);
        return Probe.Bytes(request);
    }
}
