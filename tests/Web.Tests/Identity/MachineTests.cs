using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Overblik.Identity;
using Overblik.Platform;

namespace Overblik.Web.Tests;

/// <summary>How an authority's program gets in.</summary>
public sealed class MachineTests : IAsyncLifetime
{
    private readonly TestMachine machine = new();
    private PortalHost portal = null!;

    public async ValueTask InitializeAsync() => portal = await PortalHost.Start(machine.Settings);

    public async ValueTask DisposeAsync()
    {
        machine.Dispose();
        await portal.DisposeAsync();
    }

    [Fact]
    public async Task A_program_proves_itself_with_its_key_and_each_proof_is_good_once()
    {
        using var http = new HttpClient { BaseAddress = portal.Address };
        var told = (await http.GetFromJsonAsync<JsonObject>("/.well-known/oauth-authorization-server"))!;
        Assert.Equal(("http://localhost:5080", "http://localhost:5080/token"), (told["issuer"]!.GetValue<string>(), told["token_endpoint"]!.GetValue<string>()));

        var assertion = machine.Assertion(portal);
        using var first = await machine.Ask(portal, assertion);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.True(first.Headers.CacheControl!.NoStore);
        var token = JsonNode.Parse(await first.Content.ReadAsStringAsync())!;
        Assert.Equal(("Bearer", 300, "events"), (token["token_type"]!.GetValue<string>(), token["expires_in"]!.GetValue<int>(), token["scope"]!.GetValue<string>()));

        await Refused(await machine.Ask(portal, assertion), HttpStatusCode.Unauthorized, "invalid_client", "used before");
        // Nor on another node.
        await using var node = await portal.Again();
        await Refused(await machine.Ask(node, assertion), HttpStatusCode.Unauthorized, "invalid_client", "used before");
        // Kept for as long as it would be good, and no longer.
        await using var db = await portal.Databases.CreateDbContextAsync();
        Assert.Equal(1, await db.Set<UsedAssertion>().CountAsync());
        portal.Time.Forward(TimeSpan.FromMinutes(3));
        await portal.App.Services.GetRequiredService<UsedAssertions>().Sweep(default);
        Assert.Equal(0, await db.Set<UsedAssertion>().CountAsync());
        await Refused(await machine.Ask(portal, assertion), HttpStatusCode.Unauthorized, "invalid_client", "exp");
    }

