using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Overblik.Platform;

namespace Overblik.Overview;

internal static class OverviewApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/overview", Get).RequireAuthorization(Access.Citizen).WithTags("Overview").WithName("overview")
            .WithSummary("My overview")
            .WithDescription("Everything that the connected authorities hold on the signed-in person, in one answer. It waits for every source, 5 s at the most; "
                + "a source that fails is reported in `sources` with one of the nine published problem types, beside the others' data. The caller sends the session cookie.")
            .Produces<MergedOverview>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);
        // The keys that authorities check the hub's tokens with: public by nature.
        routes.MapGet("/.well-known/jwks.json", (SourceTokens tokens) => TypedResults.Ok(tokens.PublicKeys())).AllowAnonymous().ExcludeFromDescription();
    }

    internal static async Task<JsonHttpResult<MergedOverview>> Get(HttpContext http, Federation federation, SourceRegister sources, ViewLog log, TimeProvider time, CancellationToken cancellation)
    {
        var actor = Actor.Of(http);
        var parts = federation.Ask(actor);
        await log.Overview(actor, parts, cancellation);
        var answers = await Task.WhenAll(parts.Select(p => p.Answer));
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(MergedOverview.Of(answers, sources.All.Where(s => !s.Covered), time.GetUtcNow()), ContractJson.Default.MergedOverview);
    }
}
