using System.Globalization;
using System.Threading.RateLimiting;
using Overblik.Platform;

namespace Overblik.Web;

internal static class RateLimits
{
    /// <summary>
    /// So many requests a minute for each caller: a person by their session, anyone else by address. One caller cannot take the
    /// service from the others. Configuration: <c>Limits:PerPerson</c>, <c>Limits:PerAddress</c>.
    /// </summary>
    public static void AddRateLimits(this IHostApplicationBuilder app)
    {
        var perPerson = Limit(app.Configuration, "Limits:PerPerson", 240);
        var perAddress = Limit(app.Configuration, "Limits:PerAddress", 600);
        app.Services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, (bool, string)>(http =>
            {
                var person = Access.SessionOf(http.User);
                var key = person is { } known ? (true, known.Person.ToString()) : (false, http.Connection.RemoteIpAddress?.ToString() ?? "");
                return RateLimitPartition.GetSlidingWindowLimiter(key, k => new SlidingWindowRateLimiterOptions
                {
                    PermitLimit = k.Item1 ? perPerson : perAddress,
                    Window = TimeSpan.FromMinutes(1),
                    SegmentsPerWindow = 6,
                });
            });
            options.OnRejected = async (rejected, cancellation) =>
            {
                var http = rejected.HttpContext;
                http.Response.Headers.RetryAfter = "10";
                if (!http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)) return;
                var texts = http.RequestServices.GetRequiredService<Texts>();
                await Results.Problem(type: new Problem("web.too-many-requests", 429).Type, title: texts["web.too-many-requests"], detail: texts["web.too-many-requests.detail"], statusCode: 429)
                    .ExecuteAsync(http);
            };
        });
    }

    private static int Limit(IConfiguration configuration, string key, int otherwise) => configuration[key] is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0 ? limit
        : throw new StartupException($"{key} must be a whole number above 0, not '{text}'.");
}
