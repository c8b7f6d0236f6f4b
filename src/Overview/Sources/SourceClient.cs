using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Overblik.Platform;

namespace Overblik.Overview;

/// <summary>Asks one source, within its time, its number of calls and its breaker, and checks every byte of the answer before it is believed.</summary>
internal sealed partial class SourceClient(
    SourceTokens tokens, DisplayRegister displays, RefusalLog refusals, SourceMetrics metrics, TimeProvider time, ILogger<SourceClient> log)
{
    public const string Telemetry = "Overblik.Overview";
    private static readonly ActivitySource Spans = new(Telemetry);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <param name="source">Who is asked.</param>
    /// <param name="number">About whom.</param>
    /// <param name="level">How surely the person is who they say.</param>
    /// <param name="held">What the source answered before, as it is shown at present.</param>
    /// <param name="part">Only this part.</param>
    /// <param name="draft">Shows by this instead of by what is released.</param>
    public async Task<SourceAnswer> Overview(Source source, CprNumber number, AssuranceLevel level, SourceAnswer? held, Selection? part = null, SourceDisplay? draft = null)
    {
        var key = tokens.SubjectKeyFor(source);
        var subject = key.SubjectOf(number);
        var (answer, problem) = await Ask(source, source.OverviewUrl!, key.Overview(number, held?.Version, part), subject, level, null, ContractReader.Overview,
            a => a.Unchanged && held is null ? "unchanged: true, but the request had no knownVersion" : AnswerChecks.FormError(a), CancellationToken.None);
        var at = time.GetUtcNow();
        if (answer is null) return new SourceAnswer(source, SourceState.Failed) { Problem = problem, At = at, DownSince = source.Breaker.DownSince };
        metrics.Aged(source, at - answer.AsOf);
        // Now and not before the call: what was closed while the answer was on its way is not shown.
        var display = draft ?? displays.Of(source);
        if (answer.Unchanged) return held!.Edition == display.Edition ? held with { AsOf = answer.AsOf, At = at } : await Overview(source, number, level, held: null, part, draft);

        var items = new List<Item>(answer.Items!.Count);
        List<Item>? heldBack = null;
        var notAgreed = 0;
        foreach (var item in answer.Items)
        {
            if (!AnswerChecks.About(item, subject)) continue;
            if (!AnswerChecks.Agreed(item, source)) notAgreed++;
            else if (display.Apply(item) is { } shown) items.Add(shown);
            else (heldBack ??= []).Add(item);
        }
        var refused = answer.Items.Count - items.Count - (heldBack?.Count ?? 0);
        metrics.Received(source, items.Count, heldBack?.Count ?? 0, refused - notAgreed, notAgreed);
        if (refused > 0) Refuse(source, refused - notAgreed, notAgreed);
        // A source of which nothing was believed has not said that it holds nothing.
        return new SourceAnswer(source, items.Count + (heldBack?.Count ?? 0) > 0 ? SourceState.Answered : refused > 0 ? SourceState.Failed : SourceState.Nothing)
        {
            Items = items,
            Counts = heldBack is null ? answer.Counts! : SourceDisplay.Without(answer.Counts!, heldBack),
            AsOf = answer.AsOf,
            At = at,
            Version = answer.Version,
            Problem = refused > 0 ? new SourceProblem(ProblemType.Validation, "Items were refused: about another person, or outside the agreement.") : null,
            Refused = refused,
            NotAgreed = notAgreed,
            HeldBack = heldBack?.Count ?? 0,
            Edition = display.Edition,
        };
    }

    /// <summary>The item; or neither item nor problem where this person has no such item. Without a level of assurance it is asked for a reminder (rule 6).</summary>
    public async Task<(ItemAnswer? Answer, SourceProblem? Problem)> Item(
        Source source, CprNumber number, AssuranceLevel? level, ItemKind kind, string id, CancellationToken cancellation)
    {
        var key = tokens.SubjectKeyFor(source);
        var subject = key.SubjectOf(number);
        var (answer, problem) = await Ask(source, source.ItemUrl!, key.Item(number, kind, id), subject, level, id, ContractReader.ItemAnswer, a => AnswerChecks.FormError(a.Item), cancellation);
        if (answer is null) return (null, problem?.Status == 404 ? null : problem);
        var (mine, agreed) = (AnswerChecks.About(answer.Item, subject), AnswerChecks.Agreed(answer.Item, source));
        if (!mine || !agreed)
        {
            metrics.Received(source, 0, 0, mine ? 0 : 1, mine ? 1 : 0);
            Refuse(source, mine ? 0 : 1, mine ? 1 : 0);
            // On a page it is as if there were none; whoever wants to remind somebody must know that nothing is known.
            return (null, level is null ? new SourceProblem(ProblemType.Validation, "The item was refused.") : null);
        }
        if (answer.Item.Kind != kind || answer.Item.Id != id)
        {
            var another = new SourceProblem(ProblemType.Format, "The answer is another item than the one asked for.");
            refusals.Add(source, another);
            return (null, another);
        }
        var shown = displays.Of(source).Apply(answer.Item);
        metrics.Received(source, shown is null ? 0 : 1, shown is null ? 1 : 0, 0, 0);
        return shown is null ? (null, null) : (answer with { Item = shown }, null);
    }

    private void Refuse(Source source, int others, int notAgreed)
    {
        if (others > 0) refusals.Add(source, new SourceProblem(ProblemType.Validation, "An item's subject is not the person's who was asked about (rule 7)."), others);
        if (notAgreed > 0) refusals.Add(source, new SourceProblem(ProblemType.Validation, "An item is of an area or a kind that is not agreed."), notAgreed);
        LogRefused(log, source.Id, others, notAgreed);
    }

    private async Task<(T? Answer, SourceProblem? Problem)> Ask<T>(
        Source source, Uri url, byte[] body, string subject, AssuranceLevel? level, string? item, ContractReader.Reader<T> message, Func<T, string?> formError, CancellationToken cancellation)
        where T : class
    {
        if (source.Breaker.Enter() is not { } turn)
        {
            metrics.Called(source, ProblemType.Breaker.Type, took: null);
            // Whoever asked saw nothing of the source.
            source.Answers.Count(took: null);
            return (null, new SourceProblem(ProblemType.Breaker, "The source has failed several times and is left in peace for a while."));
        }
        var started = time.GetTimestamp();
        using var span = Spans.StartActivity("source", ActivityKind.Client)?.SetTag("source", source.Id);
        using var limit = new CancellationTokenSource(source.Options.TimeLimit, time);
        using var either = cancellation.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation) : null;
        var stop = either?.Token ?? limit.Token;
        T? answer = null;
        SourceProblem? problem = null;
        TimeSpan? retryAfter = null;
        var entered = false;
        try
        {
            await source.Places.WaitAsync(stop);
            entered = true;
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, url) { Version = HttpVersion.Version20, Content = new ByteArrayContent(body) };
                    request.Content.Headers.ContentType = Json;
                    // A token is good for one call: a retry gets its own.
                    request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + tokens.Make(source, subject, level, item, body));
                    using var response = await source.Connections.SendAsync(request, stop);
                    retryAfter = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable ? RetryAfter(response) : null;
                    (answer, problem) = response.StatusCode == HttpStatusCode.OK
                        ? await Read(response, message, formError, stop)
                        : (null, ProblemOf(response, typeof(T) == typeof(ItemAnswer)));
                    break;
                }
                catch (HttpRequestException e) when (attempt == 1 && e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded
                    && time.GetElapsedTime(started) < source.Options.TimeLimit / 2)
                {
                    // A connection that the source closed as it was taken from the pool looks like this; a second failure counts.
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            problem = new SourceProblem(ProblemType.Timeout, $"No whole answer within {source.Options.TimeLimit.TotalSeconds:0.#} s.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            problem = new SourceProblem(ProblemType.Source, "The source could not be reached, or closed the connection.");
        }
        catch (OperationCanceledException)
        {
            source.Breaker.Abandoned(turn);
            throw;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // An error of ours: it says nothing about the source, and takes nothing but this card from the page.
            source.Breaker.Abandoned(turn);
            Ended(ProblemType.Internal.Type);
            LogFailed(log, source.Id, ProblemType.Internal.Type, e.GetType().Name);
            return (null, new SourceProblem(ProblemType.Internal, e.GetType().Name));
        }
        finally
        {
            if (entered) source.Places.Release();
        }

        // 400, 403 and an item's 404 are answers about the request: the source is well.
        var missing = problem?.Status == 404 && typeof(T) == typeof(ItemAnswer);
        if (problem is null || missing || problem.Type == ProblemType.Input || problem.Type == ProblemType.Agreement) source.Breaker.Succeeded(turn);
        // One person's data must not take the source from everybody, nor must our own queue.
        else if (problem.Type == ProblemType.Format || !entered) source.Breaker.Abandoned(turn);
        else source.Breaker.Failed(turn, retryAfter);
        var outcome = missing ? SourceMetrics.Ok : problem?.Type.Type ?? SourceMetrics.Ok;
        Ended(outcome);
        source.Answers.Count(outcome == SourceMetrics.Ok ? time.GetElapsedTime(started) : null);
        if (problem is not null && !missing)
        {
            LogFailed(log, source.Id, outcome, problem.Detail);
            refusals.Add(source, problem);
        }
        return (answer, problem);

        void Ended(string how)
        {
            metrics.Called(source, how, time.GetElapsedTime(started));
            span?.SetTag("outcome", how).SetStatus(how == SourceMetrics.Ok ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        }
    }

    private static async Task<(T?, SourceProblem?)> Read<T>(HttpResponseMessage response, ContractReader.Reader<T> message, Func<T, string?> formError, CancellationToken stop)
        where T : class
    {
        var tooLarge = new SourceProblem(ProblemType.Format, $"The answer is larger than {OverviewOptions.MaxBytes} bytes.");
        var said = response.Content.Headers.ContentLength;
        if (said > OverviewOptions.MaxBytes) return (null, tooLarge);
        var buffer = ArrayPool<byte>.Shared.Rent((int)(said ?? 16_384) + 1);
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(stop);
            var length = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), stop);
                if (read == 0) break;
                length += read;
                if (length > OverviewOptions.MaxBytes) return (null, tooLarge);
                if (length < buffer.Length) continue;
                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
                buffer = larger;
            }
            var answer = ContractReader.Read(buffer.AsMemory(0, length), message);
            return formError(answer) is { } error ? (null, new SourceProblem(ProblemType.Format, $"Against the contract: {error}.")) : (answer, null);
        }
        catch (JsonException e)
        {
            // The path and the place, never the exception's own message: it could quote the answer.
            return (null, new SourceProblem(ProblemType.Format, $"Not the contract's JSON at {Place(e)}."));
        }
        catch (InvalidDataException)
        {
            return (null, new SourceProblem(ProblemType.Format, "The answer is not packed as its Content-Encoding says."));
        }
        finally { ArrayPool<byte>.Shared.Return(buffer, clearArray: true); }
    }

    // Property names only: a dictionary key or a text of the answer never comes into a path of these types.
    private static string Place(JsonException e) => e.Path is { Length: > 0 and < 200 } path ? path : $"byte {e.BytePositionInLine}";

    // Of an item a 404 that is no problem document is not the source's word, but of something that stands before it.
    private static SourceProblem ProblemOf(HttpResponseMessage response, bool ofItem) => (int)response.StatusCode switch
    {
        400 => new(ProblemType.Input, "The source did not accept the request's form."),
        401 => new(ProblemType.Security, "The source did not accept the token."),
        403 => new(ProblemType.Agreement, "The source says that the request is outside the agreement."),
        500 => new(ProblemType.Internal, "The source failed."),
        404 when ofItem && response.Content.Headers.ContentType?.MediaType != "application/problem+json" => new(ProblemType.Source, "There is no source at the address."),
        var code => new(ProblemType.Source, $"The source answered {code}.", code),
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : null,
        _ => null,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Source {Source}: {Outcome}. {Detail}")]
    private static partial void LogFailed(ILogger log, string source, string outcome, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "Source {Source}: items refused: {Others} about another person, {NotAgreed} outside the agreement")]
    private static partial void LogRefused(ILogger log, string source, int others, int notAgreed);
}
