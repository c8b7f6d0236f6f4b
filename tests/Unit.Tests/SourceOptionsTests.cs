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
        Assert.Equal(97, OverviewOptions.Read(Sources(97)).Sources.Length);
        Assert.Contains("at most 4000 characters", Assert.Throws<StartupException>(() => OverviewOptions.Read(Sources(98))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_has_only_its_test_system_yet_is_checked_like_one_that_has_joined()
    {
        var source = new Dictionary<string, string?>
        {
            ["Overview:Sources:0:Id"] = "s", ["Overview:Sources:0:NameDa"] = "Myndighed", ["Overview:Sources:0:NameEn"] = "Authority",
            ["Overview:Sources:0:TestUrl"] = "https://test.example", ["Overview:Sources:0:TimeLimit"] = "-00:00:01",
        };
        var said = Assert.Throws<StartupException>(() => OverviewOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(source).Build())).Message;
        Assert.Contains("TimeLimit must be above 0", said, StringComparison.Ordinal);
        Assert.Contains("Areas must name at least one area", said, StringComparison.Ordinal);
    }

    private static IConfiguration Sources(int count) => new ConfigurationBuilder().AddInMemoryCollection(Enumerable.Range(0, count).SelectMany(i => new Dictionary<string, string?>
    {
        [$"Overview:Sources:{i}:Id"] = $"s{i:000}".PadRight(40, 'x'),
        [$"Overview:Sources:{i}:NameDa"] = "Myndighed",
        [$"Overview:Sources:{i}:NameEn"] = "Authority",
    })).Build();
}
