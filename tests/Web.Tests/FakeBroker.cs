using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Overblik.Web.Tests;

/// <summary>A broker that signs in whoever the test says, without asking; it remembers what it was asked.</summary>
internal sealed class FakeBroker : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private FakeBroker(WebApplication app) => this.app = app;

    public string Issuer { get; private set; } = "";

    /// <summary>The last request that was pushed.</summary>
    public Dictionary<string, string> Asked { get; private set; } = [];

    /// <summary>What the id_token says of the person, and what only userinfo says.</summary>
    public JsonObject Claims { get; } = new() { ["sub"] = "someone", ["acr"] = "substantial", ["name"] = "Prøve Person" };
    public JsonObject UserInfo { get; } = new() { ["sub"] = "someone" };

    public static async Task<FakeBroker> Start()
    {
        var builder = WebApplication.CreateSlimBuilder(["--Urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var broker = new FakeBroker(app);
        app.MapGet("/.well-known/openid-configuration", () => new JsonObject
        {
            ["issuer"] = broker.Issuer,
            ["authorization_endpoint"] = broker.Issuer + "authorize",
            ["pushed_authorization_request_endpoint"] = broker.Issuer + "par",
            ["token_endpoint"] = broker.Issuer + "token",
            ["userinfo_endpoint"] = broker.Issuer + "userinfo",
            ["end_session_endpoint"] = broker.Issuer + "logout",
            ["jwks_uri"] = broker.Issuer + "jwks",
        });
        app.MapGet("/jwks", () => new JsonObject { ["keys"] = new JsonArray(broker.PublicKey()) });
        app.MapPost("/par", async (HttpRequest request) =>
        {
            broker.Asked = (await request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString());
            return Results.Json(new JsonObject { ["request_uri"] = "urn:pushed:1", ["expires_in"] = 60 }, statusCode: 201);
        });
        app.MapPost("/token", () => new JsonObject { ["access_token"] = "access", ["token_type"] = "Bearer", ["expires_in"] = 60, ["id_token"] = broker.IdToken() });
        app.MapGet("/userinfo", () => broker.UserInfo);
        await app.StartAsync();
        broker.Issuer = app.Urls.First() + "/";
        return broker;
    }

    /// <summary>The way of a browser: to the broker and back. Returns the portal's answer.</summary>
    public async Task<HttpResponseMessage> SignIn(Visitor visitor, string path = "/log-ind")
    {
        using (var away = await visitor.Get(path)) Assert.StartsWith(Issuer + "authorize?", away.Headers.Location!.ToString(), StringComparison.Ordinal);
        return await visitor.Get("/log-ind/svar?code=code&state=" + Uri.EscapeDataString(Asked["state"]));
    }

    public ValueTask DisposeAsync()
    {
        key.Dispose();
        return app.DisposeAsync();
    }

    private JsonObject PublicKey()
    {
        var point = key.ExportParameters(false).Q;
        return new() { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "key", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
    }

    private string IdToken()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = Issuer, ["aud"] = "overblik", ["iat"] = now, ["exp"] = now + 60, ["nonce"] = Asked["nonce"] };
        foreach (var (name, value) in Claims) claims[name] = value!.DeepClone();
        var content = Part("""{"alg":"ES256","kid":"key"}""") + "." + Part(claims.ToJsonString());
        return content + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256));
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
