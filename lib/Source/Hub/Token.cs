using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Overblik.Source;

/// <summary>The hub's token (RFC 7519, ES256 only), read; nothing in it holds before <see cref="IsSignedBy"/> says so.</summary>
internal sealed record Token
{
    private const int MostChars = 8 * 1024;

    public required string KeyId { get; init; }
    public required byte[] Signed { get; init; }
    public required byte[] Signature { get; init; }
    public required string Issuer { get; init; }
    public required string Audience { get; init; }
    public required long IssuedAt { get; init; }
    public required long Expires { get; init; }
    public required string Id { get; init; }
    public required string Body { get; init; }
    public required string Subject { get; init; }
    public required string[] Areas { get; init; }
    public required string Purpose { get; init; }
    public string? Acr { get; init; }
    public string? Item { get; init; }

    public bool IsSignedBy(ECDsa key) => key.VerifyData(Signed, Signature, HashAlgorithmName.SHA256);

    /// <summary>The token, or null where its form or its algorithm is wrong.</summary>
    public static Token? Read(ReadOnlySpan<char> text)
    {
        if (text.Length > MostChars) return null;
        var dot = text.IndexOf('.');
        var last = text.LastIndexOf('.');
        if (dot < 1 || last <= dot || text[(dot + 1)..last].Contains('.')) return null;
        if (!TryDecode(text[..dot], out var header) || !TryDecode(text[(dot + 1)..last], out var payload) || !TryDecode(text[(last + 1)..], out var signature)) return null;
        if (signature.Length != 64 || KeyIdOf(header) is not { } kid) return null;
        var signed = new byte[last];
        Encoding.ASCII.GetBytes(text[..last], signed);
        return Claims(payload, kid, signed, signature);
    }

    // "crit" is not understood here, and what is not understood must be refused (RFC 7515, 4.1.11).
    private static string? KeyIdOf(byte[] header)
    {
        try
        {
            using var json = JsonDocument.Parse(header);
            var root = json.RootElement;
            return Text(root, "alg") == "ES256" && !root.TryGetProperty("crit", out _) && Text(root, "kid") is { Length: > 0 and <= 200 } kid ? kid : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Token? Claims(byte[] payload, string kid, byte[] signed, byte[] signature)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var root = json.RootElement;
            return new Token
            {
                KeyId = kid,
                Signed = signed,
                Signature = signature,
                Issuer = Text(root, "iss") ?? "",
                Audience = Text(root, "aud") ?? "",
                IssuedAt = root.GetProperty("iat").GetInt64(),
                Expires = root.GetProperty("exp").GetInt64(),
                Id = root.GetProperty("jti").GetString() is { Length: > 0 and <= 200 } jti ? jti : throw new FormatException(),
                Body = Text(root, "body") ?? "",
                Subject = Text(root, "sub") ?? "",
                Areas = [.. root.GetProperty("areas").EnumerateArray().Select(it => it.GetString() ?? throw new FormatException())],
                Purpose = Text(root, "purpose") ?? "",
                Acr = Text(root, "acr"),
                Item = Text(root, "item"),
            };
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (!Base64Url.IsValid(text, out var length)) return false;
        bytes = new byte[length];
        return Base64Url.TryDecodeFromChars(text, bytes, out _);
    }
}
