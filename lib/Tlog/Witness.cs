using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.Tlog;

/// <summary>Where a witness keeps the last checkpoint of each log that it has cosigned.</summary>
public interface IWitnessStore
{
    /// <summary>The last one, as it was kept; null where there is none.</summary>
    Task<SignedNote?> Latest(string origin, CancellationToken cancellation);

    /// <summary>
    /// Keeps one, where the last is still the one that was read; false where it is not. Returns when it is durable. To look and to keep are one step: otherwise two requests at once could turn a log back.
    /// </summary>
    Task<bool> Replace(string origin, SignedNote? last, SignedNote with, CancellationToken cancellation);
}

/// <summary>What a witness answers.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Body">Cosignatures, a size, or why not.</param>
/// <param name="ContentType">Of the body.</param>
public sealed record WitnessAnswer(int Status, string Body, string ContentType = "text/plain; charset=utf-8");

/// <summary>Cosigns what is consistent with all that it has seen of a log (C2SP tlog-witness).</summary>
/// <param name="key">Its own.</param>
/// <param name="logs">The keys of the logs that it knows, each by its origin.</param>
/// <param name="store">What it has cosigned.</param>
/// <param name="time">Its clock.</param>
public sealed class Witness(SignerKey key, IReadOnlyDictionary<string, VerifierKey> logs, IWitnessStore store, TimeProvider time)
{
    /// <summary>The content type of the size that is answered with 409.</summary>
    public const string SizeType = "text/x.tlog.size";

    /// <summary>The most bytes of a request that are worth reading.</summary>
    public const int MaxRequest = 64 * 1024;

    public VerifierKey Key => key.Verifier;

    /// <summary>Answers <c>POST add-checkpoint</c>.</summary>
    public async Task<WitnessAnswer> Add(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        AddCheckpoint request;
        Checkpoint checkpoint;
        try
        {
            request = AddCheckpoint.Parse(body.Span);
            checkpoint = Checkpoint.Parse(request.Checkpoint.Text);
        }
        catch (FormatException e) { return new WitnessAnswer(400, e.Message + "\n"); }
        if (!logs.TryGetValue(checkpoint.Origin, out var log)) return new WitnessAnswer(404, "This log is not known here.\n");
        try
        {
            if (request.Checkpoint.Verify([log]).Count == 0) return new WitnessAnswer(403, "The log has not signed this with the key that is known here.\n");
        }
        catch (CryptographicException e) { return new WitnessAnswer(403, e.Message + "\n"); }
        if (request.OldSize > checkpoint.Size) return new WitnessAnswer(400, "The old size is larger than the new one.\n");
        var last = await store.Latest(checkpoint.Origin, cancellation);
        var known = last is null ? null : Checkpoint.Parse(last.Text);
        if (request.OldSize != (known?.Size ?? 0)) return Conflict(known);
        if ((checkpoint.Size == 0 && checkpoint.Root != Merkle.Empty) || !Proof.Extends(request.OldSize, known?.Root ?? Merkle.Empty, checkpoint.Size, checkpoint.Root, [.. request.Proof]))
            return new WitnessAnswer(422, "The proof does not show that this tree began as the one that is known here.\n");
        var cosignature = key.Sign(request.Checkpoint.TextBytes.Span, time.GetUtcNow());
        // Of the signatures that came along only the log's is known to be one.
        var signed = new SignedNote(request.Checkpoint.Text, [.. request.Checkpoint.Signatures.Where(signature => signature.Name == log.Name && signature.KeyId == log.Id), cosignature]);
        if (await store.Replace(checkpoint.Origin, last, signed, cancellation)) return new WitnessAnswer(200, cosignature.ToString());
        return Conflict(await store.Latest(checkpoint.Origin, cancellation) is { } other ? Checkpoint.Parse(other.Text) : null);
    }

    /// <summary>Answers <c>GET {origin hash}/checkpoint</c>, for those who watch a log: the last that was cosigned.</summary>
    /// <param name="originHash">SHA-256 of the origin in lower-case hexadecimal.</param>
    public async Task<WitnessAnswer> Latest(string originHash, CancellationToken cancellation) =>
        logs.Keys.FirstOrDefault(origin => OriginHash(origin) == originHash) is { } origin && await store.Latest(origin, cancellation) is { } last
            ? new WitnessAnswer(200, last.ToString())
            : new WitnessAnswer(404, "Nothing of such a log has been cosigned here.\n");

    /// <summary>By what a log is asked for.</summary>
    public static string OriginHash(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));

    private static WitnessAnswer Conflict(Checkpoint? known) => new(409, string.Create(CultureInfo.InvariantCulture, $"{known?.Size ?? 0}\n"), SizeType);
}
