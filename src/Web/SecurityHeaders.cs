using Microsoft.Extensions.Primitives;
using Overblik.Platform;

namespace Overblik.Web;

internal static class SecurityHeaders
{
    /// <summary>
    /// No inline script or style anywhere. Sign-out is a form that ends at the broker, so form-action names the broker's origin;
    /// sign-in starts with a link and needs nothing.
    /// </summary>
    public static void UseSecurityHeaders(this WebApplication app)
    {
        var broker = new Uri(app.Configuration["Identity:Issuer"] ?? "http://localhost:5081").GetLeftPart(UriPartial.Authority);
        var policy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
            + $"form-action 'self' {broker}; base-uri 'none'; frame-ancestors 'none'";
        var https = app.Services.GetRequiredService<Site>().Https;
        app.Use((http, next) =>
        {
            // As the answer starts, because the error handler clears what was set before.
            http.Response.OnStarting(() =>
            {
                var headers = http.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                // A proxy must pass each part of a streamed page on at once.
                headers["X-Accel-Buffering"] = "no";
                if (https) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
                // Pages hold personal data: no cache keeps them, and the back button after sign-out shows nothing. Static files say what holds for them.
                if (StringValues.IsNullOrEmpty(headers.CacheControl)) headers.CacheControl = "no-store";
                return Task.CompletedTask;
            });
            return next(http);
        });
    }
}
