using System.CommandLine;
using System.CommandLine.Parsing;
using Overblik.Tlog;

namespace Overblik.Cli.Log;

/// <summary><c>overblik log audit</c>: makes a whole log again from its entries, and says what is right, what is not, and what cannot be seen from outside.</summary>
internal static class AuditVerb
{
    public static Command Command()
    {
        var url = new Argument<Uri>("URL") { CustomParser = Address, Description = "Where the log is served, e.g. http://localhost:5080/log." };
        var key = new Option<string[]>("--key") { HelpName = "VKEY", Description = "A key of the log that you know from elsewhere; the one that the log serves where absent." };
        var policy = new Option<string?>("--policy") { HelpName = "FILE", Description = "The witnesses that you trust (C2SP tlog-policy); those that the log names where absent." };
        var seen = new Option<string?>("--seen") { HelpName = "FILE", Description = "The last checkpoint that you have seen: the log must extend it. Kept anew when all is well." };
        var index = new Option<string?>("--index") { HelpName = "FILE", Description = "An index over all persons, as the log's operator gives it to an auditor: it is made again, and held against the log." };
        var indexKey = new Option<string?>("--index-key") { HelpName = "KEYFILE", Description = "The key of its labels." };
        var command = new Command("audit", "Makes a whole log again from its entries, and checks all that can be seen from outside.") { url, key, policy, seen, index, indexKey };
        command.Validators.Add(it =>
        {
            if (it.GetValue(index) is null != it.GetValue(indexKey) is null) it.AddError("--index and --index-key go together: give both, or none.");
        });
        command.SetAction((it, cancel) => Run(it.GetRequiredValue(url), it.GetValue(key) ?? [], it.GetValue(policy), it.GetValue(seen), it.GetValue(index) is { } file ? (file, it.GetRequiredValue(indexKey)!) : null, it.InvocationConfiguration.Output, it.InvocationConfiguration.Error, cancel));
        return command;
    }

    private static async Task<int> Run(Uri url, string[] keys, string? policy, string? seen, (string File, string Key)? index, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        try
        {
            using var log = new LogOverHttp(url);
            var audit = new LogAudit(log, [.. keys.Select(VerifierKey.Parse)], policy is null ? null : await File.ReadAllTextAsync(policy, cancel), seen is not null && File.Exists(seen) ? SignedNote.Parse(await File.ReadAllBytesAsync(seen, cancel)) : null,
                index is var (file, key) ? await GivenIndex.Read(file, key, cancel) : null);
            var checkpoint = await audit.Run(cancel);
            foreach (var line in audit.Right) await output.WriteLineAsync("  ✓ " + line);
            foreach (var line in audit.Wrong.Take(LogAudit.MostWrong)) await output.WriteLineAsync("  ✗ " + line);
            if (audit.Wrong.Count > LogAudit.MostWrong) await output.WriteLineAsync($"  ✗ … and {audit.Wrong.Count - LogAudit.MostWrong:N0} more");
            foreach (var line in audit.Unknown) await output.WriteLineAsync("  – " + line);
            if (audit.Wrong.Count > 0) return 1;
            if (seen is not null) await File.WriteAllBytesAsync(seen, checkpoint.ToBytes(), cancel);
            return 0;
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or IOException or UnauthorizedAccessException or TaskCanceledException)
        {
            await error.WriteLineAsync($"overblik: nothing can be said of {url}: {e.Message}");
            return 2;
        }
    }

    private static Uri? Address(ArgumentResult it)
    {
        if (Uri.TryCreate(it.Tokens[0].Value, UriKind.Absolute, out var url) && (url.Scheme is "https" or "http")) return url;
        it.AddError("URL is the address at which a log is served, e.g. https://overblik.example/log.");
        return null;
    }
}
