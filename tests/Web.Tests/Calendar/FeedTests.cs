using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Calendar;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>The private feed of a person's calendar.</summary>
public sealed class FeedTests(PortalHost portal)
{
    private DateOnly Today => portal.App.Services.GetRequiredService<IBusinessClock>().Today;

    [Fact]
    public async Task A_moved_date_moves_a_cancelled_one_disappears_and_what_was_the_same_is_not_sent_again()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Ret årsopgørelsen", 5), Deadline("d2", "Bliver aflyst", 7));
        var feed = await Start(person, full: true);
        var (first, tag) = await Until(feed, file => file.Contains("Bliver aflyst", StringComparison.Ordinal));
        Assert.Contains("SUMMARY:Ret årsopgørelsen (Styrelsen for Prøver)", first, StringComparison.Ordinal);
        Assert.Equal(("0", $"{Today.AddDays(5):yyyyMMdd}"), (Of(first, "d1", "SEQUENCE"), Of(first, "d1", "DTSTART")));
        using (var again = await Fetch(feed, tag)) Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);

        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Ret årsopgørelsen", 9));
        await See(person);
        var (second, next) = await Until(feed, file => !file.Contains("Bliver aflyst", StringComparison.Ordinal));
        Assert.NotEqual(tag, next);
        Assert.Equal(("1", $"{Today.AddDays(9):yyyyMMdd}", Of(first, "d1", "UID")), (Of(second, "d1", "SEQUENCE"), Of(second, "d1", "DTSTART"), Of(second, "d1", "UID")));

        // A source that does not answer has not cancelled anything.
        portal.Sources.Play(PortalHost.A, person.Number, (http, _) => { http.Response.StatusCode = 500; return Task.CompletedTask; });
        await See(person);
        using (var same = await Fetch(feed, next)) Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);

        Assert.Contains(await portal.LogOf(person.Person), e => e.Act == "calendar.feed" && e.Sources == PortalHost.A);
    }

    [Fact]
    public async Task Only_the_title_is_in_it_unless_the_person_wants_more()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, asked => FakeSources.Item(asked, "a1", "appointment", "Undersøgelse", new JsonObject { ["start"] = Today.AddDays(2).ToString("yyyy-MM-dd") + "T09:30:00+01:00", ["place"] = "Sygehusvej 1" }));
        var (file, _) = await Until(await Start(person, full: false), it => it.Contains("Undersøgelse", StringComparison.Ordinal));
        Assert.DoesNotContain("Styrelsen", file, StringComparison.Ordinal);
        Assert.DoesNotContain("Sygehusvej", file, StringComparison.Ordinal);
        Assert.DoesNotContain(person.Number.Digits, file, StringComparison.Ordinal);
        var (full, _) = await Until(await Start(person, full: true), it => it.Contains("Undersøgelse", StringComparison.Ordinal));
        Assert.Contains("Styrelsen for Prøver", full, StringComparison.Ordinal);
        // Where it is, is not kept.
        Assert.DoesNotContain("Sygehusvej", full, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_address_ends_the_old_one_and_stopping_deletes_what_was_kept()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Frist", 5));
        var old = await Start(person, full: false);
        await Until(old, file => file.Contains("Frist", StringComparison.Ordinal));
        var page = await person.Page("/kalender/abonnement");
        Assert.DoesNotContain(old.AbsolutePath, page.Source.Text, StringComparison.Ordinal);
        var now = await Start(person, full: false);
        using (var gone = await Fetch(old)) Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await Until(now, file => file.Contains("Frist", StringComparison.Ordinal));
        Assert.Contains("1 dato, som vi har gemt", (await person.Page("/indstillinger")).Body!.TextContent, StringComparison.Ordinal);

        using (await person.Submit(await person.Page("/kalender/abonnement"), "form[action$='handler=Stop']")) { }
        using (var ended = await Fetch(now)) Assert.Equal(HttpStatusCode.NotFound, ended.StatusCode);
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<KeptDate>().AnyAsync(d => d.Person == person.Person));
        Assert.False(await db.Set<FeedSecret>().AnyAsync(s => s.Person == person.Person));
    }

    [Fact]
    public async Task Nothing_is_kept_of_whoever_has_not_asked_for_it()
    {
        using var person = await portal.SignIn();
        portal.Sources.Hold(PortalHost.A, person.Number, Deadline("d1", "Frist", 5));
        await See(person);
        using var other = await portal.SignIn();
        await Start(other, full: true);
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<KeptDate>().AnyAsync(d => d.Person == person.Person));
    }

    [Fact]
    public async Task What_the_person_writes_is_in_it_with_its_repetition()
    {
        using var person = await portal.SignIn();
        using (await person.Submit(await person.Page("/kalender/ny"), "form.ov-narrow", ("Form.Title", "Medicin"), ("Form.Date", Today.ToString("yyyy-MM-dd")), ("Form.Repeat", "Daily"))) { }
        var (file, _) = await Until(await Start(person, full: false), it => it.Contains("Medicin", StringComparison.Ordinal));
        Assert.Contains("RRULE:FREQ=DAILY", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%F0%9F%A6%84")]
    public async Task An_address_that_is_nobodys_shows_nothing(string secret)
    {
        using var response = await Fetch(new Uri(portal.Address, $"/kalender/abonnement/{secret}.ics"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task One_feed_cannot_be_fetched_all_the_time()
    {
        await using var own = await PortalHost.Start("--Limits:PerFeed=3");
        var address = new Uri(own.Address, "/kalender/abonnement/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics");
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            using var response = await Fetch(address);
            answers.Add(response.StatusCode);
        }
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests], answers);
    }

    private async Task<Uri> Start(Visitor person, bool full)
    {
        using var response = await person.Submit(await person.Page("/kalender/abonnement"), "form.ov-narrow", ("Full", full.ToString()));
        var page = await Visitor.Parse(response);
        return new Uri(portal.Address, new Uri(page.QuerySelector("[name=address]")!.GetAttribute("value")!).AbsolutePath);
    }

    // What is kept is brought up to date after the page has been sent.
    private static async Task<(string File, string Tag)> Until(Uri feed, Func<string, bool> holds)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var response = await Fetch(feed);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var file = await response.Content.ReadAsStringAsync();
            if (holds(file)) return (file, response.Headers.ETag!.Tag);
            Assert.True(attempt < 100, file);
            await Task.Delay(50);
        }
    }

    private static async Task<HttpResponseMessage> Fetch(Uri feed, string? tag = null)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, feed);
        if (tag is not null) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(tag));
        return await http.SendAsync(request);
    }

    // "Fetch again" first: the answers are held for a minute.
    private static async Task See(Visitor person)
    {
        using (await person.Submit(await person.Page("/overblik"), "form.ov-fresh")) { }
        await person.Page("/kalender");
    }

    private Func<Asked, JsonObject> Deadline(string id, string title, int days) => FakeSources.Deadline(id, title, Today.AddDays(days).ToString("yyyy-MM-dd"));

    // A property of the event whose UID holds the id.
    private static string Of(string file, string id, string name) =>
        file.Replace("\r\n ", "", StringComparison.Ordinal).Split("BEGIN:VEVENT").Single(part => part.Contains($"deadline-{id}@", StringComparison.Ordinal)).Split("\r\n").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':')[1];
}
