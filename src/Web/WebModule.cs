using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Web;

/// <summary>The host's own texts and small endpoints: language, health.</summary>
internal sealed class WebModule : IModule
{
    public string Name => "web";

    public void AddServices(IHostApplicationBuilder app)
    {
        app.Services.AddSingleton(OperatorOptions.Read(app.Configuration));
        app.Services.AddSingleton<IMenu, Menu>();
        app.Services.AddHealthChecks().AddCheck<DatabaseAnswers>("database", tags: ["ready"]);
    }

    public void BuildModel(ModelBuilder model) { }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sprog/{sprog:regex(^(da|en)$)}", ChooseLanguage).AllowAnonymous().ExcludeFromDescription();
        // Where a browser looks when what it shows names no icon, as an answer of the API does.
        routes.MapGet("/favicon.ico", () => TypedResults.LocalRedirect("/dkfds/img/mark.svg", permanent: true)).AllowAnonymous().ExcludeFromDescription().DisableRateLimiting();
        MapHealth(routes);
    }

    public static void MapHealth(IEndpointRouteBuilder routes)
    {
        // Live: the process answers. Ready: its database does. Neither asks a source: an authority that is down is no reason to take a node out.
        routes.MapGet("/live", () => TypedResults.Text("ok")).AllowAnonymous().ExcludeFromDescription().DisableRateLimiting();
        routes.MapHealthChecks("/ready", new() { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous().DisableRateLimiting();
    }

    private static Microsoft.AspNetCore.Http.HttpResults.RedirectHttpResult ChooseLanguage(HttpContext http, string sprog, string? retur, Site site)
    {
        http.Response.Cookies.Append(Language.Cookie, sprog, new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            Secure = site.Https,
            IsEssential = true,
        });
        return TypedResults.LocalRedirect(LocalPath.Or(retur, "/"));
    }

    private sealed class Menu : IMenu
    {
        public IEnumerable<MenuItem> Items { get; } = [new(20, "web.operator.menu", StaffMember.OperatorStart, StaffRoles.Operator)];
    }
}
