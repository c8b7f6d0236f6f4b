using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Overblik.Deadlines;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>One entry as a file.</summary>
internal static class Download
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/kalender/fil/{part}/{id}", Fetch).RequireAuthorization(Access.Citizen).ExcludeFromDescription();

    private static async Task Fetch(HttpContext http, string part, string id, Dates dates, OwnEntries own, Site site, TimeProvider time, Texts texts, CancellationToken cancellation)
    {
        var actor = Actor.Of(http);
        if (await dates.Ask(actor, "calendar.download", cancellation).Gather(cancellation) is not { } gathered)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        if (gathered.All.FirstOrDefault(date => date.Part.Id == part && date.Entry.Id == id) is not { } found)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var (entry, rule) = (found.Entry, (Rule?)null);
        // One that comes again begins on its first day, whichever of its days was pressed.
        if (entry.Kind == CalendarKind.Own && Guid.TryParse(id, out var key) && await own.Find(actor, key, cancellation) is var (words, _))
            (entry, rule) = (entry with { Date = words.Date, Ends = words.Ends is { } ends ? DanishTime.Instant(words.Date, ends, later: true) : null }, CalendarFile.Rule(words));
        var item = CalendarFile.Event(entry, UidOf(part, id, site), CalendarFile.SequenceOf(entry), time.GetUtcNow(), rule, Description(entry, texts));
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{entry.Date:yyyy-MM-dd}.ics\"";
        http.Response.ContentType = Type;
        await http.Response.WriteAsync(CalendarFile.Write([item], entry.Date), Encoding.UTF8, cancellation);
    }

    public const string Type = "text/calendar; charset=utf-8; method=PUBLISH";

    /// <summary>The same in a file and in the feed.</summary>
    public static string UidOf(string part, string id, Site site) => $"{part}-{id}@{site.Url.Host}";

    private static string? Description(CalendarEntry entry, Texts texts)
    {
        var lines = new List<string>();
        void Line(string key, string? text)
        {
            if (text is not null) lines.Add($"{texts[key]}: {text}");
        }
        Line("calendar.why", entry.About);
        Line("calendar.todo", entry.Todo);
        Line("calendar.bring", entry.Bring);
        Line("calendar.if-late", entry.IfLate);
        Line("calendar.law", entry.LegalBasis?.Text);
        return lines.Count == 0 ? null : string.Join('\n', lines);
    }
}
