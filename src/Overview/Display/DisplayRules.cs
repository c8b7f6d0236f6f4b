using System.Collections.Frozen;
using System.Text.Json.Serialization;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>What an authority shows of the items under a subject code.</summary>
/// <param name="Scheme">KLE or FORM.</param>
/// <param name="Code">The code, or the beginning of codes in whole numbers: 23 holds for 23.05.10, and 23.05.10 for 23.05.10P19 with its facet. Empty: every item that no other rule names.</param>
/// <param name="Shown">On or off.</param>
/// <param name="From">Items that are not known to be created on this date or later are not shown.</param>
/// <param name="OpenRegardless">Open items are shown whatever <paramref name="From"/> says.</param>
/// <param name="Title">Shown instead of the source's own title.</param>
internal sealed record DisplayRule(string Scheme, string Code, bool Shown, DateOnly? From = null, bool OpenRegardless = false, Text? Title = null)
{
    [JsonIgnore]
    public (string, string) Key => (Scheme, Code);
}

/// <summary>The rules of one source. What no rule names is shown as it is. A pure function of the rules and the item.</summary>
internal sealed class DisplayRules(IEnumerable<DisplayRule> rules)
{
    public static readonly DisplayRules None = new([]);

    private readonly FrozenDictionary<(string Scheme, string Code), DisplayRule> byCode = rules.ToFrozenDictionary(r => r.Key);

    /// <summary>The item as it is shown, or null where it is not.</summary>
    public Item? Apply(Item item)
    {
        if (byCode.Count == 0 || RuleFor(item.Code) is not { } rule) return item;
        if (!rule.Shown) return null;
        if (rule.From is { } from && !(item.CreatedAt is { } created && BusinessClock.DateOf(created) >= from) && !(rule.OpenRegardless && item.Open)) return null;
        return rule.Title is null ? item : item with { Title = rule.Title };
    }

    // The most particular rule: 23.05.10P19, then 23.05.10, then 23.05, then 23, then the one for all others.
    private DisplayRule? RuleFor(SubjectCode? code)
    {
        for (var length = code?.Value.Length ?? 0; length > 0; length--)
        {
            var whole = length == code!.Value.Length || !char.IsAsciiDigit(code.Value[length]);
            if (whole && byCode.TryGetValue((code.Scheme, code.Value[..length]), out var rule)) return rule;
        }
        return byCode.GetValueOrDefault(("", ""));
    }
}

/// <summary>A part of an agreement that is open to citizens: these areas, of these authorities. An empty list means all.</summary>
internal sealed record WaveScope(IReadOnlyList<string> Areas, IReadOnlyList<string> Authorities)
{
    public bool Includes(Item item) => (Areas.Count == 0 || Areas.Contains(item.Area)) && (Authorities.Count == 0 || Authorities.Contains(item.Authority.Id));
}

/// <summary>What of a source's items is shown at present.</summary>
/// <param name="Rules">The rules that were last released.</param>
/// <param name="Waves">The open waves; null where the source has never used waves, and all of its agreement is open.</param>
/// <param name="Edition">How many decisions there have been: what was held under another edition is fetched again.</param>
internal sealed record SourceDisplay(DisplayRules Rules, IReadOnlyList<WaveScope>? Waves, int Edition = 0)
{
    public static readonly SourceDisplay Everything = new(DisplayRules.None, null);

    public Item? Apply(Item item) => Waves is null || Waves.Any(w => w.Includes(item)) ? Rules.Apply(item) : null;

    /// <summary>The counts without the items that are held back, as far as they were sent.</summary>
    public static IReadOnlyList<KindCount> Without(IReadOnlyList<KindCount> counts, IReadOnlyCollection<Item> heldBack) =>
        [.. counts.Select(count => count with
        {
            Total = Math.Max(0, count.Total - heldBack.Count(i => i.Kind == count.Kind)),
            Open = Math.Max(0, count.Open - heldBack.Count(i => i.Kind == count.Kind && i.Open)),
        })];
}
