using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Overblik.Identity;

namespace Overblik.Web.Tests;

/// <summary>An authority's employee, by the same broker, with a role.</summary>
public sealed class StaffSignInTests : IAsyncLifetime
{
    private FakeBroker broker = null!;
    private PortalHost portal = null!;

    public async ValueTask InitializeAsync()
    {
        broker = await FakeBroker.Start();
        portal = await PortalHost.Start("--Identity:Issuer=" + broker.Issuer);
        (broker.Claims["cvr"], broker.Claims["org_name"], broker.Claims["role"]) = (PortalHost.Steward, "Styrelsen for Prøver", new JsonArray("reader", "source-steward"));
    }

    public async ValueTask DisposeAsync()
    {
        await portal.DisposeAsync();
        await broker.DisposeAsync();
    }

    [Fact]
    public async Task With_the_role_an_employee_comes_to_the_authoritys_own_pages_and_to_no_citizens()
    {
        using var employee = portal.Stranger();
        using (var sent = await employee.Get("/myndighed")) Assert.Equal("/log-ind/medarbejder?retur=%2Fmyndighed", sent.Headers.Location!.ToString());
        using (var back = await broker.SignIn(employee, "/log-ind/medarbejder")) Assert.Equal("/myndighed", back.Headers.Location!.ToString());
        Assert.Equal("openid profile staff", broker.Asked["scope"]);

        var page = await employee.Page("/myndighed");
        Assert.Contains("Styrelsen for Prøver", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Myndighed alfa", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Myndighed beta", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("header a[href='/overblik']"));

        foreach (var closed in new[] { "/overblik", "/sager", "/velkommen", "/api/overview" })
        {
            using var answer = await employee.Get(closed);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.NotNull((await employee.Page("/myndighed/ingen/visning", HttpStatusCode.NotFound)).QuerySelector("main a[href='/myndighed']"));
        Assert.NotNull((await employee.Page("/session")).QuerySelector("main input[name=retur][value='/myndighed']"));
        using (var stays = await employee.Submit(page, "form[action='/session']")) Assert.Equal(HttpStatusCode.Redirect, stays.StatusCode);
        using (var away = await employee.Submit(page, "form[action='/log-ud']")) Assert.StartsWith(broker.Issuer + "logout", away.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.NotNull((await employee.Page("/logget-ud?retur=/myndighed")).QuerySelector("main a[href^='/log-ind/medarbejder?']"));
        using (var after = await employee.Get("/myndighed")) Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Theory]
    [InlineData("reader", PortalHost.Steward)]
    [InlineData("source-steward", "99000014")]
    [InlineData("source-steward", null)]
    public async Task Without_the_role_or_an_authority_there_is_no_way_in(string role, string? cvr)
    {
        broker.Claims["role"] = role;
        if (cvr is null) broker.Claims.Remove("cvr");
        else broker.Claims["cvr"] = cvr;
        using var employee = portal.Stranger();
        using (var back = await broker.SignIn(employee, "/log-ind/medarbejder")) Assert.Equal("/log-ind/ingen-rolle", back.Headers.Location!.ToString());
        await employee.Page("/log-ind/ingen-rolle", HttpStatusCode.Forbidden);
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.False(await db.Set<Session>().AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Where_employees_cannot_sign_in_there_is_no_such_page_and_no_word_of_it()
    {
        await using var without = await PortalHost.Start("--Identity:StaffRole=", "--Identity:OperatorRole=", "--Identity:DataProtectionRole=");
        using var visitor = without.Stranger();
        await visitor.Page("/log-ind/medarbejder", HttpStatusCode.NotFound);
        Assert.DoesNotContain("medarbejder", (await visitor.Page("/privatliv")).Body!.TextContent, StringComparison.OrdinalIgnoreCase);
        using var employee = portal.Stranger();
        Assert.Contains("Hvis du logger ind som medarbejder", (await employee.Page("/privatliv")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_citizen_does_not_come_to_the_pages_of_authorities_whatever_the_broker_says_of_a_role()
    {
        broker.Claims["cpr"] = PortalHost.NewNumber().Digits;
        using var citizen = portal.Stranger();
        using (var back = await broker.SignIn(citizen)) Assert.Equal("/overblik", back.Headers.Location!.ToString());
        using var answer = await citizen.Get("/myndighed");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task An_employee_is_the_same_at_every_sign_in()
    {
        for (var i = 0; i < 2; i++)
        {
            using var employee = portal.Stranger();
            using var back = await broker.SignIn(employee, "/log-ind/medarbejder");
        }
        await using var db = await portal.Databases.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var sessions = await db.Set<Session>().ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, sessions.Count);
        Assert.Single(sessions.Select(s => s.Person).Distinct());
    }
}
