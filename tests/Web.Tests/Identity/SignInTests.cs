using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Overblik.Identity;

namespace Overblik.Web.Tests;

/// <summary>The way by the broker, there and back.</summary>
public sealed class SignInTests : IAsyncLifetime
{
    private FakeBroker broker = null!;

    public async ValueTask InitializeAsync() => broker = await FakeBroker.Start();

    public ValueTask DisposeAsync() => broker.DisposeAsync();

    [Fact]
    public async Task No_address_at_sign_out_holds_a_token_or_the_number()
    {
        await using var portal = await Portal();
        using var person = portal.Stranger();
        var number = PortalHost.NewNumber();
        broker.Claims["cpr"] = number.Digits;
        using (var back = await broker.SignIn(person)) Assert.Equal("/overblik", back.Headers.Location!.ToString());

        using var away = await person.Submit(await person.Page("/velkommen"), "form[action='/log-ud']");
        var address = away.Headers.Location!;
        var asked = QueryHelpers.ParseQuery(address.Query);
        Assert.Equal(broker.Issuer + "logout", address.GetLeftPart(UriPartial.Path));
        Assert.Equal("overblik", asked["client_id"]);
        Assert.EndsWith("/log-ud/svar", asked["post_logout_redirect_uri"].ToString(), StringComparison.Ordinal);
        Assert.False(asked.ContainsKey("id_token_hint"));
        Assert.DoesNotContain(asked.Values, value => value.ToString().StartsWith("eyJ", StringComparison.Ordinal));
        using (var home = await person.Get("/log-ud/svar?state=" + Uri.EscapeDataString(asked["state"]!))) Assert.Equal("/logget-ud", home.Headers.Location!.ToString());
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.False(await db.Set<Session>().AnyAsync());
    }

    [Fact]
    public async Task A_sign_in_ends_the_session_that_the_browser_had()
    {
        await using var portal = await Portal();
        using var browser = portal.Stranger();
        foreach (var _ in new[] { "first", "second" })
        {
            broker.Claims["cpr"] = PortalHost.NewNumber().Digits;
            using var back = await broker.SignIn(browser);
        }
        await browser.Page("/velkommen");
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal(1, await db.Set<Session>().CountAsync());
    }

    [Fact]
    public async Task A_sign_in_with_the_cookie_of_a_session_that_has_ended_succeeds()
    {
        await using var portal = await Portal();
        using var browser = portal.Stranger();
        broker.Claims["cpr"] = PortalHost.NewNumber().Digits;
        using (await broker.SignIn(browser)) { }
        await using (var db = await portal.Databases.CreateDbContextAsync()) await db.Set<Session>().ExecuteDeleteAsync();
        using (await broker.SignIn(browser)) { }
        await browser.Page("/velkommen");
    }

    [Fact]
    public async Task After_a_time_out_the_broker_is_told_to_ask_again()
    {
        await using var portal = await Portal();
        using var browser = portal.Stranger();
        async Task<string> Again(string page) => (await browser.Page(page)).QuerySelector("main a.button")!.GetAttribute("href")!;
        broker.Claims["cpr"] = PortalHost.NewNumber().Digits;
        using (var back = await broker.SignIn(browser, await Again("/logget-ud?grund=tid&retur=%2Fsager"))) Assert.Equal("/sager", back.Headers.Location!.ToString());
        Assert.Equal("login", broker.Asked["prompt"]);
        using (await broker.SignIn(browser, await Again("/logget-ud"))) { }
        Assert.False(broker.Asked.ContainsKey("prompt"));
    }

    [Fact]
    public async Task The_request_asks_for_what_is_configured_and_no_more()
    {
        await using (var usual = await Portal())
        {
            using var browser = usual.Stranger();
            using (await broker.SignIn(browser)) { }
            Assert.Equal(("openid profile cpr", "substantial"), (broker.Asked["scope"], broker.Asked["acr_values"]));
        }
        await using var portal = await Portal("--Identity:Scopes:0=openid", "--Identity:Scopes:1=ssn", "--Identity:AcrValues=");
        using var other = portal.Stranger();
        using (await broker.SignIn(other)) { }
        Assert.Equal("openid ssn", broker.Asked["scope"]);
        Assert.False(broker.Asked.ContainsKey("acr_values"));
    }

