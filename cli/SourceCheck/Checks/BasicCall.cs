namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>The one call that all others are variations of.</summary>
internal static class BasicCall
{
    private const int Times = 12;

    public static readonly Group Group = new("The basic call",
    [
        new("overview-answered", "The test person's overview is answered", "paths./overview", "Answer the call with 200. The code says what the source had against it.",
            async source =>
            {
                var reply = source.Overview = await source.AskUntilTrusted();
                return reply.HasStatus(200) ? Outcome.Passed : Outcome.Failed(reply.Words, reply.Advice);
            }, IsBasic: true),
        Check.Look("overview-size", "The answer is at most 1 MiB", "rule 5", "Send at most 100 items of a kind, and the rest by the cursor. Earlier payments belong to /item.",
            source => source.Overview.Fault == Fault.TooLarge ? source.Overview.Words : null, isBasic: true),
        Check.Look("overview-depth", "The answer is at most 16 levels deep", "rule 5", "Build the answer from the contract's members: none of them lies that deep.",
            source => source.Overview.IsDeep ? source.Overview.FormError : null, isBasic: true),
        Check.Look("overview-json", "The answer is JSON", "paths./overview", "Send one whole JSON document in UTF-8, packed as Content-Encoding says.",
            source => source.Overview.FormError, isBasic: true),
        new("reliable", $"The same call succeeds {Times} times of {Times}", "paths./overview",
            "Find out why the same call sometimes fails: one instance of several, a connection pool that runs out, or connections that are closed while in use.",
            async source =>
            {
                var failures = new List<string>();
                for (var i = 0; i < Times && !source.IsSilent; i++)
                    if (await source.Ask(source.Known) is { IsGood: false } reply) failures.Add(reply.Words);
                return failures.Count == 0 ? Outcome.Passed : Outcome.Failed($"{failures.Count} of {Times} failed: {string.Join("; ", failures.Distinct())}");
            }, IsBasic: true),
        Check.Look("overview-content-type", "Its content type is JSON", "paths./overview", "Send Content-Type: application/json.",
            source => source.Overview.MediaType == "application/json" ? null : $"the content type {Reply.Name(source.Overview.MediaType)}"),
        new("gzip", "It is packed only with gzip, and only where that is offered", "rule 5", "Look at the request's Accept-Encoding: pack with gzip where it is named, and not at all otherwise.",
            async source =>
            {
                var plain = await source.Ask(source.Known, gzip: false);
                if (!plain.IsGood) return Outcome.Failed("without Accept-Encoding: " + plain.Words);
                if (plain.Header("Content-Encoding") is not (null or "identity")) return Outcome.Failed("packed, though nothing was offered");
                return Outcome.Unless(source.Overview.Header("Content-Encoding") is null or "identity" or "gzip" ? null : "packed in another way than gzip");
            }),
        new("overview-get", "The overview cannot be had by GET", "paths./overview", "Answer POST only: whom it is about must not stand in an address.",
            async source =>
            {
                var reply = await source.Send(HttpMethod.Get, "overview");
                return Outcome.Unless(reply.IsLost || reply.Status == 200 ? reply.Words : null);
            }),
    ]);
}
