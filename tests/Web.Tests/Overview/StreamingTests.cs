using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Overview;
using Overblik.Platform;

namespace Overblik.Web.Tests;

public sealed class StreamingTests(PortalHost portal)
{
    [Fact]
    public async Task The_shell_arrives_before_any_source_has_answered_and_each_card_when_its_source_does()
    {
        using var person = await portal.SignIn();
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        Held(person, PortalHost.A, first.Task, "Sagen fra alfa");
        Held(person, PortalHost.B, second.Task, "Sagen fra beta");

        using var response = await person.Get("/overblik", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        await using var body = await response.Content.ReadAsStreamAsync();
        var read = new ReadSoFar();

        var shell = await Visitor.ReadUntil(body, "</template>", read);
        Assert.Contains("<h1>Mit overblik</h1>", shell, StringComparison.Ordinal);
        Assert.Contains("Venter på svar", shell, StringComparison.Ordinal);
        Assert.DoesNotContain("Sagen fra", shell, StringComparison.Ordinal);

        second.SetResult();
        var early = await Visitor.ReadUntil(body, "Sagen fra beta", read);
        Assert.DoesNotContain("Sagen fra alfa", early, StringComparison.Ordinal);

        first.SetResult();
        var whole = await Visitor.ReadUntil(body, "</html>", read);
        Assert.Contains("Sagen fra alfa", whole, StringComparison.Ordinal);
        Assert.Contains("slot=\"now\"", whole, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_browser_that_knows_shadow_trees_every_card_is_there_in_the_order_of_arrival()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        var page = await person.Page("/overblik");
        // AngleSharp knows no shadow roots either: what it sees outside the template is what an old browser shows.
        Assert.Contains("Byggesag", page.QuerySelector(".ov-group[slot=case]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(4, page.QuerySelectorAll("[slot^=source-]").Length);
        Assert.Equal("Styrelsen for Prøver", page.QuerySelector(".ov-group[slot=case] h3")!.TextContent);
    }

    [Fact]
    public async Task The_places_can_be_switched_off()
    {
        await using var other = await PortalHost.Start("--Streaming:Placeholders=false");
        using var person = await other.SignIn();
        other.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        var page = await person.Page("/overblik");
        Assert.Null(page.QuerySelector("template"));
        Assert.Contains("Byggesag", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_needs_me_now_comes_first_in_the_places_and_names_who_is_missing()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("d1", "Svar på brevet", Overblik.Platform.BusinessClock.Local(TimeProvider.System.GetUtcNow()).AddDays(3).ToString("yyyy-MM-dd")));
        portal.Sources.Play(PortalHost.B, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        var page = await person.Page("/overblik");
        var now = page.QuerySelector("[slot=now]")!.TextContent;
        Assert.Contains("Svar på brevet", now, StringComparison.Ordinal);
        Assert.Contains("Myndighed beta", now, StringComparison.Ordinal);
        Assert.DoesNotContain("Myndighed alfa", now, StringComparison.Ordinal);
        Assert.Contains("om 3 dage", now, StringComparison.Ordinal);
        // The first of all places is its own.
        Assert.Equal("now", ((AngleSharp.Html.Dom.IHtmlTemplateElement)page.QuerySelector("template")!).Content.QuerySelector("slot")!.GetAttribute("name"));
    }

    [Fact]
    public async Task What_nobody_could_answer_is_said_to_be_unknown_and_not_nothing()
    {
        using var person = await portal.SignIn();
        foreach (var source in new[] { PortalHost.A, PortalHost.B, PortalHost.C, PortalHost.Impatient })
            portal.Sources.Play(source, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        var page = await person.Page("/overblik");
        Assert.StartsWith("Vi ved det ikke lige nu", page.QuerySelector("p[slot=case]")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Du har ingen sager", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("ikke noget, du skal gøre lige nu", page.Body.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cases_page_streams_too_and_says_who_has_none()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"), FakeSources.Deadline("d1", "En frist", "2026-12-24"));
        var page = await person.Page("/sager");
        Assert.Contains("Byggesag", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("En frist", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("ikke har noget til denne liste: Myndighed beta", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("/sager/alfa/c1", page.QuerySelector(".ov-list a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Somebody_whom_no_authority_knows_is_told_that_all_is_well()
    {
        using var person = await portal.SignIn();
        var page = await person.Page("/overblik");
        Assert.Contains("Det er helt i orden", page.QuerySelector("[slot=now]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_no_authority_answers_the_page_says_what_to_do_and_whom_to_ask()
    {
        using var person = await portal.SignIn();
        foreach (var source in portal.App.Services.GetRequiredService<SourceRegister>().Covered)
            portal.Sources.Play(source.Id, person.Number, (http, _) => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, "{"));
        var page = await person.Page("/overblik");
        Assert.Contains("Ingen af myndighederne svarede lige nu", page.QuerySelector("[slot=now]")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector("form[slot=fresh] button"));
        Assert.All(page.QuerySelectorAll(".ov-failed"), failed => Assert.Contains("kontakt myndigheden", failed.TextContent, StringComparison.Ordinal));
    }

    private void Held(Visitor person, string source, Task until, string title) =>
        portal.Sources.Play(source, person.Number, async (http, asked) =>
        {
            await until;
            var answer = FakeSources.Overview([FakeSources.Case("c1", title)(asked)]);
            await Microsoft.AspNetCore.Http.HttpResponseJsonExtensions.WriteAsJsonAsync(http.Response, answer);
        });

    [Theory]
    [InlineData(-15, false)] // the birthday
    [InlineData(-14, true)]
    public async Task Who_has_no_digital_post_of_their_own_yet_is_told_to_ask_their_parents(int years, bool young)
    {
        var born = portal.App.Services.GetRequiredService<IBusinessClock>().Today.AddYears(years);
        Assert.True(CprNumber.TryParse($"{born.Day + 60}{born:MMyy}{(years == -15 ? "5001" : "5003")}", out var number));
        using var person = await portal.SignIn(number);
        Assert.Equal(young, (await person.Page("/overblik")).QuerySelector("main")!.TextContent.Contains("Du er under 15 år", StringComparison.Ordinal));
    }
}
