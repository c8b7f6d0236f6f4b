using System.Collections.Frozen;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>What authorities know about a question.</summary>
/// <param name="Authority">Who.</param>
/// <param name="Lines">As they show it.</param>
/// <param name="Answer">What follows from it; null where the person must say it themselves.</param>
internal sealed record Known(string Authority, IReadOnlyList<string> Lines, string? Answer);

/// <summary>Finds what authorities already hold, so that it is shown for confirmation and not asked from nothing.</summary>
internal sealed class KnownAnswers(IEnumerable<IKnownFacts> holders, Texts texts)
{
    private const string Child = "child-birth";

    // By the question's "known": which facts tell it, and what follows from them.
    private static readonly FrozenDictionary<string, (string[] Facts, Func<IReadOnlyList<KnownFact>, Actor, DateOnly, string?> Answer)> Rules = new Dictionary<string, (string[], Func<IReadOnlyList<KnownFact>, Actor, DateOnly, string?>)>
    {
        ["birth"] = ([], (_, actor, _) => IsoDay.Write(actor.Number.Birth)),
        ["fifteenth-birthday"] = ([Child], (facts, actor, today) => Fifteenth([actor.Number.Birth, .. Dates(facts, Child)], today)),
        ["move"] = (["address-since"], (facts, _, today) => Latest(facts, "address-since", today)),
        ["children"] = ([Child], (facts, _, today) => Dates(facts, Child).Any(birth => birth.AddYears(18) > today) ? Answers.Yes : null),
        ["child-birth"] = ([Child], (facts, _, today) => Latest(facts, Child, today)),
        ["death"] = (["death-of-relative"], (facts, _, today) => Latest(facts, "death-of-relative", today)),
        ["unemployed"] = (["employer", "unemployed-since"], (facts, _, today) => Latest(facts, "unemployed-since", today)),
        ["new-job"] = (["employer", "employed-since"], (facts, _, today) => Latest(facts, "employed-since", today)),
        ["work"] = (["employer", "employed-since", "unemployed-since"], (facts, _, _) => facts.Any(fact => fact.Name == "employed-since") ? "employee" : facts.Any(fact => fact.Name == "unemployed-since") ? "own-or-none" : null),
        ["home"] = (["home"], (facts, _, _) => facts is [var home] ? home.Value : null),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The words that a question's <c>known</c> can be.</summary>
    public static IEnumerable<string> Names => Rules.Keys;

    /// <summary>Null where nothing is known.</summary>
    public async Task<Known?> Of(Actor actor, string known, DateOnly today, CancellationToken cancellation)
    {
        if (!Rules.TryGetValue(known, out var rule)) return null;
        var names = rule.Facts.ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<KnownFact> facts = names.Count == 0 ? [] : [.. (await Task.WhenAll(holders.Select(holder => holder.Of(actor, names, cancellation)))).SelectMany(all => all)];
        var answer = rule.Answer(facts, actor, today);
        // What follows from the number that the person signed in with.
        if (facts.Count == 0) return answer is null ? null : new Known(texts["journeys.known.cpr"], [texts.Of("journeys.known.birth", BusinessClock.Written(actor.Number.Birth))], answer);
        return new Known(string.Join(", ", facts.Select(fact => fact.Authority).Distinct()), [.. facts.Select(fact => $"{fact.Label}: {fact.Text}")], answer);
    }

    private static IEnumerable<DateOnly> Dates(IEnumerable<KnownFact> facts, string name) =>
        facts.Where(fact => fact.Name == name).Select(fact => IsoDay.Read(fact.Value)).OfType<DateOnly>();

    private static string? Latest(IEnumerable<KnownFact> facts, string name, DateOnly today) => Dates(facts, name).Where(day => day <= today.AddYears(1)).Select(day => (DateOnly?)day).Max() is { } latest ? IsoDay.Write(latest) : null;

    // The next one that comes, or one that has just been.
    private static string? Fifteenth(IEnumerable<DateOnly> births, DateOnly today) =>
        births.Select(birth => (DateOnly?)birth.AddYears(15)).Where(day => day > today.AddYears(-1)).Min() is { } next ? IsoDay.Write(next) : null;
}
