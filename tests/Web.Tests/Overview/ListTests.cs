using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Overblik.Web.Tests;

/// <summary>The lists of My overview: paged at the source, filtered and sorted.</summary>
public sealed class ListTests(PortalHost portal)
{
    private const int All = 250, Open = 130;

    [Fact]
    public async Task A_long_list_is_paged_where_it_lies_and_says_which_part_it_shows()
    {
        using var person = await portal.SignIn();
        HoldMany(person);
        var first = await person.Page("/sager");
        Assert.Equal(100, Rows(first).Count);
        Assert.Contains("Viser 1 til 100 af 250.", Content(first), StringComparison.Ordinal);

        var second = await person.Page(Next(first)!);
        Assert.Contains("Viser 101 til 200 af 250.", Content(second), StringComparison.Ordinal);
        Assert.Equal("Sag 100", Rows(second)[0]);
        var asked = portal.Sources.Calls.Last(call => call.Cpr == person.Number.Digits);
        Assert.Equal((PortalHost.A, "after-100", "case"), (asked.Source, (string?)asked.Body["cursor"], (string?)asked.Body["kinds"]![0]));

        var third = await person.Page(Next(second)!);
        Assert.Contains("Viser 201 til 250 af 250.", Content(third), StringComparison.Ordinal);
        Assert.Null(Next(third));
    }

    [Fact]
    public async Task A_place_in_a_list_is_good_for_its_own_session_and_unaltered_only()
    {
        using var person = await portal.SignIn();
        using var other = await portal.SignIn();
        HoldMany(person);
        HoldMany(other);
        var next = Next(await person.Page("/sager"))!;
        Assert.DoesNotContain("after-", next, StringComparison.Ordinal);
        foreach (var (who, link) in new[] { (other, next), (person, next[..^1] + (next[^1] == 'A' ? 'B' : 'A')), (person, "/sager?myndighed=alfa&fra=x"), (person, next.Replace("myndighed=alfa", "myndighed=beta", StringComparison.Ordinal)) })
            Assert.DoesNotContain("Viser 101", Content(await who.Page(link)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_the_source_has_forgotten_is_said_so()
    {
        using var person = await portal.SignIn();
        HoldMany(person);
        var next = Next(await person.Page("/sager"))!;
        portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 400; return Task.CompletedTask; });
        Assert.Contains("Listen er ændret, siden du åbnede den", Content(await person.Page(next)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ones_only_come_from_the_source_where_it_holds_more_than_it_sends_and_the_number_is_right()
    {
        using var person = await portal.SignIn();
        HoldMany(person);
        portal.Sources.Hold(PortalHost.B, person.Number, FakeSources.Case("b1", "Åben hos beta"), Closed(FakeSources.Case("b2", "Lukket hos beta")));
        var page = await person.Page("/sager?status=aabne");
        Assert.Contains($"Viser 1 til 100 af {Open}.", Content(page), StringComparison.Ordinal);
        Assert.Equal(101, Rows(page).Count);
        Assert.Contains("Åben hos beta", Rows(page));
        Assert.Contains(portal.Sources.Calls, call => call.Source == PortalHost.A && call.Cpr == person.Number.Digits && (bool?)call.Body["openOnly"] == true);
        Assert.DoesNotContain(portal.Sources.Calls, call => call.Source == PortalHost.B && call.Body["openOnly"] is not null);
        Assert.Equal(["Lukket hos beta"], Rows(await person.Page("/sager?status=afsluttede&myndighed=beta")));
    }

    [Fact]
    public async Task Where_nothing_of_a_page_fits_the_next_one_can_be_had()
    {
        using var person = await portal.SignIn();
        portal.Sources.Play(PortalHost.A, person.Number, (http, asked) =>
        {
            var first = asked.Body["cursor"] is null;
            var answer = FakeSources.Overview([first ? FakeSources.Case("c1", "Åben sag")(asked) : Closed(FakeSources.Case("c2", "Lukket sag"))(asked)]);
            answer["counts"] = new JsonArray(new JsonObject { ["kind"] = "case", ["total"] = 2, ["open"] = 1, ["cursor"] = first ? "more" : null });
            return http.Response.WriteAsJsonAsync(answer);
        });
        var page = await person.Page("/sager?status=afsluttede");
        Assert.Empty(Rows(page));
        var next = page.QuerySelectorAll("[slot=case] a").Single(a => a.TextContent == "Vis de næste").GetAttribute("href")!;
        Assert.Equal(["Lukket sag"], Rows(await person.Page(next)));
    }

    [Fact]
    public async Task A_list_is_filtered_by_authority_and_kind_and_sorted()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, FakeSources.Deadline("d1", "Zebra", "2026-12-01"), FakeSources.Deadline("d2", "Æble", "2027-01-01"), FakeSources.Deadline("d3", "Abe", "2026-12-24"));
        portal.Sources.Hold(PortalHost.B, person.Number, FakeSources.Deadline("d4", "Hos beta", "2026-12-02"));
        Assert.Equal(["Zebra", "Æble", "Abe", "Hos beta"], Rows(await person.Page("/aftaler?vis=deadline&sorter=nyeste")).Order(Comparer<string>.Create((a, b) => (a == "Hos beta").CompareTo(b == "Hos beta"))));
        Assert.Equal(["Abe", "Zebra", "Æble"], Rows(await person.Page("/aftaler?myndighed=alfa&sorter=titel")));
        Assert.Equal(["Zebra", "Abe", "Æble"], Rows(await person.Page("/aftaler?myndighed=alfa&sorter=dato")));
        var none = await person.Page("/aftaler?myndighed=alfa&vis=deadline&status=afsluttede");
        Assert.Contains("ikke noget, som passer til det, du har valgt", Content(none), StringComparison.Ordinal);
        Assert.NotNull(none.QuerySelector("details[open] form select[name=status] option[selected][value=afsluttede]"));
        // Words that mean nothing change nothing.
        Assert.Equal(4, Rows(await person.Page("/aftaler?myndighed=x&vis=y&status=z&sorter=w&fra=v")).Count);
        await person.Page("/findes-ikke", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Of_dates_the_next_one_stands_first_and_what_is_over_last()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Closed(FakeSources.Deadline("d1", "Længe forbi", "2026-10-01")), FakeSources.Deadline("d2", "Senere", "2027-01-01"),
            Closed(FakeSources.Deadline("d3", "Lige forbi", "2026-11-01")), FakeSources.Deadline("d4", "Snart", "2026-12-24"));
        string[] inOrder = ["Snart", "Senere", "Lige forbi", "Længe forbi"];
        var list = await person.Page("/aftaler");
        Assert.Equal(inOrder, Rows(list));
        Assert.NotNull(list.QuerySelector("select[name=sorter] option[selected][value=dato]"));
        Assert.Equal(inOrder, (await person.Page("/overblik")).QuerySelectorAll("[slot=deadline] .ov-title").Select(it => it.TextContent.Trim()));
    }

    [Fact]
    public async Task The_overview_shows_some_of_a_kind_the_open_ones_first_and_leads_to_the_rest()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, [.. Enumerable.Range(0, 7).Select(i => i == 6 ? FakeSources.Case("c6", "Åben sag") : Closed(FakeSources.Case($"c{i}", $"Lukket sag {i}")))]);
        var page = await person.Page("/overblik");
        var rows = page.QuerySelectorAll("[slot=case] > ul > li .ov-title").Select(t => t.TextContent.Trim()).ToList();
        Assert.Equal(["Åben sag", "Lukket sag 0", "Lukket sag 1", "Lukket sag 2", "Lukket sag 3"], rows);
        Assert.Contains("Se alle 7", page.QuerySelector("[slot=case] a[href='/sager?myndighed=alfa&vis=case']")!.TextContent, StringComparison.Ordinal);
    }

