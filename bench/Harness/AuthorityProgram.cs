using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Overblik.Bench;

/// <summary>An authority's program with a key of its own: what the portal must be told to let it in, and its tokens.</summary>
internal sealed class AuthorityProgram(string scope, params string[] sources) : IDisposable
{
    public const string KeyId = "1";

    private const string Client = "bench";

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The portal's settings.</summary>
    public string[] Agreement()
    {
        var point = Key.ExportParameters(false).Q;
        var jwks = new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = KeyId, ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) }) };
        return
        [
            $"--Identity:Machines:0:Id={Client}", $"--Identity:Machines:0:Scopes:0={scope}", $"--Identity:Machines:0:Jwks={jwks.ToJsonString()}", "--Limits:PerMachine=100000000", "--Limits:PerAddress=100000000",
            .. sources.SelectMany((source, i) => new[] { $"--Identity:Machines:0:Sources:{i}:Id={source}", $"--Identity:Machines:0:Sources:{i}:NameDa=Kilde", $"--Identity:Machines:0:Sources:{i}:NameEn=Source" }),
        ];
    }

    public async Task<string> Token(HttpClient http, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var signed = Part(new JsonObject { ["alg"] = "ES256", ["kid"] = KeyId }) + "."
            + Part(new JsonObject { ["iss"] = Client, ["sub"] = Client, ["aud"] = "http://localhost:5080", ["exp"] = now + 60, ["jti"] = Guid.NewGuid().ToString() });
        var assertion = signed + "." + Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));
        using var answer = await http.PostAsync("/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["client_assertion"] = assertion,
        }), stop);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(stop))!["access_token"]!.GetValue<string>();

        static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
    }

    /// <summary>Of the replacement form (day + 60): no CPR number.</summary>
    public static string Number(int person) => string.Create(CultureInfo.InvariantCulture, $"{61 + (person % 28)}{1 + (person / 28 % 12):00}{50 + (person / 336 % 50)}{1000 + (person / 16_800)}");

    public void Dispose() => Key.Dispose();
}
