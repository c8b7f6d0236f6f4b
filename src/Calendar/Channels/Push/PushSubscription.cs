using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Overblik.Calendar;

/// <summary>Whom the portal pushes by, and whom they may ask about it.</summary>
/// <param name="Hosts">Of push services, in small letters: <c>host</c>, <c>host:port</c>, or <c>.host</c> for every host under it.</param>
/// <param name="Contact">A mailto: or https: address.</param>
internal sealed record PushOptions(IReadOnlySet<string> Hosts, string Contact);

/// <summary>A browser that shows what is pushed to it. Its keys are base64url, as the browser's PushSubscription tells them.</summary>
internal sealed record PushSubscription(string Endpoint, string P256dh, string Auth)
{
    public const int MaxEndpoint = 2000;

    /// <summary>What the browser's PushSubscription.toJSON() wrote. Null unless the keys are sound and the endpoint is a known push service's: otherwise anybody could have the portal call any address.</summary>
    public static PushSubscription? Read(string json, IReadOnlySet<string> hosts)
    {
        Sent? sent;
        try { sent = JsonSerializer.Deserialize(json, PushJson.Default.Sent); }
        catch (Exception e) when (e is JsonException or ArgumentException) { return null; }
        return sent is { Endpoint: { } endpoint, Keys: { P256dh: { } p256dh, Auth: { } auth } } && IsKnown(endpoint, hosts)
            && Bytes(p256dh, PushEncryption.PointSize) is { } point && PushEncryption.IsPoint(point) && Bytes(auth, PushEncryption.AuthSize) is { } secret
            ? new PushSubscription(endpoint, Base64Url.EncodeToString(point), Base64Url.EncodeToString(secret)) : null;
    }

    /// <summary>As the browser wrote it, to be read again.</summary>
    public string Json => JsonSerializer.Serialize(new Sent(Endpoint, new SentKeys(P256dh, Auth)), PushJson.Default.Sent);

    /// <summary>The endpoint of one that was read before.</summary>
    public static string? EndpointOf(string json) => JsonSerializer.Deserialize(json, PushJson.Default.Sent)?.Endpoint;

    // Of visible ASCII alone, so that its host is what it seems.
    private static bool IsKnown(string text, IReadOnlySet<string> hosts) =>
        text.Length <= MaxEndpoint && text.All(c => c is > ' ' and <= '~' and not '#') && Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
        && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback)) && endpoint.UserInfo.Length == 0
        && (hosts.Contains(endpoint.Authority) || hosts.Any(host => host.StartsWith('.') && endpoint.Authority.EndsWith(host, StringComparison.Ordinal)));

    private static byte[]? Bytes(string text, int size)
    {
        var bytes = new byte[size];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done && written == size ? bytes : null;
    }

    internal sealed record Sent(string? Endpoint, SentKeys? Keys);

    internal sealed record SentKeys(string? P256dh, string? Auth);
}

/// <summary>What the worker in the browser shows.</summary>
/// <param name="Url">A path of the portal, opened by a press.</param>
/// <param name="Tag">What it is about: a later one about the same takes the place of one that is not read yet.</param>
internal sealed record PushNote(string Title, string Body, string Url, string Tag, string Lang);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PushSubscription.Sent))]
[JsonSerializable(typeof(PushNote))]
internal sealed partial class PushJson : JsonSerializerContext;
