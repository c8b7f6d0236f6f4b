using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Overblik.Calendar;

/// <summary>Encrypts for one browser (RFC 8291, aes128gcm of RFC 8188), in one record: the push service passes on what it cannot read. Pure.</summary>
internal static class PushEncryption
{
    /// <summary>RFC 8291 section 4: a push service takes 4096 bytes of which 103 are header, delimiter and tag.</summary>
    public const int Most = RecordSize - HeaderSize - 1 - TagSize;

    public const int PointSize = 65, AuthSize = 16, SaltSize = 16;

    private const int RecordSize = 4096, HeaderSize = SaltSize + 4 + 1 + PointSize, TagSize = 16;

    /// <param name="size">The payload is padded to so many bytes, that its length tells nothing.</param>
    /// <param name="key">A new one for each message, and so is <paramref name="salt"/>, save in a test.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> payload, PushSubscription to, int size = 0, ECParameters? key = null, byte[]? salt = null)
    {
        size = Math.Max(size, payload.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Most);
        salt ??= RandomNumberGenerator.GetBytes(SaltSize);
        var receiver = Base64Url.DecodeFromChars(to.P256dh);
        using var theirs = ECDiffieHellman.Create(Parameters(receiver));
        using var theirPublic = theirs.PublicKey;
        using var ours = key is { } given ? ECDiffieHellman.Create(given) : ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var sender = Bytes(ours.ExportParameters(includePrivateParameters: false));

        // RFC 8291 section 3.4.
        var secret = HKDF.DeriveKey(HashAlgorithmName.SHA256, ours.DeriveRawSecretAgreement(theirPublic), 32, Base64Url.DecodeFromChars(to.Auth), [.. "WebPush: info\0"u8, .. receiver, .. sender]);

        // RFC 8188 section 2.1: salt, record size, length of the key's name, the name, which is our public key.
        var body = new byte[HeaderSize + size + 1 + TagSize];
        salt.CopyTo(body, 0);
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(SaltSize), RecordSize);
        body[SaltSize + 4] = PointSize;
        sender.CopyTo(body, SaltSize + 5);

        // Sections 2.2 and 2.3; the 2 ends the last record's payload, and zeros pad it.
        byte[] plain = [.. payload, 2, .. new byte[size - payload.Length]];
        using var aes = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray()), TagSize);
        aes.Encrypt(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 12, salt, "Content-Encoding: nonce\0"u8.ToArray()), plain, body.AsSpan(HeaderSize, plain.Length), body.AsSpan(HeaderSize + plain.Length));
        return body;
    }

    /// <summary>The 65 bytes of a P-256 public key (SEC 1 section 2.3.3, uncompressed).</summary>
    public static byte[] Bytes(ECParameters key) => [4, .. key.Q.X!, .. key.Q.Y!];

    /// <summary>Whether they are a point on the curve; others are no key.</summary>
    public static bool IsPoint(byte[] bytes)
    {
        if (bytes[0] != 4) return false;
        try
        {
            using var key = ECDiffieHellman.Create(Parameters(bytes));
            return true;
        }
        catch (CryptographicException) { return false; }
    }

    private static ECParameters Parameters(byte[] point) => new() { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[1..33], Y = point[33..] } };
}
