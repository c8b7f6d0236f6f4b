using System.Globalization;
using System.Text.Json.Nodes;
using Overblik.Authorities;
using Overblik.Population;

namespace Overblik.Sim.Tests;

/// <summary>What the authorities tell of who has looked.</summary>
public sealed class LookUpStoryTests
{
    [Fact]
    public void Whenever_the_authorities_begin_one_look_up_is_kept_back_for_three_minutes()
    {
        var karen = Persona.All.First(it => it.Id == "karen-mose").Person.Cpr;
        for (var now = new DateTimeOffset(2026, 11, 1, 12, 30, 0, TimeSpan.Zero); now.Year == 2026; now = now.AddHours(31))
        {
            var from = now.AddDays(-LookUpStory.Days);
            var first = DateOnly.FromDateTime(from.UtcDateTime);
            var told = Enumerable.Range(0, LookUpStory.Days + 1).SelectMany(day => LookUpStory.Of(first.AddDays(day), now)).Where(it => Time(it.LookUp["at"]) > from).ToList();
            var (source, lookUp) = Assert.Single(told, it => it.LookUp["delay"] is not null);
            Assert.Equal((LookUpStory.Tax, karen), (source, (string?)lookUp["person"]!["value"]));
            Assert.Equal(now.AddMinutes(3), Time(lookUp["delay"]!["until"]));
            Assert.NotEmpty((string)lookUp["delay"]!["ground"]!);
            Assert.All(told, it => Assert.True(Time(it.LookUp["at"]) <= now));
        }
    }

    private static DateTimeOffset Time(JsonNode? node) => DateTimeOffset.Parse((string)node!, CultureInfo.InvariantCulture);
}
