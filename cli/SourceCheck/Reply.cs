using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Overblik.Cli.SourceCheck;

/// <summary>Why there is no whole answer.</summary>
internal enum Fault { None, Unreachable, Insecure, Closed, TimedOut, TooLarge, BadlyPacked }

/// <summary>What came back for one call.</summary>
/// <param name="Status">0 where there was no answer at all.</param>
/// <param name="Body">Unpacked; at most what the contract allows.</param>
/// <param name="Limit">The time that was allowed.</param>
internal sealed partial record Reply(string Path, Fault Fault, int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, TimeSpan Took, TimeSpan Limit)
{
    public const int MaxBytes = 1 << 20, MaxDepth = 16;
    private const string Urn = "urn:overblik:problem:", Nested = "nested";

    private readonly Lazy<(JsonElement? Json, string? Error)> _json = new(() => Parse(Body));

    /// <summary>The call came to nothing on its way: no connection, no answer, or none in time.</summary>
    public bool IsLost => Fault is Fault.Unreachable or Fault.Insecure or Fault.Closed or Fault.TimedOut;

    public bool IsGood => HasStatus(200) && Fault == Fault.None;

    /// <summary>Whether it came with this status, whatever may be wrong with its body.</summary>
    public bool HasStatus(int status) => Status == status && !IsLost;

    /// <summary>The body, where it is JSON that is not too deep.</summary>
    public JsonElement? Json => _json.Value.Json;

    /// <summary>Whether it is nested deeper than the contract allows.</summary>
    public bool IsDeep => _json.Value.Error?.StartsWith(Nested, StringComparison.Ordinal) == true;

    /// <summary>Why the body cannot be read as the contract's JSON.</summary>
    public string? FormError => Fault != Fault.None ? Words : _json.Value.Error;

    /// <summary>The JSON of a good answer.</summary>
    public JsonElement? Good => IsGood ? Json : null;

    /// <summary>Why <see cref="Good"/> is null.</summary>
    public string Flaw => IsGood && FormError is { } error ? error : Words;

    /// <summary>The problem's code, where the body is a problem of the contract's kind.</summary>
    public string? Code =>
        Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && type.GetString()!.StartsWith(Urn, StringComparison.Ordinal) && CodeForm().Match(type.GetString()!, Urn.Length) is { Success: true } code
            ? code.Value
            : null;

    /// <summary>The media type without its parameters.</summary>
    public string? MediaType => Header("Content-Type")?.Split(';')[0].Trim().ToLowerInvariant();

    /// <summary>The answer in words that hold nothing the source could have put there but a status and a code.</summary>
    public string Words => Fault switch
    {
        Fault.Unreachable => "no connection could be made",
        Fault.Insecure => "no TLS connection could be made",
        Fault.Closed => "the connection was closed before the answer was whole",
        Fault.TimedOut => $"no whole answer within {Limit.TotalSeconds:0.###} s",
        Fault.TooLarge => "the answer is larger than 1 MiB; reading was stopped there",
        Fault.BadlyPacked => "the answer is not packed as its Content-Encoding says",
        _ => Code is { } code ? $"{Status} {code}" : $"{Status}",
    };

    /// <summary>What helps, where the call got no good answer and that alone tells it.</summary>
    public string? Advice => this switch
    {
        { Fault: Fault.Unreachable } => "Start the source, and check the address, the port and the firewall.",
        { Fault: Fault.Insecure } => "Give the source a certificate that this machine trusts, for the name in the address.",
        { Fault: Fault.Closed } => "Look in the source's log for what ended the connection; a proxy before it may do so too.",
        { Fault: Fault.TimedOut } => "Answer within half of the time limit (rule 4): look for what the call waits for. An answer that trickles is late as well.",
        { Status: 401 } => "Let the source trust this check: the issuer and the address of its keys stand at the top of the report.",
        { Status: 429 } => "The check makes some hundred calls in a few seconds, and so does a hub with a few people signed in. Let that many through.",
        { Status: 503 } => "The source says that it is down for now. Try again when it is up; Retry-After may say when.",
        { Status: >= 500 } => "The source failed. Its own log tells why.",
        _ => null,
    };

    public string? Header(string name) => Headers.FirstOrDefault(it => it.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Where a person's number stands in the answer, if anywhere.</summary>
    public string? Leak(TestPerson person)
    {
        // Also as a CPR number is written for people to read.
        string[] forms = person.Value.Length == 10 ? [person.Value, person.Value.Insert(6, "-")] : [person.Value];
        bool Holds(string text) => forms.Any(it => text.Contains(it, StringComparison.Ordinal));
        if (Headers.FirstOrDefault(it => Holds(it.Value)).Key is { } header) return $"the identifier stands in the header {Name(header)}";
        if (Holds(Encoding.UTF8.GetString(Body))) return "the identifier stands in the body";
        return Json is { } json && Places.Texts(json).FirstOrDefault(it => Holds(it.Text)) is { Place: { } place } ? $"the identifier stands in {place}" : null;
    }

    /// <summary>A name of the source's making, where it is harmless.</summary>
    public static string Name(string? text) => text is not null && NameForm().IsMatch(text) ? text : "of another form";

    private static (JsonElement?, string?) Parse(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body, new() { MaxDepth = MaxDepth });
            return (json.RootElement.Clone(), null);
        }
        catch (JsonException failure)
        {
            return (null, GoesDeep(body) ? $"{Nested} deeper than {MaxDepth} levels" : $"not JSON at byte {failure.BytePositionInLine} of line {failure.LineNumber}");
        }
    }

    private static bool GoesDeep(byte[] body)
    {
        var json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (json.Read())
                if (json.CurrentDepth >= MaxDepth && json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) return true;
        }
        catch (JsonException)
        {
            // Broken before it was too deep.
        }
        return false;
    }

    [GeneratedRegex(@"\G[a-z]+\.[a-z-]{1,40}\z")]
    private static partial Regex CodeForm();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z/+._-]{0,60}\z")]
    private static partial Regex NameForm();
}

/// <summary>Places in JSON, for telling where something is without telling what it is.</summary>
internal static class Places
{
    /// <summary>Every text, number and name below, decoded, with its place.</summary>
    public static IEnumerable<(string Place, string Text)> Texts(JsonElement json, string place = "") => json.ValueKind switch
    {
        JsonValueKind.String => [(place, json.GetString()!)],
        JsonValueKind.Number => [(place, json.GetRawText())],
        JsonValueKind.Array => json.EnumerateArray().SelectMany((it, at) => Texts(it, $"{place}[{at}]")),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(it => Texts(it.Value, Below(place, it.Name)).Prepend((Below(place, it.Name), it.Name))),
        _ => [],
    };

    /// <summary>Every object below, with its place.</summary>
    public static IEnumerable<(string Place, JsonElement Json)> Objects(JsonElement json, string place = "") => json.ValueKind switch
    {
        JsonValueKind.Array => json.EnumerateArray().SelectMany((it, at) => Objects(it, $"{place}[{at}]")),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(it => Objects(it.Value, Below(place, it.Name))).Prepend((place, json)),
        _ => [],
    };

    // A member that the contract does not have could be named anything.
    private static string Below(string place, string name) => (place.Length == 0 ? "" : place + ".") + (Contract.Members.Contains(name) ? name : "(unknown)");
}
