using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Overblik.LogFormat;

namespace Overblik.Authorities;

/// <summary>The program with which the authorities tell the hub who has looked (contracts/access-log-api.yaml).</summary>
internal sealed class LogProgram(HttpClient hub, string client, ECDsa key) : IDisposable
{
    private readonly Dictionary<string, (long Number, string Previous)> sent = [];

    /// <summary>Sends the next batch of a source, of none as a heartbeat. Throws where it was not taken in; then nothing is lost by sending it again.</summary>
    public async Task Send(string source, IReadOnlyCollection<JsonObject> lookUps, CancellationToken cancellation)
    {
        var body = lookUps.Count == 0 ? [] : Encoding.UTF8.GetBytes(new JsonArray([.. lookUps.Select(it => it.DeepClone())]).ToJsonString());
        var token = await Token(cancellation);
        // Whoever has sent nothing since it started asks where the hub stands: it says so when it refuses.
        for (var again = true; ; again = false)
        {
            var (number, previous) = sent.GetValueOrDefault(source, (1, BatchSeal.NonePrevious));
            var seal = BatchSeal.Sign(new SealContent(source, number, previous, lookUps.Count, Base64Url.EncodeToString(SHA256.HashData(body))), key, KeyId());
            using var request = new HttpRequestMessage(HttpMethod.Post, "/access-log/batches") { Content = new ByteArrayContent(body), Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
            request.Headers.Add("Batch-Seal", seal.Jws);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await hub.SendAsync(request, cancellation);
            if (answer.StatusCode == HttpStatusCode.Conflict && again && JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation)) is { } expected)
            {
                sent[source] = (expected["number"]!.GetValue<long>(), expected["previous"]!.GetValue<string>());
                continue;
            }
            answer.EnsureSuccessStatusCode();
            sent[source] = (number + 1, seal.Hash());
            return;
        }
    }

    public void Dispose()
    {
        hub.Dispose();
        key.Dispose();
    }

    // private_key_jwt (RFC 7523), at the endpoint that the hub names (RFC 8414).
    private async Task<string> Token(CancellationToken cancellation)
    {
        var about = JsonNode.Parse(await hub.GetStringAsync("/.well-known/oauth-authorization-server", cancellation))!;
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var signed = Part(new JsonObject { ["alg"] = "ES256", ["typ"] = "client-authentication+jwt", ["kid"] = KeyId() }) + "."
            + Part(new JsonObject { ["iss"] = client, ["sub"] = client, ["aud"] = about["issuer"]!.GetValue<string>(), ["iat"] = now, ["exp"] = now + 60, ["jti"] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture) });
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", ["scope"] = "access-log",
            ["client_assertion"] = signed + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256)),
        });
        using var answer = await hub.PostAsync(new Uri(about["token_endpoint"]!.GetValue<string>()), form, cancellation);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellation))!["access_token"]!.GetValue<string>();

        static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
    }

    // The thumbprint (RFC 7638), by which the hub knows it.
    private string KeyId()
    {
        var point = key.ExportParameters(false).Q;
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""")));
    }
}
