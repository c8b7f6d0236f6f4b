using System.Globalization;
using System.Text;

namespace Overblik.Tlog;

/// <summary>What is sent to a witness: a checkpoint, and that it extends the one that the witness knows (C2SP tlog-witness, add-checkpoint).</summary>
/// <param name="OldSize">Of the tree that the witness knows; 0 where it knows none.</param>
/// <param name="Proof">That the tree began as that one.</param>
/// <param name="Checkpoint">Signed by the log.</param>
public sealed record AddCheckpoint(long OldSize, IReadOnlyList<TreeHash> Proof, SignedNote Checkpoint)
{
    private const string OldWord = "old ";
    private const int MostHashes = 63;

    /// <summary>Reads the body of a request. Nothing is verified.</summary>
    /// <exception cref="FormatException">It is none; says why.</exception>
    public static AddCheckpoint Parse(ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf("\n\n"u8);
        if (end < 0) throw new FormatException("An empty line stands before the checkpoint.");
        if (Encoding.UTF8.GetString(body[..end]).Split('\n') is not [var old, .. { Length: <= MostHashes } hashes] || !old.StartsWith(OldWord, StringComparison.Ordinal)) throw new FormatException("A line 'old' and at most 63 hashes are expected.");
        return new AddCheckpoint(Tlog.Checkpoint.ParseSize(old[OldWord.Length..]), Array.ConvertAll(hashes, TreeHash.Parse), SignedNote.Parse(body[(end + 2)..]));
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{OldWord}{OldSize}\n{string.Concat(Proof.Select(hash => hash + "\n"))}\n{Checkpoint}"));
}
