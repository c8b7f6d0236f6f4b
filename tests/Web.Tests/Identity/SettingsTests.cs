using System.Net;
using Microsoft.EntityFrameworkCore;
using Overblik.Identity;

namespace Overblik.Web.Tests;

/// <summary>The person's settings: where they are signed in, what is kept, and its deletion.</summary>
public sealed class SettingsTests(PortalHost portal)
{
    private const string Settings = "/indstillinger";

    [Fact]
    public async Task Other_sign_ins_can_be_ended_and_this_one_stays()
    {
        using var here = await portal.SignIn();
        using var there = await portal.SignIn(here.Number);
        var page = await here.Page(Settings);
        Assert.Contains("Du er logget ind 2 steder", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using (var ended = await here.Submit(page, "form[action$='Others']")) Assert.Equal(Settings, ended.Headers.Location!.ToString());
        Assert.Contains("Du er kun logget ind her", (await here.Page(Settings)).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using var gone = await there.Get("/overblik");
        Assert.Equal(HttpStatusCode.Redirect, gone.StatusCode);
    }

    [Fact]
    public async Task What_is_kept_is_told_and_what_no_law_keeps_is_deleted_everywhere()
    {
        using var person = await portal.SignIn();
        using var other = await portal.SignIn();
        await person.Page("/overblik");
        var page = await person.Page(Settings);
        Assert.Contains("1 linje i loggen", page.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        using (var unsure = await person.Submit(page, "form[action$='Delete']"))
            Assert.Contains("Sæt kryds, når du er sikker", (await Visitor.Parse(unsure)).QuerySelector(".form-error-message")!.TextContent, StringComparison.Ordinal);
        await person.Page(Settings);

        using (var deleted = await person.Submit(page, "form[action$='Delete']", ("Sure", "true"))) Assert.Equal("/logget-ud?grund=slettet", deleted.Headers.Location!.ToString());
        Assert.Contains("Vi har slettet det", (await person.Page("/logget-ud?grund=slettet")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        using (var gone = await person.Get("/overblik")) Assert.Equal(HttpStatusCode.Redirect, gone.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.False(await db.Set<Session>().AnyAsync(s => s.Person == person.Person, TestContext.Current.CancellationToken));
        Assert.False(await db.Set<NoticeSeen>().AnyAsync(n => n.Person == person.Person, TestContext.Current.CancellationToken));
        Assert.NotEmpty(await portal.LogOf(person.Person));
        await other.Page("/overblik");
    }
}
