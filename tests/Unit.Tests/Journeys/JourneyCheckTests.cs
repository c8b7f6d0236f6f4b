using Overblik.JourneyFormat;

namespace Overblik.Unit.Tests;

public sealed class JourneyCheckTests
{
    private static readonly DateOnly Today = new(2026, 11, 28);

    public static TheoryData<string> Ids => Content.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_journey_is_proved_to_be_in_order(string id)
    {
        var report = JourneyCheck.Check(Content.Of(id), Today);
        Assert.Empty(report.Wrong);
        Assert.True(report.Burdens.Count >= 3);
        Assert.True(report.Combinations > 1);
    }

    [Fact]
    public void There_are_the_ten_life_events_of_the_strategy() => Assert.Equal(
        ["divorce", "losing-family-member", "losing-job", "moving", "moving-abroad", "new-job", "new-parent", "retiring", "starting-education", "turning15"],
        Content.Journeys.Select(journey => journey.Event!).Order(StringComparer.Ordinal));

    [Fact]
    public void The_small_one_is_in_order_until_it_is_spoiled() => Assert.Empty(Wrong(Content.Small));

    // Each of the things that the check promises, broken once.
    [Theory]
    [InlineData("applies-if: home = rent or old", "applies-if: home = rent and old", "'second' applies to nobody")]
    [InlineData("ask-if: home = own, text", "ask-if: home = own and home = rent, text", "'old' is never asked")]
    [InlineData("applies-if: home = rent or old", "applies-if: home = rent", "'old' is asked without effect")]
    [InlineData("{ id: own, text: { da: Eje, en: Own } }", "{ id: own, text: { da: Eje, en: Own } }, { id: lease, text: { da: Leje ud, en: Lease } }, { id: loan, text: { da: Lån, en: Loan } }", "whether 'lease' or 'loan' is answered")]
    [InlineData("kind: duty\n    authority: town", "kind: duty\n    applies-if: home = rent\n    authority: town", "Dead end: no task for day = 2026-06-15, home = own, old = no")]
    [InlineData("kind: right\n    authority: town", "kind: right\n    about: same\n    authority: town", "are alternatives ('same') and both apply", "kind: duty\n    authority: town", "kind: duty\n    about: same\n    authority: town")]
    [InlineData("to: \"+5 days\"", "to: \"-29 days\"", "before it begins")]
    [InlineData(", known-from: \"-1 years\"", "", "before anybody can know of it", "to: \"+5 days\"", "to: \"-1 days\"")]
    [InlineData("kind: duty\n    authority: town", "kind: duty\n    after: [second]\n    authority: town", "Each waits for another: 'first', 'second'")]
    [InlineData("    late: { da: Det koster., en: It costs. }\n", "", "say in 'late' what happens")]
    [InlineData("da: Gør det., en: Do it.", "da: Do it., en: Do it.", "the Danish and the English are the same")]
    [InlineData("first: 2026-05-18..2026-06-20, second: later", "first: 2026-05-18..2026-06-21, second: later", "'first' is 2026-05-18..2026-06-20, expected 2026-05-18..2026-06-21")]
    [InlineData("first: 2026-05-18..2026-06-20, second: later", "first: 2026-05-18..2026-06-20", "'second' (later) was not expected")]
    [InlineData("home: rent }, expect", "home: rent, old: \"yes\" }, expect", "'old' is not asked")]
    [InlineData("answers: { day: 2026-06-15, home: rent }", "answers: { home: rent }", "'day' is not answered")]
    [InlineData("when: later", "when: later\n    valid: { from: 2025-01-01, to: 2026-06-30 }", "its rule ended on 2026-06-30")]
    [InlineData("valid: { from: 2026-01-01 }", "valid: { from: 2026-01-01, to: 2026-11-01 }", "It ended on 2026-11-01")]
    [InlineData("date: \"2026-06\"", "date: \"2027\"", "the date of its source is in the future")]
    [InlineData("date: \"2026-06\"", "date: \"2026-12\"", "the date of its source is in the future")]
    // A rule that begins later, or ends, leaves nobody without a list, and its successor may be its alternative.
    [InlineData("kind: duty\n", "kind: duty\n    valid: { from: 2027-01-01 }\n", "Dead end: no task for day = 2026-06-15, home = own, old = no")]
    [InlineData("kind: duty\n", "kind: duty\n    valid: { from: 2026-01-01, to: 2027-06-30 }\n", "Dead end: no task for day = 2026-06-15, home = own, old = no, on 2027-07-01")]
    [InlineData("tasks:\n", "anchors:\n  - { id: week, name: { da: Ugen, en: The week }, dates: [ { from: day, formula: \"+7 days\" } ] }\ntasks:\n", "Nothing is counted from 'week'")]
    // Asked for the sake of an anchor that nothing is counted from.
    [InlineData("tasks:\n", "  - { id: other, kind: date, text: { da: Hvornår så?, en: When then? }, name: { da: den, en: it } }\nanchors:\n  - { id: week, name: { da: Ugen, en: The week }, dates: [ { from: other } ] }\ntasks:\n", "'other' is asked without effect")]
    // What comes first, counted from another day: only a worked case can tell.
    [InlineData("when: later", "window: { anchor: old-day, to: \"+1 days\" }", "before 'first', which comes first, can be done", "tasks:\n", "  - { id: old-day, kind: date, text: { da: Hvornår så?, en: When then? }, name: { da: den, en: it }, known-from: \"-9 years\" }\ntasks:\n", "day: 2026-06-15, home: rent }", "day: 2026-06-15, home: rent, old-day: 2026-01-01 }")]
    public void What_is_broken_is_found(string of, string becomes, string found, params string[] also)
    {
        var spoiled = Replace(Content.Small, of, becomes);
        foreach (var pair in also.Chunk(2)) spoiled = Replace(spoiled, pair[0], pair[1]);
        Assert.Contains(Wrong(spoiled), message => message.Contains(found, StringComparison.Ordinal));
    }

