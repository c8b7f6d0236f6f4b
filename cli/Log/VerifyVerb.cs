using System.CommandLine;
using System.Globalization;
using Overblik.LogFormat;
using Overblik.Tlog;

namespace Overblik.Cli.Log;

/// <summary><c>overblik log verify</c>: checks a person's proof of who looked at their data, without asking anybody.</summary>
internal static class VerifyVerb
{
    public static Command Command()
    {
        var file = new Argument<string>("FILE") { Description = "The proof, as it was downloaded." };
        var key = new Option<string[]>("--key") { HelpName = "VKEY", Description = "A key of the log that you know from elsewhere; those in the file where absent." };
        var policy = new Option<string?>("--policy") { HelpName = "FILE", Description = "The witnesses that you trust (C2SP tlog-policy); those in the file where absent." };
        var single = new Option<string?>("--tlog-proofs") { HelpName = "FOLDER", Description = "Writes one C2SP tlog-proof for each entry there, for other programs." };
        var command = new Command("verify", "Checks a person's proof of who looked at their data, without asking anybody.") { file, key, policy, single };
        command.SetAction((it, _) => Run(it.GetRequiredValue(file), it.GetValue(key) ?? [], it.GetValue(policy), it.GetValue(single), it.InvocationConfiguration.Output, it.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> Run(string file, string[] keys, string? policy, string? single, TextWriter output, TextWriter error)
    {
        try
        {
            var proof = LogProof.Parse(await File.ReadAllBytesAsync(file));
            var findings = LogProofCheck.Check(proof, keys.Length == 0 ? null : [.. keys.Select(VerifierKey.Parse)], policy is null ? null : TrustPolicy.Parse(await File.ReadAllTextAsync(policy)));
            foreach (var finding in findings)
            {
                var mark = finding.Holds switch { true => "✓", false => "✗", null => "–" };
                await output.WriteLineAsync($"  {mark} {Words(finding)}{(finding.Wrong is { } wrong ? $" ({wrong})" : "")}");
            }
            if (keys.Length == 0) await output.WriteLineAsync("  – The log's key is the one in the file. Compare it with one that you know from elsewhere, with --key: " + string.Join(" ", proof.Keys));
            await output.WriteLineAsync("  – Never proved: that the label in the index is this person's, and that an authority told of every look-up.");
            if (single is not null) await output.WriteLineAsync($"  {await Write(proof, single):N0} entries were written to {single}, each with its own proof.");
            return findings.Any(finding => finding.Holds == false) ? 1 : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            await error.WriteLineAsync($"overblik: nothing can be said of {file}: {e.Message}");
            return 2;
        }
    }

    // Those that the checkpoint holds. With what an entry says goes what its leaf is made of.
    private static async Task<int> Write(LogProof proof, string folder)
    {
        Directory.CreateDirectory(folder);
        var (note, written) = (SignedNote.Parse(proof.Checkpoint), 0);
        foreach (var entry in proof.Chains.SelectMany(chain => chain.Entries).Where(entry => entry.Inclusion is not null))
        {
            byte[]? opening = entry is { Nonce: { Length: > 0 } nonce, Body: { Length: > 0 } body } ? [(byte)entry.Kind, .. nonce, .. body] : null;
            await File.WriteAllTextAsync(Path.Combine(folder, entry.Leaf.ToString(CultureInfo.InvariantCulture) + InclusionProof.Extension), new InclusionProof(entry.Leaf, entry.Inclusion!, note, opening).ToString());
            written++;
            if (entry.Disclosed is not { } way || opening is null || LineBody.Parse(entry.Body) is not { Opened.IsEmpty: false } said) continue;
            await File.WriteAllTextAsync(Path.Combine(folder, said.Of.ToString(CultureInfo.InvariantCulture) + InclusionProof.Extension), new InclusionProof(said.Of, way, note, [(byte)LeafKind.Access, .. said.Opened.Span]).ToString());
            written++;
        }
        return written;
    }

    private static string Words(Finding finding) => finding.Of switch
    {
        ProofPart.Signature => $"The log has signed that it has {finding.Count:N0} entries.",
        ProofPart.Witnesses => finding.Holds is null ? "No witness is named: nobody outside has said that this is the log that all see." : $"Enough witnesses have seen the same log: {finding.Count}.",
        ProofPart.Entries => $"{finding.Count:N0} entries stand in the log at their places.",
        ProofPart.Words => $"{finding.Count:N0} entries say what they said when they were written.",
        ProofPart.Chain => $"None of {finding.Count:N0} entries is missing between the first and the newest.",
        ProofPart.Index => finding.Holds is null ? "There is no index over all persons yet: the newest could be held back." : $"The index over all persons of {finding.At:u} says the same: {finding.Count:N0} entries. What came after, it does not know.",
        ProofPart.Erased => finding.Holds is null ? $"{finding.Count:N0} entries cannot be read any more, and no erasure stands in the chain after them: they are past their time, or somebody has made them unreadable." : $"{finding.Count:N0} entries were erased, and the log says so.",
        ProofPart.Disclosed => $"{finding.Count:N0} look-ups were kept back for a time, and stood so in the log before they were shown.",
        ProofPart.Kept when finding.Count > 1 || finding.Holds == false => $"The entries are kept from number {finding.Count:N0} on{(finding.At is { } at ? $", the oldest that can be read of {at:u}" : "")}: "
            + (finding.Holds is null ? "no index here says whether those before it are past their time." : "those before it are past their time, as the index over all persons says."),
        ProofPart.Kept => "All entries are there from the first on.",
        _ => finding.Holds is null ? $"{finding.Count:N0} entries are newer than the checkpoint and not proved yet." : "No entry is newer than the checkpoint.",
    };
}
