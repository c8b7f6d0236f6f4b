namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>What takes time to tell.</summary>
internal static class TimeAndKeys
{
    public static readonly Group Group = new("Time and keys",
    [
        Check.Look("time-half", "Every answer came within half of the time limit", "rule 4",
            "Make the slow call faster. The hub's limit holds for a retry as well, which has time only where the first answer took at most half of it.",
            source => source.Slowest is { } slowest && slowest.Took > source.TimeLimit / 2
                ? $"{slowest.Path} took {slowest.Took.TotalMilliseconds:0} ms, where {source.TimeLimit.TotalMilliseconds / 2:0} ms is half" : null),
        new("key-rotation", "A new key of the hub's is picked up, and the old one stays good", "rule 6, JWKS",
            "Fetch the JWKS again when a token names a kid that you do not know, at most every few seconds, and keep all keys that it lists.",
            async source =>
            {
                var before = source.Hub.AddKey();
                if (await source.AskUntilTrusted() is { IsGood: false } reply) return Outcome.Failed($"{Probe.KeyPatience.TotalSeconds:0} s after the key was published: {reply.Words}");
                var old = await source.Ask(source.Known, token: claims => source.Hub.Sign(claims, it => it["kid"] = before.Id, before.Sign));
                return old.IsGood ? Outcome.Passed : Outcome.Failed($"with the key before, which is still published: {old.Words}");
            }),
    ]);
}
