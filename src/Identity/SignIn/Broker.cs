using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Identity;

/// <summary>
/// OpenID Connect with any broker: code with PKCE, pushed authorization (RFC 9126), private_key_jwt (RFC 7523), and the
/// broker's claims mapped by configuration.
/// </summary>
internal sealed partial class Broker(
    IdentityOptions identity, SessionStore sessions, IPeople people, KeyRing ring, Site site, IdentityMetrics metrics, TimeProvider time, ILogger<Broker> log) : IConfigureNamedOptions<OpenIdConnectOptions>
{
    public const string Scheme = "broker";

    /// <summary>As what somebody signs in: the name of the item in the properties of the challenge, and its two values.</summary>
    public const string As = "as", Citizen = "citizen", Staff = "staff";

    // The type that tells a client assertion from any other token of ours (draft-ietf-oauth-rfc7523bis).
    private readonly SigningKeys keys = new(ring, KeyPurpose.ClientAssertion, "client-authentication+jwt");

    public System.Text.Json.Nodes.JsonObject PublicKeys() => keys.PublicKeys();

    public void Configure(OpenIdConnectOptions options) => Configure(Scheme, options);

    public void Configure(string? name, OpenIdConnectOptions options)
    {
        options.Authority = identity.Issuer.ToString();
        options.RequireHttpsMetadata = !identity.Issuer.IsLoopback;
        options.ClientId = identity.ClientId;
        options.ClientSecret = identity.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.PushedAuthorizationBehavior = identity.RequirePushedAuthorization ? PushedAuthorizationBehavior.Require : PushedAuthorizationBehavior.UseIfAvailable;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = identity.UserInfo;
        // Nothing of what the broker says goes into the cookie.
        options.ClaimActions.Clear();
        options.DisableTelemetry = true;
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.CallbackPath = "/log-ind/svar";
        options.SignedOutCallbackPath = "/log-ud/svar";
        options.SignedOutRedirectUri = "/logget-ud";
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        options.Scope.Clear();
        foreach (var scope in identity.Scopes) options.Scope.Add(scope);
        // The answer comes by a top-level GET, so Lax is enough and works on http://localhost too.
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = site.Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        }

        options.Events.OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.AcrValues = string.IsNullOrWhiteSpace(identity.AcrValues) ? null : identity.AcrValues;
            context.ProtocolMessage.UiLocales = Language.Current;
            if (context.Properties.Items.ContainsKey("prompt")) context.ProtocolMessage.Prompt = "login";
            if (AsStaff(context.Properties)) context.ProtocolMessage.Scope = string.Join(' ', identity.StaffScopes);
            return Task.CompletedTask;
        };
        options.Events.OnPushAuthorization = context =>
        {
            if (identity.ClientSecret is not null) return Task.CompletedTask;
            Authenticate(context.ProtocolMessage);
            context.HandleClientAuthentication();
            return Task.CompletedTask;
        };
        options.Events.OnAuthorizationCodeReceived = context =>
        {
            if (identity.ClientSecret is null) Authenticate(context.TokenEndpointRequest!);
            return Task.CompletedTask;
        };
        if (identity.UserInfo) options.Events.OnUserInformationReceived = context => Arrived(context, name => context.User.RootElement.GetString(name) ?? context.Principal!.FindFirstValue(name));
        else options.Events.OnTokenValidated = context => Arrived(context, context.Principal!.FindFirstValue);
        options.Events.OnRemoteFailure = context =>
        {
            var cancelled = context.Failure?.Data["error"] as string == "access_denied" || context.Failure?.Message.Contains("access_denied", StringComparison.Ordinal) == true;
            metrics.Failed(cancelled ? "cancelled" : "broker");
            if (!cancelled) LogFailed(log, context.Failure?.GetType().Name ?? "unknown");
            context.HandleResponse();
            context.Response.Redirect(cancelled ? "/log-ind/afbrudt" : "/log-ind/fejl");
            return Task.CompletedTask;
        };
        options.Events.OnRedirectToIdentityProviderForSignOut = context =>
        {
            // No id_token_hint: it may hold the CPR number, and this is a URL. client_id takes its place (RP-Initiated Logout 1.0 section 2).
            context.ProtocolMessage.ClientId = identity.ClientId;
            return Task.CompletedTask;
        };
    }

    private static bool AsStaff(AuthenticationProperties? properties) => properties?.Items.TryGetValue(As, out var value) == true && value == Staff;

    private async Task Arrived(RemoteAuthenticationContext<OpenIdConnectOptions> context, Func<string, string?> claim)
    {
        // The level is a fact of this sign-in, so the signed token says it.
        var level = identity.LevelOf(context.Principal!.FindFirstValue(identity.LevelClaim));
        if (level < identity.RequiredLevel)
        {
            LogTooLow(log, level);
            Instead(context, "level", "/log-ind/niveau");
            return;
        }
        var cancellation = context.HttpContext.RequestAborted;
        var name = claim(identity.NameClaim) ?? "";
        PersonId person;
        Func<Task<Guid>> start;
        if (AsStaff(context.Properties))
        {
            // One claim for each role, so not the first alone.
            var roles = identity.RolesOf(role => context.Principal!.HasClaim(identity.RoleClaim, role));
            if (roles == StaffRoles.None || !CvrNumber.TryParse(claim(identity.CvrClaim), out var cvr))
            {
                Instead(context, "no-role", "/log-ind/ingen-rolle");
                return;
            }
            person = await people.IdForStaff(context.Principal!.FindFirstValue("sub")!, cancellation);
            start = () => sessions.StartStaff(person, level, name, cvr, claim(identity.OrganisationClaim) ?? "", roles, cancellation);
        }
        else
        {
            if (!CprNumber.TryParse(claim(identity.CprClaim), out var number))
            {
                Instead(context, "no-number", "/log-ind/uden-cpr");
                return;
            }
            if (await people.Arrive(number, LastingId.Of(identity.LastingIdClaim, claim(identity.LastingIdClaim)), cancellation) is not { } arrival)
            {
                LogTwo(log);
                Instead(context, "two-people", "/log-ind/to-personer");
                return;
            }
            person = arrival.Person;
            // A session asks the authorities by the number that it was begun with.
            if (arrival.NewNumber) await sessions.EndAll(await people.KeysOf(person, cancellation), except: null, cancellation);
            start = () => sessions.Start(person, number, level, name, cancellation);
        }
        // The browser's earlier session would otherwise live on without a cookie, until its time is up.
        await context.HttpContext.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (SignedIn.Find(context.HttpContext) is { } before) await sessions.End(before, cancellation);
        var session = await start();
        context.Principal = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(Access.PersonClaim, person.ToString()), new Claim(Access.SessionClaim, session.ToString("N"))], CookieAuthenticationDefaults.AuthenticationScheme));
        // The browser forgets the cookie when it is closed.
        context.Properties!.IsPersistent = false;
    }

    private void Instead(RemoteAuthenticationContext<OpenIdConnectOptions> context, string why, string page)
    {
        metrics.Failed(why);
        context.HandleResponse();
        context.Response.Redirect(page);
    }

    private void Authenticate(OpenIdConnectMessage message)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        message.ClientSecret = null;
        message.ClientAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        message.ClientAssertion = keys.Jwt(JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iss"] = identity.ClientId,
            ["sub"] = identity.ClientId,
            ["aud"] = identity.Issuer.ToString(),
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            ["iat"] = now,
            ["exp"] = now + 60,
        }));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-in failed ({Exception})")]
    private static partial void LogFailed(ILogger log, string exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A sign-in was refused: its CPR number belongs to somebody whom the broker knows by another lasting id. One of the two is wrong at the broker")]
    private static partial void LogTwo(ILogger log);

    [LoggerMessage(Level = LogLevel.Information, Message = "A sign-in at level {Level} was refused as too low")]
    private static partial void LogTooLow(ILogger log, AssuranceLevel level);
}
