using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Ical.Net.CalendarComponents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Calendar;

/// <summary>A person's calendar as a feed that another calendar follows. Whoever has its address sees it: the address is the secret.</summary>
internal static class Feed
{
    private const string Limit = "calendar.feed";

    /// <summary>So far back.</summary>
    private const int DaysBack = 31;

    private static readonly TimeSpan Refresh = TimeSpan.FromHours(6);

    public static string Address(Site site, string secret) => $"{site.Issuer}/kalender/abonnement/{secret}.ics";

    /// <summary>So many times an hour for each address: <c>Limits:PerFeed</c>.</summary>
    public static void AddLimit(IHostApplicationBuilder app)
    {
        var most = app.Configuration["Limits:PerFeed"] is not { } text ? 60
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw new StartupException($"Limits:PerFeed must be a whole number above 0, not '{text}'.");
        app.Services.Configure<RateLimiterOptions>(options => options.AddPolicy(Limit, http => RateLimitPartition.GetFixedWindowLimiter(
            http.Request.RouteValues["secret"] as string ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = TimeSpan.FromHours(1) })));
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/kalender/abonnement/{secret}.ics", Fetch).AllowAnonymous().RequireRateLimiting(Limit).ExcludeFromDescription();

    private static async Task Fetch(HttpContext http, string secret, Subscriptions subscriptions, OwnEntries own, PushedDates pushed, Texts texts, IAccessLog log, Site site, IBusinessClock clock, CancellationToken cancellation)
    {
        if (await subscriptions.Open(secret, cancellation) is not { } subscription)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var from = clock.Today.AddDays(-DaysBack);
        var told = await pushed.All(subscription.Person, cancellation);
        // What an authority tells goes before what was kept when the person looked.
        var known = told.Select(date => (date.Row.Source, date.Row.Entry)).ToHashSet();
        var kept = (await subscriptions.Dates(subscription.Person, from, cancellation)).Where(date => !known.Contains((date.Part, date.Entry))).ToList();
        var (written, _) = await own.All(subscription.Person, cancellation);
        var version = Version(subscription, kept, told, written);
        http.Response.Headers.ETag = version;
        http.Response.Headers.CacheControl = "private, no-cache";
        await subscriptions.Fetched(subscription.Person, cancellation);
        if (http.Request.Headers.IfNoneMatch == version)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        // What is shown is logged first, as everywhere.
        await log.Write(new AccessEntry(subscription.Person, subscription.Person, Guid.Empty, "calendar.feed", "own-insight", "gdpr-6-1-a", string.Join(',', kept.Select(date => date.Part).Concat(told.Select(date => date.Row.Source)).Distinct())), cancellation);
        var events = kept.Select(row => (Row: row, Entry: subscriptions.Entry(row, subscription.Full))).Where(it => it.Entry is not null)
            .Select(it => CalendarFile.Event(it.Entry!, Download.UidOf(it.Row.Part, it.Row.Entry, site), it.Row.Sequence, it.Row.ChangedAt))
            .Concat(ReminderWords.In(subscription.Language, () => told.Select(date => Event(date, from, subscription.Full, texts, site)).OfType<CalendarEvent>().ToList()))
            .Concat(written.Select(it => Event(it.Row, it.Own, subscription.Full, site)));
        var earliest = written.Select(it => it.Row.Date).Append(from).Min();
        http.Response.ContentType = Download.Type;
        await http.Response.WriteAsync(CalendarFile.Write(events, earliest, Refresh), Encoding.UTF8, cancellation);
    }

    // As much of it as of a date that was kept.
    private static CalendarEvent? Event(Pushed date, DateOnly from, bool full, Texts texts, Site site) => PushedDates.Entry(date, texts) is { Over: false } entry && entry.Date >= from
        ? CalendarFile.Event(
            new CalendarEntry(entry.Id, entry.Kind, entry.Date, entry.Title) { Time = entry.Time, Ends = entry.Ends, ChangedAt = entry.ChangedAt, Authority = full ? entry.Authority : null, Act = full ? entry.Act : null },
            Download.UidOf(date.Row.Source, entry.Id, site), CalendarFile.SequenceOf(date.Row.ToldAt), date.Row.ChangedAt)
        : null;

    private static CalendarEvent Event(OwnEntry row, Own own, bool full, Site site)
    {
        var entry = OwnEntries.Entry(row, own, row.Date) with { Place = full ? own.Words.Place : null };
        return CalendarFile.Event(entry, Download.UidOf(OwnEntries.Part, entry.Id, site), CalendarFile.SequenceOf(entry), row.ChangedAt, CalendarFile.Rule(own), full ? own.Words.Note : null);
    }

    // Of what the feed is made of: the same as long as it would be.
    private static string Version(Subscription subscription, IReadOnlyList<KeptDate> kept, IReadOnlyList<Pushed> told, IReadOnlyList<(OwnEntry Row, Own Own)> written)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{subscription.StartedAt:O} {subscription.Full}");
        foreach (var row in kept) text.Append(CultureInfo.InvariantCulture, $" {row.Part}/{row.Entry}/{row.Sequence}");
        foreach (var (row, _) in told) text.Append(CultureInfo.InvariantCulture, $" {row.Source}/{row.Entry}/{row.Sequence}");
        foreach (var (row, _) in written) text.Append(CultureInfo.InvariantCulture, $" {row.Version}");
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..16])}\"";
    }
}
