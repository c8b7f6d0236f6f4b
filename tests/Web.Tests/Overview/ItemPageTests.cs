using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace Overblik.Web.Tests;

/// <summary>The page of a benefit, and what is registered about the person.</summary>
public sealed class ItemPageTests(PortalHost portal)
{
    [Fact]
    public async Task A_benefit_has_its_next_payment_and_the_earlier_ones_as_a_chart_and_a_table()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Benefit(("2026-11-01", 1000), ("2026-10-01", 500), ("2026-09-01", 0)));
        var page = await person.Page("/ydelser/alfa/y1");
        Assert.Equal("Boligstøtte", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("1. december 2026", page.QuerySelector(".ov-next")!.TextContent, StringComparison.Ordinal);
        var bars = page.QuerySelectorAll("svg[role=img] rect").Select(bar => int.Parse(bar.GetAttribute("height")!, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal([1, 80, 160], bars);
        Assert.Contains("1.000 kr.", page.QuerySelector("figure svg")!.GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Equal(["1. november 2026", "1. oktober 2026", "1. september 2026"], page.QuerySelectorAll("tbody tr td:first-child").Select(td => td.TextContent));
        Assert.Equal("alfa", Assert.Single(await portal.LogOf(person.Person), e => e.Act == "overview.view-benefit").Sources);
        Assert.Contains("/ydelser/alfa/y1", (await person.Page("/ydelser")).QuerySelector(".ov-list a")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_benefit_without_earlier_payments_says_so_and_draws_nothing()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Benefit());
        var page = await person.Page("/ydelser/alfa/y1");
        Assert.Null(page.QuerySelector("figure"));
        Assert.Contains("Myndigheden viser ingen tidligere udbetalinger", page.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await person.Page("/ydelser/alfa/ukendt", HttpStatusCode.NotFound);
        portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        Assert.Equal("Det kan ikke hentes lige nu", (await person.Page("/ydelser/alfa/y1")).QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task My_information_shows_every_field_who_corrects_it_and_a_protected_one_only_when_it_is_opened()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, asked =>
        {
            JsonObject Field(string label, string value, bool @protected = false) => new() { ["label"] = FakeSources.Text(label), ["value"] = FakeSources.Text(value), ["protected"] = @protected };
            var item = FakeSources.Item(asked, "r1", "registration", "Adresse", new JsonObject
            {
                ["fields"] = new JsonArray(Field("Vej", "Prøvevej 7", true), Field("Kommune", "København"), Field("Tilflyttet", "1. maj 2020"), Field("Etage", "2. th."), Field("Antal beboere", "3")),
            });
            item["controller"]!["correction"] = "https://ret.example/";
            return item;
        });
        var page = await person.Page("/mine-oplysninger");
        Assert.Equal(5, page.QuerySelectorAll(".ov-row").Length);
        Assert.Equal("Prøvevej 7", page.QuerySelector(".ov-protected:not([open]) .details-text")!.TextContent);
        Assert.DoesNotContain("Prøvevej 7", string.Concat(page.QuerySelectorAll("p, h3, dt, summary").Select(e => e.TextContent)), StringComparison.Ordinal);
        Assert.NotNull(page.QuerySelector(".ov-registration a[href='https://ret.example/']"));
        Assert.DoesNotContain("Prøvevej 7", (await person.Page("/overblik")).Body!.TextContent, StringComparison.Ordinal);
    }

    private static Func<Asked, JsonObject> Benefit(params (string Date, int Amount)[] paid) => asked =>
    {
        JsonObject Amount(int value) => new() { ["value"] = value, ["currency"] = "DKK" };
        return FakeSources.Item(asked, "y1", "benefit", "Boligstøtte", new JsonObject
        {
            ["period"] = new JsonObject { ["from"] = "2026-09-01" },
            ["frequency"] = "monthly",
            ["amount"] = Amount(1000),
            ["taxable"] = false,
            ["next"] = new JsonObject { ["date"] = "2026-12-01", ["amount"] = Amount(1000) },
            ["paid"] = new JsonArray([.. paid.Select(p => new JsonObject { ["date"] = p.Date, ["amount"] = Amount(p.Amount) })]),
        });
    };
}
