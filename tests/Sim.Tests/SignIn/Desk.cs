using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Overblik.SignIn;

namespace Overblik.Sim.Tests;

/// <summary>The sign-in service on a free port, with a client that has a key, and a browser.</summary>
public sealed class Desk : IAsyncLifetime
{
    public const string RedirectUri = "http://portal.test/log-ind/svar";
    public const string PostLogoutUri = "http://portal.test/log-ud/svar";
    private const string Verifier = "0123456789012345678901234567890123456789abc";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("sign-in-");
    private readonly WebApplication _client = Local.Empty();
    private WebApplication? _app;
    private ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string _keyId = "key-1";

    internal HttpClient Client { get; private set; } = null!;
    internal SteppingTime Time { get; } = new();

    internal static async Task<Desk> Start()
    {
        var desk = new Desk();
        await desk.InitializeAsync();
        return desk;
    }

    public async ValueTask InitializeAsync()
    {
        _client.MapGet("/jwks.json", () => Results.Text(Local.Jwks(_key, _keyId), "application/json"));
        await _client.StartAsync();
        _app = SignInApp.Build(
        [
            "--Urls", Local.FreePort, "--Data", _data.FullName, "--Today", "2026-11-23", "--Client:JwksUri", _client.Urls.First() + "/jwks.json",
            "--Client:RedirectUris", RedirectUri, "--Client:PostLogoutRedirectUris", PostLogoutUri,
        ], Time);
        await _app.StartAsync();
        Client = Local.Client(_app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null) await _app.DisposeAsync();
        await _client.DisposeAsync();
        _data.Delete(recursive: true);
    }

    public void NewKey(string id) => (_key, _keyId) = (ECDsa.Create(ECCurve.NamedCurves.nistP256), id);

    public string Assertion()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return Local.Sign(_key, _keyId, new JsonObject
        {
            ["iss"] = "overblik", ["sub"] = "overblik", ["aud"] = Client.BaseAddress!.ToString(), ["jti"] = Guid.NewGuid().ToString(), ["iat"] = now, ["exp"] = now + 60,
        }, "client-authentication+jwt");
    }

    internal async Task<(HttpStatusCode Status, JsonNode Json)> PushRaw(string assertion, params (string Name, string? Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["client_id"] = "overblik",
            ["response_type"] = "code",
            ["scope"] = "openid profile cpr",
            ["redirect_uri"] = RedirectUri,
            ["state"] = "s-1",
            ["nonce"] = "n-1",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
        };
        foreach (var (name, value) in changes)
        {
            if (value is null) form.Remove(name);
            else form[name] = value;
        }
        using var answer = await Client.PostAsync("/par", new FormUrlEncodedContent(form));
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    internal async Task<string> Push(params (string Name, string? Value)[] changes)
    {
        var (status, json) = await PushRaw(Assertion(), changes);
        Assert.True(status == HttpStatusCode.Created, json.ToJsonString());
        return (string)json["request_uri"]!;
    }

    internal static string AuthorizeUrl(string requestUri) => $"/authorize?client_id=overblik&request_uri={Uri.EscapeDataString(requestUri)}";

    internal Task<HttpResponseMessage> Browse(string url) => Client.GetAsync(url);

    internal async Task<ChooseForm> Open(string requestUri, string more = "")
    {
        var answer = await Browse(AuthorizeUrl(requestUri) + more);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return new(Client, await new HtmlParser().ParseDocumentAsync(text), answer.Headers.GetValues("Content-Security-Policy").Single());
    }

    /// <summary>Signs a person in and returns the claims of the ID token.</summary>
    internal async Task<JsonObject> SignIn(string field, string value, string acr = "substantial", string scope = "openid profile cpr")
    {
        var json = await Token(await Code(field, value, acr, scope));
        Assert.True(json["id_token"] is not null, json.ToJsonString());
        return JsonNode.Parse(Base64Url.DecodeFromChars(((string)json["id_token"]!).Split('.')[1]))!.AsObject();
    }

    internal async Task<string> Code(string field, string value, string acr = "substantial", string scope = "openid profile cpr")
    {
        var back = await (await Open(await Push(("scope", scope)))).Submit((field, value), ("acr", acr));
        Assert.StartsWith(RedirectUri + "?", back.ToString(), StringComparison.Ordinal);
        var query = back.Query.TrimStart('?').Split('&').Select(it => it.Split('=')).ToDictionary(it => it[0], it => Uri.UnescapeDataString(it[1]));
        Assert.Equal("s-1", query["state"]);
        return query["code"];
    }

    internal async Task<JsonNode> Token(string code, string verifier = Verifier)
    {
        using var answer = await Client.PostAsync("/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = RedirectUri, ["client_id"] = "overblik", ["code_verifier"] = verifier,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = Assertion(),
        }));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}

/// <summary>The page as a browser without scripts has it.</summary>
internal sealed record ChooseForm(HttpClient Client, IHtmlDocument Html, string Policy)
{
    /// <summary>Presses a button and returns where the browser is sent.</summary>
    public async Task<Uri> Submit(params (string Name, string Value)[] fields)
    {
        using var answer = await Post(null, fields);
        Assert.True(answer.Headers.Location is not null, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return answer.Headers.Location!;
    }

    public Task<HttpResponseMessage> Post(string? forget, params (string Name, string Value)[] fields)
    {
        var form = Html.QuerySelectorAll("form[method=post] input[type=hidden]").OfType<IHtmlInputElement>()
            .Where(it => it.Name != forget).ToDictionary(it => it.Name!, it => it.Value);
        foreach (var (name, value) in fields) form[name] = value;
        return Client.PostAsync("/authorize", new FormUrlEncodedContent(form));
    }
}
