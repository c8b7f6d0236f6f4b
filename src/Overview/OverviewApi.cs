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
        routes.MapGet("/api/overview", Get).RequireAuthorization(Access.Citizen).WithTags("Overview").WithName("overview");
        // The keys that authorities check the hub's tokens with: public by nature.
        routes.MapGet("/.well-known/jwks.json", (SourceTokens tokens) => TypedResults.Ok(tokens.PublicKeys())).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>My overview</summary>
    /// <remarks>Everything that the connected authorities hold on the signed-in person, in one answer. It waits for every source, 5 s at the most;
    /// a source that fails is reported in <c>sources</c> with one of the nine published problem types, beside the others' data.</remarks>
    /// <response code="200">The overview, also where sources failed.</response>
    /// <response code="401">No one is signed in.</response>
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
