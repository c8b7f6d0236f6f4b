using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>The calendar: what the sources hold as dates, in three views.</summary>
public sealed class CalendarTests(PortalHost portal)
{
    private DateOnly Today => portal.App.Services.GetRequiredService<IBusinessClock>().Today;

    [Fact]
    public async Task Dates_of_all_sources_stand_in_one_list_by_day_with_what_is_to_be_done()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Ret din årsopgørelse", 5, new()
        {
            ["time"] = "12:00", ["consequence"] = FakeSources.Text("Så skal du søge om det"), ["computed"] = FakeSources.Text("Fire uger efter afgørelsen"), ["replaces"] = Iso(-2),
        }));
        portal.Sources.Hold(PortalHost.B, person.Number, Appointment("a1", "Undersøgelse", 3), Deadline("d2", "Betal for børnehaven", 40));
        var page = await person.Page("/kalender");

        Assert.Equal(["Undersøgelse", "Ret din årsopgørelse", "Betal for børnehaven"], Titles(page));
        Assert.Contains("(om 3 dage)", page.QuerySelector("h3.ov-from")!.TextContent, StringComparison.Ordinal);
        var deadline = Row(page, "Ret din årsopgørelse");
        foreach (var told in new[] { "senest kl. 12.00", "Styrelsen for Prøver", "Frist", "Så skal du søge om det", "Fire uger efter afgørelsen", $"Datoen var først {Today.AddDays(-2).ToString("d. MMMM yyyy", CultureInfo.GetCultureInfo("da-DK"))}." })
            Assert.Contains(told, deadline, StringComparison.Ordinal);
        var appointment = Row(page, "Undersøgelse");
        foreach (var told in new[] { "kl. 9.30–10.00", "Sygehusvej 1", "Sundhedskortet" }) Assert.Contains(told, appointment, StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("[slot=missing]"));

        var entry = Assert.Single(await portal.LogOf(person.Person), e => e.Act == "calendar.view");
        Assert.Contains(PortalHost.A, entry.Sources, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_late_stands_first_and_what_is_done_is_no_longer_late()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Glemt", -3), Closed(Deadline("d2", "Klaret", -3)), Deadline("d3", "Kommer", 3));
        var page = await person.Page("/kalender");
        Assert.Equal(["Glemt", "Kommer"], Titles(page));
        Assert.Equal("Overskredet", page.QuerySelector("h2")!.TextContent);
        Assert.Contains("Fristen er overskredet", Row(page, "Glemt"), StringComparison.Ordinal);
        var earlier = await person.Page("/kalender?tidligere=true");
        Assert.Equal(["Glemt", "Klaret"], Titles(earlier).Order());
    }

    [Fact]
    public async Task It_says_whose_dates_are_missing_and_never_that_there_is_nothing()
    {
        using var person = await portal.SignIn();
        portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        var page = await person.Page("/kalender");
        Assert.Contains("Vi fik ikke alle datoer fra: Myndighed alfa.", page.QuerySelector("[slot=missing]")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Vi kender ikke til noget", page.QuerySelector("[slot=dates]")!.TextContent, StringComparison.Ordinal);

        using var other = await portal.SignIn();
        Assert.Contains("Du har intet i kalenderen det næste år.", (await other.Page("/kalender")).QuerySelector("[slot=dates]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_narrowed_by_authority_and_kind()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Frist hos alfa", 5), Appointment("a1", "Aftale hos alfa", 3));
        portal.Sources.Hold(PortalHost.B, person.Number, Deadline("d2", "Frist hos beta", 6));
        Assert.Equal(["Aftale hos alfa", "Frist hos alfa"], Titles(await person.Page("/kalender?myndighed=alfa")));
        Assert.Equal(["Frist hos alfa", "Frist hos beta"], Titles(await person.Page("/kalender?slags=frister")));
        Assert.Equal(["Frist hos beta"], Titles(await person.Page("/kalender?slags=frister&myndighed=beta")));
        Assert.Equal(3, Titles(await person.Page("/kalender?slags=vrøvl&myndighed=ukendt")).Count);
        Assert.Contains("Intet af det", (await person.Page("/kalender?slags=svar")).QuerySelector("[slot=dates]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_three_are_what_must_be_thought_of()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Forbi", -1), Deadline("d2", "Fjerde", 9), Deadline("d3", "Tredje", 8), Appointment("a1", "Første", 1), Deadline("d4", "Anden", 2), Closed(Deadline("d5", "Klaret", 1)));
        Assert.Equal(["Første", "Anden", "Tredje"], Titles(await person.Page("/kalender/naeste")));
    }

    [Fact]
    public async Task A_month_is_a_table_whose_days_lead_to_the_list_below()
    {
        using var person = await portal.SignIn();
        var month = new DateOnly(Today.Year, Today.Month, 1).AddMonths(2);
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "I måneden", month.AddDays(14).DayNumber - Today.DayNumber), Deadline("d2", "Måneden efter", month.AddMonths(1).DayNumber - Today.DayNumber));
        var page = await person.Page($"/kalender/maaned/{month:yyyy-MM}");
        Assert.Equal(["I måneden"], Titles(page));
        var link = page.QuerySelector("table.ov-month td a")!;
        Assert.Equal("15: 1 dato", link.TextContent);
        Assert.NotNull(page.QuerySelector(link.GetAttribute("href")!));
        Assert.Equal(DateTime.DaysInMonth(month.Year, month.Month), page.QuerySelectorAll("table.ov-month .ov-day").Length);
        Assert.Equal($"/kalender/maaned/{month.AddMonths(1):yyyy-MM}", page.QuerySelector("a[rel=next]")!.GetAttribute("href"));
        foreach (var wrong in new[] { "1999-01", "2026-13", "nu", "9999-12" }) await person.Page("/kalender/maaned/" + wrong, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task In_English_it_speaks_English()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Frist", 1));
        await person.Get("/sprog/en?retur=/kalender");
        var page = await person.Page("/kalender");
        Assert.Equal("Your calendar", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["Frist (en)"], Titles(page));
    }

    [Fact]
    public async Task It_is_for_citizens_who_are_signed_in()
    {
        using var nobody = new Visitor(portal.Address);
        foreach (var path in new[] { "/kalender", "/kalender/naeste", "/kalender/maaned", "/kalender/ny", $"/kalender/egne/{Guid.NewGuid():N}", "/kalender/fil/alfa/deadline-d1" })
        {
            using var response = await nobody.Get(path);
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_deadline_can_be_taken_to_ones_own_calendar_and_nobody_elses()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Ret din årsopgørelse", 5), Appointment("a1", "Undersøgelse", 3));
        var link = (await person.Page("/kalender")).QuerySelectorAll("a[download]").Select(a => a.GetAttribute("href")!).Single(href => href.Contains("a1", StringComparison.Ordinal));
        using var response = await person.Get(link);
        Assert.Equal("text/calendar", response.Content.Headers.ContentType!.MediaType);
        var file = await response.Content.ReadAsStringAsync();
        foreach (var line in new[] { "BEGIN:VTIMEZONE", "SUMMARY:Undersøgelse (Styrelsen for Prøver)", $"DTSTART;TZID=Europe/Copenhagen:{Today.AddDays(3):yyyyMMdd}T093000", "BEGIN:VALARM", "TRIGGER:-P1D", "METHOD:PUBLISH" })
            Assert.Contains(line, file, StringComparison.Ordinal);

        var deadline = await person.Json("/kalender/fil/alfa/deadline-d1");
        Assert.Contains($"DTSTART;VALUE=DATE:{Today.AddDays(5):yyyyMMdd}", deadline, StringComparison.Ordinal);
        Assert.Contains("TRIGGER:-P2DT15H", deadline, StringComparison.Ordinal);

        using var other = await portal.SignIn();
        using var none = await other.Get(link);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private string Iso(int days) => Today.AddDays(days).ToString("yyyy-MM-dd");

    private Func<Asked, JsonObject> Deadline(string id, string title, int days, JsonObject? more = null) => asked =>
    {
        var facts = new JsonObject { ["due"] = Iso(days) };
        foreach (var (name, value) in more ?? []) facts[name] = value?.DeepClone();
        return FakeSources.Item(asked, id, "deadline", title, facts);
    };

    private Func<Asked, JsonObject> Appointment(string id, string title, int days) => asked => FakeSources.Item(asked, id, "appointment", title, new JsonObject
    {
        ["start"] = At(days, 9, 30), ["end"] = At(days, 10, 0), ["place"] = "Sygehusvej 1", ["bring"] = FakeSources.Text("Sundhedskortet"),
    });

    private string At(int days, int hour, int minute) => Deadlines.DanishTime.Instant(Today.AddDays(days), new TimeOnly(hour, minute)).ToString("yyyy-MM-ddTHH:mm:sszzz");

    private static Func<Asked, JsonObject> Closed(Func<Asked, JsonObject> item) => asked =>
    {
        var made = item(asked);
        made["open"] = false;
        return made;
    };

    internal static IReadOnlyList<string> Titles(IDocument page) => [.. page.QuerySelectorAll("[slot=dates] .ov-title").Select(title => title.TextContent.Trim())];

    internal static string Row(IDocument page, string title) => page.QuerySelectorAll("[slot=dates] li").First(row => row.QuerySelector(".ov-title")?.TextContent.Trim() == title).TextContent;
}
