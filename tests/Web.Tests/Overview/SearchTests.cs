using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;

namespace Overblik.Web.Tests;

public sealed class SearchTests(PortalHost portal)
{
    [Fact]
    public async Task What_is_searched_for_is_found_in_all_texts_marked_and_told_by_kind()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag på Østergade"), FakeSources.Case("c2", "Skolesag"), FakeSources.Deadline("d1", "Svar i byggesagen", "2026-12-24"));
        var found = await Find(person, "bygge");
        Assert.Equal(["Byggesag på Østergade", "Svar i byggesagen"], Titles(found).Order());
        Assert.All(found.QuerySelectorAll(".ov-title mark"), mark => Assert.Equal("bygge", mark.TextContent, ignoreCase: true));
        Assert.Contains("Vi fandt 2 ting", found.QuerySelector("[slot=count]")!.TextContent, StringComparison.Ordinal);

        // Every word, also of texts that the row does not show: then the text itself is shown.
        Assert.Equal(["Byggesag på Østergade"], Titles(await Find(person, "  østergade   BYGGE ")));
        var timeline = await Find(person, "skole modtaget");
        Assert.Equal(["Skolesag"], Titles(timeline));
        Assert.Equal("Modtaget", timeline.QuerySelector(".ov-meta mark")!.TextContent);
        Assert.Equal(2, Titles(await Find(person, "2026-17")).Count);
        Assert.Contains("Vi fandt ikke noget", (await Find(person, "byggeskole")).QuerySelector("[slot=count]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_searches_for_is_escaped_and_a_protected_field_is_not_found_by_what_it_holds()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Sag om <b>fed</b> skrift"), asked => FakeSources.Item(asked, "r1", "registration", "Adresse", new JsonObject
        {
            ["fields"] = new JsonArray(new JsonObject { ["label"] = FakeSources.Text("Vej"), ["value"] = FakeSources.Text("Hemmelig allé 7"), ["protected"] = true }),
        }));
        var found = await Find(person, "<b>");
        Assert.Equal("<b>", found.QuerySelector(".ov-title mark")!.TextContent);
        Assert.Null(found.QuerySelector(".ov-title b"));
        var secret = await Find(person, "hemmelig");
        Assert.Empty(Titles(secret));
        Assert.DoesNotContain("Hemmelig allé", secret.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Adresse"], Titles(await Find(person, "vej")));
    }

    [Theory]
    [InlineData("   ", "Skriv det, du leder efter.")]
    [InlineData(101, "Skriv højst 100 tegn.")]
    public async Task Nothing_or_too_much_to_search_for_is_told_beside_the_field(object words, string expected)
    {
        using var person = await portal.SignIn();
        var page = await Find(person, words as string ?? new string('x', (int)words));
        Assert.Contains(expected, page.QuerySelector(".form-error-message")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(0, portal.Sources.CallsFor(PortalHost.A, person.Number));
    }

    [Fact]
    public async Task A_source_that_is_down_is_named_among_the_results()
    {
        using var person = await portal.SignIn();
        portal.Sources.Play(PortalHost.B, person.Number, (http, _) => { http.Response.StatusCode = 503; return Task.CompletedTask; });
        var found = await Find(person, "sag");
        Assert.NotNull(found.QuerySelector("[slot='source-beta'] .ov-failed"));
        using var address = await person.Get("/soeg?q=sag");
        Assert.Equal(HttpStatusCode.OK, address.StatusCode);
        Assert.Null((await Visitor.Parse(address)).QuerySelector("[slot=count]"));
    }

    private static async Task<IDocument> Find(Visitor person, string words)
    {
        using var answer = await person.Submit(await person.Page("/soeg"), "form[action='/soeg']", ("q", words));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await Visitor.Parse(answer);
    }

    private static List<string> Titles(IDocument page) => [.. page.QuerySelectorAll(".ov-list .ov-title").Select(t => t.TextContent.Trim())];
}
