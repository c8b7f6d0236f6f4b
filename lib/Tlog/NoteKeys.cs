using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Overblik.Tlog;

/// <summary>What a key signs, as the byte in its id and its text form (C2SP signed-note).</summary>
public enum SignatureKind : byte
{
    /// <summary>The text itself, with Ed25519: what a log signs its checkpoints with.</summary>
    Ed25519 = 1,

    /// <summary>The text and the time, with Ed25519: what a witness signs (C2SP tlog-cosignature).</summary>
    Cosignature = 4,
}

/// <summary>The public half of a key that signs notes. Its text form is the <c>vkey</c>.</summary>
public sealed class VerifierKey : IEquatable<VerifierKey>
{
    private const int SignatureSize = 64, KeySize = 32, TimeSize = sizeof(ulong);

    private readonly byte[] bytes;

    internal VerifierKey(string name, SignatureKind kind, byte[] bytes)
    {
        (Name, Kind, this.bytes) = (name, kind, bytes);
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', (byte)kind, .. bytes]));
    }

    /// <summary>Whose it is: for a log the same as its origin.</summary>
    public string Name { get; }

    public SignatureKind Kind { get; }

    /// <summary>Tells keys of one name apart; the beginning of a hash, and no proof of anything.</summary>
    public uint Id { get; }

    /// <summary>The 32 bytes of the Ed25519 key.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>Reads <c>name+id+key</c>.</summary>
    /// <exception cref="FormatException">It is no such key, or of a kind that is not known here.</exception>
    public static VerifierKey Parse(string vkey)
    {
        var (name, id, kind, bytes) = Parts(vkey, "");
        var key = new VerifierKey(name, kind, bytes);
        return key.Id == id ? key : throw new FormatException("The id in the key is not the one of its name and bytes.");
    }

    /// <summary>Whether a signature of this key, without the id in front, is one of a note's text.</summary>
    public bool Verify(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature)
    {
        if (Kind == SignatureKind.Ed25519) return signature.Length == SignatureSize && Ed25519.Verify(signature.ToArray(), 0, bytes, 0, text.ToArray(), 0, text.Length);
        if (signature.Length != TimeSize + SignatureSize || TimeOf(signature) is not { } time) return false;
        var message = Cosigned(time, text);
        return Ed25519.Verify(signature[TimeSize..].ToArray(), 0, bytes, 0, message, 0, message.Length);
    }

    /// <summary>When a witness signed, by its own clock; null where the signature tells none.</summary>
    public DateTimeOffset? SignedAt(ReadOnlySpan<byte> signature) =>
        Kind == SignatureKind.Cosignature && signature.Length == TimeSize + SignatureSize && TimeOf(signature) is { } time ? DateTimeOffset.FromUnixTimeSeconds(time) : null;

    public bool Equals(VerifierKey? other) => other is not null && Name == other.Name && Kind == other.Kind && Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as VerifierKey);

    public override int GetHashCode() => HashCode.Combine(Name, Id);

    public override string ToString() => $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Kind, .. bytes])}";

    /// <summary>What a witness signs of a note.</summary>
    internal static byte[] Cosigned(long time, ReadOnlySpan<byte> text) => [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n")), .. text];

    /// <summary>The parts of a text form that begins with this.</summary>
    internal static (string Name, uint Id, SignatureKind Kind, byte[] Bytes) Parts(string text, string before)
    {
        if (!text.StartsWith(before, StringComparison.Ordinal) || text[before.Length..].Split('+', 3) is not [var name, { Length: 8 } id, var key]) throw new FormatException("A key is written name+id+key.");
        if (!SignedNote.IsName(name)) throw new FormatException("The name of a key has no spaces.");
        if (!uint.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)) throw new FormatException("The id of a key has eight hexadecimal digits.");
        return SignedNote.FromBase64(key) is [var kind and ((byte)SignatureKind.Ed25519 or (byte)SignatureKind.Cosignature), .. { Length: KeySize } bytes]
            ? (name, number, (SignatureKind)kind, bytes)
            : throw new FormatException("Not a key for Ed25519 (01) or a cosignature (04).");
    }

    // Seconds that a DateTimeOffset can hold; the standard allows 63 bits, of which nobody needs the last 27.
    private static long? TimeOf(ReadOnlySpan<byte> signature) =>
        BinaryPrimitives.ReadUInt64BigEndian(signature) is var time && time <= (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? (long)time : null;
}

/// <summary>A key that signs notes. What it is made of never leaves it.</summary>
public sealed class SignerKey
{
    private const string Prefix = "PRIVATE+KEY+";

    private readonly byte[] seed;

    /// <param name="name">Whose it is.</param>
    /// <param name="kind">What it signs. The same seed must not serve both.</param>
    /// <param name="seed">The 32 bytes of an Ed25519 private key (RFC 8032).</param>
    public SignerKey(string name, SignatureKind kind, ReadOnlySpan<byte> seed)
    {
        if (!SignedNote.IsName(name)) throw new ArgumentException("The name of a key has no spaces and no plus.", nameof(name));
        if (seed.Length != Ed25519.SecretKeySize) throw new ArgumentException($"A key has {Ed25519.SecretKeySize} bytes.", nameof(seed));
        this.seed = seed.ToArray();
        var bytes = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(this.seed, 0, bytes, 0);
        Verifier = new VerifierKey(name, kind, bytes);
    }

    public VerifierKey Verifier { get; }

    /// <summary>Makes one.</summary>
    public static SignerKey Make(string name, SignatureKind kind) => new(name, kind, RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize));

    /// <summary>Reads <c>PRIVATE+KEY+name+id+key</c>, as <see cref="Export"/> writes it.</summary>
    /// <exception cref="FormatException">It is no such key.</exception>
    public static SignerKey Parse(string text)
    {
        var (name, id, kind, bytes) = VerifierKey.Parts(text, Prefix);
        var key = new SignerKey(name, kind, bytes);
        return key.Verifier.Id == id ? key : throw new FormatException("The id in the key is not the one of its name and bytes.");
    }

    /// <summary>Its text form: a secret.</summary>
    public string Export() => $"{Prefix}{Verifier.Name}+{Verifier.Id:x8}+{Convert.ToBase64String([(byte)Verifier.Kind, .. seed])}";

    /// <summary>Signs a text. A cosignature says that at this time, in whole seconds, its tree was the largest that this witness knew.</summary>
    public NoteSignature Sign(ReadOnlySpan<byte> text, DateTimeOffset at)
    {
        var signature = new byte[Ed25519.SignatureSize];
        if (Verifier.Kind == SignatureKind.Ed25519)
        {
            Ed25519.Sign(seed, 0, text.ToArray(), 0, text.Length, signature, 0);
            return new NoteSignature(Verifier.Name, Verifier.Id, signature);
        }
        var time = at.ToUnixTimeSeconds();
        var message = VerifierKey.Cosigned(time, text);
        Ed25519.Sign(seed, 0, message, 0, message.Length, signature, 0);
        var stamp = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteInt64BigEndian(stamp, time);
        return new NoteSignature(Verifier.Name, Verifier.Id, [.. stamp, .. signature]);
    }
}
