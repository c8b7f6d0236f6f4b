using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Keys;
using Overblik.Platform.Ports;
using Overblik.Platform.Ports.Events;

namespace Overblik.Journeys;

/// <summary>When an authority has told of a task: whoever has it on a list that they have kept gets a notice, once for each word.</summary>
internal sealed class TaskNotices(IDbContextFactory<PlatformDb> databases, Sealing sealing, JourneyShelf shelf, IEnumerable<IToldTasks> told, INotices notices, JourneyDates dates, IKeptDates kept, IBusinessClock clock) : IOutboxHandler
{
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
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var rows = await db.Set<SavedJourney>().Where(j => j.Person == person).ToListAsync(cancellation);
        if (rows.Count == 0) return;
        var words = await Standings.Told(told, person, actor: null, cancellation);
        foreach (var row in rows)
        {
            if (shelf.Find(row.Journey) is not { } journey || sealing.Open(row, AnswerJson.Default.Progress) is not { } progress) continue;
            var (list, way) = (new SavedList(row, progress), Course.Follow(journey, AnswerCookie.Read(journey, progress.Answers)));
            var news = Course.Tasks(journey, way.Effective, clock.Today, DayCalendar.Danish).Select(task => (task.Task.Id, Word: Standings.Word(journey, task, list, words))).Where(it => it.Word is not null && progress.Told.GetValueOrDefault(it.Id) != it.Word.State.ToString()).ToList();
            if (news.Count == 0) continue;
            // Handed over first: where that fails it is tried again, with the same key.
            await notices.Tell(person, key, new Text("Der er sket noget med en opgave på en af dine lister.", "Something has happened to a task on one of your lists."), $"{WalkPage.PathOf(journey)}/gemt", cancellation);
            foreach (var (id, word) in news) progress.Told[id] = word!.State.ToString();
            sealing.Seal(row, progress, AnswerJson.Default.Progress);
            row.Edit = Guid.NewGuid();
            await db.SaveChangesAsync(cancellation);
        }
        await kept.Changed(person, dates.PartOf(person), cancellation);
    }
}
