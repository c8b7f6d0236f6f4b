using Microsoft.Extensions.Configuration;
using Overblik.Identity;
using Overblik.Platform;

namespace Overblik.Unit.Tests;

public sealed class IdentityOptionsTests
{
    [Fact]
    public void Defaults_hold_where_nothing_is_configured()
    {
        var options = Read();
        Assert.Equal(["openid", "profile", "cpr"], options.Scopes);
        Assert.Equal("substantial", options.AcrValues);
    }

    [Fact]
    public void Configured_scopes_are_the_scopes()
    {
        Assert.Equal(["openid", "ssn"], Read(("Scopes:0", "openid"), ("Scopes:1", "ssn")).Scopes);
        Assert.Throws<StartupException>(() => Read(("Scopes:0", "ssn")));
    }

    [Fact]
    public void Configured_names_of_levels_are_the_only_ones()
    {
        var options = Read(("Levels:0:Value", "urn:level:3"), ("Levels:0:Level", "Substantial"));
        Assert.Equal(AssuranceLevel.Substantial, options.LevelOf("urn:level:3"));
        Assert.Equal(AssuranceLevel.None, options.LevelOf("High"));
        Assert.Equal(AssuranceLevel.High, Read().LevelOf("high"));
        Assert.Equal(AssuranceLevel.None, Read().LevelOf("3"));
    }

    private static IdentityOptions Read(params (string Key, string Value)[] settings) => IdentityOptions.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Identity:" + s.Key, (string?)s.Value))).Build());
}
