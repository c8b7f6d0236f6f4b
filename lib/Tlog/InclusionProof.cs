using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.Tlog;

/// <summary>That an entry stands in a log, as a file that can be checked without asking anybody (C2SP tlog-proof).</summary>
/// <param name="Index">Its place in the log, from 0.</param>
/// <param name="Hashes">The hashes beside its way up, its own neighbour first.</param>
/// <param name="Checkpoint">Of a tree that holds it, with cosignatures.</param>
/// <param name="Extra">What else is needed to make the entry's hash. It proves nothing by itself.</param>
public sealed record InclusionProof(long Index, IReadOnlyList<TreeHash> Hashes, SignedNote Checkpoint, byte[]? Extra = null)
{
    /// <summary>The usual end of such a file's name.</summary>
    public const string Extension = ".tlog-proof";

    private const string FirstLine = "c2sp.org/tlog-proof@v1", ExtraWord = "extra ", IndexWord = "index ";

    // A size has 63 bits.
    private const int MostHashes = 63;

    /// <summary>Reads the file. Nothing is verified.</summary>
    /// <exception cref="FormatException">It is none; says why.</exception>
    public static InclusionProof Parse(string text)
    {
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || text[..end].Split('\n') is not [FirstLine, .. var lines]) throw new FormatException($"The first line is {FirstLine}, and an empty line stands before the checkpoint.");
        byte[]? extra = null;
        if (lines is [var first, ..] && first.StartsWith(ExtraWord, StringComparison.Ordinal))
        {
            extra = SignedNote.FromBase64(first[ExtraWord.Length..]) ?? throw new FormatException("What stands behind 'extra' is not base64.");
            lines = lines[1..];
        }
        if (lines is not [var index, .. { Length: <= MostHashes } hashes] || !index.StartsWith(IndexWord, StringComparison.Ordinal)) throw new FormatException("A line 'index' and at most 63 hashes are expected.");
        return new InclusionProof(Tlog.Checkpoint.ParseSize(index[IndexWord.Length..]), Array.ConvertAll(hashes, TreeHash.Parse), SignedNote.Parse(text[(end + 2)..]), extra);
    }

    public override string ToString()
    {
        var text = new StringBuilder(FirstLine).Append('\n');
        if (Extra is not null) text.Append(ExtraWord).Append(Convert.ToBase64String(Extra)).Append('\n');
        text.Append(IndexWord).Append(Index.ToString(CultureInfo.InvariantCulture)).Append('\n');
        foreach (var hash in Hashes) text.Append(hash).Append('\n');
        return text.Append('\n').Append(Checkpoint).ToString();
    }

    /// <summary>The checkpoint of the tree in which the entry with this hash stands.</summary>
    /// <exception cref="CryptographicException">It is not proved; says why.</exception>
    /// <exception cref="FormatException">What is signed is no checkpoint.</exception>
    public Checkpoint Check(in TreeHash leaf, TrustPolicy policy)
    {
        var checkpoint = policy.Check(Checkpoint);
        return Proof.Includes(leaf, Index, checkpoint.Size, checkpoint.Root, [.. Hashes]) ? checkpoint : throw new CryptographicException("The entry does not stand at that place of the tree.");
    }
}
