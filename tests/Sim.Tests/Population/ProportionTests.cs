using Overblik.Population;

namespace Overblik.Sim.Tests;

public sealed class ProportionTests
{
    private static readonly IReadOnlyList<Proportion> Rows = Proportions.Of(new People(), new(2026, 11, 23));

    // Wide enough for any seed, narrow enough to find a mistake in a model of a European country.
    [Theory]
    [InlineData("under 18", 16, 22)]
    [InlineData("65 or older", 18, 24)]
    [InlineData("80 or older", 4, 7)]
    [InlineData("born within a year", 0.8, 1.4)]
    [InlineData("died within a year", 0.8, 1.6)]
    [InlineData("moved within a year", 8, 16)]
    [InlineData("of those who moved: to another municipality", 25, 45)]
    [InlineData("adults living alone", 27, 40)]
    [InlineData("unemployed, of those in or out of work", 2, 5)]
    [InlineData("adults with a driving licence", 70, 85)]
    [InlineData("people with a passport", 75, 90)]
    [InlineData("adults with name and address protection", 1.5, 2.5)]
    [InlineData("adults in debt to the public", 6, 10)]
    [InlineData("adults who own a company", 1, 6)]
    public void The_people_are_a_plausible_country(string name, double least, double most) => Assert.InRange(Rows.Single(it => it.Name == name).Here, least, most);

    [Fact]
    public void The_table_has_a_line_for_each_figure_and_a_dash_where_Denmarks_is_not_at_hand()
    {
        var lines = Proportions.Table(Rows).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Rows.Count + 1, lines.Length);
        Assert.Equal(Rows.Count(it => it.Denmark is null), lines.Count(it => it.TrimEnd().EndsWith('–')));
        Assert.All(Rows, it => Assert.Equal(it.Denmark is null, it.Source is null));
    }
}
