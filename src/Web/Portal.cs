using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.WebEncoders;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;
using Overblik.Web.Data;

namespace Overblik.Web;

/// <summary>The host: services, then the order of the middleware.</summary>
internal static class Portal
{
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? change = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(Portal).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
        });
        builder.AddDatabase();
        builder.AddTelemetry();
        builder.AddRateLimits();
        foreach (var module in Modules.All) module.AddServices(builder);
        var services = builder.Services;
        services.AddSingleton(new Texts(Modules.All));
        services.AddRazorPages();
        services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Overblik";
            document.Info.Description = "What the portal offers to programs. Version 1 only gains optional fields.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));
        services.AddProblemDetails();
        services.AddExceptionHandler<ErrorReference>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "overblik-formular";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddOptions<AntiforgeryOptions>().Configure<Site>((options, site) => options.Cookie.SecurePolicy = site.Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest);
        // Danish letters as themselves: a readable page, and a smaller one.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(Language.Cultures[0]);
            options.SupportedCultures = options.SupportedUICultures = Language.Cultures;
            options.RequestCultureProviders = [new ChosenLanguage(), new AcceptLanguageHeaderRequestCultureProvider()];
        });
        if (!builder.Environment.IsDevelopment()) services.AddHostedService<WarmUp>();
        builder.AddProxies();
        change?.Invoke(builder);
        var app = builder.Build();
        Use(app);
        return app;
    }

    /// <summary>What must be right before the first request: the configuration, the keys, the tables.</summary>
    public static async Task Prepare(WebApplication app)
    {
        _ = app.Services.GetRequiredService<KeyRing>();
        _ = app.Services.GetRequiredService<Site>();
        _ = app.Services.GetRequiredService<IBusinessClock>();
        if (app.Configuration.GetValue("Database:Migrate", app.Environment.IsDevelopment())) await Database.Migrate(app.Services, CancellationToken.None);
        else await RequireTables(app);
        if (!await app.Services.GetRequiredService<IPeople>().FitRing(CancellationToken.None))
        {
            throw new StartupException("The key ring does not open what the database holds: it is another installation's, or older than the database. "
                + "Restore the newest ring from the backup; do not make a new one.");
        }
        foreach (var module in Modules.All) await module.Prepare(app.Services, CancellationToken.None);
    }

    private static void Use(WebApplication app)
    {
        if (NodeRoles.Read(app.Configuration) == NodeRole.Worker) WebModule.MapHealth(app);
        else Serve(app);
        // What nobody has mapped does not exist, with a dot in its name or without; else the closed fallback policy would send it to the sign-in.
        app.MapFallback("{*path}", () => Results.NotFound()).AllowAnonymous();
    }

    private static void Serve(WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UsePublicAddress();
        app.UseRequestLocalization();
        app.UseSecurityHeaders();
        // In a scope of its own, or the sign-in that failed would be remembered and fail the error page too.
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/fejl/500", CreateScopeForErrors = true, StatusCodeSelector = Database.StatusOf });
        app.UseStatusCodePagesWithReExecute("/fejl/{0}");
        app.UseWhen(ForPrograms, api => api.UseExceptionHandler(new ExceptionHandlerOptions { StatusCodeSelector = Database.StatusOf }).UseStatusCodePages());
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous().DisableRateLimiting();
        app.MapRazorPages().WithStaticAssets();
        app.MapOpenApi().AllowAnonymous();
        foreach (var module in Modules.All) module.MapEndpoints(app);
    }

    private static readonly string[] Programs = ["/access-log", "/api", "/events", "/token"];

    // A program gets its errors as problem details (RFC 9457), not as a page.
    private static bool ForPrograms(HttpContext http) => Programs.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)) || http.Request.Path.Value!.EndsWith(".json", StringComparison.Ordinal);

    private static async Task RequireTables(WebApplication app)
    {
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync();
        var pending = (await db.Database.GetPendingMigrationsAsync()).ToList();
        if (pending.Count > 0) throw new StartupException($"The database lacks {pending.Count} migrations. Run 'db migrate' once, with the new version, before the nodes start.");
    }

    private sealed class ChosenLanguage : RequestCultureProvider
    {
        private static readonly Task<ProviderCultureResult?> None = Task.FromResult<ProviderCultureResult?>(null);
        private static readonly Task<ProviderCultureResult?> Danish = Task.FromResult<ProviderCultureResult?>(new("da-DK"));
        private static readonly Task<ProviderCultureResult?> English = Task.FromResult<ProviderCultureResult?>(new("en-GB"));

        public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext) =>
            httpContext.Request.Cookies[Language.Cookie] switch { Language.Danish => Danish, Language.English => English, _ => None };
    }
}
