using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>A list that the person has kept: what is done, by whose word, and notes of their own.</summary>
[Authorize(Access.Citizen)]
internal sealed class SavedPage(JourneyShelf shelf, AnswerCookie cookie, SavedJourneys saved, IEnumerable<IToldTasks> told, IAccessLog log, Texts texts, IBusinessClock clock) : WalkPage(shelf, cookie, clock)
{
    public SavedList? List { get; private set; }

    public CardsView Cards { get; private set; } = null!;

    public int DoneCount { get; private set; }

    public int TodoCount { get; private set; }

    /// <summary>A newer version asks something that has not been answered.</summary>
    public bool Unanswered { get; private set; }

    public bool TooLong { get; private set; }

    public Task OnGetAsync(CancellationToken cancellation) => Load(cancellation);

    public Task<IActionResult> OnPostDoneAsync(string task, CancellationToken cancellation) => Done(task, true, cancellation);

    public Task<IActionResult> OnPostUndoAsync(string task, CancellationToken cancellation) => Done(task, false, cancellation);

    public async Task<IActionResult> OnPostNoteAsync(string task, string? note, CancellationToken cancellation)
    {
        note = string.IsNullOrWhiteSpace(note) ? null : note.Trim();
        if (note?.Length > SavedJourneys.LongestNote)
        {
            TooLong = true;
            await Load(cancellation);
            return Page();
        }
        if (Journey.Task(task) is not null) await saved.Note(Actor.Of(HttpContext), Journey, task, note, cancellation);
        return LocalRedirect($"{Start}/gemt");
    }

    /// <summary>The saved answers go back to the questions; what is done and noted stays until the list is saved again.</summary>
    public async Task<IActionResult> OnPostChangeAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        await log.Write(AccessEntry.OfOwn(actor, "journeys.view", []), cancellation);
        if (await saved.Find(actor.OnBehalfOf, Journey, cancellation) is not { } list) return LocalRedirect(Start);
        Keep(AnswerCookie.Read(Journey, list.Progress.Answers));
        return LocalRedirect(QuestionAt(Journey.Questions[0]));
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellation)
    {
        await saved.Delete(Actor.Of(HttpContext), Journey, cancellation);
        Forget();
        return LocalRedirect(Root);
    }

    private async Task<IActionResult> Done(string task, bool done, CancellationToken cancellation)
    {
        if (Journey.Task(task) is { Kind: not TaskKind.Automatic }) await saved.Done(Actor.Of(HttpContext), Journey, task, done, cancellation);
        return LocalRedirect($"{Start}/gemt");
    }

    private async Task Load(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        await log.Write(AccessEntry.OfOwn(actor, "journeys.view", []), cancellation);
        List = await saved.Find(actor.OnBehalfOf, Journey, cancellation);
        if (List is null) return;
        var path = Course.Follow(Journey, AnswerCookie.Read(Journey, List.Progress.Answers));
        Unanswered = path.Next is not null;
        var tasks = Course.Tasks(Journey, path.Effective, Today, DayCalendar.Danish);
        var words = await Standings.Told(told, actor.OnBehalfOf, actor, cancellation);
        var standing = tasks.ToDictionary(task => task.Task.Id, task => Standings.Of(Journey, task, List, words, texts), StringComparer.Ordinal);
        Cards = new CardsView(Journey, tasks, Today, standing);
        var todo = tasks.Where(task => task.Task.Kind != TaskKind.Automatic).ToList();
        (TodoCount, DoneCount) = (todo.Count, todo.Count(Cards.IsDone));
    }
}
