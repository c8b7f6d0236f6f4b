using System.Net;
using Microsoft.AspNetCore.Http;

namespace Overblik.Web.Tests;

public sealed class CaseTests(PortalHost portal)
{
    [Fact]
    public async Task A_case_has_its_page_with_timeline_and_facts_and_the_reading_is_in_the_log()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        var page = await person.Page("/sager/alfa/c1");
        Assert.Equal("Byggesag", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(2, page.QuerySelectorAll(".ov-timeline > li").Length);
        Assert.Contains("Behandles", page.QuerySelector(".ov-timeline li[aria-current=step]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("2026-17", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);

        var entry = Assert.Single(await portal.LogOf(person.Person), e => e.Act == "overview.view-case");
        Assert.Equal("alfa", entry.Sources);
        Assert.Equal(person.Session, entry.Session);
    }

    [Theory]
    [InlineData("/sager/alfa/theirs")]
    [InlineData("/sager/alfa/no-such-case")]
    [InlineData("/sager/no-such-source/c1")]
    [InlineData("/sager/senere-5/c1")]
    [InlineData("/sager/alfa/not%20an%20id")]
    public async Task Not_there_or_not_mine_is_the_same_page(string path)
    {
        using var other = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, other.Number, FakeSources.Case("theirs", "En andens sag"));
        await other.Page("/sager/alfa/theirs");

        using var person = await portal.SignIn();
        var page = await person.Page(path, HttpStatusCode.NotFound);
        Assert.Equal("Siden findes ikke", page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_source_that_answers_with_another_persons_case_gets_a_404_too()
    {
        using var person = await portal.SignIn();
        var other = PortalHost.NewNumber();
        portal.Sources.Play(PortalHost.A, person.Number, (http, asked) => http.Response.WriteAsJsonAsync(new System.Text.Json.Nodes.JsonObject
        {
            ["asOf"] = "2026-11-01T12:00:00Z",
            ["item"] = FakeSources.Case("c1", "En andens sag")(asked with { Subject = FakeSources.SubjectOf((string)asked.Body["subjectKey"]!, other.Digits) }),
        }));
        var page = await person.Page("/sager/alfa/c1", HttpStatusCode.NotFound);
        Assert.DoesNotContain("En andens sag", page.ToHtmlText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_is_down_is_a_state_of_the_page_and_not_a_404()
    {
        using var person = await portal.SignIn();
        portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        var page = await person.Page("/sager/alfa/c1");
        Assert.Equal("Det kan ikke hentes lige nu", page.QuerySelector("h1")!.TextContent);
        Assert.NotNull(page.QuerySelector("a[href='/sager/alfa/c1']"));
    }

    [Fact]
    public async Task In_English_the_case_is_in_English()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        using (var chosen = await person.Get("/sprog/en?retur=/overblik")) Assert.Equal("/overblik", chosen.Headers.Location!.ToString());
        var page = await person.Page("/sager/alfa/c1");
        Assert.Equal("en", page.DocumentElement.GetAttribute("lang"));
        Assert.Equal("Byggesag (en)", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("In progress", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }
}