    [Theory]
    [InlineData("true", "/overblik")]
    [InlineData("false", "/log-ind/uden-cpr")]
    public async Task The_number_may_stand_at_the_userinfo_endpoint_alone(string setting, string expected)
    {
        await using var portal = await Portal("--Identity:UserInfo=" + setting);
        using var browser = portal.Stranger();
        broker.UserInfo["cpr"] = PortalHost.NewNumber().Digits;
        using (var back = await broker.SignIn(browser)) Assert.Equal(expected, back.Headers.Location!.ToString());
        if (setting == "true") Assert.Contains("Prøve Person", (await browser.Page("/velkommen")).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_low_a_level_does_not_get_in_whatever_userinfo_says()
    {
        await using var portal = await Portal("--Identity:UserInfo=true");
        using var browser = portal.Stranger();
        broker.Claims["acr"] = "low";
        broker.UserInfo["acr"] = "high";
        broker.UserInfo["cpr"] = PortalHost.NewNumber().Digits;
        using (var back = await broker.SignIn(browser)) Assert.Equal("/log-ind/niveau", back.Headers.Location!.ToString());
        using var page = await browser.Get("/overblik");
        Assert.StartsWith("/log-ind?", page.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Substantial", "på niveauet Betydelig eller højere.")]
    [InlineData("High", "på niveauet Høj.")]
    public async Task Who_signed_in_at_too_low_a_level_is_told_which_is_needed(string required, string expected)
    {
        await using var portal = await Portal("--Identity:RequiredLevel=" + required);
        using var browser = portal.Stranger();
        Assert.Contains(expected, (await browser.Page("/log-ind/niveau", System.Net.HttpStatusCode.Forbidden)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_return_addresses_and_the_cookies_follow_the_public_address_whatever_the_request_says()
    {
        await using var portal = await Portal("--PublicUrl=https://overblik.example");
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = portal.Address };
        async Task<HttpResponseMessage> Send(HttpMethod method, string path, string cookies, HttpContent? content = null) => await http.SendAsync(
            new HttpRequestMessage(method, path) { Content = content, Headers = { { "Cookie", cookies }, { "Host", "evil.example" }, { "X-Forwarded-Host", "evil.example" } } });
        static string Cookies(HttpResponseMessage answer)
        {
            var cookies = answer.Headers.GetValues("Set-Cookie").ToList();
            Assert.All(cookies, cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
            return string.Join("; ", cookies.Where(cookie => !cookie.Contains("=;", StringComparison.Ordinal)).Select(cookie => cookie.Split(';')[0]));
        }

        broker.Claims["cpr"] = PortalHost.NewNumber().Digits;
        using var away = await Send(HttpMethod.Get, "/log-ind", "overblik-sprog=da");
        Assert.Equal("https://overblik.example/log-ind/svar", broker.Asked["redirect_uri"]);
        using var back = await Send(HttpMethod.Get, "/log-ind/svar?code=code&state=" + Uri.EscapeDataString(broker.Asked["state"]), Cookies(away));
        var session = Cookies(back);
        Assert.StartsWith("__Host-overblik=", session, StringComparison.Ordinal);
        using var page = await Send(HttpMethod.Get, "/velkommen", session);
        var token = (await Visitor.Parse(page)).QuerySelector("form[action='/log-ud'] input")!;
        using var gone = await Send(HttpMethod.Post, "/log-ud", session + "; " + Cookies(page), new FormUrlEncodedContent([new(token.GetAttribute("name")!, token.GetAttribute("value"))]));
        Assert.Equal("https://overblik.example/log-ud/svar", QueryHelpers.ParseQuery(gone.Headers.Location!.Query)["post_logout_redirect_uri"]);
    }

    [Fact]
    public async Task Who_comes_back_with_a_new_number_is_the_same_person_and_their_other_sign_ins_end()
    {
        await using var portal = await Portal();
        var (old, now) = (PortalHost.NewNumber(), PortalHost.NewNumber());
        using var before = portal.Stranger();
        using var after = portal.Stranger();
        broker.Claims["cpr_uuid"] = "urn:uuid:6f3b1c52-0000-4000-8000-00000000abcd";
        broker.Claims["cpr"] = old.Digits;
        using (await broker.SignIn(before)) { }
        using (await before.Submit(await before.Page("/velkommen"), "main form")) { }
        await before.Page("/overblik");

        broker.Claims["cpr"] = now.Digits;
        using (var back = await broker.SignIn(after)) Assert.Equal("/overblik", back.Headers.Location!.ToString());
        // The notice has been seen by this person, and the authorities are asked by the new number.
        await after.Page("/overblik");
        Assert.Contains(portal.Sources.Calls, call => call.Cpr == now.Digits);
        using (var ended = await before.Get("/overblik")) Assert.StartsWith("/logget-ud?", ended.Headers.Location!.ToString(), StringComparison.Ordinal);
        var kept = (await after.Page("/indstillinger")).QuerySelector("table")!.TextContent;
        Assert.Contains("2 linjer i loggen", kept, StringComparison.Ordinal);
        Assert.Contains("de numre, du har haft før", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_comes_with_another_persons_id_shows_nobody_anything()
    {
        await using var portal = await Portal();
        broker.Claims["cpr"] = PortalHost.NewNumber().Digits;
        broker.Claims["cpr_uuid"] = "first";
        using var first = portal.Stranger();
        using (await broker.SignIn(first)) { }
        broker.Claims["cpr_uuid"] = "second";
        using var second = portal.Stranger();
        using (var back = await broker.SignIn(second)) Assert.Equal("/log-ind/to-personer", back.Headers.Location!.ToString());
        Assert.Contains("Vi er i tvivl om, hvem du er", (await second.Page("/log-ind/to-personer", System.Net.HttpStatusCode.Forbidden)).QuerySelector("h1")!.TextContent, StringComparison.Ordinal);
        await first.Page("/velkommen");
    }

    private Task<PortalHost> Portal(params string[] settings) => PortalHost.Start(["--Identity:Issuer=" + broker.Issuer, .. settings]);
}
