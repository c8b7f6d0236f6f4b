using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Overblik.Platform;

namespace Overblik.Overview;

internal static class OverviewApi
{
    private const string Lines = "application/x-ndjson";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/overview", Get).RequireAuthorization(Access.Citizen).WithTags("Overview").WithName("overview")
            .WithSummary("My overview")
            .WithDescription("Everything that the connected authorities hold on the signed-in person, in one answer. It waits for every source, 5 s at the most; "
                + "a source that fails is reported in `sources` with one of the nine published problem types, beside the others' data. "
                + $"With `Accept: {Lines}` it answers with one line for each source, as soon as the source has answered: the same report, and its `items`. The caller sends the session cookie.")
            .Produces<MergedOverview>()
            .AddOpenApiOperationTransformer(async (operation, context, cancellation) =>
            {
                var content = operation.Responses!["200"].Content!;
                content["application/json"].Example = ApiExamples.Overview();
                content[Lines] = new OpenApiMediaType { Schema = await context.GetOrCreateSchemaAsync(typeof(SourceLine), cancellationToken: cancellation), Example = ApiExamples.Line() };
            })
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet("/api/overview/changes", Changes).RequireAuthorization(Access.Citizen).WithTags("Overview").WithName("changes")
            .WithSummary("What has changed since")
            .WithDescription("Labels only of the items that were changed at or after `since` (RFC 3339), newest first, for a client that keeps a list of its own. Ask next time with `at` of this answer. "
                + "`complete` is false while a source has not answered, or holds more than the newest 100 of a kind and all of those are newer than `since`: then keep the earlier `since`. An item that is gone is not told.")
            .Produces<Changes>()
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Parameters![0].Description = "RFC 3339, with an offset.";
                operation.Responses!["200"].Content!["application/json"].Example = ApiExamples.Changes();
                return Task.CompletedTask;
            })
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet(CoveragePage.Json, Covered).AllowAnonymous().WithTags("Overview").WithName("coverage")
            .WithSummary("What is covered, and how it answers")
            .WithDescription("Which authorities are asked, about which areas, from when, and how they have answered in the last 24 hours and 30 days. For everybody; a minute old at the most. "
                + "`halfWithin` and `mostWithin` are the seconds in which half, and 95 of a hundred, of the answers came. "
                + "A figure that is not there had fewer than `fewest` questions. A question that a source's breaker held back counts as not answered; an item that the person does not have is an answer.")
            .Produces<CoverageReport>()
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.Responses!["200"].Content!["application/json"].Example = ApiExamples.Coverage();
                return Task.CompletedTask;
            })
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        routes.MapGet(ExportFile.SchemaPath, () => TypedResults.Text(ExportFile.SchemaText(), "application/schema+json")).AllowAnonymous().ExcludeFromDescription();
        // The keys that authorities check the hub's tokens with: public by nature.
        routes.MapGet("/.well-known/jwks.json", (SourceTokens tokens) => TypedResults.Ok(tokens.PublicKeys())).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> Get(HttpContext http, Federation federation, SourceRegister sources, ViewLog log, TimeProvider time, CancellationToken cancellation)
    {
        var actor = Actor.Of(http);
        var parts = federation.Ask(actor);
        await log.Overview(actor, parts, cancellation);
        var notCovered = sources.All.Where(s => !s.Covered);
        if (http.Request.GetTypedHeaders().Accept.Any(accept => accept.MediaType == Lines))
        {
            http.Response.ContentType = Lines;
            await foreach (var answered in Task.WhenEach(parts.Select(p => p.Answer)).WithCancellation(cancellation)) await Line(SourceLine.Of(await answered));
            foreach (var source in notCovered) await Line(new SourceLine(MergedOverview.NotCovered(source), []));
            return Results.Empty;
        }
        return TypedResults.Json(MergedOverview.Of(await Task.WhenAll(parts.Select(p => p.Answer)), notCovered, time.GetUtcNow()), ContractJson.Default.MergedOverview);

        async Task Line(SourceLine line)
        {
            await JsonSerializer.SerializeAsync(http.Response.BodyWriter, line, ContractJson.Default.SourceLine, cancellation);
            http.Response.BodyWriter.Write("\n"u8);
            await http.Response.BodyWriter.FlushAsync(cancellation);
        }
    }

    private static async Task<IResult> Changes(string? since, HttpContext http, Federation federation, ViewLog log, TimeProvider time, Texts texts, CancellationToken cancellation)
    {
        if (since is not ([.., 'Z'] or [.., '+' or '-', _, _, ':', _, _]) || !DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.None, out var from))
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["since"] = [texts["overview.since-wrong"]] });
        var actor = Actor.Of(http);
        // Before the question: what changes while it is on its way comes the next time as well.
        var at = time.GetUtcNow();
        var parts = federation.Ask(actor);
        await log.Overview(actor, parts, cancellation);
        return TypedResults.Json(Overblik.Overview.Changes.Of(await Task.WhenAll(parts.Select(p => p.Answer)), from, at), ContractJson.Default.Changes);
    }

    private static async Task<IResult> Covered(HttpContext http, Coverage coverage, CancellationToken cancellation)
    {
        var report = await coverage.Report(cancellation);
        http.Response.Headers.CacheControl = $"public, max-age={Coverage.HoldFor.TotalSeconds}";
        return TypedResults.Json(report, ContractJson.Default.CoverageReport);
    }
}

/// <summary>One source's part of the overview, as one line.</summary>
internal sealed record SourceLine(SourceReport Source, IReadOnlyList<Item> Items)
{
    public static SourceLine Of(SourceAnswer answer) => new(MergedOverview.Report(answer), answer.Items);
}

/// <param name="At">What to ask with next time.</param>
/// <param name="Complete">Nothing that has changed since is known to be missing.</param>
internal sealed record Changes(DateTimeOffset At, bool Complete, IReadOnlyList<Changed> Items)
{
    public static Changes Of(IReadOnlyList<SourceAnswer> answers, DateTimeOffset since, DateTimeOffset at) => new(
        // A held answer is as old as it says.
        answers.Select(a => a.AsOf ?? at).Append(at).Min(),
        answers.All(a => a.Usable && a.Counts.All(count => count.Cursor is null || a.Items.Any(i => i.Kind == count.Kind && i.UpdatedAt < since))),
        [.. answers.SelectMany(a => a.Items.Where(i => i.UpdatedAt >= since).Select(i => new Changed(a.Source.Id, i.Kind, i.Id, i.Title, i.Open, i.UpdatedAt))).OrderByDescending(c => c.UpdatedAt)]);
}

/// <summary>The label of an item: enough to know that it is there, and to ask for it.</summary>
internal sealed record Changed(string Source, ItemKind Kind, string Id, Text Title, bool Open, DateTimeOffset UpdatedAt);
