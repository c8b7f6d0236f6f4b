using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Overblik.Platform.Keys;

namespace Overblik.Calendar;

/// <summary>Tells a push service who pushes (RFC 8292). A browser subscribes with one public key and takes nothing signed by another, so each subscription is remembered with its key's version.</summary>
internal sealed class Vapid(KeyRing ring, PushOptions options, TimeProvider time)
{
    private const int MostKept = 1000;
    private static readonly TimeSpan Life = TimeSpan.FromHours(12), Renewal = TimeSpan.FromHours(6);
    private static readonly string Header = Base64Url.EncodeToString("""{"typ":"JWT","alg":"ES256"}"""u8);

    private readonly ConcurrentDictionary<(string Origin, int Version), (AuthenticationHeaderValue Value, DateTimeOffset MadeAt)> made = new();

    /// <summary>The applicationServerKey with which a browser subscribes now.</summary>
    public (int Version, string Key) PublicKey()
    {
        var key = ring.Current(KeyPurpose.WebPush);
        using var pair = Import(key);
        return (key.Version, PublicKey(pair));
    }

    /// <summary>Null where the version has been retired: whoever has subscribed with it gets nothing any more.</summary>
    public AuthenticationHeaderValue? Authorization(Uri endpoint, int version)
    {
        if (ring.All(KeyPurpose.WebPush).FirstOrDefault(key => key.Version == version) is not { } key) return null;
        var (origin, now) = (endpoint.GetLeftPart(UriPartial.Authority), time.GetUtcNow());
        if (made.TryGetValue((origin, version), out var kept) && now - kept.MadeAt < Renewal) return kept.Value;
        // Under a known host there may be any number of names.
        if (made.Count >= MostKept) made.Clear();
        var value = Make(key, origin, now + Life);
        made[(origin, version)] = (value, now);
        return value;
    }

    private AuthenticationHeaderValue Make(Key key, string origin, DateTimeOffset expires)
    {
        var claims = new JsonObject { ["aud"] = origin, ["exp"] = expires.ToUnixTimeSeconds(), ["sub"] = options.Contact };
        var signed = $"{Header}.{Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        using var pair = Import(key);
        var signature = pair.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return new("vapid", $"t={signed}.{Base64Url.EncodeToString(signature)}, k={PublicKey(pair)}");
    }

    private static string PublicKey(ECDsa pair) => Base64Url.EncodeToString(PushEncryption.Bytes(pair.ExportParameters(includePrivateParameters: false)));

    private static ECDsa Import(Key key)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(key.Bytes, out _);
        return pair;
    }
}
