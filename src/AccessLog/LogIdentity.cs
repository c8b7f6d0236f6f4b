using Microsoft.Extensions.Configuration;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>Which log it is, and the keys that sign for it.</summary>
internal sealed class LogIdentity
{
    // All that are not retired: who knows the old one or the new one can check it.
    private readonly List<SignerKey> signers;

    public LogIdentity(IConfiguration configuration, Site site, KeyRing ring)
    {
        Origin = configuration["Log:Origin"] ?? site.Url.Authority + "/log";
        try { signers = [.. ring.All(KeyPurpose.LogSigning).Select(key => new SignerKey(Origin, SignatureKind.Ed25519, key.Bytes))]; }
        catch (ArgumentException) { throw new StartupException($"Log:Origin must be an address without https:// and without spaces, such as overblik.example/log, not '{Origin}'."); }
    }

    /// <summary>Its name in every checkpoint, for as long as it exists: the address at which it is served, without the scheme.</summary>
    public string Origin { get; }

    /// <summary>The keys that it is checked with.</summary>
    public IEnumerable<VerifierKey> Keys => signers.Select(signer => signer.Verifier);

    public SignedNote Sign(long size, TreeHash root)
    {
        var note = new SignedNote(new Checkpoint(Origin, size, root).ToString());
        return note.With(signers.Select(signer => signer.Sign(note.TextBytes.Span, default)));
    }
}
