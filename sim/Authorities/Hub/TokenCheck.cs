using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.Authorities;

/// <summary>Rule 6 of the contract, for one source.</summary>
internal sealed class TokenCheck(string source, string issuer, string[] agreedAreas, string leastAcr, HubKeys keys, TimeProvider time)
{
    private const long Skew = 30;
    private const long Life = 60;
    private static readonly string[] Levels = ["low", "substantial", "high"];

    private readonly UsedTokens _used = new();

    /// <summary>What can be said before the body is understood: form, signature, issuer, audience, time, and that the body is the one meant.</summary>
    public async ValueTask<(Token? Token, Refusal? Refusal)> Open(string? authorization, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return (null, Refusal.TokenMissing);
        Token? token;
        try
        {
            token = await Token.Read(authorization[scheme.Length..].Trim(), keys, cancel);
        }
        catch (HubUnreachableException)
        {
            return (null, Refusal.Unavailable);
        }
        if (token is null || token.Issuer != issuer) return (null, Refusal.TokenInvalid);
        if (token.Audience != source) return (null, Refusal.WrongAudience);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (token.Expires <= now - Skew || token.Expires - token.IssuedAt is <= 0 or > Life || token.IssuedAt > now + Skew) return (null, Refusal.TokenExpired);
        return token.Body == Base64Url.EncodeToString(SHA256.HashData(body.Span)) ? (token, null) : (null, Refusal.WrongBody);
    }

    /// <summary>What the body decides: subject, first use, areas, purpose and level. <paramref name="itemId"/> is null for an overview.</summary>
    public Refusal? Admit(Token token, string subject, string? itemId)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token.Subject), Encoding.ASCII.GetBytes(subject))) return Refusal.WrongSubject;
        switch (_used.Use(token.Id, time.GetUtcNow().ToUnixTimeSeconds(), token.Expires + Life))
        {
            case UsedTokens.Outcome.Seen: return Refusal.TokenReplayed;
            case UsedTokens.Outcome.Full: return Refusal.Unavailable;
        }
        if (token.Areas.Except(agreedAreas).Any()) return Refusal.AreaNotAgreed;
        return token.Purpose switch
        {
            "overview" => Array.IndexOf(Levels, token.Acr) >= Array.IndexOf(Levels, leastAcr) ? null : Refusal.AssuranceTooLow,
            "reminder" when token.Acr is null && itemId is not null && token.Item == itemId => null,
            _ => Refusal.PurposeNotAllowed,
        };
    }
}
