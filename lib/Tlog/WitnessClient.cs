using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.Tlog;

/// <summary>A witness did not cosign.</summary>
public sealed class WitnessException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Asks one witness to cosign the checkpoints of one log (C2SP tlog-witness). Not for several threads at once.</summary>
/// <param name="http">Its time limit is the caller's to set.</param>
/// <param name="prefix">The witness's address for submissions.</param>
/// <param name="witness">The key that it signs with.</param>
public sealed class WitnessClient(HttpClient http, Uri prefix, VerifierKey witness)
{
    private readonly Uri address = new(prefix.AbsoluteUri.TrimEnd('/') + "/add-checkpoint");

    // Of the tree that the witness knows, as far as is known here.
    private long known;

    /// <summary>The key that the cosignatures are checked with.</summary>
    public VerifierKey Key => witness;

    /// <summary>The witness's signature of a checkpoint that the log has signed.</summary>
    /// <param name="checkpoint">The signed checkpoint.</param>
    /// <param name="tiles">Of the log, from which proofs are made.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="WitnessException">It refused, or answered what cannot be right. That it knows a larger or another tree is never to be passed over.</exception>
    /// <exception cref="HttpRequestException">It could not be reached.</exception>
    public async Task<NoteSignature> Cosign(SignedNote checkpoint, ITiles tiles, CancellationToken cancellation)
    {
        var size = Checkpoint.Parse(checkpoint.Text).Size;
        // What it knows may have changed since, or not be known here: it says so, once.
        for (var again = true; ; again = false)
        {
            var old = Math.Min(known, size);
            var request = new AddCheckpoint(old, await Proofs.Consistency(old, size, tiles, cancellation), checkpoint);
            using var content = new ByteArrayContent(request.ToBytes());
            using var answer = await http.PostAsync(address, content, cancellation);
            // Whatever charset it names.
            var said = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellation));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                var signature = Read(checkpoint, said);
                known = size;
                return signature;
            }
            if (answer.StatusCode != HttpStatusCode.Conflict || answer.Content.Headers.ContentType?.MediaType != Witness.SizeType || !again) throw new WitnessException($"{witness.Name} answered {(int)answer.StatusCode}.");
            known = ReadSize(said);
            if (known > size) throw new WitnessException(string.Create(CultureInfo.InvariantCulture, $"{witness.Name} knows a tree of {known} leaves, and this one has {size}."));
        }
    }

    private NoteSignature Read(SignedNote checkpoint, string said)
    {
        try
        {
            var signature = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(SignedNote.ParseSignature).FirstOrDefault(it => it.Name == witness.Name && it.KeyId == witness.Id);
            if (signature is not null && new SignedNote(checkpoint.Text, signature).Verify([witness]).Count == 1) return signature;
        }
        catch (Exception e) when (e is FormatException or CryptographicException) { throw new WitnessException($"What {witness.Name} answered is no cosignature of this checkpoint.", e); }
        throw new WitnessException($"{witness.Name} did not sign with the key that is known here.");
    }

    private long ReadSize(string said)
    {
        try { return Checkpoint.ParseSize(said.TrimEnd('\n')); }
        catch (FormatException e) { throw new WitnessException($"{witness.Name} answered a size that is none.", e); }
    }
}
