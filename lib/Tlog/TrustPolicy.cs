using System.Globalization;
using System.Security.Cryptography;

namespace Overblik.Tlog;

/// <summary>A log or a witness that a policy names.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Url">Where it answers; null where the policy does not say.</param>
public sealed record TrustedParty(VerifierKey Key, Uri? Url);

/// <summary>Which logs are believed, and how many of which witnesses must have cosigned (C2SP tlog-policy).</summary>
public sealed class TrustPolicy
{
    private readonly Dictionary<string, Rule> rules = new(StringComparer.Ordinal);
    private string? quorum;

    private TrustPolicy() { }

    public IReadOnlyList<TrustedParty> Logs { get; private set; } = [];

    public IReadOnlyList<TrustedParty> Witnesses { get; private set; } = [];

    /// <summary>Reads a policy.</summary>
    /// <exception cref="FormatException">A line is wrong; says which and why.</exception>
    public static TrustPolicy Parse(string text)
    {
        var policy = new TrustPolicy();
        var (logs, witnesses, number) = (new List<TrustedParty>(), new List<TrustedParty>(), 0);
        foreach (var line in text.Split('\n'))
        {
            number++;
            try
            {
                if (line.Any(c => c is < ' ' and not '\t' or '\x7f')) throw new FormatException("it holds a control character");
                var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 0 && !words[0].StartsWith('#')) policy.Add(words, logs, witnesses);
            }
            catch (FormatException e) { throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of the policy: {e.Message}"), e); }
        }
        if (policy.quorum is null) throw new FormatException("The policy has no line 'quorum'.");
        (policy.Logs, policy.Witnesses) = (logs, witnesses);
        return policy;
    }

    /// <summary>The checkpoint in a note that one of the logs has signed and the quorum has cosigned.</summary>
    /// <exception cref="CryptographicException">It is not; says what is missing.</exception>
    /// <exception cref="FormatException">It is no checkpoint.</exception>
    public Checkpoint Check(SignedNote note)
    {
        var checkpoint = Checkpoint.Parse(note.Text);
        if (note.Verify(Logs.Select(log => log.Key).Where(key => key.Name == checkpoint.Origin)).Count == 0) throw new CryptographicException("No log that the policy names has signed this.");
        var cosigned = note.Verify(Witnesses.Select(witness => witness.Key)).ToHashSet();
        if (quorum != "none" && !rules[quorum!].Holds(cosigned)) throw new CryptographicException($"Too few witnesses have cosigned this: {cosigned.Count} of {Witnesses.Count}.");
        return checkpoint;
    }

    private void Add(string[] words, List<TrustedParty> logs, List<TrustedParty> witnesses)
    {
        switch (words)
        {
            case ["log", var key, .. { Length: <= 1 } url]:
                logs.Add(Party(logs, key, url, SignatureKind.Ed25519));
                break;
            case ["witness", var name, var key, .. { Length: <= 1 } url]:
                witnesses.Add(Party(witnesses, key, url, SignatureKind.Cosignature));
                Define(name, new Rule(witnesses[^1].Key, 1, []));
                break;
            case ["group", var name, var of, .. { Length: > 0 } members]:
                Define(name, new Rule(null, Threshold(of, members.Length), [.. members.Select(Member)]));
                break;
            case ["quorum", var name]:
                if (quorum is not null) throw new FormatException("a second quorum");
                if (name != "none" && !rules.ContainsKey(name)) throw new FormatException($"'{name}' is not defined above");
                quorum = name;
                break;
            default:
                throw new FormatException("not a line of a policy");
        }
    }

    private void Define(string name, Rule rule)
    {
        if (name == "none" || !rules.TryAdd(name, rule)) throw new FormatException($"'{name}' is taken");
    }

    // Each counts in one way only.
    private Rule Member(string name)
    {
        if (!rules.TryGetValue(name, out var rule)) throw new FormatException($"'{name}' is not defined above");
        if (rule.IsMember) throw new FormatException($"'{name}' is in a group already");
        rule.IsMember = true;
        return rule;
    }

    private static int Threshold(string of, int members) => of switch
    {
        "any" => 1,
        "all" => members,
        _ => int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= members ? number : throw new FormatException($"all, any or a number from 1 to {members}, not '{of}'"),
    };

    private static TrustedParty Party(List<TrustedParty> others, string vkey, string[] url, SignatureKind kind)
    {
        var key = VerifierKey.Parse(vkey);
        if (key.Kind != kind) throw new FormatException(kind == SignatureKind.Ed25519 ? "not the key of a log" : "not the key of a witness");
        if (others.Exists(other => other.Key.Bytes.SequenceEqual(key.Bytes))) throw new FormatException("this key is named above");
        Uri? address = null;
        return url is [var one] && !Uri.TryCreate(one, UriKind.Absolute, out address) ? throw new FormatException($"'{one}' is no URL") : new TrustedParty(key, address);
    }

    private sealed class Rule(VerifierKey? witness, int threshold, IReadOnlyList<Rule> members)
    {
        public bool IsMember { get; set; }

        public bool Holds(HashSet<VerifierKey> cosigned) => witness is null ? members.Count(member => member.Holds(cosigned)) >= threshold : cosigned.Contains(witness);
    }
}
