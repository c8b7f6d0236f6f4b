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

    /// <summary>The source's key for naming subjects, derived once for each key of the ring.</summary>
    public SubjectKey SubjectKeyFor(Source source)
    {
        var from = ring.Current(KeyPurpose.Subject);
        var known = source.SubjectKey;
        return ReferenceEquals(known?.From, from) ? known! : source.SubjectKey = new SubjectKey(from, source.Id);
    }

    /// <param name="source">Who is asked.</param>
    /// <param name="subject">About whom, as that source names them.</param>
    /// <param name="level">How surely the person is who they say; null for a reminder, for which nobody is signed in.</param>
    /// <param name="item">The one item that a reminder is about.</param>
    /// <param name="body">The request's.</param>
    public string Make(Source source, string subject, AssuranceLevel? level, string? item, ReadOnlySpan<byte> body)
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
            json.WriteString("purpose"u8, level is null ? "reminder"u8 : "overview"u8);
            if (level is null) json.WriteString("item"u8, item);
            else json.WriteString("acr"u8, level switch { AssuranceLevel.High => "high"u8, AssuranceLevel.Substantial => "substantial"u8, _ => "low"u8 });
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

/// <summary>One source's own key for naming subjects (contract, rule 7): two sources cannot compare theirs.</summary>
internal sealed class SubjectKey
{
    private readonly byte[] bytes;
    private readonly string text;

    public SubjectKey(Key from, string sourceId)
    {
        From = from;
        bytes = HMACSHA256.HashData(from.Bytes, Encoding.UTF8.GetBytes(sourceId));
        text = Base64Url.EncodeToString(bytes);
    }

    /// <summary>The key of the ring that it was derived from.</summary>
    public Key From { get; }

    public string SubjectOf(CprNumber number)
    {
        Span<byte> digits = stackalloc byte[10];
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(bytes, digits[..Encoding.ASCII.GetBytes(number.Digits, digits)], hash);
        return Base64Url.EncodeToString(hash);
    }

    /// <summary>The request for a person's overview, or for a part of it.</summary>
    public byte[] Overview(CprNumber number, string? knownVersion = null, Selection? part = null) => JsonSerializer.SerializeToUtf8Bytes(
        new OverviewRequest(Identifier(number), text, knownVersion, part?.Kinds, part?.OpenOnly, part?.Cursor), ContractJson.Default.OverviewRequest);

    /// <summary>The request for one item of a person's.</summary>
    public byte[] Item(CprNumber number, ItemKind kind, string id) =>
        JsonSerializer.SerializeToUtf8Bytes(new ItemRequest(Identifier(number), text, kind, id), ContractJson.Default.ItemRequest);

    private static PersonIdentifier Identifier(CprNumber number) => new("cpr", number.Digits);
}
