using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Overblik.Source;

/// <summary>A call that is refused: code, status and words of the contract. Its texts hold no personal data, and nothing from the request.</summary>
internal sealed class Refusal(string code, int status, string title, string detail, int? retryAfter = null)
{
    public static readonly Refusal
        BodyMalformed = new("body-malformed", 400, "The body is malformed", "The body must be the JSON that the contract describes."),
        CursorInvalid = new("cursor-invalid", 400, "The cursor is not valid", "Use the cursor of an answer about the same person, unchanged."),
        TokenMissing = new("token-missing", 401, "The token is missing", "Send Authorization: Bearer with the hub's token."),
        TokenInvalid = new("token-invalid", 401, "The token is not valid", "Signature, issuer, algorithm or form is wrong."),
        TokenExpired = new("token-expired", 401, "The token has expired", "exp must lie ahead and at most 60 seconds after iat."),
        TokenReplayed = new("token-replayed", 401, "The token has been used before", "Make a new token for each call."),
        WrongAudience = new("token-wrong-audience", 401, "The token is for another source", "aud must be this source's id."),
        WrongBody = new("token-wrong-body", 401, "The token is for another body", "body must be the hash of the request body, byte for byte."),
        WrongSubject = new("token-wrong-subject", 401, "The token is for another subject", "sub must be the subject of the identifier in the body."),
        AreaNotAgreed = new("area-not-agreed", 403, "An area is not agreed", "areas may only name areas agreed with this hub."),
        PurposeNotAllowed = new("purpose-not-allowed", 403, "The purpose is not allowed here", "overview, or reminder for the one item that the token names."),
        AssuranceTooLow = new("assurance-too-low", 403, "The level of assurance is too low", "The person must be signed in at a higher level."),
        ItemUnknown = new("item-unknown", 404, "There is no such item", "This person has no item of that kind and id."),
        TooManyRequests = new("too-many-requests", 429, "Too many requests", "Wait before you call again.", retryAfter: 2),
        Unavailable = new("unavailable", 503, "The source is unavailable", "Try again later.", retryAfter: 5);

    public string Code { get; } = "source." + code;

    public int Status => status;

    public async Task Write(HttpContext http)
    {
        http.Response.StatusCode = status;
        if (retryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await http.Response.WriteAsJsonAsync(new Problem("urn:overblik:problem:" + Code, title, status, detail), ContractJson.Wire.Problem, "application/problem+json", http.RequestAborted);
    }
}
