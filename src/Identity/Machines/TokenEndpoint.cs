using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Overblik.Platform;

namespace Overblik.Identity;

/// <summary>
/// Where an authority's program gets its access token: client_credentials (RFC 6749 section 4.4) with private_key_jwt (RFC 7523 section 2.2), each assertion once.
/// Errors as RFC 6749 section 5.2 has them.
/// </summary>
internal sealed class TokenEndpoint(MachineClients clients, UsedAssertions used, MachineTokens tokens, Site site, TimeProvider time)
{
    public const string Path = "/token";

    private const string Grant = "client_credentials", AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.RsaSsaPssSha256];
    private static readonly TimeSpan MaxLife = TimeSpan.FromMinutes(5), Skew = TimeSpan.FromSeconds(30);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, (HttpContext http, MachineClients clients, UsedAssertions used, MachineTokens tokens, Site site, TimeProvider time) => new TokenEndpoint(clients, used, tokens, site, time).Give(http))
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/.well-known/oauth-authorization-server", (Site site) => TypedResults.Ok(Metadata(site))).AllowAnonymous().ExcludeFromDescription();
    }

    private async Task<IResult> Give(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (!http.Request.HasFormContentType) return Error("invalid_request", "Send a form: application/x-www-form-urlencoded.");
        IFormCollection form;
        try { form = await http.Request.ReadFormAsync(http.RequestAborted); }
        catch (InvalidDataException) { return Error("invalid_request", "The form cannot be read."); }
        if (form["grant_type"] != Grant) return Error("unsupported_grant_type", $"grant_type must be {Grant}.");
        if (form["client_assertion_type"] != AssertionType) return Error("invalid_request", $"client_assertion_type must be {AssertionType}.");
        if (form["client_assertion"].ToString() is not { Length: > 0 and < 10_000 } assertion) return Error("invalid_request", "client_assertion is missing.");
        var (client, wrong) = await Authenticate(assertion, http.RequestAborted);
        if (client is null) return Error("invalid_client", wrong!, StatusCodes.Status401Unauthorized);
        if (form["client_id"] is [{ } said] && said != client.Id) return Error("invalid_client", "client_id is another than the assertion's.", StatusCodes.Status401Unauthorized);
        var asked = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(client.Scopes).FirstOrDefault() is not null) return Error("invalid_scope", $"It may have: {string.Join(' ', client.Scopes)}.");
        var scope = string.Join(' ', asked.Length == 0 ? client.Scopes : asked);
        return TypedResults.Ok(new JsonObject { ["access_token"] = tokens.Make(client, scope), ["token_type"] = "Bearer", ["expires_in"] = (int)MachineTokens.Life.TotalSeconds, ["scope"] = scope });
    }

    private async Task<(MachineClient?, string?)> Authenticate(string assertion, CancellationToken cancellation)
    {
        var handler = new JsonWebTokenHandler { MapInboundClaims = false };
        JsonWebToken unproven;
        try { unproven = handler.ReadJsonWebToken(assertion); }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException) { return (null, "client_assertion is no JWT."); }
        if (clients.Find(unproven.Issuer) is not { } client) return (null, "The program is not known here: iss must be its id as agreed.");
        var result = await handler.ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            ValidIssuer = client.Id,
            // The issuer by RFC 7523bis; the endpoint by the older habit.
            ValidAudiences = [site.Issuer, site.Issuer + Path],
            ValidAlgorithms = Algorithms,
            IssuerSigningKeys = await clients.KeysOf(client, unproven.Kid, cancellation),
            LifetimeValidator = (from, until, _, _) => until is { } end && time.GetUtcNow() < end + Skew && end <= (time.GetUtcNow() + MaxLife + Skew).UtcDateTime && !(from > (time.GetUtcNow() + Skew).UtcDateTime),
        });
        if (!result.IsValid) return (null, Reason(result.Exception));
        var proven = (JsonWebToken)result.SecurityToken;
        if (proven.Subject != client.Id) return (null, "sub must be the same as iss.");
        if (proven.Id is not { Length: > 0 and <= 200 }) return (null, "jti is missing.");
        return await used.Use(client.Id, proven.Id, proven.ValidTo + Skew, cancellation) ? (client, null) : (null, "The assertion has been used before: make a new one, with a new jti, for each token.");
    }

    // Never the exception's own message: it quotes the assertion.
    private static string Reason(Exception exception) => exception switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException => $"exp must lie ahead, {MaxLife.TotalMinutes} minutes at the most.",
        SecurityTokenInvalidAudienceException => "aud must be the address of this service, without a path.",
        SecurityTokenSignatureKeyNotFoundException => "The signature is not by a key of the program's JWK set.",
        SecurityTokenInvalidAlgorithmException => "alg must be ES256 or PS256.",
        SecurityTokenInvalidSignatureException => "The signature is wrong.",
        _ => "The assertion is not accepted.",
    };

    private static JsonHttpResult<JsonObject> Error(string code, string description, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json(new JsonObject { ["error"] = code, ["error_description"] = description }, statusCode: status);

    // RFC 8414.
    private static JsonObject Metadata(Site site) => new()
    {
        ["issuer"] = site.Issuer,
        ["token_endpoint"] = site.Issuer + Path,
        ["response_types_supported"] = new JsonArray(),
        ["grant_types_supported"] = new JsonArray(Grant),
        ["scopes_supported"] = new JsonArray([.. MachineClient.MayDo]),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"),
        ["token_endpoint_auth_signing_alg_values_supported"] = new JsonArray([.. Algorithms]),
    };
}
