using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using OpenIddict.Server;
using Overblik.Population;
using Overblik.Sim;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Overblik.SignIn;

/// <summary>A sign-in service for tests: OpenID Connect as a national broker has it, with synthetic people instead of passwords.</summary>
internal static class SignInApp
{
    public static WebApplication Build(string[] args, TimeProvider? time = null)
    {
        var builder = Site.Create(args, "http://localhost:5081", time);
        var client = ClientSettings.Read(builder.Configuration);
        builder.Services.AddSingleton(client);
        builder.Services.AddSingleton<ClientKeys>();
        builder.Services.AddSingleton<UsedAssertions>();
        var store = "sign-in-" + Guid.NewGuid();
        builder.Services.AddDbContext<Store>(it =>
        {
            it.UseInMemoryDatabase(store).ConfigureWarnings(warn => warn.Ignore(InMemoryEventId.TransactionIgnoredWarning));
            it.UseOpenIddict();
        });
        builder.Services.AddOpenIddict()
            .AddCore(it => it.UseEntityFrameworkCore().DisableBulkOperations().UseDbContext<Store>())
            .AddServer(it => Configure(it, builder.Configuration));
        // S256 only, and no client secret of any kind. After OpenIddict's own configuration, which adds to these.
        builder.Services.PostConfigure<OpenIddictServerOptions>(it =>
        {
            it.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
            it.ClientAuthenticationMethods.IntersectWith([ClientAuthenticationMethods.PrivateKeyJwt]);
        });

        var app = builder.Build();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.UseSite([.. client.RedirectUris.Concat(client.PostLogoutRedirectUris).Select(it => it.GetLeftPart(UriPartial.Authority)).Distinct()]);
        // OpenIddict's model takes a second to build: meanwhile the port is open, and whoever comes early waits.
        var keys = app.Services.GetRequiredService<ClientKeys>();
        app.Lifetime.ApplicationStarted.Register(() => _ = keys.Register());
        app.Use(async (http, next) =>
        {
            if (http.Request.Path != "/live") await keys.Register();
            await next(http);
        });
        app.UseAuthentication();
        var people = new People(builder.Configuration.GetValue("Seed", People.DefaultSeed), builder.Configuration.GetValue("Population", People.DefaultCount));
        new SignInPages(people, Site.BusinessDate(app.Configuration, clock), clock).Map(app);
        return app;
    }

    private static void Configure(OpenIddictServerBuilder server, ConfigurationManager configuration)
    {
        // Without a configured issuer it is the address that the browser used: right for a service on a free port.
        if (configuration["Issuer"] is { Length: > 0 } issuer) server.SetIssuer(new Uri(issuer));
        server.SetAuthorizationEndpointUris("authorize")
            .SetPushedAuthorizationEndpointUris("par")
            .SetTokenEndpointUris("token")
            .SetEndSessionEndpointUris("logout");
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().RequirePushedAuthorizationRequests();
        server.RegisterScopes(Scopes.OpenId, Scopes.Profile, "cpr", SignInPages.Staff);
        server.RegisterClaims(Claims.Subject, Claims.Name, Claims.GivenName, Claims.Birthdate, Claims.AuthenticationTime, "acr", "amr", "cpr", "cpr_uuid", "cvr", "org_name", Claims.Role);
        var keys = ServerKeys.Load(configuration["Data"] ?? Path.Combine("data", "sign-in"));
        server.AddSigningKey(keys.Signing).AddEncryptionKey(keys.Encryption);
        server.AddEventHandler<OpenIddictServerEvents.ProcessAuthenticationContext>(it => it
            .UseSingletonHandler<ClientKeys.BeforeAssertion>()
            .SetOrder(OpenIddictServerHandlers.ValidateClientAssertion.Descriptor.Order - 1));
        server.AddEventHandler<OpenIddictServerEvents.ProcessAuthenticationContext>(it => it
            .UseSingletonHandler<UsedAssertions.AfterAssertion>()
            .SetOrder(OpenIddictServerHandlers.ValidateClientAssertionIssuer.Descriptor.Order + 1));
        server.UseAspNetCore()
            .EnableAuthorizationEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough()
            .DisableTransportSecurityRequirement();
    }
}

/// <summary>OpenIddict's tables, in memory: nothing outlives the process.</summary>
internal sealed class Store(DbContextOptions<Store> options) : DbContext(options);
