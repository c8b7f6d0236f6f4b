using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Overblik.Cli.SourceCheck;

/// <summary>The hub's side of rule 6: keys, published on loopback, and tokens signed with them. Every start makes a key of its own.</summary>
internal sealed class Hub : IAsyncDisposable
{
    private const string Path = "/.well-known/jwks.json";

    private readonly WebApplication _app;
    private volatile SigningKey[] _keys = [SigningKey.New()];

    private Hub(WebApplication app) => _app = app;

    /// <summary>The <c>iss</c> of the tokens.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary>Where the keys are published.</summary>
    public string Jwks { get; private set; } = "";

    /// <summary>The key that signs.</summary>
    public SigningKey Key => _keys[^1];

    /// <summary>Starts to publish. Throws <see cref="IOException"/> where the port is taken.</summary>
    /// <param name="port">0 for any that is free.</param>
    /// <param name="issuer">Null for the address itself.</param>
    public static async Task<Hub> Start(int port, string? issuer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(it =>
        {
            if (port == 0) it.Listen(IPAddress.Loopback, 0);
            else it.ListenLocalhost(port);
        });
        var app = builder.Build();
        var hub = new Hub(app);
        app.Run(hub.Answer);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        var address = port == 0 ? app.Urls.First() : $"http://localhost:{port}";
        (hub.Issuer, hub.Jwks) = (issuer ?? address, address + Path);
        return hub;
    }

    /// <summary>Publishes one more key, signs with it from now on, and returns the one that signed before.</summary>
    public SigningKey AddKey()
    {
        var before = Key;
        _keys = [.. _keys, SigningKey.New()];
        return before;
    }

    /// <summary>A token of these claims.</summary>
    /// <param name="header">Spoils the header.</param>
    /// <param name="signature">Signs in another way than with the hub's key.</param>
    public string Sign(JsonObject claims, Action<JsonObject>? header = null, Func<byte[], byte[]>? signature = null)
    {
        var key = Key;
        var head = new JsonObject { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = key.Id };
        header?.Invoke(head);
        var text = Encode(head) + "." + Encode(claims);
        return text + "." + Base64Url.EncodeToString((signature ?? key.Sign)(Encoding.ASCII.GetBytes(text)));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task Answer(HttpContext http)
    {
        if (http.Request.Path != Path) http.Response.StatusCode = StatusCodes.Status404NotFound;
        if (http.Request.Path != Path || !HttpMethods.IsGet(http.Request.Method)) return Task.CompletedTask;
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(new JsonObject { ["keys"] = new JsonArray([.. _keys.Select(it => it.Public())]) }.ToJsonString(), http.RequestAborted);
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}

/// <summary>A key for ES256.</summary>
internal sealed record SigningKey(string Id, ECDsa Key)
{
    public static SigningKey New() => new("check-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6)), ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public byte[] Sign(byte[] text) => Key.SignData(text, HashAlgorithmName.SHA256);

    public JsonObject Public()
    {
        var q = Key.ExportParameters(false).Q;
        return new()
        {
            ["kty"] = "EC", ["crv"] = "P-256", ["use"] = "sig", ["alg"] = "ES256", ["kid"] = Id,
            ["x"] = Base64Url.EncodeToString(q.X), ["y"] = Base64Url.EncodeToString(q.Y),
        };
    }
}