    [Fact]
    public async Task What_proves_nothing_is_refused_with_what_to_mend()
    {
        using var stranger = new TestMachine();
        await Refused(await machine.Ask(portal, "x"), HttpStatusCode.Unauthorized, "invalid_client", "no JWT");
        await Refused(await machine.Ask(portal, stranger.Assertion(portal)), HttpStatusCode.Unauthorized, "invalid_client", "signature");
        await Refused(await machine.Ask(portal, machine.Assertion(portal, algorithm: "none")), HttpStatusCode.Unauthorized, "invalid_client", "");
        await Refused(await machine.Ask(portal, machine.Assertion(portal, claims => claims["iss"] = "en-anden")), HttpStatusCode.Unauthorized, "invalid_client", "iss");
        await Refused(await machine.Ask(portal, machine.Assertion(portal, claims => claims["sub"] = "en-anden")), HttpStatusCode.Unauthorized, "invalid_client", "sub");
        await Refused(await machine.Ask(portal, machine.Assertion(portal, claims => claims["aud"] = "https://en-anden.example")), HttpStatusCode.Unauthorized, "invalid_client", "aud");
        await Refused(await machine.Ask(portal, machine.Assertion(portal, claims => claims["exp"] = claims["iat"]!.GetValue<long>() - 60)), HttpStatusCode.Unauthorized, "invalid_client", "exp");
        await Refused(await machine.Ask(portal, machine.Assertion(portal, claims => claims["exp"] = claims["iat"]!.GetValue<long>() + 3600)), HttpStatusCode.Unauthorized, "invalid_client", "exp");
        await Refused(await machine.Ask(portal, machine.Assertion(portal, claims => claims.Remove("exp"))), HttpStatusCode.Unauthorized, "invalid_client", "exp");
        await Refused(await machine.Ask(portal, machine.Assertion(portal, claims => claims.Remove("jti"))), HttpStatusCode.Unauthorized, "invalid_client", "jti");
        await Refused(await machine.Ask(portal, machine.Assertion(portal), scope: "events everything"), HttpStatusCode.BadRequest, "invalid_scope", "events");
        await Refused(await machine.Ask(portal, machine.Assertion(portal), grant: "password"), HttpStatusCode.BadRequest, "unsupported_grant_type", "client_credentials");
        using var http = new HttpClient { BaseAddress = portal.Address };
        await Refused(await http.PostAsJsonAsync("/token", new { grant_type = "client_credentials" }), HttpStatusCode.BadRequest, "invalid_request", "form");
        // Nothing of an assertion stands in the log.
        Assert.DoesNotContain(portal.Log, line => line.Contains("eyJ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_else_may_tell_events()
    {
        using var http = new HttpClient { BaseAddress = portal.Address };
        using (var nobody = await http.PostAsync("/events", new StringContent("[]")))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
            Assert.Equal("application/problem+json", nobody.Content.Headers.ContentType!.MediaType);
        }
        using var citizen = await portal.SignIn();
        using (var person = await citizen.Send(new HttpRequestMessage(HttpMethod.Post, "/events") { Content = new StringContent("[]") })) Assert.Equal(HttpStatusCode.Unauthorized, person.StatusCode);
        // A program's token opens nothing else.
        var token = await machine.Token(portal);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/overview") { Headers = { { "Authorization", "Bearer " + token } } };
        using (var answer = await http.SendAsync(asked)) Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        using (var forged = await machine.Send(portal, new StringContent("[]"), token[..^4] + "AAAA")) Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);

        // Good for five minutes; and no longer than the agreement.
        await using (var without = await portal.Again("--Identity:Machines:0:Id=en-anden"))
        using (var ended = await machine.Send(without, new StringContent("[]"), token)) Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
        portal.Time.Forward(TimeSpan.FromMinutes(5));
        using (var old = await machine.Send(portal, new StringContent("[]"), token)) Assert.Equal(HttpStatusCode.Unauthorized, old.StatusCode);
    }

    [Fact]
    public async Task Its_keys_may_be_fetched_and_a_new_one_is_found()
    {
        using var next = new TestMachine { Kid = "2" };
        var served = machine.Jwks;
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        await using var authority = builder.Build();
        authority.MapGet("/jwks.json", () => Results.Text(served.ToJsonString(), "application/json"));
        await authority.StartAsync();
        await using var other = await PortalHost.Start([.. TestMachine.Agreement(0), $"--Identity:Machines:0:JwksUrl={authority.Urls.First()}/jwks.json"]);
        await machine.Token(other);
        served = next.Jwks;
        // Not asked again at once: whoever sends nonsense must not make us ask the authority each time.
        await Refused(await next.Ask(other, next.Assertion(other)), HttpStatusCode.Unauthorized, "invalid_client", "signature");
        other.Time.Forward(TimeSpan.FromSeconds(11));
        await next.Token(other);
        // The authority is away: what is known holds.
        await authority.StopAsync();
        other.Time.Forward(TimeSpan.FromMinutes(11));
        await next.Token(other);
    }

    [Theory]
    [InlineData("Id=", "Id is required")]
    [InlineData("Scopes:0=everything", "Scopes must be")]
    [InlineData("Jwks={}", "holds no key")]
    [InlineData("Jwks=nonsense", "no JSON Web Key Set")]
    [InlineData("JwksUrl=http://elsewhere.example/keys", "One of Jwks and JwksUrl")]
    [InlineData("Sources:0:NameEn=", "NameEn")]
    public async Task A_wrong_agreement_is_told_at_the_start(string setting, string told)
    {
        var failure = await Assert.ThrowsAsync<StartupException>(() => PortalHost.Start([.. machine.Settings, "--Identity:Machines:0:" + setting]));
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
    }

    private static async Task Refused(HttpResponseMessage answer, HttpStatusCode status, string error, string description)
    {
        using (answer)
        {
            var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal((status, error), (answer.StatusCode, said["error"]!.GetValue<string>()));
            Assert.Contains(description, said["error_description"]!.GetValue<string>(), StringComparison.Ordinal);
        }
    }
}
