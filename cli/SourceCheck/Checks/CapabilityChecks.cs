using System.Net.Http.Headers;

namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>What the source says of itself.</summary>
internal static class CapabilityChecks
{
    public static readonly Group Group = new("Capabilities",
    [
        new("capabilities-reachable", "The capabilities are there, without a token", "paths./capabilities",
            "Answer GET {source}/v1/capabilities with 200 and without asking for a token. Check that the address is right and given without /v1.",
            async source =>
            {
                var reply = source.Capabilities = await source.Insist(() => source.Send(HttpMethod.Get, "capabilities"));
                return reply.HasStatus(200) ? Outcome.Passed : Outcome.Failed(reply.Words, reply.Advice);
            }, IsBasic: true),
        Check.Look("capabilities-form", "They are JSON, at most 1 MiB and 16 levels deep", "rule 5", "Send one whole JSON document of a few kilobytes.",
            source => source.Capabilities.FormError, isBasic: true),
        Check.Look("capabilities-schema", "They keep the schema", "schemas.Capabilities", "Compare each place with the schema; the word after it is the keyword that objects.",
            source => Contract.Objections(Contract.Capabilities, Json(source)), isBasic: true),
        Check.Look("capabilities-content-type", "Their content type is JSON", "paths./capabilities", "Send Content-Type: application/json.",
            source => source.Capabilities.MediaType == "application/json" ? null : $"the content type {Reply.Name(source.Capabilities.MediaType)}"),
        Check.Look("capabilities-version", "Version 1 is among the versions", "schemas.Capabilities.versions", "Add v1 to versions.",
            source => Json(source).GetProperty("versions").EnumerateArray().Any(it => it.GetString() == "v1") ? null : "v1 is not there"),
        Check.Look("capabilities-areas", "Each area is there once", "schemas.Capabilities.areas", "Give every area a code of its own.",
            source => source.Offered.Count == Json(source).GetProperty("areas").GetArrayLength() ? null : "two areas have the same code"),
        Check.Look("capabilities-agreed", "The areas agreed are offered", "rule 6, areas", "Offer the areas that were agreed, or give --areas codes that the source has.",
            source => source.Areas.Where(it => !source.Offered.ContainsKey(it)).Select(it => $"{it} is not offered"), isBasic: true),
        Check.Look("capabilities-cache", "They may be kept for an hour at most", "paths./capabilities", "Leave Cache-Control out, or send a max-age of at most 3600.",
            source => CacheControlHeaderValue.TryParse(source.Capabilities.Header("Cache-Control"), out var cache) && (cache.SharedMaxAge ?? cache.MaxAge) > TimeSpan.FromHours(1)
                ? "they may be kept for longer than an hour" : null),
    ]);

    private static System.Text.Json.JsonElement Json(Probe source) => source.Capabilities.Json!.Value;
}
