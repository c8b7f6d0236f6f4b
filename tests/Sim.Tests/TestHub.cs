using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Overblik.Population;

namespace Overblik.Sim.Tests;

/// <summary>A hub with a key: publishes it, signs tokens, asks sources.</summary>
internal sealed class TestHub : IAsyncDisposable
{
    public const string Issuer = "https://hub.test";
    private static readonly byte[] SubjectKey = SHA256.HashData("the key of a source"u8);

    private readonly WebApplication _app;
    private int _fetches;

    private TestHub(WebApplication app) => _app = app;

    public ECDsa Key { get; private set; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public string KeyId { get; private set; } = "key-1";
    public bool IsDown { get; set; }
    public int Fetches => _fetches;

    /// <summary>Until it ends, the keys are not answered.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    public string Jwks => _app.Urls.First() + "/jwks.json";

    public static async Task<TestHub> Start()
    {
        var app = Local.Empty();
        var hub = new TestHub(app);
        app.MapGet("/jwks.json", async (HttpContext _) =>
        {
            Interlocked.Increment(ref hub._fetches);
            await hub.Held;
            return hub.IsDown ? Results.StatusCode(500) : Results.Text(Local.Jwks(hub.Key, hub.KeyId), "application/json");
        });
        await app.StartAsync();
        return hub;
    }

    public void NewKey(string id) => (Key, KeyId) = (ECDsa.Create(ECCurve.NamedCurves.nistP256), id);

    public static string SubjectOf(string value) => Base64Url.EncodeToString(HMACSHA256.HashData(SubjectKey, Encoding.ASCII.GetBytes(value)));

    public static JsonObject Body(Person person) => Body(person.Cpr!);

    public static JsonObject Body(string value, string type = "cpr") => new()
    {
        ["identifier"] = new JsonObject { ["type"] = type, ["value"] = value },
        ["subjectKey"] = Base64Url.EncodeToString(SubjectKey),
    };

    /// <summary>A token's claims as they should be; a test spoils one.</summary>
    public static JsonObject Claims(string source, string body, string subject, params string[] areas)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = Issuer,
            ["aud"] = source,
            ["iat"] = now,
            ["exp"] = now + 60,
            ["jti"] = Guid.NewGuid().ToString(),
            ["body"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(body))),
            ["sub"] = subject,
            ["areas"] = new JsonArray([.. areas.Select(it => JsonValue.Create(it))]),
            ["purpose"] = "overview",
            ["acr"] = "substantial",
        };
    }

    public string Sign(JsonObject claims, string algorithm = "ES256", string? keyId = null) => Local.Sign(Key, keyId ?? KeyId, claims, "JWT", algorithm);

    /// <summary>Asks as a hub should.</summary>
    public async Task<Answer> Ask(HttpClient client, string source, JsonObject body, string call = "overview", Action<JsonObject>? spoil = null, string[]? areas = null)
    {
        var text = body.ToJsonString();
        var claims = Claims(source, text, SubjectOf((string)body["identifier"]!["value"]!), areas ?? await Areas(client, source));
        spoil?.Invoke(claims);
        return await Send(client, source, call, text, Sign(claims));
    }

    public static async Task<Answer> Send(HttpClient client, string source, string call, string body, string? token, CancellationToken cancel = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{(source.Length > 0 ? "/" + source : "")}/v1/{call}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await client.SendAsync(request, cancel);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel), response.Headers.RetryAfter?.Delta?.TotalSeconds, response.Content.Headers.ContentType?.MediaType);
    }

    public static async Task<string[]> Areas(HttpClient client, string source)
    {
        using var json = JsonDocument.Parse(await client.GetStringAsync($"/{source}/v1/capabilities"));
        return [.. json.RootElement.GetProperty("areas").EnumerateArray().Select(it => it.GetProperty("code").GetString()!)];
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

internal sealed record Answer(int Status, string Text, double? RetryAfter, string? MediaType)
{
    public JsonNode Json => JsonNode.Parse(Text)!;
    public JsonArray Items => Json["items"]!.AsArray();
    public string? Code => ((string?)Json["type"])?.Replace("urn:overblik:problem:", "", StringComparison.Ordinal);
}
