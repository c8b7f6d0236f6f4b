using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Overblik.Platform;
using Overblik.Platform.Keys;

namespace Overblik.Identity;

/// <summary>The access tokens of authorities' programs (RFC 9068): made here, and good here alone.</summary>
internal sealed class MachineTokens : IConfigureNamedOptions<JwtBearerOptions>
{
    public const string Scheme = "machine", Scope = "scope";
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private const string Type = "at+jwt";
    private readonly SigningKeys signing;
    private readonly MachineClients clients;
    private readonly string issuer;
    private readonly TimeProvider time;
    private readonly Lazy<IList<SecurityKey>> keys;

    public MachineTokens(KeyRing ring, MachineClients clients, Site site, TimeProvider time)
    {
        (this.clients, issuer, this.time) = (clients, site.Issuer, time);
        signing = new SigningKeys(ring, KeyPurpose.MachineToken, Type);
        keys = new(() => new JsonWebKeySet(signing.PublicKeys().ToJsonString()).GetSigningKeys());
    }

    public string Make(MachineClient client, string scope)
    {
        var now = time.GetUtcNow();
        return signing.Jwt(JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["iss"] = issuer, ["aud"] = issuer, ["sub"] = client.Id, ["client_id"] = client.Id, [Scope] = scope,
            ["iat"] = now.ToUnixTimeSeconds(), ["exp"] = (now + Life).ToUnixTimeSeconds(), ["jti"] = Guid.NewGuid().ToString("N"),
        }));
    }

    public void Configure(JwtBearerOptions options) => Configure(Scheme, options);

    public void Configure(string? name, JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = issuer,
            ValidTypes = [Type],
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            IssuerSigningKeyResolver = (_, _, _, _) => keys.Value,
            LifetimeValidator = (_, expires, _, _) => time.GetUtcNow() < expires,
        };
        options.Events = new JwtBearerEvents
        {
            // The agreement of today decides, not that of the moment when the token was made.
            OnTokenValidated = context =>
            {
                if (clients.Find(context.Principal?.FindFirst("client_id")?.Value) is { } client) context.HttpContext.Features.Set(new Machine(client.Id, client.Sources.Select(source => source.Id).ToHashSet(StringComparer.Ordinal)));
                else context.Fail("The program is no longer known.");
                return Task.CompletedTask;
            },
        };
    }
}
