using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Overblik.LogFormat;

namespace Overblik.Cli.Events;

/// <summary>The key by which a program proves itself (ES256), in a PEM file (RFC 7468) that only its owner may read.</summary>
internal sealed class ProgramKey : IDisposable
{
    private readonly ECDsa pair;

    private ProgramKey(ECDsa pair) => this.pair = pair;

    /// <summary>Makes one; never over another.</summary>
    public static ProgramKey Make(string path)
    {
        var key = new ProgramKey(ECDsa.Create(ECCurve.NamedCurves.nistP256));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new StreamWriter(path, options);
        file.WriteLine(key.pair.ExportPkcs8PrivateKeyPem());
        return key;
    }

    public static ProgramKey Read(string path)
    {
        var pair = ECDsa.Create();
        pair.ImportFromPem(File.ReadAllText(path));
        return new ProgramKey(pair);
    }

    /// <summary>The public half, as the portal is to know it (RFC 7517). The id is the thumbprint (RFC 7638).</summary>
    public JsonObject Jwks()
    {
        var point = pair.ExportParameters(false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = x, ["y"] = y, ["kid"] = Id(x, y), ["use"] = "sig", ["alg"] = "ES256" }) };
    }

    private string Kid => Jwks()["keys"]![0]!["kid"]!.GetValue<string>();

    /// <summary>private_key_jwt (RFC 7523): good for a minute, and once.</summary>
    public string Assertion(string client, string audience, DateTimeOffset now)
    {
        var signed = Part(new JsonObject { ["alg"] = "ES256", ["typ"] = "client-authentication+jwt", ["kid"] = Kid }) + "."
            + Part(new JsonObject { ["iss"] = client, ["sub"] = client, ["aud"] = audience, ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = now.AddMinutes(1).ToUnixTimeSeconds(), ["jti"] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture) });
        return signed + "." + Base64Url.EncodeToString(pair.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256));

        static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
    }

    /// <summary>Signs a batch of look-ups.</summary>
    public BatchSeal Seal(SealContent content) => BatchSeal.Sign(content, pair, Kid);

    public void Dispose() => pair.Dispose();

    private static string Id(string x, string y) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}
