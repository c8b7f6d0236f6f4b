using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Overblik.Tlog;

namespace Overblik.LogFormat;

/// <summary>What is served of an index over all persons: what its leaf is a commitment of.</summary>
/// <param name="Leaf">Where it stands in the log.</param>
/// <param name="Size">How many leaves of the log it covers.</param>
/// <param name="People">How many persons stand in it.</param>
/// <param name="Root">In base64.</param>
/// <param name="At">When it was made, in microseconds since 1970.</param>
public sealed record PublicIndex(long Leaf, long Size, long People, TreeHash Root, long At);

/// <summary>What is served of the seal of a batch.</summary>
/// <param name="Leaf">Where it stands in the log.</param>
/// <param name="Source">Whose batch.</param>
/// <param name="Seal">A compact JWS: <see cref="BatchSeal"/>.</param>
public sealed record PublicSeal(long Leaf, string Source, string Seal);

/// <summary>With what the seals are checked.</summary>
public sealed record PublicSources(IReadOnlyList<PublicSource> Sources);

/// <param name="Id">As it stands in its seals.</param>
/// <param name="Keys">Each that it has ever used.</param>
public sealed record PublicSource(string Id, IReadOnlyList<SealKey> Keys);

/// <summary>A public key on P-256 with which seals are signed, as RFC 7517 writes it.</summary>
public sealed record SealKey(string Kty, string Crv, string X, string Y, string Kid)
{
    public static SealKey Of(ECDsa key, string keyId)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new SealKey("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y), keyId);
    }

    /// <summary>Whether this key, and no other of its name, has signed it. What is no key has signed nothing.</summary>
    public bool HasSigned(BatchSeal seal)
    {
        if (Kid != seal.KeyId || (Kty, Crv) != ("EC", "P-256")) return false;
        try
        {
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) } });
            return seal.IsSignedBy(key);
        }
        catch (Exception e) when (e is CryptographicException or FormatException) { return false; }
    }
}

/// <summary>These as they are served, and read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, Converters = [typeof(HashInBase64)])]
[JsonSerializable(typeof(PublicIndex))]
[JsonSerializable(typeof(PublicSeal))]
[JsonSerializable(typeof(PublicSources))]
[JsonSerializable(typeof(SealKey))]
public sealed partial class PublicJson : JsonSerializerContext;
