using System.Buffers;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Calendar;

/// <summary>Where authorities tell what has happened: <c>POST /events</c>, contracts/events-api.yaml.</summary>
internal sealed partial class Events
{
    private const int MaxBytes = 4 << 20;

    /// <summary>So many requests a minute of each program: <c>Limits:PerMachine</c>.</summary>
    public static void AddLimit(IHostApplicationBuilder app)
    {
        var most = app.Configuration["Limits:PerMachine"] is not { } text ? 600
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw new StartupException($"Limits:PerMachine must be a whole number above 0, not '{text}'.");
        app.Services.AddSingleton(new Limit(PartitionedRateLimiter.Create<string, string>(client => RateLimitPartition.GetSlidingWindowLimiter(
            client, _ => new SlidingWindowRateLimiterOptions { PermitLimit = most, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 }))));
    }

    // Beside the limit of each address, which all the programs of one authority may share.
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/events", Take).RequireAuthorization(Access.Events).WithMetadata(new RequestSizeLimitAttribute(MaxBytes)).DisableRateLimiting().ExcludeFromDescription();

    private static async Task<IResult> Take(HttpContext http, Limit limit, EventIntake intake, EventMetrics metrics, Texts texts, ILogger<Events> log, CancellationToken cancellation)
    {
        var machine = Machine.Of(http);
        using var lease = limit.Of.AttemptAcquire(machine.Client);
        if (!lease.IsAcquired)
        {
            http.Response.Headers.RetryAfter = "10";
            return Refused(new Problem("calendar.events-too-fast", StatusCodes.Status429TooManyRequests), texts);
        }
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(http.Request.ContentLength ?? 16_384, MaxBytes) + 1);
        ReadEvents? events;
        try
        {
            var length = 0;
            for (int read; (read = await http.Request.Body.ReadAsync(buffer.AsMemory(length), cancellation)) > 0; length += read)
            {
                if (length + read < buffer.Length) continue;
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                buffer = larger;
            }
            if (EventReader.Read(http.Request.ContentType, http.Request.Headers, buffer.AsMemory(0, length), machine.Sources).Failed(out var problem, out events)) return Refused(problem, texts);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge) { return Refused(new Problem("calendar.events-too-many", StatusCodes.Status413PayloadTooLarge), texts); }
        finally { ArrayPool<byte>.Shared.Return(buffer, clearArray: true); }
        var receipt = await intake.Take(events, cancellation);
        metrics.Count(machine.Client, receipt);
        if (receipt.Refused.Count > 0) LogRefused(log, machine.Client, receipt.Refused.Count, receipt.Received, receipt.Refused[0].Reason, receipt.Refused[0].At);
        return receipt.Refused.Count < receipt.Received || receipt.Received == 0
            ? TypedResults.Json(receipt, EventJson.Default.EventReceipt)
            : Refused(new Problem("calendar.events-refused", StatusCodes.Status422UnprocessableEntity), texts, receipt.Refused);
    }

    private static ProblemHttpResult Refused(Problem problem, Texts texts, IReadOnlyList<RefusedEvent>? refused = null) => TypedResults.Problem(
        type: problem.Type, title: texts[problem.Code], detail: texts[problem.Code + ".detail"], statusCode: problem.Status,
        extensions: refused is null ? null : [new("refused", refused)]);

    internal sealed record Limit(PartitionedRateLimiter<string> Of);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Program {Client}: {Refused} of {Received} events refused; the first: {Reason} at {At}")]
    private static partial void LogRefused(ILogger log, string client, int refused, int received, string reason, string? at);
}