    [Fact]
    public void Rules_that_follow_each_other_are_alternatives_in_turn()
    {
        var both = Replace(Content.Small, "kind: duty\n", "kind: duty\n    about: same\n    valid: { from: 2026-01-01, to: 2027-06-30 }\n");
        both = Replace(both, "    applies-if: home = rent or old\n", "    about: same\n    valid: { from: 2027-07-01 }\n");
        Assert.DoesNotContain(Wrong(both), message => message.StartsWith("Contradiction", StringComparison.Ordinal) || message.StartsWith("Dead end", StringComparison.Ordinal));
        Assert.Contains(Wrong(Replace(both, "from: 2027-07-01", "from: 2027-06-30")), message => message.StartsWith("Contradiction", StringComparison.Ordinal) && message.Contains("on 2027-06-30", StringComparison.Ordinal));
    }

    [Fact]
    public void A_fault_is_told_once_with_the_first_that_has_it()
    {
        var wrong = Wrong(Replace(Replace(Content.Small, "kind: right", "kind: right\n    about: same"), "kind: duty", "kind: duty\n    about: same"));
        Assert.Contains("and for 1 other combinations", Assert.Single(wrong, message => message.StartsWith("Contradiction", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_that_nobody_has_answered_is_found()
    {
        var spoiled = Replace(Content.Small, "kind: date, text", "kind: date, ask-if: early, text");
        spoiled = Replace(spoiled, "questions:\n", "questions:\n  - { id: early, kind: yes-no, text: { da: Tidligt?, en: Early? } }\n");
        Assert.Contains(Wrong(spoiled), message => message.StartsWith("'first' is counted from 'day', which is not known for early = no", StringComparison.Ordinal));
    }

    [Fact]
    public void Too_many_combinations_are_said_to_be_too_many()
    {
        var options = string.Join(", ", Enumerable.Range(0, 18).Select(i => $"{{ id: o{i}, text: {{ da: Den {i}, en: The {i} }} }}"));
        var spoiled = Replace(Content.Small, "tasks:\n", $"  - {{ id: many, kind: choices, text: {{ da: Hvad?, en: What? }}, options: [ {options} ] }}\ntasks:\n");
        Assert.Contains(Wrong(spoiled), message => message.StartsWith("There are more than 200", StringComparison.Ordinal));
    }

    [Fact]
    public void A_heavy_text_is_found()
    {
        var heavy = string.Join(' ', Enumerable.Repeat("Ansøgningsblanketten vedrørende boligsikringsydelser fremsendes elektronisk", 6));
        Assert.Contains(Wrong(Replace(Content.Small, "da: Gør det.", $"da: {heavy}.")), message => message.Contains("LIX", StringComparison.Ordinal) && message.StartsWith("task first", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("En kat. To katte.", 2.0, 4)]
    [InlineData("Se myndighedens svar: Det kom.", 2.5 + 20, 5)]
    [InlineData("Det koster 1.825 kr. i juni 2023.", 7.0, 7)]
    [InlineData("Du kan f.eks. ringe.", 5.0, 5)]
    [InlineData("", 0.0, 0)]
    public void Readability_is_words_in_a_sentence_and_long_words(string text, double lix, int words)
    {
        var found = Readability.Of(text);
        Assert.Equal(words, found.Words);
        Assert.Equal(lix, found.Lix, 1);
    }

    internal static string Replace(string text, string of, string becomes)
    {
        Assert.Contains(of, text, StringComparison.Ordinal);
        return text.Replace(of, becomes, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Wrong(string journey)
    {
        var (journeys, unread) = Content.Parse(journey);
        Assert.Empty(unread);
        return JourneyCheck.Check(Assert.Single(journeys), Today).Wrong;
    }
}
