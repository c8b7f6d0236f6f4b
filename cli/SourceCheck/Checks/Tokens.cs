using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Overblik.Cli.SourceCheck.Checks;

/// <summary>Tokens that must be refused, and a few that must not.</summary>
internal static class Tokens
{
    private static readonly string[] Invalid = ["token-invalid"], OutOfTime = ["token-expired", "token-invalid"];
    private static readonly string[] Claims = ["iss", "aud", "sub", "jti", "iat", "exp", "body", "purpose", "acr", "areas"];

    private static readonly string[] Any =
        ["token-invalid", "token-expired", "token-wrong-audience", "token-wrong-body", "token-wrong-subject", "purpose-not-allowed", "assurance-too-low", "area-not-agreed"];

    public static readonly Group Group = new("Tokens",
    [
        Wrong("token-missing", "No token", "rule 6", "Answer nothing but the capabilities without a token.", ["token-missing"], (_, _) => null),
        Wrong("token-garbage", "A token that is none", "rule 6", "Refuse what is not three parts of base64url with JSON in the first two.", Invalid, (_, _) => "no.token.atall"),
        Wrong("token-alg-none", "alg none", "rule 6, ES256", "Accept ES256 only: never choose the algorithm by what the token says.", Invalid,
            (source, claims) => source.Hub.Sign(claims, it => it["alg"] = "none", _ => [])),
        Wrong("token-alg-hs256", "HS256 with the public key as its secret", "rule 6, ES256", "Accept ES256 only: a public key is no secret, and must never be used as one.", Invalid,
            (source, claims) => source.Hub.Sign(claims, it => it["alg"] = "HS256", text => HMACSHA256.HashData(source.Hub.Key.Key.ExportSubjectPublicKeyInfo(), text)),
            (source, claims) => source.Hub.Sign(claims, it => it["alg"] = "HS256", text => HMACSHA256.HashData(Encoding.ASCII.GetBytes(source.Hub.Key.Key.ExportSubjectPublicKeyInfoPem()), text))),
        Wrong("token-wrong-key", "Signed with another key", "rule 6, ES256", "Check the signature with the key of the JWKS that kid names.", Invalid,
            (source, claims) => source.Hub.Sign(claims, signature: SigningKey.New().Sign)),
        Wrong("token-unknown-kid", "A kid that the hub does not publish", "rule 6, ES256", "Refuse a token whose kid is not in the JWKS, also after having fetched it again.", Invalid,
            (source, claims) => source.Hub.Sign(claims, it => it["kid"] = "no-such-key")),
        Wrong("token-crit", "A critical header that is not understood", "RFC 7515, 4.1.11", "Refuse a token with crit, unless you understand every member that it names.", Invalid,
            (source, claims) => source.Hub.Sign(claims, it => (it["crit"], it["later"]) = (new JsonArray("later"), true))),
        Claim("token-wrong-issuer", "Of another issuer", "rule 6, iss", "Compare iss with the hub's, letter by letter.", 401, Invalid, it => it["iss"] = "https://another-hub.example"),
        Claim("token-wrong-audience", "For another source", "rule 6, aud", "Compare aud with the id of this source, as the capabilities have it.", 401,
            ["token-wrong-audience"], it => it["aud"] = "another-source"),
        Claim("token-expired", "Expired", "rule 6, exp", "Refuse a token whose exp has passed by more than 30 seconds.", 401, ["token-expired"], it => Shift(it, -100, -40)),
        Claim("token-too-long", "One that lives longer than 60 seconds", "rule 6, exp", "Refuse a token whose exp lies more than 60 seconds after its iat.", 401, OutOfTime, it => Shift(it, 0, 300)),
        Claim("token-from-the-future", "Issued in the future", "rule 6, exp", "Refuse a token whose iat lies more than 30 seconds ahead.", 401, OutOfTime, it => Shift(it, 90, 150)),
        new("token-skew", "One that has just expired is accepted", "rule 6, exp", "Allow 30 seconds of skew between the hub's clock and yours, and set the clock by NTP.",
            async source => await source.Ask(source.Known, claims: it => Shift(it, -70, -10)) is { IsGood: true } ? Outcome.Passed : Outcome.Failed("a token 10 seconds past its exp was refused")),
        new("token-replayed", "Used twice: refused", "rule 6, jti", "Remember each jti for 60 seconds past exp, for all instances of the source together, and refuse it the second time.",
            async source =>
            {
                var body = Probe.Bytes(source.Request(source.Known));
                var token = source.Hub.Sign(source.Claims(source.Known, body));
                Task<Reply> Once() => source.Send(HttpMethod.Post, "overview", body, token);
                return await Once() is { IsGood: false } first ? Outcome.Failed("the first time: " + first.Words) : Refusals.Refused(source, await Once(), 401, "token-replayed");
            }),
        Claim("token-wrong-body", "For another body", "rule 6, body", "Compare body with base64url(SHA-256(the request body)), of the bytes as they came.", 401, ["token-wrong-body"],
            it => it["body"] = Base64Url.EncodeToString(SHA256.HashData("another body"u8))),
        new("token-body-changed", "A body changed by one byte on its way: refused", "rule 6, body", "Hash the request body as it came, before it is read as JSON: a space more is another body.",
            async source =>
            {
                var body = Probe.Bytes(source.Request(source.Known));
                return Refusals.Refused(source, await source.Send(HttpMethod.Post, "overview", [.. body, (byte)' '], source.Hub.Sign(source.Claims(source.Known, body))), 401, "token-wrong-body");
            }),
        new("token-wrong-subject", "For another person: refused", "rule 6, sub", "Compare sub with the subject of the identifier in the body (rule 7).",
            async source => Refusals.Refused(source, await source.Ask(source.Known, claims: it => it["sub"] = source.SubjectOf(source.Unknown.Value)), 401, "token-wrong-subject")),
        new("token-claims-missing", "One that lacks a claim: refused", "rule 6", "Require every claim of rule 6: one that is missing is wrong.",
            async source =>
            {
                var objections = new List<string>();
                foreach (var claim in Claims)
                {
                    var reply = await source.Ask(source.Known, claims: it => it.Remove(claim));
                    if (Refusals.Refused(source, reply, reply.Status is 403 ? 403 : 401, Any) is { Verdict: Verdict.Failed } failed) objections.Add($"without {claim}: {failed.Text}");
                }
                return Outcome.Of(objections);
            }),
        Claim("purpose-unknown", "A purpose that the contract does not have", "rule 6, purpose", "Accept the purposes overview and reminder only.", 403,
            ["purpose-not-allowed"], it => it["purpose"] = "curiosity"),
        Claim("reminder-on-overview", "A reminder for the whole overview", "rule 6, purpose", "Accept the purpose reminder on /item only.", 403, ["purpose-not-allowed"], it => Remind(it, "any")),
        Reminder("reminder-on-item", "A reminder opens the item it names, without acr", "Do not ask for acr where purpose is reminder and item is the id in the body.",
            (_, reply) => reply.IsGood ? Outcome.Passed : Outcome.Failed(reply.Words), id => id),
        Reminder("reminder-on-other-item", "A reminder opens no other item", "Compare item with the id in the body.",
            (source, reply) => Refusals.Refused(source, reply, 403, "purpose-not-allowed"), _ => "another-item"),
        new("acr-too-low", "A level of assurance that is too low: refused", "rule 6, acr", "Compare acr with the least level that your data ask for.",
            async source => await source.Ask(source.Known, claims: it => it["acr"] = "low") is { IsGood: false } reply
                ? Refusals.Refused(source, reply, 403, "assurance-too-low")
                : Outcome.Skipped("The source answers at the level low. That is right if its data allow it.")),
    ]);

