using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Overview;

/// <summary>The token of one call (contract, rule 6): for one source, one body, sixty seconds, one use.</summary>
internal sealed class SourceTokens(KeyRing ring, Site site, TimeProvider time)
{
    private const int Lifetime = 60;
    private static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private readonly SigningKeys keys = new(ring, KeyPurpose.SourceToken);

    public System.Text.Json.Nodes.JsonObject PublicKeys() => keys.PublicKeys();

    /// <summary>The source's own key for naming subjects (rule 7): two sources cannot compare theirs.</summary>
    public byte[] SubjectKeyFor(Source source) => HMACSHA256.HashData(ring.Current(KeyPurpose.Subject).Bytes, Encoding.UTF8.GetBytes(source.Id));

    public static string SubjectOf(byte[] subjectKey, CprNumber number)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(subjectKey, Encoding.ASCII.GetBytes(number.Digits), hash);
        return Base64Url.EncodeToString(hash);
    }

    /// <summary>The request for a person's overview.</summary>
    public byte[] Body(Source source, CprNumber number, string? knownVersion) => JsonSerializer.SerializeToUtf8Bytes(
        new OverviewRequest(new PersonIdentifier("cpr", number.Digits), Base64Url.EncodeToString(SubjectKeyFor(source)), knownVersion), ContractJson.Default.OverviewRequest);

    public string Make(Source source, string subject, AssuranceLevel level, ReadOnlySpan<byte> body)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        Span<byte> hash = stackalloc byte[32];
        Span<byte> unique = stackalloc byte[16];
        SHA256.HashData(body, hash);
        RandomNumberGenerator.Fill(unique);

        var payload = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("iss"u8, site.Issuer);
            json.WriteString("aud"u8, source.Options.Audience ?? source.Id);
            json.WriteString("sub"u8, subject);
            json.WriteString("jti"u8, Base64Url.EncodeToString(unique));
            json.WriteNumber("iat"u8, now);
            json.WriteNumber("exp"u8, now + Lifetime);
            json.WriteString("body"u8, Base64Url.EncodeToString(hash));
            json.WriteString("purpose"u8, "overview"u8);
            json.WriteString("acr"u8, level switch { AssuranceLevel.High => "high"u8, AssuranceLevel.Substantial => "substantial"u8, _ => "low"u8 });
            json.WriteStartArray("areas"u8);
            foreach (var area in source.Options.Areas) json.WriteStringValue(area);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return keys.Jwt(payload.WrittenSpan);
    }

    /// <summary>The contract's form of an opaque id; what does not have it is not an id of ours.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= 64 && !id.AsSpan().ContainsAnyExcept(Unreserved);
}
