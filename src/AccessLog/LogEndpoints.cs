using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Overblik.LogFormat;
using Overblik.Platform;
using Overblik.Tlog;

namespace Overblik.AccessLog;

/// <summary>The public part of the log, for whoever wants to check it: checkpoint, tiles and bundles (C2SP tlog-tiles), and the key to check the signature with.</summary>
internal static class LogEndpoints
{
    private const int AtOnce = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        // It is for anybody, never changes, and tells nothing of anybody; whoever checks all of it asks for much.
        var log = routes.MapGroup("/log").AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        log.MapGet("/checkpoint", Checkpoint);
        log.MapGet("/vkey", (LogIdentity identity) => TypedResults.Text(string.Concat(identity.Keys.Select(key => key + "\n"))));
        log.MapGet("/policy", Results<ContentHttpResult, NotFound> (WitnessPolicy policy) => policy.Text is { } text ? TypedResults.Text(text) : TypedResults.NotFound());
        log.MapGet("/minimum-index", MinimumIndex);
        log.MapGet("/tile/{**rest}", Tile);
        log.MapGet("/index/{from:long:min(0)}", Indexes);
        log.MapGet("/batches/{from:long:min(0)}", Seals);
        log.MapGet("/sources", Sources);
    }

    private static async Task<Results<ContentHttpResult, StatusCodeHttpResult>> Checkpoint(HttpContext http, IDbContextFactory<PlatformDb> databases, WitnessPolicy policy, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        http.Response.Headers.CacheControl = "no-cache";
        // In the first half second of a new log there is none; where witnesses are to have seen it, until they have.
        return await db.Set<LogHead>().Select(h => policy.Trust == null ? h.Checkpoint : h.Cosigned).SingleAsync(cancellation) is { } note ? TypedResults.Text(note, "text/plain; charset=utf-8") : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    // C2SP tlog-tiles, "pruning": what ends before it is not served, but for the tiles of the tree.
    private static async Task<ContentHttpResult> MinimumIndex(HttpContext http, IDbContextFactory<PlatformDb> databases, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        http.Response.Headers.CacheControl = "no-cache";
        var minimum = await db.Set<LogHead>().Select(h => h.MinimumIndex).SingleAsync(cancellation);
        return TypedResults.Text(string.Create(CultureInfo.InvariantCulture, $"{minimum}\n"), "text/plain; charset=utf-8");
    }

    private static async Task<Results<FileContentHttpResult, NotFound, ProblemHttpResult>> Tile(string rest, HttpContext http, IDbContextFactory<PlatformDb> databases, CancellationToken cancellation)
    {
        if (!TileId.TryParse("tile/" + rest, out var tile)) return TypedResults.NotFound();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var head = await db.Set<LogHead>().Select(h => new { h.CheckpointSize, h.MinimumIndex }).SingleAsync(cancellation);
        if (TileId.WidthIn(head.CheckpointSize, tile.Level, tile.Index) < tile.Width) return TypedResults.NotFound();
        if (tile.Level == TileId.Entries && (tile.Index + 1) * TileId.Full <= head.MinimumIndex)
            return TypedResults.Problem(string.Create(CultureInfo.InvariantCulture, $"The entries before {head.MinimumIndex} are past their time and are not kept. The tiles of the tree are."), statusCode: StatusCodes.Status410Gone, title: string.Create(CultureInfo.InvariantCulture, $"The minimum index is {head.MinimumIndex}."));
        var bytes = await new LogTiles(db).Read(tile, cancellation);
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(bytes, "application/octet-stream");
    }

    // The indexes over all persons whose place in the log is there or later: what their leaves are commitments of.
    private static async Task<ContentHttpResult> Indexes(long from, HttpContext http, IDbContextFactory<PlatformDb> databases, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var indexes = await db.Set<LogIndex>().AsNoTracking().Where(i => i.Leaf >= from).OrderBy(i => i.Leaf).Take(AtOnce).ToListAsync(cancellation);
        // One that was changed in the database so that it is none is left out, and lacks.
        return Lines(http, indexes.Where(i => i.Root.Length == TreeHash.Size).Select(i => JsonSerializer.Serialize(new PublicIndex(i.Leaf, i.LogSize, i.People, new TreeHash(i.Root), LogTime.ToMicroseconds(i.At)), PublicJson.Default.PublicIndex)));
    }

    // The seals of authorities' batches, likewise.
    private static async Task<ContentHttpResult> Seals(long from, HttpContext http, IDbContextFactory<PlatformDb> databases, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var seals = await db.Set<LogSeal>().Where(s => s.Leaf >= from).OrderBy(s => s.Leaf).Take(AtOnce).Select(s => new PublicSeal(s.Leaf, s.Source, s.Jws)).ToListAsync(cancellation);
        return Lines(http, seals.Select(seal => JsonSerializer.Serialize(seal, PublicJson.Default.PublicSeal)));
    }

    // With what the seals are checked: each key that a source has ever used.
    private static async Task<JsonHttpResult<PublicSources>> Sources(HttpContext http, IDbContextFactory<PlatformDb> databases, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        http.Response.Headers.CacheControl = "no-cache";
        var keys = await db.Set<LogSealKey>().AsNoTracking().OrderBy(k => k.Source).ThenBy(k => k.KeyId).ToListAsync(cancellation);
        return TypedResults.Json(new PublicSources([.. keys.GroupBy(key => key.Source).Select(of => new PublicSource(of.Key, [.. of.Select(Key).OfType<SealKey>()]))]), PublicJson.Default.PublicSources);
    }

    // One that was changed in the database is left out, and then nothing is signed with it.
    private static SealKey? Key(LogSealKey key)
    {
        try { return JsonSerializer.Deserialize(key.Jwk, PublicJson.Default.SealKey); }
        catch (JsonException) { return null; }
    }

    private static ContentHttpResult Lines(HttpContext http, IEnumerable<string> lines)
    {
        http.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Text(string.Concat(lines.Select(line => line + "\n")), "application/x-ndjson; charset=utf-8");
    }
}
