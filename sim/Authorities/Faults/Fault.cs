using System.Globalization;

namespace Overblik.Authorities;

/// <summary>The ways in which a source can fail on demand.</summary>
internal enum FaultKind { None, Slow, Hanging, Drip, Error500, Malformed, WrongSchema, WrongPerson, Huge, Deep, TooManyRequests, Unavailable, Down, Token, Flapping }

/// <summary>A fault and its delay: before the answer, or between two bytes of a drip.</summary>
internal sealed record Fault(FaultKind Kind, TimeSpan Delay)
{
    public static readonly Fault None = new(FaultKind.None, TimeSpan.Zero);

    /// <summary>The names, as written in configuration, in the API and on the page.</summary>
    public static readonly IReadOnlyDictionary<string, FaultKind> Names = new Dictionary<string, FaultKind>(StringComparer.Ordinal)
    {
        ["none"] = FaultKind.None,
        ["slow"] = FaultKind.Slow,
        ["hanging"] = FaultKind.Hanging,
        ["drip"] = FaultKind.Drip,
        ["error500"] = FaultKind.Error500,
        ["malformed"] = FaultKind.Malformed,
        ["wrong-schema"] = FaultKind.WrongSchema,
        ["wrong-person"] = FaultKind.WrongPerson,
        ["huge"] = FaultKind.Huge,
        ["deep"] = FaultKind.Deep,
        ["429"] = FaultKind.TooManyRequests,
        ["503"] = FaultKind.Unavailable,
        ["down"] = FaultKind.Down,
        ["token"] = FaultKind.Token,
        ["flapping"] = FaultKind.Flapping,
    };

    public string Name => Names.First(it => it.Value == Kind).Key;

    public int DelayMs => (int)Delay.TotalMilliseconds;

    public static Fault? Of(string? name, int? delayMs)
    {
        if (name is null || !Names.TryGetValue(name, out var kind) || delayMs is < 0) return null;
        var standard = kind switch { FaultKind.Slow => 1500, FaultKind.Drip => 1000, _ => 0 };
        return new(kind, TimeSpan.FromMilliseconds(delayMs ?? standard));
    }

    /// <summary>Reads <c>name</c> or <c>name:delayMs</c>.</summary>
    public static Fault Parse(string text)
    {
        var part = text.Split(':');
        var delay = part.Length == 2 && int.TryParse(part[1], NumberStyles.None, CultureInfo.InvariantCulture, out var ms) ? ms : (int?)null;
        return (part.Length == 1 || delay is not null ? Of(part[0], delay) : null)
            ?? throw new FormatException($"'{text}' is no fault; write one of {string.Join(", ", Names.Keys)}, and :milliseconds where wanted.");
    }
}
