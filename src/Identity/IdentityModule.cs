using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Identity;

/// <summary>Sign-in, session, levels of assurance.</summary>
public sealed partial class IdentityModule : IModule
{
    public string Name => "identity";

    public void AddServices(IHostApplicationBuilder app)
    {
        var services = app.Services;
        services.AddSingleton(IdentityOptions.Read(app.Configuration));
        services.AddSingleton<ISessionLimits>(provider => provider.GetRequiredService<IdentityOptions>());
        services.AddSingleton<IdentityMetrics>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<ISessions>(provider => provider.GetRequiredService<SessionStore>());
        services.AddSingleton<IKept, NoticeKept>();
        services.AddHostedService<SessionUpkeep>();
        services.AddSingleton<Broker>();
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>>(provider => provider.GetRequiredService<Broker>());
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>, SessionCookie>();
        services.AddSingleton<MachineClients>();
        services.AddSingleton<IEventSources>(provider => provider.GetRequiredService<MachineClients>());
        services.AddSingleton<ILogSources>(provider => provider.GetRequiredService<MachineClients>());
        services.AddSingleton<UsedAssertions>();
        services.AddSingleton<MachineTokens>();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>>(provider => provider.GetRequiredService<MachineTokens>());
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie().AddOpenIdConnect(Broker.Scheme, _ => { }).AddJwtBearer(MachineTokens.Scheme, _ => { });
        services.AddAuthorizationBuilder()
            .AddPolicy(Access.SignedIn, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => InSession(context.Resource) is not null))
            .AddPolicy(Access.BeforeNotice, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => InSession(context.Resource) is Actor))
            .AddPolicy(Access.Citizen, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => InSession(context.Resource) is Actor { NoticeSeen: true }))
            .AddPolicy(Access.Staff, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => InSession(context.Resource) is StaffMember staff && staff.Roles.HasFlag(StaffRoles.Steward)))
            .AddPolicy(Access.Operator, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => InSession(context.Resource) is StaffMember staff && staff.Roles.HasFlag(StaffRoles.Operator)))
            .AddPolicy(Access.DataProtection, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => InSession(context.Resource) is StaffMember staff && staff.Roles.HasFlag(StaffRoles.DataProtection)))
            .AddPolicy(Access.Events, policy => OfPrograms(policy, Access.Events))
            .AddPolicy(Access.LogBatches, policy => OfPrograms(policy, Access.LogBatches))
            // What names no rule is closed.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
    }

    private static void OfPrograms(AuthorizationPolicyBuilder policy, string scope) => policy.AddAuthenticationSchemes(MachineTokens.Scheme)
        .RequireAssertion(context => context.Resource is HttpContext http && Machine.Find(http) is not null && context.User.FindFirst(MachineTokens.Scope)?.Value.Split(' ').Contains(scope) == true);

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/log-ind", (HttpContext http, string? retur, bool? igen) => SignIn(http, Broker.Citizen, LocalPath.Or(retur, Actor.Start), igen)).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/log-ind/medarbejder", (HttpContext http, IdentityOptions options, string? retur, bool? igen) =>
            options.StaffCanSignIn ? SignIn(http, Broker.Staff, LocalPath.Or(retur, StaffMember.Start), igen) : NotFound(http)).AllowAnonymous().ExcludeFromDescription();
        TokenEndpoint.Map(routes);
        routes.MapGet("/.well-known/client-jwks.json", (Broker broker) => TypedResults.Ok(broker.PublicKeys())).AllowAnonymous().ExcludeFromDescription();
    }

    private static SignedIn? InSession(object? resource) => resource is HttpContext http ? SignedIn.Find(http) : null;

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // A link leads here, so no form action has to name the broker.
    private static async Task SignIn(HttpContext http, string @as, string retur, bool? igen)
    {
        var properties = new AuthenticationProperties { RedirectUri = retur, Items = { [Broker.As] = @as } };
        if (igen == true) properties.Items["prompt"] = "login";
        try { await http.ChallengeAsync(Broker.Scheme, properties); }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            http.RequestServices.GetRequiredService<IdentityMetrics>().Failed("broker");
            LogNoChallenge(http.RequestServices.GetRequiredService<ILogger<IdentityModule>>(), e.GetType().Name);
            http.Response.Redirect("/log-ind/fejl");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The broker could not be asked to sign a person in ({Exception})")]
    private static partial void LogNoChallenge(ILogger log, string exception);
}
