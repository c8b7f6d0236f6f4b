using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Overblik.Web.Tests;

public sealed class CacheTests(PortalHost portal)
{
    [Fact]
    public async Task Within_a_session_an_answer_is_asked_for_once_until_the_person_fetches_again()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        var page = await person.Page("/overblik");
        await person.Page("/sager");
        Assert.Equal(1, portal.Sources.CallsFor(PortalHost.A, person.Number));

        using var again = await person.Submit(page, "form.ov-fresh");
        Assert.Equal("/overblik", again.Headers.Location!.ToString());
        await person.Page("/overblik");
        Assert.Equal(2, portal.Sources.CallsFor(PortalHost.A, person.Number));
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        using var person = await portal.SignIn();
        portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        await person.Page("/overblik");
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        Assert.Contains("Byggesag", (await person.Page("/overblik")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_session_of_the_same_person_fetches_for_itself()
    {
        using var first = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, first.Number, FakeSources.Case("c1", "Byggesag"));
        await first.Page("/overblik");
        using var second = await portal.SignIn(first.Number);
        Assert.Equal(first.Person, second.Person);
        await second.Page("/overblik");
        Assert.Equal(2, portal.Sources.CallsFor(PortalHost.A, first.Number));
    }

    [Fact]
    public async Task Two_pages_at_the_same_moment_share_one_call()
    {
        using var person = await portal.SignIn();
        var release = new TaskCompletionSource();
        portal.Sources.Play(PortalHost.A, person.Number, async (http, asked) =>
        {
            await release.Task;
            await http.Response.WriteAsJsonAsync(FakeSources.Overview([FakeSources.Case("c1", "Byggesag")(asked)]));
        });
        using var first = await person.Get("/overblik", HttpCompletionOption.ResponseHeadersRead);
        using var second = await person.Get("/overblik", HttpCompletionOption.ResponseHeadersRead);
        release.SetResult();
        Assert.Contains("Byggesag", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Byggesag", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, portal.Sources.CallsFor(PortalHost.A, person.Number));
    }

    [Fact]
    public async Task An_old_answer_is_asked_about_by_its_version_and_shown_again_when_nothing_has_changed()
    {
        await using var own = await PortalHost.Start("--Overview:CacheFor=00:01:00");
        using var person = await own.SignIn();
        own.Sources.Play(PortalHost.A, person.Number, (http, asked) => (string?)asked.Body["knownVersion"] == "1"
            ? http.Response.WriteAsJsonAsync(new JsonObject { ["version"] = "1", ["asOf"] = "2026-11-01T12:00:00Z", ["unchanged"] = true })
            : http.Response.WriteAsJsonAsync(FakeSources.Overview([FakeSources.Case("c1", "Byggesag")(asked)])));
        await person.Page("/overblik");
        own.Time.Forward(TimeSpan.FromSeconds(61));
        Assert.Contains("Byggesag", (await person.Page("/overblik")).Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["", "1"], own.Sources.Calls.Where(c => c.Source == PortalHost.A).Select(c => (string?)c.Body["knownVersion"] ?? ""));
    }

    [Fact]
    public async Task Sign_out_on_one_node_takes_the_overview_from_every_node()
    {
        await using var first = await PortalHost.Start();
        await using var second = await first.Again();
        using var person = await first.SignIn();
        using var elsewhere = new Visitor(second.Address);
        foreach (System.Net.Cookie cookie in person.Cookies.GetAllCookies()) elsewhere.Cookies.Add(second.Address, new System.Net.Cookie(cookie.Name, cookie.Value));
        second.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        Assert.Contains("Byggesag", (await elsewhere.Page("/overblik")).Body!.TextContent, StringComparison.Ordinal);

        var page = await person.Page("/overblik");
        using var out_ = await person.Submit(page, "form[action='/log-ud']");
        using var after = await elsewhere.Get("/overblik");
        Assert.Equal(System.Net.HttpStatusCode.Redirect, after.StatusCode);
        Assert.StartsWith("/logget-ud?grund=tid", after.Headers.Location!.ToString(), StringComparison.Ordinal);
    }
}
