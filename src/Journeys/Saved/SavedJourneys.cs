using Microsoft.EntityFrameworkCore;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>The lists that people have chosen to keep.</summary>
internal sealed class SavedJourneys(IDbContextFactory<PlatformDb> databases, IPeople people, Sealing sealing, JourneyShelf shelf, JourneyDates dates, IKeptDates kept, IBusinessClock clock, TimeProvider time) : IKept
{
    public const int LongestNote = 1000;

    private const int Attempts = 10;

    /// <summary>Keeps these answers.</summary>
    /// <param name="actor">Whose.</param>
    /// <param name="journey">Of which life event.</param>
    /// <param name="answers">All of them.</param>
    /// <param name="anew">It is another move: what was done, noted and told of the one before goes. Otherwise it stays.</param>
    /// <param name="cancellation">Ends it.</param>
    public Task Save(Actor actor, Journey journey, Answers answers, bool anew, CancellationToken cancellation) => Change(actor, journey, progress =>
        (anew ? New() : progress) with { Answers = answers.Values.ToDictionary(StringComparer.Ordinal) }, cancellation, make: true);

    public Task Done(Actor actor, Journey journey, string task, bool done, CancellationToken cancellation) => Change(actor, journey, progress =>
    {
        if (done) progress.Done[task] = clock.Today;
        else progress.Done.Remove(task);
        return progress;
    }, cancellation);

    public Task Note(Actor actor, Journey journey, string task, string? note, CancellationToken cancellation) => Change(actor, journey, progress =>
    {
        if (note is null) progress.Notes.Remove(task);
        else progress.Notes[task] = note;
        return progress;
    }, cancellation);

    /// <summary>What the person has now seen of the authorities' words: it is no news any more, and counts in the calendar, too, where nobody is asked. A newer word that has come meanwhile stays.</summary>
    public Task Seen(Actor actor, Journey journey, IReadOnlyDictionary<string, Word> words, CancellationToken cancellation) => Change(actor, journey, progress =>
    {
        progress.Words = words.ToDictionary(word => word.Key, word => progress.Words.GetValueOrDefault(word.Key) is { } here && here.At > word.Value.At ? here : word.Value, StringComparer.Ordinal);
        return progress;
    }, cancellation, looked: true);

    /// <summary>The journeys of which a person has kept a list.</summary>
    public async Task<IReadOnlyList<Journey>> Of(PersonId person, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(person, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var ids = await db.Set<SavedJourney>().Where(j => keys.Contains(j.Person)).Select(j => j.Journey).ToListAsync(cancellation);
        return [.. shelf.All.Where(journey => ids.Contains(journey.Id))];
    }

    /// <summary>Null where the person has none, or it cannot be opened any more.</summary>
    public async Task<SavedList?> Find(PersonId person, Journey journey, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await Row(db, person, journey, cancellation) is { } row && sealing.Open(row, AnswerJson.Default.Progress) is { } progress ? new SavedList(row, progress) : null;
    }

    public async Task Delete(Actor actor, Journey journey, CancellationToken cancellation)
    {
        var (keys, last) = (await people.KeysOf(actor.OnBehalfOf, cancellation), await dates.Of(actor.OnBehalfOf, journey));
        await using (var db = await databases.CreateDbContextAsync(cancellation))
            await db.Set<SavedJourney>().Where(j => keys.Contains(j.Person) && j.Journey == journey.Id).ExecuteDeleteAsync(cancellation);
        await kept.Changed(actor.OnBehalfOf, () => dates.PartWithout(actor.OnBehalfOf, last), CancellationToken.None);
    }

    public async Task<IReadOnlyList<Kept>> Of(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var lists = await db.Set<SavedJourney>().CountAsync(j => keys.Contains(j.Person), cancellation);
        var offers = await db.Set<OfferAnswer>().CountAsync(o => keys.Contains(o.Person), cancellation);
        return [new Kept(lists == 1 ? "journeys.kept.one" : "journeys.kept.many", lists, Stays: false), new Kept(offers == 1 ? "journeys.kept.offer.one" : "journeys.kept.offer.many", offers, Stays: false)];
    }

    public async Task Delete(IReadOnlyList<PersonId> keys, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Set<SavedJourney>().Where(j => keys.Contains(j.Person)).ExecuteDeleteAsync(cancellation);
        await db.Set<OfferAnswer>().Where(o => keys.Contains(o.Person)).ExecuteDeleteAsync(cancellation);
    }

    private async Task Change(Actor actor, Journey journey, Func<Progress, Progress> change, CancellationToken cancellation, bool make = false, bool looked = false)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (!await Once(actor, journey, change, make, looked, cancellation)) return;
                break;
            }
            // Two pages of the same person at once: each change is made on what the other has left. Two that begin a list: one of them finds the other's.
            catch (DbUpdateException e) when ((e is DbUpdateConcurrencyException || make) && attempt < Attempts) { }
        }
        await Changed(actor);
    }

    private Progress New() => new([], [], []) { SavedOn = clock.Today };

    // It is written: the calendar follows, also where the browser has gone.
    private Task Changed(Actor actor) => kept.Changed(actor.OnBehalfOf, () => dates.PartOf(actor.OnBehalfOf), CancellationToken.None);

    private async Task<SavedJourney?> Row(PlatformDb db, PersonId person, Journey journey, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(person, cancellation);
        return await db.Set<SavedJourney>().Where(j => keys.Contains(j.Person) && j.Journey == journey.Id).OrderByDescending(j => j.ChangedAt).FirstOrDefaultAsync(cancellation);
    }

    private async Task<bool> Once(Actor actor, Journey journey, Func<Progress, Progress> change, bool make, bool looked, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await Row(db, actor.OnBehalfOf, journey, cancellation);
        if (row is null && !make) return false;
        var before = row is null ? null : sealing.Open(row, AnswerJson.Default.Progress);
        if (before is null && !make) return false;
        if (row is null) db.Add(row = new SavedJourney { Person = actor.OnBehalfOf, Journey = journey.Id, Version = journey.Version, ChangedAt = time.GetUtcNow(), Edit = Guid.NewGuid() });
        if (before is not null) before.SavedOn ??= BusinessClock.DateOf(row.ChangedAt);
        sealing.Seal(row, change(before ?? New()), AnswerJson.Default.Progress);
        row.Edit = Guid.NewGuid();
        // To look is no change: that the list is of an older version is said until something is done with it.
        if (!looked) (row.Version, row.ChangedAt) = (journey.Version, time.GetUtcNow());
        await db.SaveChangesAsync(cancellation);
        return true;
    }
}
