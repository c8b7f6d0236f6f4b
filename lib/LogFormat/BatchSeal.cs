using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Overblik.Tlog;

namespace Overblik.LogFormat;

/// <summary>What an authority signs of each batch: a compact JWS (RFC 7515) with ES256. It tells nothing of anybody, so it is public, and anybody can see that none is missing.</summary>
public sealed class BatchSeal
{
    /// <summary>What the first batch of a source has as previous.</summary>
    public static readonly string NonePrevious = Base64Url.EncodeToString(new byte[TreeHash.Size]);

    private const string Algorithm = "ES256";
    private const int MostBytes = 4096;
    private readonly byte[] payload;
    private readonly string signed;
    private readonly byte[] signature;

    private BatchSeal(string jws, SealContent content, string keyId, byte[] payload, byte[] signature) =>
        (Jws, Content, KeyId, this.payload, signed, this.signature) = (jws, content, keyId, payload, jws[..jws.LastIndexOf('.')], signature);

    public string Jws { get; }
    public SealContent Content { get; }

    /// <summary>With which key it says that it is signed.</summary>
    public string KeyId { get; }

    /// <summary>What its leaf in the log holds: of the content, not of the signature.</summary>
    public TreeHash Commitment() => Leaf.Hash("overblik/batch/v1\0"u8, payload);

    /// <summary>What the next batch of the source has as its <see cref="SealContent.Previous"/>.</summary>
    public string Hash() => Base64Url.EncodeToString(SHA256.HashData(payload));

    /// <summary>Reads it. Nothing is verified.</summary>
    /// <exception cref="FormatException">It is none; says why.</exception>
    public static BatchSeal Parse(string jws)
    {
        if (jws.Length > MostBytes || jws.Split('.') is not [var header, var payload, var signature]) throw new FormatException("A seal is a compact JWS: three parts of base64url with a dot between.");
        try
        {
            if (JsonSerializer.Deserialize(Base64Url.DecodeFromChars(header), SealJson.Default.SealHeader) is not { Alg: Algorithm, Kid: { Length: > 0 } kid }) throw new FormatException("The header of a seal has alg ES256 and a kid.");
            var bytes = Base64Url.DecodeFromChars(payload);
            if (JsonSerializer.Deserialize(bytes, SealJson.Default.SealContent) is not { } content || content.Number < 1 || content.Count < 0 || !IsHash(content.Previous) || !IsHash(content.Body)) throw new FormatException("In a seal number is from 1, count from 0, previous and body are SHA-256 in base64url.");
            return new BatchSeal(jws, content, kid, bytes, Base64Url.DecodeFromChars(signature));
        }
        catch (JsonException e) { throw new FormatException("Header and payload of a seal are JSON objects; the payload has source, number, previous, count, body.", e); }
    }

    /// <summary>Signs one.</summary>
    public static BatchSeal Sign(SealContent content, ECDsa key, string keyId)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(new SealHeader(Algorithm, keyId), SealJson.Default.SealHeader);
        var payload = JsonSerializer.SerializeToUtf8Bytes(content, SealJson.Default.SealContent);
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return Parse($"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}");
    }

    /// <summary>Whether this key has signed it.</summary>
    public bool IsSignedBy(ECDsa key) => key.VerifyData(Encoding.ASCII.GetBytes(signed), signature, HashAlgorithmName.SHA256);

    private static bool IsHash(string text) => text.Length == NonePrevious.Length && Base64Url.IsValid(text);
}

/// <param name="Source">Which source.</param>
/// <param name="Number">Of this source's batches, from 1, without a gap.</param>
/// <param name="Previous">SHA-256 of the payload of the seal before, in base64url; of the first, of 32 bytes of zero.</param>
/// <param name="Count">How many entries it has. None: nobody has looked anything up since the last.</param>
/// <param name="Body">SHA-256 of the body, in base64url.</param>
public sealed record SealContent(string Source, long Number, string Previous, int Count, string Body);

/// <param name="Alg">ES256.</param>
/// <param name="Kid">Which of the source's keys.</param>
internal sealed record SealHeader(string Alg, string? Kid);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SealContent))]
[JsonSerializable(typeof(SealHeader))]
internal sealed partial class SealJson : JsonSerializerContext;