    private void HoldMany(Visitor person) => portal.Sources.Play(PortalHost.A, person.Number, (http, asked) =>
    {
        var before = (string?)asked.Body["cursor"] is { } cursor ? int.Parse(cursor["after-".Length..], CultureInfo.InvariantCulture) : 0;
        var of = (bool?)asked.Body["openOnly"] == true ? Open : All;
        var sent = Enumerable.Range(before, Math.Min(100, of - before)).Select(i => FakeSources.Case($"c{i}", $"Sag {i}")(asked)).ToArray();
        var answer = FakeSources.Overview(sent);
        var count = new JsonObject { ["kind"] = "case", ["total"] = All, ["open"] = Open };
        if (before + sent.Length < of) count["cursor"] = $"after-{before + sent.Length}";
        answer["counts"] = new JsonArray(count);
        return http.Response.WriteAsJsonAsync(answer);
    });

    private static Func<Asked, JsonObject> Closed(Func<Asked, JsonObject> make) => asked =>
    {
        var item = make(asked);
        item["open"] = false;
        return item;
    };

    private static List<string> Rows(AngleSharp.Dom.IDocument page) => [.. page.QuerySelectorAll(".ov-list .ov-title").Select(t => t.TextContent.Trim())];

    private static string Content(AngleSharp.Dom.IDocument page) => page.QuerySelector("main")!.TextContent;

    private static string? Next(AngleSharp.Dom.IDocument page) => page.QuerySelectorAll(".ov-list a").FirstOrDefault(a => a.TextContent == "Vis de næste")?.GetAttribute("href");
}