    private static Check Wrong(string id, string title, string section, string mend, string[] codes, params Func<Probe, JsonObject, string?>[] tokens) =>
        new(id, title + ": refused", section, mend, async source =>
        {
            foreach (var token in tokens)
            {
                var outcome = Refusals.Refused(source, await source.Ask(source.Known, token: claims => token(source, claims)), 401, codes);
                if (outcome.Verdict != Verdict.Passed) return outcome;
            }
            return Outcome.Passed;
        });

    private static Check Claim(string id, string title, string section, string mend, int status, string[] codes, Action<JsonObject> claims) =>
        new(id, title + ": refused", section, mend, async source => Refusals.Refused(source, await source.Ask(source.Known, claims: claims), status, codes));

    private static Check Reminder(string id, string title, string mend, Func<Probe, Reply, Outcome> judge, Func<string, string> named) =>
        new(id, title, "rule 6, purpose", mend, async source =>
        {
            if (source.Items.Count == 0) return Outcome.NoItems;
            var item = source.Items[0].GetProperty("id").GetString()!;
            return judge(source, await source.AskItem(source.Known, Answers.Kind(source.Items[0]), item, it => Remind(it, named(item))));
        });

    private static void Shift(JsonObject claims, int issued, int expires)
    {
        var now = (long)claims["iat"]!;
        (claims["iat"], claims["exp"]) = (now + issued, now + expires);
    }

    private static void Remind(JsonObject claims, string item)
    {
        claims.Remove("acr");
        (claims["purpose"], claims["item"]) = ("reminder", item);
    }
}
