using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Overblik.Platform.Keys;

/// <summary>ES256 (RFC 7518 section 3.4) with the current key of a purpose, and the public halves as a JWK set (RFC 7517).</summary>
public sealed class SigningKeys(KeyRing ring, KeyPurpose purpose, string type = "JWT")
{
    // An ECDsa instance is not for several threads at once; signing with a pooled one costs no key import.
    private sealed record Signer(Key Key, byte[] Header, ConcurrentBag<ECDsa> Pool);

    private volatile Signer? signer;

    private Signer Current
    {
        get
        {
            var key = ring.Current(purpose);
            var known = signer;
            return known?.Key == key ? known : signer = new Signer(
                key,
                Encoding.ASCII.GetBytes(Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"alg":"ES256","typ":"{{type}}","kid":"{{key.Id(purpose)}}"}""")) + "."),
                []);
        }
    }

    /// <summary>A JWT (RFC 7519) in compact form, signed by the current key.</summary>
    public string Jwt(ReadOnlySpan<byte> payload)
    {
        var (key, header, pool) = Current;
        var signedLength = header.Length + Base64Url.GetEncodedLength(payload.Length);
        var token = ArrayPool<byte>.Shared.Rent(signedLength + 1 + 86);
        try
        {
            header.CopyTo(token, 0);
            Base64Url.EncodeToUtf8(payload, token.AsSpan(header.Length));
            Span<byte> signature = stackalloc byte[64];
            if (!pool.TryTake(out var pair)) pair = Import(key);
            pair.SignData(token.AsSpan(0, signedLength), signature, HashAlgorithmName.SHA256);
            pool.Add(pair);
            token[signedLength] = (byte)'.';
            return Encoding.ASCII.GetString(token, 0, signedLength + 1 + Base64Url.EncodeToUtf8(signature, token.AsSpan(signedLength + 1)));
        }
        finally { ArrayPool<byte>.Shared.Return(token); }
    }

    /// <summary>The public keys of all versions, so that a token signed by the one before still verifies after a rotation.</summary>
    public JsonObject PublicKeys()
    {
        var set = new JsonArray();
        foreach (var key in ring.All(purpose))
        {
            using var pair = Import(key);
            var point = pair.ExportParameters(false).Q;
            set.Add(new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
                ["kid"] = key.Id(purpose),
                ["use"] = "sig",
                ["alg"] = "ES256",
            });
        }
        return new JsonObject { ["keys"] = set };
    }

    private static ECDsa Import(Key key)
    {
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(key.Bytes, out _);
        return pair;
    }
}
