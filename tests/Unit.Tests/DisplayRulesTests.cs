using CsCheck;
using Overblik.Overview;
using Overblik.Platform;

namespace Overblik.Unit.Tests;

public sealed class DisplayRulesTests
{
    private static readonly DateOnly From = new(2026, 3, 1);

    [Fact]
    public void Without_rules_everything_is_shown_as_it_is()
    {
        var item = Item("23.05.10");
        Assert.Same(item, DisplayRules.None.Apply(item));
        Assert.Same(item, SourceDisplay.Everything.Apply(item));
    }

    [Theory]
    [InlineData("23.05.10", false)] // the rule of the subject itself
    [InlineData("23.05.11", true)] // of its group
    [InlineData("23.06.01", false)] // of its main group
    [InlineData("23.05.10P19", false)] // of the subject, with its handling facet
    [InlineData("23.05.10-P19", false)]
    [InlineData("23.05.101", true)] // not the subject's: its group's
    [InlineData("99.01.01", true)] // of all others
    [InlineData(null, true)]
    public void The_most_particular_rule_decides(string? code, bool shown)
    {
        var rules = new DisplayRules([new("KLE", "23", false), new("KLE", "23.05", true), new("KLE", "23.05.10", false), new("FORM", "99", false), new("", "", true)]);
        Assert.Equal(shown, rules.Apply(Item(code)) is not null);
    }

    [Fact]
    public void A_from_date_is_about_the_day_of_creation_in_Denmark()
    {
        var rules = new DisplayRules([new("KLE", "23", true, From)]);
        Assert.Null(rules.Apply(Item("23.05", created: new(2026, 2, 28, 22, 59, 0, TimeSpan.Zero))));
        Assert.NotNull(rules.Apply(Item("23.05", created: new(2026, 2, 28, 23, 0, 0, TimeSpan.Zero)))); // 1 March in Copenhagen
        var old = Item("23.05", created: new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var regardless = new DisplayRules([new("KLE", "23", true, From, OpenRegardless: true)]);
        Assert.NotNull(regardless.Apply(old with { Open = true }));
        Assert.Null(regardless.Apply(old with { Open = false }));
        // When it was changed says nothing of when it was created.
        Assert.Null(rules.Apply(Item("23.05") with { UpdatedAt = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero) }));
    }

    [Fact]
    public void A_rule_can_only_take_away_or_give_another_title()
    {
        var rule = Gen.Select(Gen.Int[0, 2].Select(i => new[] { "KLE", "FORM", "" }[i]), Gen.Int[0, 3].Select(i => new[] { "23", "23.05", "27", "" }[i]), Gen.Bool, Gen.Bool, Gen.Bool)
            .Select((scheme, code, shown, dated, titled) => new DisplayRule(scheme, code, shown, dated ? From : null, false, titled ? new Text("Fast", "Fixed") : null));
        Gen.Select(rule.List[0, 5], Gen.Int[0, 2].Select(i => new[] { "23.05.10", "27.35", "55.01" }[i]), Gen.Bool).Sample((rules, code, open) =>
        {
            var item = Item(code) with { Open = open };
            var shown = new DisplayRules(rules.DistinctBy(r => r.Key)).Apply(item);
            Assert.True(shown is null || shown with { Title = item.Title } == item);
        });
    }

    [Fact]
    public void An_item_is_shown_in_an_open_wave_only_and_with_all_waves_closed_nowhere()
    {
        var item = Item("23.05.10");
        SourceDisplay With(params WaveScope[] waves) => new(DisplayRules.None, waves);
        Assert.Null(With().Apply(item));
        Assert.NotNull(With(new WaveScope([], [])).Apply(item));
        Assert.NotNull(With(new(["other"], []), new(["area"], ["99000015"])).Apply(item));
        Assert.Null(With(new WaveScope(["area"], ["99000023"])).Apply(item));
        Assert.Null(With(new WaveScope(["other"], ["99000015"])).Apply(item));
    }

    [Fact]
    public void Counts_leave_out_what_is_held_back()
    {
        IReadOnlyList<KindCount> counts = [new(ItemKind.Case, 3, 2), new(ItemKind.Message, 1, 1)];
        Assert.Equal([new(ItemKind.Case, 1, 1), new(ItemKind.Message, 1, 1)], SourceDisplay.Without(counts, [Item("1"), Item("2") with { Open = false }]));
    }

    private static Item Item(string? code, DateTimeOffset? created = null)
    {
        var authority = new AuthorityRef("99000015", new("Styrelsen", "The agency"));
        return new("id", ItemKind.Case, new string('A', 43), authority, "area", new("Sag", "Case"), true, new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero), new Controller(authority))
        {
            Code = code is null ? null : new SubjectCode("KLE", code),
            CreatedAt = created,
        };
    }
}
