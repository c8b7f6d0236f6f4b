using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>The public part of the log, for whoever wants to check it: checkpoint, tiles and bundles (C2SP tlog-tiles), and the key to check the signature with.</summary>
internal static class LogEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        // It is for anybody, never changes, and tells nothing of anybody; whoever checks all of it asks for much.
        var log = routes.MapGroup("/log").AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        log.MapGet("/checkpoint", Checkpoint);
        log.MapGet("/vkey", (LogIdentity identity) => TypedResults.Text(string.Concat(identity.Keys.Select(key => key + "\n"))));
        log.MapGet("/tile/{**rest}", Tile);
    }

    private static async Task<Results<ContentHttpResult, StatusCodeHttpResult>> Checkpoint(HttpContext http, IDbContextFactory<PlatformDb> databases, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        http.Response.Headers.CacheControl = "no-cache";
        // In the first half second of a new log there is none.
        return await db.Set<LogHead>().Select(h => h.Checkpoint).SingleAsync(cancellation) is { } note ? TypedResults.Text(note, "text/plain; charset=utf-8") : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> Tile(string rest, HttpContext http, IDbContextFactory<PlatformDb> databases, CancellationToken cancellation)
    {
        if (!TileId.TryParse("tile/" + rest, out var tile)) return TypedResults.NotFound();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var signed = await db.Set<LogHead>().Select(h => h.CheckpointSize).SingleAsync(cancellation);
        if (TileId.WidthIn(signed, tile.Level, tile.Index) < tile.Width) return TypedResults.NotFound();
        var bytes = await new LogTiles(db).Read(tile, cancellation);
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(bytes, "application/octet-stream");
    }
}
