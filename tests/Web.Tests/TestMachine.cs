using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Overblik.Web.Tests;

/// <summary>An authority's program with a key of its own, as a stranger would write it: without any code of ours.</summary>
internal sealed class TestMachine : IDisposable
{
    public const string Id = "proeve-program";

    /// <summary>What the first seal of a source names as the one before.</summary>
    public const string NoBatch = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpClient http = new();

    public string Kid { get; init; } = "1";

    public string Scope { get; init; } = "events";

    public JsonObject Jwks
    {
        get
        {
            var point = key.ExportParameters(false).Q;
            return new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y), ["kid"] = Kid }) };
        }
    }

    /// <summary>The portal's settings that let it in, for the source <see cref="PortalHost.A"/> and one that is never asked.</summary>
    public string[] Settings => [.. Agreement(0, Scope), $"--Identity:Machines:0:Jwks={Jwks.ToJsonString()}"];

    public static string[] Agreement(int place, string scope = "events") =>
    [
        $"--Identity:Machines:{place}:Id={Id}", $"--Identity:Machines:{place}:Scopes:0={scope}",
        $"--Identity:Machines:{place}:Sources:0:Id={PortalHost.A}", $"--Identity:Machines:{place}:Sources:0:NameDa=Myndighed alfa", $"--Identity:Machines:{place}:Sources:0:NameEn=Authority alfa",
        $"--Identity:Machines:{place}:Sources:1:Id=kun-selv", $"--Identity:Machines:{place}:Sources:1:NameDa=Kun selv", $"--Identity:Machines:{place}:Sources:1:NameEn=Only itself",
    ];

    public string Assertion(PortalHost portal, Action<JsonObject>? change = null, string algorithm = "ES256")
    {
        var now = portal.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject { ["iss"] = Id, ["sub"] = Id, ["aud"] = "http://localhost:5080", ["iat"] = now, ["exp"] = now + 60, ["jti"] = Guid.NewGuid().ToString() };
        change?.Invoke(claims);
        var signed = Part(new JsonObject { ["alg"] = algorithm, ["kid"] = Kid, ["typ"] = "client-authentication+jwt" }) + "." + Part(claims);
        return signed + "." + (algorithm == "none" ? "" : Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256)));

        static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
    }

    public Task<HttpResponseMessage> Ask(PortalHost portal, string assertion, string? scope = null, string grant = "client_credentials")
    {
        var form = new Dictionary<string, string> { ["grant_type"] = grant, ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = assertion };
        if (scope is not null) form["scope"] = scope;
        return http.PostAsync(new Uri(portal.Address, "/token"), new FormUrlEncodedContent(form));
    }

    public async Task<string> Token(PortalHost portal)
    {
        using var answer = await Ask(portal, Assertion(portal));
        var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.True(answer.IsSuccessStatusCode, said.ToJsonString());
        return said["access_token"]!.GetValue<string>();
    }

    public async Task<HttpResponseMessage> Send(PortalHost portal, HttpContent body, string? token = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(portal.Address, "/events")) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? await Token(portal));
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await http.SendAsync(request);
    }

    /// <summary>Signs text as a compact JWS (RFC 7515), ES256.</summary>
    public string Sign(string payload, string? kid = null)
    {
        var signed = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(new JsonObject { ["alg"] = "ES256", ["kid"] = kid ?? Kid }.ToJsonString())) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        return signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
    }

    public async Task<HttpResponseMessage> SendBatch(PortalHost portal, string? seal, HttpContent body, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(portal.Address, "/access-log/batches")) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? await Token(portal));
        if (seal is not null) request.Headers.Add("Batch-Seal", seal);
        return await http.SendAsync(request);
    }

    /// <summary>What the seal of a batch says of it.</summary>
    public static string Content(int number, string previous, int count, string body, string source = PortalHost.A) =>
        new JsonObject { ["source"] = source, ["number"] = number, ["previous"] = previous, ["count"] = count, ["body"] = Hash(body) }.ToJsonString();

    /// <summary>By which the next seal names the one with this content as the one before.</summary>
    public static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>A batch of nobody's look-ups, taken in. Returns what the next one names as the one before.</summary>
    public async Task<string> SendNothing(PortalHost portal, int number = 1, string previous = NoBatch)
    {
        var content = Content(number, previous, 0, "");
        using var answer = await SendBatch(portal, Sign(content), new ByteArrayContent([]));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return Hash(content);
    }

    public void Dispose()
    {
        key.Dispose();
        http.Dispose();
    }
}
