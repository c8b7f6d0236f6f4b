using CsCheck;
using Overblik.JourneyFormat;

namespace Overblik.Unit.Tests;

public sealed class JourneyReaderTests
{
    [Theory]
    [InlineData("kind: duty", "kind: must", 14, "'must' is none of duty, right, automatic, advice")]
    [InlineData("authority: town", "authority: city", 15, "'city' is not in authorities.yaml")]
    [InlineData("helper: anyone", "helpers: anyone", 21, "there is no such field here")]
    [InlineData("    title: { da: Det første, en: The first }\n", "", 13, "'title' is missing")]
    [InlineData("title: { da: Det første, en: The first }", "title: { da: Det første }", 16, "'en' is missing")]
    [InlineData("https://example.org/first", "http://example.org/first", 20, "is no https address")]
    [InlineData("to: \"+5 days\"", "to: \"5 days\"", 18, "'5 days' is no step of a deadline")]
    [InlineData("anchor: day", "anchor: home", 18, "'home' is no question about a date")]
    [InlineData("home = rent or old", "home = lease or old", 26, "'lease' is no option of 'home': rent, own")]
    [InlineData("home = rent or old", "home or old", 26, "write 'home = rent'")]
    [InlineData("home = rent or old", "(home = rent or old", 26, "a ')' is missing")]
    [InlineData("home = rent or old", "home = rent old", 26, "'old' was not expected there")]
    [InlineData("home = rent or old", "day < tomorrow", 26, "'tomorrow' is no date")]
    [InlineData("ask-if: home = own", "ask-if: old", 11, "'old' is no earlier question")]
    [InlineData("after: [first]", "after: [third]", 1, "'third', which is no task")]
    [InlineData("date: \"2026-06\"", "date: \"June\"", 33, "is no year, month or day")]
    [InlineData("date: \"2026-06\"", "date: \"2026-02-31\"", 33, "is no year, month or day")]
    [InlineData("    helper: anyone\n", "", 13, "say in 'helper' what somebody else may do")]
    [InlineData("known-from: \"-1 years\"", "known: shoe-size", 9, "'shoe-size' is none of birth")]
    [InlineData("audience: citizen", "audience: citizen\nevent: wedding", 6, "'wedding' is none of turning15")]
    [InlineData("known-from: \"-1 years\"", "event-date: true", 1, "say in 'event' which")]
    [InlineData("kind: yes-no, ask-if", "event-date: true, kind: yes-no, ask-if", 11, "only a date can be the day of the event")]
    [InlineData("tasks:", "anchors: [ { id: old, name: { da: Den, en: It }, dates: [ { from: day } ] } ]\ntasks:", 12, "a question or another anchor has this id")]
    [InlineData("when: later", "when: later\n    window: { anchor: day, to: \"+1 days\" }", 23, "either a 'window' or a 'when'")]
    [InlineData("    window: { anchor: day, from: \"-28 days\", to: \"+5 days\" }\n", "    window: { anchor: day, from: \"-28 days\", to: \"+5 days\" }\n    unverified: true\n", 13, "what is not verified has no dates")]
    [InlineData("id: second", "id: first", 23, "another task with this id")]
    [InlineData("version: 1", "version: one", 3, "a whole number from 1")]
    [InlineData("answers: { day: 2026-06-15, home: rent }", "answers: { day: 2026-06-31, home: rent }", 35, "'2026-06-31' is no answer to 'day'")]
    [InlineData("tasks:", "tasks: [", 0, "This is no YAML")]
    public void What_is_wrong_is_told_with_its_line(string of, string becomes, long line, string found)
    {
        var text = Content.Small.ReplaceLineEndings("\n");
        Assert.Contains(of, text, StringComparison.Ordinal);
        var at = text.IndexOf(of, StringComparison.Ordinal);
        var (journeys, wrong) = Content.Parse(text[..at] + becomes + text[(at + of.Length)..]);
        Assert.Empty(journeys);
        var finding = Assert.Single(wrong, finding => finding.Message.Contains(found, StringComparison.Ordinal));
        Assert.Equal("small.yaml", finding.File);
        if (line > 0) Assert.Equal(line, finding.Line);
    }

    [Fact]
    public void Without_authorities_it_says_so() => Assert.Contains(JourneyReader.Read([("small.yaml", Content.Small)]).Wrong, finding => finding.File == JourneyReader.AuthoritiesFile);

    [Fact]
    public void Two_with_the_same_path_are_refused() =>
        Assert.Contains(JourneyReader.Read([(JourneyReader.AuthoritiesFile, Content.Authorities), ("a.yaml", Content.Small), ("b.yaml", Content.Small)]).Wrong, finding => finding.Message.Contains("same id or path", StringComparison.Ordinal));

    // Whatever an editor has typed, there is a message and no exception.
    [Fact]
    public void Any_line_can_be_spoiled_and_nothing_is_thrown()
    {
        var lines = Content.Small.ReplaceLineEndings("\n").Split('\n');
        Gen.Select(Gen.Int[0, lines.Length - 1], Gen.String[Gen.Char["{}[]:-,'\"# abæ\t&*!|>%@"], 0, 20], Gen.Bool).Sample((at, junk, instead) =>
        {
            string[] spoiled = [.. lines];
            spoiled[at] = instead ? junk : spoiled[at] + junk;
            var (journeys, wrong) = Content.Parse(string.Join('\n', spoiled));
            return journeys.Count + wrong.Count > 0;
        });
    }
}
