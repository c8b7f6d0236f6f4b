using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;
using Overblik.Platform.Ports.Events;

namespace Overblik.Journeys;

/// <summary>When an authority has told of a task: whoever has it on a list that they have kept gets a notice, one for all that is new.</summary>
internal sealed class TaskNotices(
    IDbContextFactory<PlatformDb> databases, IPeople people, Sealing sealing, JourneyShelf shelf, IEnumerable<IToldTasks> told, INotices notices, JourneyDates dates, IKeptDates kept, IAccessLog log, IBusinessClock clock) : IOutboxHandler
{
    // Neither text nor link says which life event it is: others may see a mail.
    private static readonly Text Notice = new("Der er sket noget med en opgave på en af dine lister.", "Something has happened to a task on one of your lists.");

    public string Type => TaskTold.Type;

    public async Task Handle(IReadOnlyList<OutboxWork> works, CancellationToken cancellation)
    {
        foreach (var work in works)
        {
            // At night nothing is sent; in the morning the newest word is.
            if (clock.QuietUntil() is { } morning) work.Again(morning);
            else await Tell(new PersonId(JsonSerializer.Deserialize<TaskTold>(work.Body)!.Person), work.Id, cancellation);
        }
    }

    private async Task Tell(PersonId person, Guid key, CancellationToken cancellation)
    {
        var keys = await people.KeysOf(person, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (!await db.Set<SavedJourney>().AnyAsync(j => keys.Contains(j.Person), cancellation)) return;
        // Before it is read; the person is not there, and has chosen it (GDPR art. 6(1)(a)).
        await log.Write(new AccessEntry(person, person, Guid.Empty, "journeys.notice", "reminder", "gdpr-6-1-a", ""), cancellation);
        var rows = await db.Set<SavedJourney>().Where(j => keys.Contains(j.Person)).ToListAsync(cancellation);
        var words = await Standings.Told(told, person, cancellation);
        var news = false;
        foreach (var row in rows)
        {
            if (shelf.Find(row.Journey) is not { } journey || sealing.Open(row, AnswerJson.Default.Progress) is not { } progress) continue;
            var list = new SavedList(row, progress);
            var now = Standings.Words(journey, Course.Tasks(journey, list.Way(journey).Effective, clock.Today, DayCalendar.Danish), list, words);
            if (!now.Any(word => progress.Words.GetValueOrDefault(word.Key)?.State != word.Value.State)) continue;
            news = true;
            progress.Words = now;
            sealing.Seal(row, progress, AnswerJson.Default.Progress);
            row.Edit = Guid.NewGuid();
        }
        if (!news) return;
        // Handed over first: where that, or the writing, fails it is tried again, with the same key.
        await notices.Tell(person, key, Notice, WalkPage.Root, cancellation);
        await db.SaveChangesAsync(cancellation);
        await kept.Changed(person, () => dates.PartOf(person), cancellation);
    }
}
