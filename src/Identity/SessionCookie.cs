using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Overblik.Platform;

namespace Overblik.Identity;

/// <summary>The cookie names a session; the session's row decides, on every request.</summary>
internal sealed class SessionCookie(IdentityOptions identity, Site site) : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    public void Configure(CookieAuthenticationOptions options) => Configure(CookieAuthenticationDefaults.AuthenticationScheme, options);

    public void Configure(string? name, CookieAuthenticationOptions options)
    {
        // The prefix binds it to this host and to https (RFC 6265bis section 4.1.3.2); plain http is for localhost only.
        options.Cookie.Name = site.Https ? "__Host-overblik" : "overblik";
        options.Cookie.SecurePolicy = site.Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.HttpOnly = true;
        options.ExpireTimeSpan = identity.Absolute;
        options.SlidingExpiration = false;
        options.Events.OnValidatePrincipal = Validate;
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized, "identity.not-signed-in",
            (context.HttpContext.Items.ContainsKey(Ended) ? "/logget-ud?grund=tid&retur=" : ForStaff(context.HttpContext) ? "/log-ind/medarbejder?retur=" : "/log-ind?retur=") + Here(context.HttpContext));
        options.Events.OnRedirectToAccessDenied = context => SignedIn.Find(context.HttpContext) is StaffMember staff && staff.OwnStart != StaffMember.Start && context.Request.Path == StaffMember.Start
            // Where every employee's sign-in leads.
            ? Answer(context, StatusCodes.Status403Forbidden, "identity.not-for-you", staff.OwnStart)
            : SignedIn.Find(context.HttpContext) is Actor { NoticeSeen: false } && !ForStaff(context.HttpContext)
            ? Answer(context, StatusCodes.Status403Forbidden, "identity.notice-not-seen", "/velkommen?retur=" + Here(context.HttpContext))
            : Answer(context, StatusCodes.Status403Forbidden, "identity.not-for-you", page: null);
    }

    private const string Ended = "session-ended";

    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        // The error page must come when the database does not, and a style sheet is nobody's.
        if (context.HttpContext.Request.Path.StartsWithSegments("/fejl", StringComparison.Ordinal) || context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) return;
        var who = Access.SessionOf(context.Principal) is var (person, session)
            ? await context.HttpContext.RequestServices.GetRequiredService<SessionStore>().Check(person, session, context.HttpContext.RequestAborted)
            : null;
        if (who is not null)
        {
            context.HttpContext.Features.Set(who);
            return;
        }
        context.RejectPrincipal();
        context.HttpContext.Items[Ended] = true;
        context.Options.CookieManager.DeleteCookie(context.HttpContext, context.Options.Cookie.Name!, context.Options.Cookie.Build(context.HttpContext));
    }

    private static bool ForStaff(HttpContext http) => http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(rule => rule.Policy is Access.Staff or Access.Operator or Access.DataProtection) == true;

    private static string Here(HttpContext http) => HttpMethods.IsGet(http.Request.Method) ? Uri.EscapeDataString(http.Request.Path + http.Request.QueryString) : ForStaff(http) ? StaffMember.Start : Actor.Start;

    private static Task Answer(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context, int status, string code, string? page)
    {
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            if (page is null) context.Response.StatusCode = status;
            else context.Response.Redirect(page);
            return Task.CompletedTask;
        }
        var texts = context.HttpContext.RequestServices.GetRequiredService<Texts>();
        return Results.Problem(type: new Problem(code, status).Type, title: texts[code], detail: texts[code + ".detail"], statusCode: status).ExecuteAsync(context.HttpContext);
    }
}
