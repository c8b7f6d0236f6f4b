using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Platform;
using Overblik.Platform.Outbox;

namespace Overblik.Web.Tests;

/// <summary>Who keeps the portal running sees the work that was given up, and nothing else.</summary>
public sealed class OperatorTests(PortalHost shared)
{
    [Fact]
    public async Task What_was_given_up_is_tried_again_or_deleted()
    {
        await using var portal = await PortalHost.Start();
        using var employee = await portal.SignInStaff(roles: StaffRoles.Operator);
        Assert.Contains("Intet er opgivet", (await employee.Page("/drift")).Body!.TextContent, StringComparison.Ordinal);
        var (again, drop) = (await Dead(portal), await Dead(portal));
        var page = await employee.Page("/drift");
        Assert.Equal(2, page.QuerySelectorAll("main li code").Length);
        Assert.Contains("System.TimeoutException", page.Body!.TextContent, StringComparison.Ordinal);

        using (await Press(page, again, "Again")) { }
        using (await Press(page, drop, "Drop")) { }
        // Pressed once more, from the page as it was.
        using (var twice = await Press(page, drop, "Drop")) Assert.Equal(HttpStatusCode.Redirect, twice.StatusCode);
        Assert.Contains("Intet er opgivet", (await employee.Page("/drift")).Body!.TextContent, StringComparison.Ordinal);
        await using var db = await portal.Databases.CreateDbContextAsync();
        var left = await db.Set<OutboxMessage>().SingleAsync(m => m.Type == "test.record");
        Assert.Equal((again, 0, null), (left.Id, left.Attempts, left.DeadAt));

        Task<HttpResponseMessage> Press(AngleSharp.Dom.IDocument on, Guid id, string what)
        {
            foreach (var form in on.QuerySelectorAll("main form")) form.SetAttribute("data-what", $"{form.GetAttribute("action")} {form.QuerySelector("input[name=id]")!.GetAttribute("value")}");
            return employee.Submit(on, $"form[data-what='/drift?handler={what} {id}']");
        }
    }

    [Fact]
    public async Task It_is_for_operators_alone_and_they_see_nothing_of_anybody()
    {
        using var stranger = shared.Stranger();
        using (var to = await stranger.Get("/drift")) Assert.Equal("/log-ind/medarbejder?retur=%2Fdrift", to.Headers.Location!.OriginalString);
        using var citizen = await shared.SignIn();
        await citizen.Page("/drift", HttpStatusCode.Forbidden);
        using var steward = await shared.SignInStaff();
        await steward.Page("/drift", HttpStatusCode.Forbidden);
        using var employee = await shared.SignInStaff(roles: StaffRoles.Operator);
        foreach (var page in new[] { "/overblik", "/kalender", "/indstillinger", "/myndighed/alfa/visning" }) await employee.Page(page, HttpStatusCode.Forbidden);
        // Where the sign-in of every employee leads, they are sent on.
        using (var to = await employee.Get("/myndighed")) Assert.Equal("/drift", to.Headers.Location!.OriginalString);
        using var both = await shared.SignInStaff(roles: StaffRoles.Steward | StaffRoles.Operator);
        await both.Page("/myndighed");
        await both.Page("/drift");
    }

    private static async Task<Guid> Dead(PortalHost portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync();
        var id = portal.App.Services.GetRequiredService<Outbox>().Add(db, "test.record", 1);
        await db.SaveChangesAsync();
        var now = portal.Time.GetUtcNow();
        await db.Set<OutboxMessage>().Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.DeadAt, now).SetProperty(m => m.Attempts, 20).SetProperty(m => m.LastError, "System.TimeoutException"));
        return id;
    }
}
