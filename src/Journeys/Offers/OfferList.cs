using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>Offers a list when an authority has reported a life event, or when a 15th birthday is near. What has been answered, or is kept already, is not offered again.</summary>
internal sealed partial class OfferList(
    IDbContextFactory<PlatformDb> databases, IPeople people, Sealing sealing, JourneyShelf shelf, IEnumerable<ILifeEvents> events, IBusinessClock clock, Texts texts, TimeProvider time, ILogger<OfferList> log)
    : IOffers
{
    public const int LongestKey = 130;

    /// <summary>How long before and after its day an event is worth an offer, in days.</summary>
    private const int Before = 180, After = 90;

    /// <summary>So near to the day on a list that is kept it is the same event, in days: a due date and the birth, a planned move and the reported one.</summary>
    private const int Same = 60;

    private const string Fifteen = "turning15";

    public async Task<IReadOnlyList<Offer>> For(Actor actor, CancellationToken cancellation)
    {
        try { return await Open(actor, cancellation); }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The overview is shown all the same; what is not offered today is offered tomorrow.
            LogNotOffered(log, e.GetType().Name);
            return [];
        }
    }

    private async Task<IReadOnlyList<Offer>> Open(Actor actor, CancellationToken cancellation)
    {
        var near = await Near(actor, cancellation);
        if (near.Count == 0) return [];
        var keys = await people.KeysOf(actor.OnBehalfOf, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var offered = near.ConvertAll(it => it.Event.Key);
        var answered = await db.Set<OfferAnswer>().Where(o => keys.Contains(o.Person) && offered.Contains(o.Key)).Select(o => o.Key).ToListAsync(cancellation);
        near.RemoveAll(it => answered.Contains(it.Event.Key));
        var journeys = near.ConvertAll(it => it.Journey.Id);
        var saved = near.Count == 0 ? [] : await db.Set<SavedJourney>().AsNoTracking().Where(j => keys.Contains(j.Person) && journeys.Contains(j.Journey)).ToListAsync(cancellation);
        // The newest of each life event.
        return [.. near.Where(it => !saved.Exists(row => row.Journey == it.Journey.Id && IsAbout(row, it.Journey, it.Event.Date))).OrderByDescending(it => it.Event.Date).DistinctBy(it => it.Journey.Id).Select(it => new Offer(
            it.Event.Key, it.Journey.Title.In(), it.Journey.Offer?.In() ?? texts["journeys.offer"], texts["journeys.offer.take"], texts["journeys.offer.decline"], $"{WalkPage.PathOf(it.Journey)}/tilbud"))];
    }

    // A list that names no day, or cannot be read, is taken to be about it: better no offer than one of what the person has.
    private bool IsAbout(SavedJourney row, Journey journey, DateOnly reported) => sealing.Open(row, AnswerJson.Default.Progress) is not { } progress
        || new SavedList(row, progress).EventDate(journey) is not { } day || Math.Abs(day.DayNumber - reported.DayNumber) <= Same;

    /// <summary>The event of an offer of this person's; null where there is none with that key.</summary>
    public async Task<ReportedEvent?> Find(Actor actor, Journey journey, string key, CancellationToken cancellation) =>
        (await Near(actor, cancellation)).FirstOrDefault(it => it.Event.Key == key && it.Journey == journey).Event;

    public async Task Answer(Actor actor, string key, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.AddMissing([new OfferAnswer { Person = actor.OnBehalfOf, Key = key, At = time.GetUtcNow() }], cancellation);
    }

    private async Task<List<(Journey Journey, ReportedEvent Event)>> Near(Actor actor, CancellationToken cancellation)
    {
        var today = clock.Today;
        var reported = (await Task.WhenAll(events.Select(one => one.Of(actor.OnBehalfOf, cancellation)))).SelectMany(all => all)
            .Where(it => it.Date <= today.AddDays(Before) && it.Date >= today.AddDays(-After) && it.Key.Length <= LongestKey).ToList();
        var birthday = actor.Number.Birth.AddYears(15);
        // A birthday is no authority's secret: three months before it, and a month after.
        if (birthday <= today.AddMonths(3) && birthday >= today.AddMonths(-1) && reported.TrueForAll(it => it.Event != Fifteen)) reported.Add(new ReportedEvent(string.Create(CultureInfo.InvariantCulture, $"{Fifteen}/{birthday:yyyy-MM-dd}"), Fifteen, birthday));
        return [.. reported.Select(it => (Journey: shelf.Of(it.Event, today), Event: it)).Where(it => it.Journey is not null).Select(it => (it.Journey!, it.Event))];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether a list is to be offered could not be read ({Exception}); the overview is shown without")]
    private static partial void LogNotOffered(ILogger log, string exception);
}
