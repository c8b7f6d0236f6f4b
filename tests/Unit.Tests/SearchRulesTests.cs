using CsCheck;
using Overblik.Overview;

namespace Overblik.Unit.Tests;

public sealed class SearchRulesTests
{
    [Fact]
    public void Marking_loses_and_adds_nothing() =>
        Gen.Select(Gen.String[Gen.Char["aAbB øØåÅé<&\u0301"], 0, 30], Gen.String[Gen.Char["aAbB øØå"], 0, 5]).Sample((text, words) =>
            Assert.Equal(text, string.Concat(new Search(words).Marked(text).Select(piece => piece.Text))));

    [Fact]
    public void The_longest_word_that_begins_first_is_marked()
    {
        var pieces = new Search("bo bolig støtte").Marked("Boligstøtte og bo").Select(p => (p.Text, p.Hit));
        Assert.Equal([("Bolig", true), ("støtte", true), (" og ", false), ("bo", true)], pieces);
    }
}
