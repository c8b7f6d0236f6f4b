using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Overblik.Identity;
using Overblik.Platform.Keys;

namespace Overblik.Web.Tests;

public sealed class SessionTests(PortalHost portal)
{
    [Theory]
    [InlineData("/overblik")]
    [InlineData("/sager")]
    [InlineData("/sager/alfa/c1")]
    [InlineData("/velkommen")]
    [InlineData("/session")]
    [InlineData("/log-ud")]
    public async Task A_stranger_is_sent_to_sign_in_and_comes_back(string path)
    {
        using var stranger = portal.Stranger();
        using var response = await stranger.Get(path);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/log-ind?retur=" + Uri.EscapeDataString(path), response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_notice_comes_first_and_once_and_is_recorded_with_time_and_version()
    {
        using var person = await portal.SignIn(notice: false);
        using (var first = await person.Get("/overblik")) Assert.Equal("/velkommen?retur=%2Foverblik", first.Headers.Location!.ToString());
        using (var api = await person.Get("/api/overview"))
        {
            Assert.Equal(HttpStatusCode.Forbidden, api.StatusCode);
            Assert.Contains("urn:overblik:problem:identity.notice-not-seen", await api.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(0, portal.Sources.CallsFor(PortalHost.A, person.Number));

        var page = await person.Page("/velkommen?retur=%2Fsager");
        using (var seen = await person.Submit(page, "main form")) Assert.Equal("/sager", seen.Headers.Location!.ToString());
        await person.Page("/overblik");

        await using var db = await portal.Databases.CreateDbContextAsync();
        var recorded = await db.Set<NoticeSeen>().SingleAsync(n => n.Person == person.Person);
        Assert.Equal(IdentityOptions.NoticeVersion, recorded.Version);
        Assert.True(recorded.At > portal.Time.GetUtcNow().AddMinutes(-5));

        using var later = await portal.SignIn(person.Number, notice: false);
        await later.Page("/overblik");
    }

    [Theory]
    [InlineData("form[action='/log-ud']", "/log-ud")]
    [InlineData("form.ov-fresh", "/overblik")]
    public async Task A_form_without_its_antiforgery_token_is_refused_and_nothing_happens(string form, string path)
    {
        using var person = await portal.SignIn();
        await person.Page("/overblik");
        using var response = await person.Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([]) });
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("Vi kunne ikke bruge det, du sendte", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        // Still signed in, and the form itself works.
        var page = await person.Page("/overblik");
        using var right = await person.Submit(page, form);
        Assert.Equal(HttpStatusCode.Redirect, right.StatusCode);
    }

    [Fact]
    public async Task Sign_out_deletes_the_session_and_the_cookie_opens_nothing_more()
    {
        using var person = await portal.SignIn();
        var page = await person.Page("/overblik");
        var stolen = person.Cookies.GetAllCookies().Single(c => c.Name == "overblik").Value;
        using (var response = await person.Submit(page, "form[action='/log-ud']")) Assert.StartsWith("/logget-ud", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<Session>().AnyAsync(s => s.Person == person.Person));

        using var thief = portal.Stranger();
        thief.Cookies.Add(portal.Address, new Cookie("overblik", stolen));
        using var after = await thief.Get("/overblik");
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task A_session_ends_when_it_is_idle_and_is_deleted_and_can_be_extended()
    {
        await using var own = await PortalHost.Start("--Identity:Idle=00:20:00");
        using var person = await own.SignIn();
        await person.Page("/overblik");
        own.Time.Forward(TimeSpan.FromMinutes(19));
        var page = await person.Page("/session?retur=%2Fsager");
        using (var stay = await person.Submit(page, "main form")) Assert.Equal("/sager", stay.Headers.Location!.ToString());
        own.Time.Forward(TimeSpan.FromMinutes(19));
        await person.Page("/overblik");
        own.Time.Forward(TimeSpan.FromMinutes(21));
        using (var ended = await person.Get("/overblik")) Assert.Equal("/logget-ud?grund=tid&retur=%2Foverblik", ended.Headers.Location!.ToString());
        await using var db = await own.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<Session>().AnyAsync());
        Assert.Contains("Du var væk for længe", (await person.Page("/logget-ud?grund=tid")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_no_key_opens_any_more_has_ended()
    {
        using var person = await portal.SignIn();
        await using (var db = await portal.Databases.CreateDbContextAsync())
            await db.Set<Session>().Where(s => s.Person == person.Person).ExecuteUpdateAsync(set => set.SetProperty(s => s.Name, new byte[64]));
        using (var ended = await person.Get("/overblik")) Assert.StartsWith("/logget-ud?grund=tid", ended.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var again = await person.Get("/overblik");
        Assert.StartsWith("/log-ind", again.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_to_an_extension_says_when_the_session_ends_now()
    {
        await using var own = await PortalHost.Start("--Identity:Idle=00:20:00", "--Identity:Absolute=00:50:00");
        using var person = await own.SignIn();
        var page = await person.Page("/overblik");
        var before = page.QuerySelector("dialog [data-session-text]")!.TextContent;
        Assert.Equal(before, page.QuerySelector("footer [data-session-text]")!.TextContent);
        async Task<JsonNode> Extend()
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/session") { Content = new FormUrlEncodedContent(
                page.QuerySelectorAll("dialog form[action='/session'] input").Select(i => KeyValuePair.Create(i.GetAttribute("name")!, i.GetAttribute("value")!))) };
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await person.Send(request);
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        }

        own.Time.Forward(TimeSpan.FromMinutes(19));
        var first = await Extend();
        Assert.False((bool)first["final"]!);
        Assert.InRange((int)first["seconds"]!, 1190, 1200);
        Assert.Matches(@"^Du bliver logget ud kl\. \d+\.\d\d, hvis", (string)first["text"]!);
        Assert.NotEqual(before, (string)first["text"]!);

        own.Time.Forward(TimeSpan.FromMinutes(19));
        var last = await Extend();
        Assert.True((bool)last["final"]!);
        Assert.InRange((int)last["seconds"]!, 710, 720);
        Assert.Contains("uanset hvad du gør", (string)last["text"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Near_the_absolute_limit_nothing_offers_to_stay()
    {
        await using var own = await PortalHost.Start("--Identity:Idle=00:20:00", "--Identity:Absolute=00:30:00");
        using var person = await own.SignIn();
        var page = await person.Page("/overblik");
        Assert.All(page.QuerySelectorAll("[data-session-stay]"), part => Assert.False(part.HasAttribute("hidden")));
        Assert.True(page.QuerySelector("dialog form[method=dialog]")!.HasAttribute("hidden"));
        own.Time.Forward(TimeSpan.FromMinutes(15));
        page = await person.Page("/overblik");
        Assert.Equal(3, page.QuerySelectorAll("[data-session-stay]").Length);
        Assert.All(page.QuerySelectorAll("[data-session-stay]"), part => Assert.True(part.HasAttribute("hidden")));
        Assert.False(page.QuerySelector("dialog form[method=dialog]")!.HasAttribute("hidden"));
        Assert.Contains("uanset hvad du gør", page.QuerySelector("footer [data-session-text]")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await person.Page("/session")).QuerySelector("main form"));
    }

    [Fact]
    public async Task A_session_ends_at_the_latest_after_the_absolute_limit_however_busy_it_is()
    {
        await using var own = await PortalHost.Start("--Identity:Idle=00:20:00", "--Identity:Absolute=01:00:00");
        using var person = await own.SignIn();
        for (var minutes = 0; minutes < 60; minutes += 15)
        {
            await person.Page("/overblik");
            own.Time.Forward(TimeSpan.FromMinutes(15));
        }
        using var ended = await person.Get("/overblik");
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
    }

    [Fact]
    public async Task Sessions_that_nobody_comes_back_to_are_deleted_too()
    {
        await using var own = await PortalHost.Start();
        using var gone = await own.SignIn();
        own.Time.Forward(TimeSpan.FromMinutes(22));
        using var fresh = await own.SignIn();
        await own.App.Services.GetRequiredService<SessionStore>().Sweep(default);
        await using var db = await own.Databases.CreateDbContextAsync();
        Assert.Equal(fresh.Session, (await db.Set<Session>().SingleAsync()).Id);
    }

    [Fact]
    public async Task That_a_session_was_seen_is_written_once_a_minute_and_at_the_latest_at_the_stop()
    {
        await using var own = await PortalHost.Start();
        using var person = await own.SignIn();
        await using var db = await own.Databases.CreateDbContextAsync();
        Task<DateTimeOffset> LastSeen() => db.Set<Session>().Where(s => s.Id == person.Session).Select(s => s.LastSeen).SingleAsync();
        var started = await LastSeen();
        own.Time.Forward(TimeSpan.FromSeconds(30));
        await person.Page("/session");
        await own.App.Services.GetRequiredService<SessionStore>().WriteSeen(default);
        Assert.Equal(started, await LastSeen());
        own.Time.Forward(TimeSpan.FromMinutes(15));
        await person.Page("/session");
        await own.App.Services.GetRequiredService<SessionStore>().WriteSeen(default);
        var written = await LastSeen();
        Assert.InRange(written - started, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(16));
        own.Time.Forward(TimeSpan.FromMinutes(15));
        await person.Page("/session");
        await own.App.StopAsync();
        Assert.InRange(await LastSeen() - written, TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(16));
    }

    [Fact]
    public async Task After_a_restart_the_person_is_still_signed_in_and_their_open_form_still_works()
    {
        var first = await PortalHost.Start();
        using var person = await first.SignIn();
        var page = await person.Page("/overblik");
        await first.Stop();
        await using var second = await first.Again("--Urls=" + first.Address);
        second.Sources.Hold(PortalHost.A, person.Number, FakeSources.Case("c1", "Byggesag"));
        Assert.Contains("Byggesag", (await person.Page("/overblik")).Body!.TextContent, StringComparison.Ordinal);
        using var form = await person.Submit(page, "form.ov-fresh");
        Assert.Equal("/overblik", form.Headers.Location!.ToString());
    }

    [Fact]
    public async Task After_every_key_is_rotated_the_person_is_still_signed_in_and_known()
    {
        var first = await PortalHost.Start();
        using var person = await first.SignIn();
        await person.Page("/overblik");
        await first.Stop();
        var ring = Path.Combine(first.Folder, "keys.json");
        foreach (var purpose in Enum.GetValues<KeyPurpose>().Where(purpose => purpose != KeyPurpose.LogIndex)) KeyRing.Rotate(ring, purpose, TimeProvider.System, atOnce: true);

        await using var second = await first.Again("--Urls=" + first.Address);
        await person.Page("/overblik");
        // Known under the new look-up key, and signed for with the new key, whose public half is published beside the old one.
        using var again = await second.SignIn(person.Number);
        Assert.Equal(person.Person, again.Person);
        await again.Page("/overblik");
        var jwks = JsonNode.Parse(await again.Json("/.well-known/jwks.json"))!["keys"]!.AsArray();
        Assert.Equal(2, jwks.Count);
        var token = second.Sources.Calls.Last(c => c.Cpr == person.Number.Digits).Token;
        Assert.Equal((string)jwks[0]!["kid"]!, (string)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[0]))!["kid"]!);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task No_link_sends_a_person_to_another_site(string target)
    {
        using var person = await portal.SignIn(notice: false);
        using (var language = await person.Get("/sprog/en?retur=" + Uri.EscapeDataString(target))) Assert.Equal("/", language.Headers.Location!.ToString());
        var page = await person.Page("/velkommen?retur=" + Uri.EscapeDataString(target));
        using var seen = await person.Submit(page, "main form");
        Assert.Equal("/overblik", seen.Headers.Location!.ToString());
    }
}
