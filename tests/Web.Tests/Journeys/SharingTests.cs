using System.Net;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Journeys;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Platform.Sharing;
using static Overblik.Web.Tests.WalkTests;

namespace Overblik.Web.Tests;

/// <summary>A kept list that somebody else may see.</summary>
public sealed class SharingTests(PortalHost portal)
{
    private const string Saved = "/livssituationer/flytning/gemt";

    private DateOnly Today => portal.App.Services.GetRequiredService<IBusinessClock>().Today;

    [Fact]
    public async Task The_first_who_signs_in_with_the_link_sees_the_list_until_it_is_stopped_and_the_owner_sees_that()
    {
        using var owner = await portal.SignIn();
        var page = await Keep(owner);
        (await owner.Submit(page, "#tax form[action*=Note]", ("Notes[tax]", "Kun til mig selv"))).Dispose();
        var link = await Share(owner);
        Assert.DoesNotContain("flytning", link, StringComparison.Ordinal);

        using (var stranger = portal.Stranger())
        {
            using var answer = await stranger.Get(link);
            Assert.StartsWith("/log-ind", answer.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
        Assert.Null((await owner.Page(link)).QuerySelector("article, main form"));

        using var helper = await portal.SignIn();
        var before = await helper.Page(link);
        // To look at the address takes nothing, and tells nothing of what or whose it is: programs follow links in mails too.
        Assert.Null(before.QuerySelector("article"));
        Assert.DoesNotContain("Flytte", before.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        page = await Take(helper, link);
        Assert.Contains("Delt med dig: Flytte i Danmark", page.QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(Written(Today.AddDays(5)), Walker.Card(page, "report-move").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Kun til mig selv", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("article form"));
        var entry = Assert.Single(await portal.LogOf(owner.Person), entry => entry.Act == "journeys.shared");
        Assert.Equal((helper.Person.Value, AccessEntry.SharedByYou), (entry.Reader, entry.Purpose));

        // What the owner ticks, the helper sees.
        (await owner.Submit(await owner.Page(Saved), "#tell-others form[action*=Done]")).Dispose();
        page = await helper.Page(link);
        Assert.Contains("Giv din nye adresse til andre", Walker.Places(page)["Gjort"]);
        // Not "you": it was not the helper.
        Assert.Contains("Krydset af den " + Written(Today), Walker.Card(page, "tell-others").TextContent, StringComparison.Ordinal);

        using (var other = await portal.SignIn())
        {
            Assert.Null((await other.Page(link, HttpStatusCode.NotFound)).QuerySelector("article, main form"));
            Assert.DoesNotContain(await portal.LogOf(owner.Person), line => line.Reader == other.Person.Value);
        }

        page = await owner.Page(Saved);
        Assert.Contains("kan se med", page.QuerySelector(".ov-share")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector(".ov-share a"));
        Assert.Contains("delt 1 liste", (await owner.Page("/indstillinger")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("1 liste er delt med dig", (await helper.Page("/indstillinger")).Body!.TextContent, StringComparison.Ordinal);
        (await owner.Submit(page, ".ov-share form")).Dispose();
        await helper.Page(link, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_link_that_was_not_used_in_time_or_is_not_whole_leads_nowhere()
    {
        using var owner = await portal.SignIn();
        await Keep(owner);
        var link = await Share(owner);
        using var helper = await portal.SignIn();
        foreach (var wrong in new[] { link[..^5], link + "A", "/livssituationer/delt/x", "/livssituationer/delt/" + new string('A', 300) }) await helper.Page(wrong, HttpStatusCode.NotFound);
        await using (var db = await portal.Databases.CreateDbContextAsync()) await db.Set<SharedList>().Where(s => s.Person == owner.Person).ExecuteUpdateAsync(set => set.SetProperty(s => s.Until, Today.AddDays(-1)));
        await helper.Page(link, HttpStatusCode.NotFound);
        Assert.Null((await owner.Page(Saved)).QuerySelector(".ov-share"));
        await portal.App.Services.GetRequiredService<Shares>().Sweep(default);
        await using (var db = await portal.Databases.CreateDbContextAsync()) Assert.False(await db.Set<SharedList>().AnyAsync(s => s.Person == owner.Person));
    }

    [Fact]
    public async Task Two_at_once_take_one_link_and_one_of_them_has_it()
    {
        using var owner = await portal.SignIn();
        await Keep(owner);
        var link = await Share(owner);
        Visitor[] helpers = [await portal.SignIn(), await portal.SignIn(), await portal.SignIn()];
        var pages = await Task.WhenAll(helpers.Select(helper => helper.Page(link)));
        await Task.WhenAll(helpers.Zip(pages, async (helper, page) => (await helper.Submit(page, "main form")).Dispose()));
        var seen = await Task.WhenAll(helpers.Select(async helper => (await helper.Get(link)).StatusCode));
        Assert.Single(seen, HttpStatusCode.OK);
        foreach (var helper in helpers) helper.Dispose();
    }

    [Fact]
    public async Task What_is_shared_ends_with_the_list_and_with_the_event()
    {
        using var owner = await portal.SignIn();
        await Keep(owner);
        using var helper = await portal.SignIn();
        var link = await Share(owner);
        await Take(helper, link);
        // Another move is none of the helper's business.
        await Walk(owner);
        (await owner.Submit(await owner.Page("/livssituationer/flytning/liste"), "form[action$='handler=Save']", ("anew", "true"))).Dispose();
        await helper.Page(link, HttpStatusCode.NotFound);
        link = await Share(owner);
        await Take(helper, link);
        (await owner.Submit(await owner.Page(Saved), "form[action$='handler=Delete']")).Dispose();
        await helper.Page(link, HttpStatusCode.NotFound);
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<SharedList>().AnyAsync(s => s.Person == owner.Person));
    }

    [Fact]
    public async Task No_more_than_five_at_a_time_and_whoever_helps_can_leave()
    {
        using var owner = await portal.SignIn();
        await Keep(owner);
        string? link = null;
        for (var i = 0; i < ShareLimits.Most; i++) link = await Share(owner);
        Assert.Null((await owner.Page(Saved)).QuerySelector("form[action$='handler=Share']"));
        using var helper = await portal.SignIn();
        await Take(helper, link!);
        using var deleted = await helper.Submit(await helper.Page("/indstillinger"), "form[action$='handler=Delete']", ("Sure", "true"));
        Assert.Equal(ShareLimits.Most - 1, (await owner.Page(Saved)).QuerySelectorAll(".ov-share").Length);
    }

    private static async Task<IDocument> Take(Visitor helper, string link)
    {
        using var taken = await helper.Submit(await helper.Page(link), "main form");
        return await helper.Page(taken.Headers.Location!.ToString());
    }

    private static async Task<string> Share(Visitor owner)
    {
        using var made = await owner.Submit(await owner.Page(Saved), "form[action$='handler=Share']");
        return new Uri((await owner.Page(Saved)).QuerySelectorAll(".ov-share a").First(link => !link.GetAttribute("href")!.StartsWith("mailto", StringComparison.Ordinal)).GetAttribute("href")!).AbsolutePath;
    }

    private Task<IDocument> Keep(Visitor person) => SavedTests.Keep(person, Today);

    private Task<string> Walk(Visitor visitor) => SavedTests.Walk(visitor, Today);
}
