using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.AccessLog;

/// <summary>Where authorities tell who looked: <c>POST /access-log/batches</c>, contracts/access-log-api.yaml.</summary>
internal sealed partial class Batches
{
    /// <summary>The header with the seal of a batch.</summary>
    public const string Seal = "Batch-Seal";

    private const int MaxBytes = 16 << 20;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/access-log/batches", Take).RequireAuthorization(Access.LogBatches).WithMetadata(new RequestSizeLimitAttribute(MaxBytes)).ExcludeFromDescription();

    private static async Task<IResult> Take(HttpContext http, BatchIntake intake, Texts texts, ILogger<Batches> log, CancellationToken cancellation)
    {
        var machine = Machine.Of(http);
        using var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 16_384, MaxBytes));
        try { await http.Request.Body.CopyToAsync(body, cancellation); }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge) { return Refused(new Problem("access-log.batch-too-large", StatusCodes.Status413PayloadTooLarge), null, texts); }
        var answer = await intake.Take(machine, http.Request.Headers[Seal], http.Request.ContentType, body.GetBuffer().AsMemory(0, (int)body.Length), cancellation);
        if (answer.Problem is not { } problem) return TypedResults.Json(answer.Receipt, IntakeJson.Default.BatchReceipt);
        LogRefused(log, machine.Client, problem.Code);
        return Refused(problem, answer.Next, texts);
    }

    private static ProblemHttpResult Refused(Problem problem, NextBatch? next, Texts texts) => TypedResults.Problem(
        type: problem.Type, title: texts[problem.Code], detail: texts[problem.Code + ".detail"], statusCode: problem.Status, extensions: next is null ? null : [new("number", next.Number), new("previous", next.Previous)]);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Program {Client}: a batch of the access log was refused: {Reason}")]
    private static partial void LogRefused(ILogger log, string client, string reason);
}
