using Microsoft.Extensions.Configuration;
using Overblik.Overview;
using Overblik.Platform;

namespace Overblik.Unit.Tests;

public sealed class SourceOptionsTests
{
    [Fact]
    public void More_sources_than_an_entry_of_the_access_log_can_name_stop_the_start()
    {
        // 41 characters each, the comma included.
        Assert.Equal(97, Read(Sources(97)).Sources.Length);
        Assert.Contains("at most 4000 characters", Assert.Throws<StartupException>(() => Read(Sources(98))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_has_only_its_test_system_yet_is_checked_like_one_that_has_joined()
    {
        var source = new Dictionary<string, string?>
        {
            ["Overview:Sources:0:Id"] = "s", ["Overview:Sources:0:NameDa"] = "Myndighed", ["Overview:Sources:0:NameEn"] = "Authority",
            ["Overview:Sources:0:TestUrl"] = "https://test.example", ["Overview:Sources:0:TimeLimit"] = "-00:00:01",
        };
        var said = Assert.Throws<StartupException>(() => Read(source)).Message;
        Assert.Contains("TimeLimit must be above 0", said, StringComparison.Ordinal);
        Assert.Contains("Areas must name at least one area", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_system_has_an_audience_and_an_id_of_its_own()
    {
        var test = Read(Known("https://test.example")).Sources[0].InTest();
        Assert.Equal(("s-test", "s-test", new Uri("https://test.example")), (test.Id, test.Audience, test.Url));
    }

    [Theory]
    [InlineData("https://real.example", null, "TestUrl is the address of the real system")]
    [InlineData("https://test.example", "s", "TestAudience must not be the real system's")]
    public void Where_real_people_are_the_test_system_must_be_another(string testUrl, string? audience, string expected)
    {
        var source = Known(testUrl);
        source["Overview:Sources:0:TestAudience"] = audience;
        Assert.Contains(expected, Assert.Throws<StartupException>(() => Read(source)).Message, StringComparison.Ordinal);
        Assert.Single(Read(source, demo: true).Sources);
    }

    private static OverviewOptions Read(Dictionary<string, string?> values, bool demo = false) => OverviewOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), demo);

    private static Dictionary<string, string?> Known(string testUrl) => new()
    {
        ["Overview:Sources:0:Id"] = "s", ["Overview:Sources:0:NameDa"] = "Myndighed", ["Overview:Sources:0:NameEn"] = "Authority",
        ["Overview:Sources:0:Url"] = "https://real.example", ["Overview:Sources:0:TestUrl"] = testUrl, ["Overview:Sources:0:Areas:0"] = "area", ["Overview:Sources:0:Kinds:0"] = "Case",
    };

    private static Dictionary<string, string?> Sources(int count) => Enumerable.Range(0, count).SelectMany(i => new Dictionary<string, string?>
    {
        [$"Overview:Sources:{i}:Id"] = $"s{i:000}".PadRight(40, 'x'),
        [$"Overview:Sources:{i}:NameDa"] = "Myndighed",
        [$"Overview:Sources:{i}:NameEn"] = "Authority",
    }).ToDictionary();
}
