using System.Reflection;
using Overblik.JourneyFormat;

namespace Overblik.Unit.Tests;

/// <summary>The journeys of the repository, and a small one to spoil.</summary>
internal static class Content
{
    private static readonly string Folder = typeof(Content).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(it => it.Key == "Journeys").Value!;

    private static readonly (IReadOnlyList<Journey> Journeys, IReadOnlyList<Finding> Wrong) Read = JourneyReader.Read(JourneyReader.Folder(Folder));

    public static IReadOnlyList<Journey> Journeys => Read.Wrong.Count == 0 ? Read.Journeys : throw new InvalidOperationException(string.Join('\n', Read.Wrong));

    public static TheoryData<string> Ids => [.. Journeys.Select(journey => journey.Id)];

    public static Journey Of(string id) => Journeys.First(journey => journey.Id == id);

    public const string Authorities = """
        authorities:
          - { id: town, name: { da: Byen, en: The town }, ask: { da: Ring., en: Call. }, url: "https://example.org", sources: [town] }
        """;

    /// <summary>A journey that is in order.</summary>
    public const string Small = """
        id: small
        path: lille
        version: 1
        valid: { from: 2026-01-01 }
        audience: citizen
        title: { da: Lille, en: Small }
        lead: { da: Kort tekst., en: A short text. }
        questions:
          - { id: day, kind: date, text: { da: Hvornår?, en: When? }, name: { da: dagen, en: the day }, known-from: "-1 years" }
          - { id: home, kind: choice, text: { da: Hvor?, en: Where? }, options: [ { id: rent, text: { da: Leje, en: Rent } }, { id: own, text: { da: Eje, en: Own } } ] }
          - { id: old, kind: yes-no, ask-if: home = own, text: { da: Er du gammel?, en: Are you old? } }
        tasks:
          - id: first
            kind: duty
            authority: town
            title: { da: Det første, en: The first }
            text: { da: Gør det., en: Do it. }
            window: { anchor: day, from: "-28 days", to: "+5 days" }
            late: { da: Det koster., en: It costs. }
            link: { url: "https://example.org/first", title: { da: Her, en: Here } }
            helper: anyone
            source: { title: Loven, url: "https://example.org/law", date: "2026" }
          - id: second
            kind: right
            authority: town
            applies-if: home = rent or old
            title: { da: Det andet, en: The second }
            text: { da: Søg det., en: Apply. }
            when: later
            link: { url: "https://example.org/second", title: { da: Der, en: There } }
            helper: together
            after: [first]
            source: { title: Loven, url: "https://example.org/law", date: "2026-06" }
        cases:
          - { name: One, today: 2026-06-01, answers: { day: 2026-06-15, home: rent }, expect: { first: 2026-05-18..2026-06-20, second: later } }
          - { name: Two, today: 2026-06-01, answers: { day: 2026-06-15, home: own, old: "no" }, expect: { first: 2026-05-18..2026-06-20 } }
          - { name: Three, today: 2026-06-01, answers: { day: 2028-02-29, home: own, old: "yes" }, expect: { first: 2028-02-01..2028-03-05, second: later } }
        """;

    public static (IReadOnlyList<Journey> Journeys, IReadOnlyList<Finding> Wrong) Parse(string journey, string authorities = Authorities) =>
        JourneyReader.Read([(JourneyReader.AuthoritiesFile, authorities), ("small.yaml", journey)]);
}
