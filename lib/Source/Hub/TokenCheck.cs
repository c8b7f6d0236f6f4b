using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Overblik.Source;

/// <summary>Rule 6 of the contract, for one source.</summary>
internal sealed class TokenCheck(string source, Hub[] hubs, TimeProvider time)
{
    private const long Skew = 30;
    private const long Life = 60;

    private readonly UsedTokens _used = new();

    /// <summary>What can be said before the body is understood: form, signature, issuer, audience, time, and that the body is the one meant.</summary>
    public async ValueTask<(Token? Token, Hub? Hub, Refusal? Refusal)> Open(string? authorization, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return Refused(Refusal.TokenMissing);
        if (Token.Read(authorization.AsSpan(scheme.Length).Trim()) is not { } token) return Refused(Refusal.TokenInvalid);
        if (Array.Find(hubs, it => it.Issuer == token.Issuer) is not { } hub) return Refused(Refusal.TokenInvalid);
        try
        {
            if (await hub.Keys.Find(token.KeyId, cancel) is not { } key || !token.IsSignedBy(key)) return Refused(Refusal.TokenInvalid);
        }
        catch (HubUnreachableException)
        {
            return Refused(Refusal.Unavailable);
        }
        if (token.Audience != source) return Refused(Refusal.WrongAudience);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        if (token.Expires <= now - Skew || token.Expires - token.IssuedAt is <= 0 or > Life || token.IssuedAt > now + Skew) return Refused(Refusal.TokenExpired);
        return token.Body == Base64Url.EncodeToString(SHA256.HashData(body.Span)) ? (token, hub, null) : Refused(Refusal.WrongBody);
    }

    /// <summary>What the body decides: subject, first use, areas, purpose and level. <paramref name="itemId"/> is null for an overview.</summary>
    public Refusal? Admit(Token token, Hub hub, string subject, string? itemId)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(token.Subject), Encoding.ASCII.GetBytes(subject))) return Refusal.WrongSubject;
        switch (_used.Use(token.Id, time.GetUtcNow().ToUnixTimeSeconds(), token.Expires + Life))
        {
            case UsedTokens.Outcome.Seen: return Refusal.TokenReplayed;
            case UsedTokens.Outcome.Full: return Refusal.Unavailable;
        }
        if (token.Areas.Except(hub.Areas).Any()) return Refusal.AreaNotAgreed;
        return token.Purpose switch
        {
            "overview" => LevelOf(token.Acr) >= hub.Assurance ? null : Refusal.AssuranceTooLow,
            "reminder" when token.Acr is null && itemId is not null && token.Item == itemId => null,
            _ => Refusal.PurposeNotAllowed,
        };
    }

    private static Assurance? LevelOf(string? acr) => acr switch
    {
        "low" => Assurance.Low,
        "substantial" => Assurance.Substantial,
        "high" => Assurance.High,
        _ => null,
    };

    private static (Token?, Hub?, Refusal?) Refused(Refusal refusal) => (null, null, refusal);
}
