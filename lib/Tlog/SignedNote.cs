using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.Tlog;

/// <summary>A signature as it stands in a note.</summary>
/// <param name="Name">Of the key.</param>
/// <param name="KeyId">Of the key.</param>
/// <param name="Bytes">The signature itself, of a witness with its time in front.</param>
public sealed record NoteSignature(string Name, uint KeyId, byte[] Bytes)
{
    /// <summary>Its line, with the end of line.</summary>
    public override string ToString()
    {
        var bytes = new byte[sizeof(uint) + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.CopyTo(bytes, sizeof(uint));
        return $"— {Name} {Convert.ToBase64String(bytes)}\n";
    }
}

/// <summary>A text and its signatures (C2SP signed-note). What the text says is to be believed only after <see cref="Verify"/>.</summary>
public sealed class SignedNote
{
    /// <summary>The most signatures that are read: a note with more is refused.</summary>
    public const int MaxSignatures = 100;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="text">What is signed. It ends with an end of line.</param>
    /// <param name="signatures">Of it.</param>
    /// <exception cref="FormatException">The text cannot be one of a note.</exception>
    public SignedNote(string text, params IReadOnlyList<NoteSignature> signatures)
    {
        if (!text.EndsWith('\n')) throw new FormatException("The text of a note ends with an end of line.");
        (Text, Signatures) = (text, signatures);
        TextBytes = ToBytes(text);
    }

    public string Text { get; }

    /// <summary>What is signed.</summary>
    public ReadOnlyMemory<byte> TextBytes { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Reads a note. Nothing is verified.</summary>
    /// <exception cref="FormatException">It is none; says why.</exception>
    public static SignedNote Parse(ReadOnlySpan<byte> bytes)
    {
        string note;
        try { note = Utf8.GetString(bytes); }
        catch (DecoderFallbackException) { throw new FormatException("A note is UTF-8."); }
        return Parse(note);
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})"/>
    public static SignedNote Parse(string note)
    {
        var end = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || end + 2 == note.Length || !note.EndsWith('\n')) throw new FormatException("A note has a text, an empty line, and lines of signatures.");
        var lines = note[(end + 2)..^1].Split('\n');
        if (lines.Length > MaxSignatures) throw new FormatException($"A note has at most {MaxSignatures} signatures.");
        return new SignedNote(note[..(end + 1)], Array.ConvertAll(lines, ParseSignature));
    }

    /// <summary>Reads one line, without its end.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static NoteSignature ParseSignature(string line) =>
        line.Split(' ') is ["—", var name, var base64] && IsName(name) && FromBase64(base64) is { Length: > sizeof(uint) } bytes
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes[sizeof(uint)..])
            : throw new FormatException("A signature is written: — name base64.");

    /// <summary>
    /// The keys by which the text is truly signed. Keys that are not given are passed over.
    /// </summary>
    /// <exception cref="CryptographicException">The signature of one of the keys is not of this text: the note is to be refused whole.</exception>
    public IReadOnlyList<VerifierKey> Verify(IEnumerable<VerifierKey> keys)
    {
        var good = new List<VerifierKey>();
        foreach (var key in keys)
        {
            var theirs = Signatures.Where(signature => signature.KeyId == key.Id && signature.Name == key.Name).ToList();
            if (theirs.Exists(signature => !key.Verify(TextBytes.Span, signature.Bytes))) throw new CryptographicException($"The signature of {key.Name} is not of this text.");
            if (theirs.Count > 0) good.Add(key);
        }
        return good;
    }

    /// <summary>The same text with more signatures.</summary>
    public SignedNote With(IEnumerable<NoteSignature> more) => new(Text, [.. Signatures, .. more]);

    public byte[] ToBytes() => ToBytes(ToString());

    public override string ToString() => $"{Text}\n{string.Concat(Signatures)}";

    /// <summary>A name that a key may have: something, without spaces and without a plus.</summary>
    internal static bool IsName(string name) => name.Length > 0 && !name.Contains('+', StringComparison.Ordinal) && !name.Any(c => char.IsWhiteSpace(c) || c < ' ');

    /// <summary>The bytes, or null. Unlike the decoder it passes over nothing.</summary>
    internal static byte[]? FromBase64(string base64)
    {
        if (base64.AsSpan().ContainsAny(" \t\r\n")) return null;
        var bytes = new byte[base64.Length / 4 * 3];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : null;
    }

    private static byte[] ToBytes(string text)
    {
        if (text.Any(c => c < ' ' && c != '\n')) throw new FormatException("A note has no control characters.");
        try { return Utf8.GetBytes(text); }
        catch (EncoderFallbackException) { throw new FormatException("A note is UTF-8."); }
    }
}
