using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Overblik.Sim.Tests;

/// <summary>Servers on a free port, and signatures.</summary>
internal static class Local
{
    public const string FreePort = "http://127.0.0.1:0";

    public static WebApplication Empty()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(FreePort);
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    public static HttpClient Client(WebApplication app) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };

    public static string Jwks(ECDsa key, string id)
    {
        var q = key.ExportParameters(false).Q;
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["alg"] = "ES256", ["kid"] = id,
                ["x"] = Base64Url.EncodeToString(q.X), ["y"] = Base64Url.EncodeToString(q.Y),
            }),
        }.ToJsonString();
    }

    public static string Sign(ECDsa key, string id, JsonObject claims, string type, string algorithm = "ES256")
    {
        var header = new JsonObject { ["alg"] = algorithm, ["typ"] = type, ["kid"] = id };
        var text = Encode(header) + "." + Encode(claims);
        return text + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256));
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
