
namespace Overblik.EndToEnd.Tests;

public sealed class LogTests(Worlds worlds) : Visits(worlds)
{
    /// <summary>Everything is logged that can be, sources answer wrongly, and sign-ins fail. The same is asked of all worlds at the end of the run.</summary>
    [Fact]
    public async Task No_number_and_no_name_of_a_person_comes_into_any_log()
    {
        Worlds.NeedBrowser();
        var world = await Shared.Talkative;
        foreach (var refused in new[] { "lukas-vinter", "elena-marchetti" })
        {
            await using var visitor = await Visitor(world);
            await visitor.ToSignIn();
            await visitor.Choose(refused);
            await visitor.Arrive(world.Portal + "/log-ind/*");
        }
        foreach (var persona in new[] { "mette-holm", "jonas-birk", "karen-mose" })
        {
            await using var visitor = await Visitor(world);
            await visitor.SignIn(persona);
            await visitor.Go("/api/overview");
            await visitor.Go("/overblik");
            await visitor.OpenCase();
            await visitor.Go("/sager");
            await visitor.Go("/findes-ikke");
            await visitor.Go("/overblik");
            await visitor.SignOut();
            await visitor.Arrive("*/logget-ud");
        }
        var log = world.Log.ToArray();
        Assert.Contains(log, line => line.Contains("dbug:", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains("items refused", StringComparison.Ordinal));
        Assert.Empty(PersonalData.In(log));
    }

    [Theory]
    [InlineData("GET /sag for Mette Holm")]
    [InlineData("number 010190-1234 here")]
    [InlineData("number 0101901234 here")]
    [InlineData("Karen was here")]
    public void The_search_finds_what_it_is_for(string line) => Assert.Single(PersonalData.In([line]));

    [Theory]
    [InlineData("Request finished in 1234.5678ms, span 0101901234abcdef")]
    [InlineData("Sweep at 2026-11-23 10:11:12.1234567")]
    public void The_search_finds_nothing_where_there_is_nothing(string line) => Assert.Empty(PersonalData.In([line]));
}
