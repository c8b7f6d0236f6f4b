using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;

namespace Overblik.Bench;

internal enum Outcome
{
    /// <summary>A whole page, a sign-in, a row: whoever asked was told that it is done.</summary>
    Done,

    /// <summary>The page that says that the portal cannot reach what it needs, with 503; of the others an exception.</summary>
    Refused,

    /// <summary>The page that says that nothing is shown because the access log cannot be written.</summary>
    NotShown,

    /// <summary>The connection ended before the page did.</summary>
    CutShort,
}

/// <param name="Person">Whose row of the access log, or session.</param>
/// <param name="Row">The row's key; null for a page, whose row is told by person and time.</param>
internal sealed record Attempt(DateTimeOffset Sent, DateTimeOffset End, Outcome Outcome, Guid Person = default, Guid? Row = null);

/// <summary>Asks again and again, one thing at a time, and remembers how it went.</summary>
internal sealed class Caller(TimeSpan pause, Func<CancellationToken, Task<(Outcome Outcome, Guid Person, Guid? Row)>> ask)
{
    private readonly ConcurrentQueue<Attempt> attempts = [];

    public IEnumerable<Attempt> Attempts => attempts;

    public IEnumerable<Attempt> Done => attempts.Where(a => a.Outcome == Outcome.Done);

    public async Task Run(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var sent = TimeProvider.System.GetUtcNow();
            var (outcome, person, row) = await ask(CancellationToken.None);
            attempts.Enqueue(new Attempt(sent, TimeProvider.System.GetUtcNow(), outcome, person, row));
            await Task.Delay(pause, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The first thing that was asked for after this moment and done.</summary>
    public Attempt? FirstAfter(DateTimeOffset at) => Done.FirstOrDefault(a => a.End > at);

    /// <summary>The first thing that was done, after the last that was not; null until the last <paramref name="times"/> have been done.</summary>
    public Attempt? SteadyAfter(DateTimeOffset at, int times)
    {
        var last = attempts.Where(a => a.End > at).Reverse().TakeWhile(a => a.Outcome == Outcome.Done).ToList();
        return last.Count < times ? null : last[^1];
    }
}

internal static class Callers
{
    // texts of the portal: web.error.503.text and overview.not-logged.title.
    private const string Away = "Vi kan ikke nå en tjeneste, vi skal bruge", NotLogged = "Vi kan ikke vise dine oplysninger lige nu";

    /// <summary>Somebody who is signed in and looks at their overview. Whatever is neither a whole page nor an honest error ends the run.</summary>
    public static Caller Page(HttpClient http, Visitor visitor, int person) => new(TimeSpan.FromMilliseconds(20), async stop =>
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/overblik");
        request.Headers.Add("Cookie", visitor.Cookie);
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue("da"));
        string body;
        HttpStatusCode status;
        try
        {
            using var answer = await http.SendAsync(request, stop);
            (status, body) = (answer.StatusCode, await answer.Content.ReadAsStringAsync(stop));
        }
        catch (HttpRequestException) { return (Outcome.CutShort, visitor.Person, null); }
        var items = Enumerable.Range(0, Authorities.Items).Count(item => body.Contains(Authorities.Title(person, item), StringComparison.Ordinal));
        var ended = body.TrimEnd().EndsWith("</html>", StringComparison.Ordinal);
        var outcome = status switch
        {
            HttpStatusCode.OK when ended && items == Authorities.Items => Outcome.Done,
            HttpStatusCode.OK when ended && items == 0 && body.Contains(NotLogged, StringComparison.Ordinal) => Outcome.NotShown,
            HttpStatusCode.ServiceUnavailable when ended && items == 0 && body.Contains(Away, StringComparison.Ordinal) => Outcome.Refused,
            _ => throw new BenchmarkException($"A WRONG PAGE: {(int)status}, {items} of {Authorities.Items} items, {(ended ? "whole" : "without its end")}:\n{body[..Math.Min(body.Length, 3000)]}"),
        };
        return (outcome, visitor.Person, null);
    });

    /// <summary>New people who sign in one after the other: a person and a session.</summary>
    public static Caller SignIn(Child portal)
    {
        var number = Authorities.People;
        return new Caller(TimeSpan.FromMilliseconds(50), async stop =>
        {
            var answer = await portal.Ask($"sign-in {number++ % Authorities.Crowd}", stop);
            if (answer.Length == 0) return (Outcome.Refused, default, null);
            var made = JsonSerializer.Deserialize<NewSession>(answer)!;
            return (Outcome.Done, made.Person, made.Session);
        });
    }

    /// <summary>The raw limit: a row, with a connection from the driver's pool.</summary>
    public static Caller Row(string connection) => new(TimeSpan.FromMilliseconds(20), async stop =>
    {
        var row = Guid.CreateVersion7();
        try
        {
            await using var open = new NpgsqlConnection(connection);
            await open.OpenAsync(stop);
            await using var insert = new NpgsqlCommand("INSERT INTO raw_row VALUES ($1)", open) { Parameters = { new() { Value = row } } };
            await insert.ExecuteNonQueryAsync(stop);
            return (Outcome.Done, default, row);
        }
        catch (NpgsqlException) { return (Outcome.Refused, default, row); }
    });
}
