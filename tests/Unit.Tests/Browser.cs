using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Overblik.Calendar;

namespace Overblik.Unit.Tests;

/// <summary>The other end of a push: has the keys of a subscription and reads what was encrypted for it, by the standards alone.</summary>
internal sealed class Browser(ECParameters? key = null, byte[]? secret = null) : IDisposable
{
    private readonly ECDiffieHellman pair = key is { } given ? ECDiffieHellman.Create(given) : ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] auth = secret ?? RandomNumberGenerator.GetBytes(16);

    public byte[] Point => pair.ExportParameters(false).Q is var q ? [4, .. q.X!, .. q.Y!] : [];

    public void Dispose() => pair.Dispose();

    public PushSubscription Subscription(string endpoint) => new(endpoint, Base64Url.EncodeToString(Point), Base64Url.EncodeToString(auth));

    public string Json(string endpoint) => Json(endpoint, Point, auth);

    public static string Json(string endpoint, byte[] point, byte[] auth) => new JsonObject
    {
        ["endpoint"] = endpoint, ["expirationTime"] = null, ["keys"] = new JsonObject { ["p256dh"] = Base64Url.EncodeToString(point), ["auth"] = Base64Url.EncodeToString(auth) },
    }.ToJsonString();

    public (byte[] Payload, int Padding) Read(byte[] body)
    {
        var salt = body[..16];
        Assert.Equal((4096, 65), (BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(16)), body[20]));
        byte[] sender = body[21..86], sealedRecord = body[86..];
        using var other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = sender[1..33], Y = sender[33..] } });
        using var otherPublic = other.PublicKey;
        var mixed = Derive(auth, pair.DeriveRawSecretAgreement(otherPublic), [.. "WebPush: info\0"u8, .. Point, .. sender]);
        using var aes = new AesGcm(Derive(salt, mixed, "Content-Encoding: aes128gcm\0"u8)[..16], 16);
        var plain = new byte[sealedRecord.Length - 16];
        aes.Decrypt(Derive(salt, mixed, "Content-Encoding: nonce\0"u8)[..12], sealedRecord[..^16], sealedRecord[^16..], plain);
        var end = Array.FindLastIndex(plain, b => b != 0);
        Assert.Equal(2, plain[end]);
        return (plain[..end], plain.Length - end - 1);
    }

    // HKDF (RFC 5869) of one block, written out.
    private static byte[] Derive(byte[] salt, byte[] secret, ReadOnlySpan<byte> info)
    {
        byte[] block = [.. info, 1];
        return HMACSHA256.HashData(HMACSHA256.HashData(salt, secret), block);
    }
}
