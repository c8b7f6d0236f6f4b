using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.Configuration;
using Overblik.Population;
using Overblik.SignIn;

namespace Overblik.Sim.Tests;

/// <summary>The whole sign-in through HTTP, as the portal and a browser without scripts do it.</summary>
public sealed class SignInTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task A_persona_signs_in()
    {
        var claims = await desk.SignIn("persona", "mette-holm");
        var mette = Persona.ById("mette-holm")!.Person;
        Assert.Equal((mette.Cpr, $"urn:uuid:{mette.Uuid}", "Mette Holm", "Mette", "1992-03-14"),
            ((string?)claims["cpr"], (string?)claims["cpr_uuid"], (string?)claims["name"], (string?)claims["given_name"], (string?)claims["birthdate"]));
        Assert.Equal(("substantial", "overblik", "n-1"), ((string?)claims["acr"], (string?)claims["aud"], (string?)claims["nonce"]));
        Assert.Equal("mfa", (string?)claims["amr"]!.AsArray().Single());
        Assert.True((long)claims["auth_time"]! > 0);
        Assert.Equal((string?)claims["sub"], (string?)(await desk.SignIn("persona", "mette-holm"))["sub"]);
    }

    [Fact]
    public void Without_settings_the_client_is_the_portal_on_this_machine()
    {
        var client = ClientSettings.Read(new ConfigurationBuilder().Build());
        Assert.Equal(("http://localhost:5080/log-ind/svar", "http://localhost:5080/log-ud/svar"), (client.RedirectUris.Single().ToString(), client.PostLogoutRedirectUris.Single().ToString()));
    }

    [Fact]
    public async Task Any_person_signs_in_by_number()
    {
        var claims = await desk.SignIn("number", "4711");
        Assert.Equal(new People()[4711].Cpr, (string?)claims["cpr"]);
    }

    [Theory]
    [InlineData("low")]
    [InlineData("substantial")]
    [InlineData("high")]
    public async Task The_tester_chooses_the_level(string acr) => Assert.Equal(acr, (string?)(await desk.SignIn("persona", "mette-holm", acr))["acr"]);

    [Fact]
    public async Task A_low_eID_stays_low() => Assert.Equal("low", (string?)(await desk.SignIn("persona", "lukas-vinter", "high"))["acr"]);

    [Fact]
    public async Task A_foreigner_has_no_CPR_number()
    {
        var claims = await desk.SignIn("persona", "elena-marchetti");
        Assert.Equal("Elena Marchetti", (string?)claims["name"]);
        Assert.False(claims.ContainsKey("cpr") || claims.ContainsKey("cpr_uuid"));
    }

    [Fact]
    public async Task Without_the_scope_there_is_no_CPR_number() =>
        Assert.False((await desk.SignIn("persona", "mette-holm", scope: "openid")).ContainsKey("cpr"));

    [Fact]
    public async Task Cancelling_returns_access_denied_and_the_state()
    {
        var page = await desk.Open(await desk.Push());
        var back = await page.Submit(("cancel", "1"));
        Assert.StartsWith(Desk.RedirectUri, back.GetLeftPart(UriPartial.Path), StringComparison.Ordinal);
        Assert.Contains("error=access_denied", back.Query, StringComparison.Ordinal);
        Assert.Contains("state=s-1", back.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_signed_in_without_being_asked()
    {
        var answer = await desk.Browse(Desk.AuthorizeUrl(await desk.Push(("prompt", "none"))));
        Assert.Contains("error=login_required", answer.Headers.Location!.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assertion_is_good_once()
    {
        var assertion = desk.Assertion();
        Assert.Equal(HttpStatusCode.Created, (await desk.PushRaw(assertion)).Status);
        var (status, json) = await desk.PushRaw(assertion);
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (status, (string?)json["error"]));
    }

    [Fact]
    public async Task A_code_is_good_once_and_only_with_its_verifier()
    {
        var code = await desk.Code("persona", "mette-holm");
        Assert.Equal("invalid_grant", (string?)(await desk.Token(code, verifier: new string('x', 43)))["error"]);
        code = await desk.Code("persona", "mette-holm");
        Assert.NotNull((await desk.Token(code))["id_token"]);
        Assert.Equal("invalid_grant", (string?)(await desk.Token(code))["error"]);
    }

    [Theory]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge", null)]
    [InlineData("redirect_uri", "https://elsewhere.test/")]
    [InlineData("client_assertion", null)]
    [InlineData("scope", "openid offline_access")]
    public async Task A_request_that_is_not_as_agreed_is_refused(string name, string? value)
    {
        var (status, _) = await desk.PushRaw(desk.Assertion(), (name, value));
        Assert.InRange((int)status, 400, 401);
    }

    [Fact]
    public async Task A_request_that_was_not_pushed_is_refused()
    {
        var answer = await desk.Browse($"/authorize?client_id=overblik&response_type=code&scope=openid&redirect_uri={Uri.EscapeDataString(Desk.RedirectUri)}&code_challenge=x&code_challenge_method=S256");
        Assert.DoesNotContain("code=", answer.Headers.Location?.Query ?? "", StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_assertion_by_another_key_is_refused_and_a_new_key_is_fetched()
    {
        await using var own = await Desk.Start();
        Assert.Equal(HttpStatusCode.Created, (await own.PushRaw(own.Assertion())).Status);
        own.NewKey("key-2");
        Assert.Equal(HttpStatusCode.Unauthorized, (await own.PushRaw(own.Assertion())).Status); // fetched a moment ago: not again so soon
        own.Time.Step(5);
        Assert.Equal(HttpStatusCode.Created, (await own.PushRaw(own.Assertion())).Status);
    }

    [Fact]
    public async Task Discovery_says_what_is_required()
    {
        var json = JsonNode.Parse(await desk.Client.GetStringAsync("/.well-known/openid-configuration", TestContext.Current.CancellationToken))!;
        Assert.Equal(["S256"], json["code_challenge_methods_supported"]!.AsArray().Select(it => (string?)it));
        Assert.True((bool)json["require_pushed_authorization_requests"]!);
        Assert.Equal(["private_key_jwt"], json["token_endpoint_auth_methods_supported"]!.AsArray().Select(it => (string?)it));
        Assert.Equal(["ES256"], json["id_token_signing_alg_values_supported"]!.AsArray().Select(it => (string?)it));
        Assert.NotNull(json["end_session_endpoint"]);
    }

    [Fact]
    public async Task Signing_out_returns_to_the_portal_and_nowhere_else()
    {
        var token = (string)(await desk.Token(await desk.Code("persona", "mette-holm")))["id_token"]!;
        string Url(string back) => $"/logout?id_token_hint={token}&state=s-2&post_logout_redirect_uri={Uri.EscapeDataString(back)}";
        var answer = await desk.Browse(Url(Desk.PostLogoutUri));
        Assert.Equal(Desk.PostLogoutUri + "?state=s-2", answer.Headers.Location?.ToString());
        Assert.Null((await desk.Browse(Url("https://elsewhere.test/"))).Headers.Location);
    }

    [Fact]
    public async Task Signing_out_by_the_client_alone_asks_nothing_and_returns_only_to_its_own_address()
    {
        string Url(string client, string back) => $"/logout?client_id={client}&state=s-3&post_logout_redirect_uri={Uri.EscapeDataString(back)}";
        Assert.Equal(Desk.PostLogoutUri + "?state=s-3", (await desk.Browse(Url("overblik", Desk.PostLogoutUri))).Headers.Location?.ToString());
        Assert.Null((await desk.Browse(Url("overblik", "https://elsewhere.test/"))).Headers.Location);
        Assert.Null((await desk.Browse(Url("another", Desk.PostLogoutUri))).Headers.Location);
    }

    [Fact]
    public async Task The_page_is_sound_and_needs_no_script()
    {
        var page = await desk.Open(await desk.Push(("acr_values", "high")));
        var html = page.Html;
        Assert.Equal("da", html.DocumentElement.GetAttribute("lang"));
        Assert.Single(html.QuerySelectorAll("h1"));
        Assert.Empty(html.QuerySelectorAll("script, [style], [onclick]"));
        Assert.Equal(Persona.All.Count, html.QuerySelectorAll("button[name=persona]").Length);
        Assert.All(Persona.All, it => Assert.Contains(it.Person.Name, html.QuerySelector($"button[value={it.Id}]")!.TextContent, StringComparison.Ordinal));
        Assert.All(html.QuerySelectorAll("input:not([type=hidden])"), it => Assert.NotNull(it.Closest("label") ?? html.QuerySelector($"label[for={it.Id}]")));
        Assert.Equal("high", ((IHtmlInputElement)html.QuerySelector("input[name=acr][checked]")!).Value);
        Assert.Contains($"form-action 'self' {new Uri(Desk.RedirectUri).GetLeftPart(UriPartial.Authority)};", page.Policy, StringComparison.Ordinal);
        Assert.All(Persona.All.Select(it => it.Person.Cpr).OfType<string>(), it => Assert.DoesNotContain(it, html.DocumentElement.OuterHtml, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_search_and_the_language_are_plain_links_and_forms()
    {
        var pushed = await desk.Push(("ui_locales", "en"));
        Assert.Equal("en", (await desk.Open(pushed)).Html.DocumentElement.GetAttribute("lang"));
        var found = (await desk.Open(pushed, "&lang=da&q=odense")).Html;
        Assert.Equal("da", found.DocumentElement.GetAttribute("lang"));
        Assert.Equal(["sofie-krogh", "emil-krogh"], found.QuerySelectorAll("button[name=persona]").Select(it => it.GetAttribute("value")));
        var code = await (await desk.Open(pushed, "&lang=da&q=odense")).Submit(("persona", "emil-krogh"));
        Assert.Contains("code=", code.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_or_with_an_unknown_person_signs_nobody_in()
    {
        var page = await desk.Open(await desk.Push());
        Assert.Equal(HttpStatusCode.BadRequest, (await page.Post(forget: "__RequestVerificationToken", ("persona", "mette-holm"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await page.Post(forget: null, ("persona", "nobody"))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await page.Post(forget: null, ("by", "number"), ("number", "100000"))).StatusCode);
    }

    [Fact]
    public async Task Nobody_signs_in_as_the_unborn_or_the_dead()
    {
        var (people, today) = (new People(), new DateOnly(2026, 11, 23));
        var unborn = Enumerable.Range(0, people.Count).First(i => !people.At(people[i], today).IsBorn);
        var dead = Enumerable.Range(0, people.Count).First(i => people.At(people[i], today) is { IsBorn: true, IsAlive: false });
        foreach (var (number, language, message) in new[] { (unborn, "da", "er ikke født endnu eller er død"), (dead, "en", "is not born yet or has died") })
        {
            var page = await desk.Open(await desk.Push(("ui_locales", language)));
            var refused = await page.Post(forget: null, ("by", "number"), ("number", $"{number}"));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(message, await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }
}
