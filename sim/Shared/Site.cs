using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Overblik.Population;

namespace Overblik.Sim;

/// <summary>What the test servers have in common: quiet logs, a strict page policy, a style sheet, a sign of life, a business date.</summary>
internal static class Site
{
    public static readonly TimeZoneInfo Copenhagen = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    public static WebApplicationBuilder Create(string[] args, string defaultUrls, TimeProvider? time)
    {
        // The content root is the program's own folder, so that no other program's settings file is read by accident.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (string.IsNullOrEmpty(builder.Configuration["Urls"])) builder.Configuration["Urls"] = defaultUrls;
        builder.Logging.ClearProviders().AddSimpleConsole(it => it.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(it => it.AddServerHeader = false);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddAntiforgery(it => it.Cookie.Name = "sim-form");
        // Forms need not survive a restart, and nothing else is protected.
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        return builder;
    }

    /// <param name="app">The application.</param>
    /// <param name="formTargets">Origins, besides the page's own, that a form's answer may redirect to.</param>
    public static void UseSite(this WebApplication app, params string[] formTargets)
    {
        var policy = $"default-src 'none'; style-src 'self'; form-action {string.Join(' ', ["'self'", .. formTargets])}; base-uri 'none'; frame-ancestors 'none'";
        app.Use((http, next) =>
        {
            var headers = http.Response.Headers;
            headers.ContentSecurityPolicy = policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            return next(http);
        });
        app.MapGet("/live", () => TypedResults.Text("ok"));
        using var style = typeof(Site).Assembly.GetManifestResourceStream("site.css")!;
        using var reader = new StreamReader(style);
        var css = reader.ReadToEnd();
        app.MapGet("/site.css", () => TypedResults.Text(css, "text/css; charset=utf-8"));
    }

    /// <summary>The business date: the date in Denmark, moved by <c>Today</c>; it goes on at midnight, as the portal's does.</summary>
    public static Func<DateOnly> BusinessDate(IConfiguration configuration, TimeProvider time)
    {
        DateOnly InDenmark() => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), Copenhagen).DateTime);
        var start = configuration["Today"] is { Length: > 0 } today ? DateOnly.ParseExact(today, "yyyy-MM-dd", CultureInfo.InvariantCulture) : InDenmark();
        if (start < World.First || start > World.Last) throw new InvalidOperationException($"The synthetic people live from {World.First:O} to {World.Last:O}; --Today {start:O} lies outside.");
        var daysAhead = start.DayNumber - InDenmark().DayNumber;
        return () => InDenmark().AddDays(daysAhead);
    }

    public static IResult Page(string language, string title, Html body, int status = 200) =>
        TypedResults.Content(Html.Of($"""
            <!doctype html>
            <html lang="{language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title}</title>
            <link rel="stylesheet" href="/site.css">
            </head>
            <body>
            {body}
            </body>
            </html>
            """).ToString(), "text/html; charset=utf-8", statusCode: status);
}
