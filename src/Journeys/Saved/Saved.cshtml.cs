using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Platform.Sharing;

namespace Overblik.Journeys;

/// <summary>A list that the person has kept: what is done, by whose word, and notes of their own.</summary>
[Authorize(Access.Citizen)]
internal sealed class SavedPage(JourneyShelf shelf, AnswerCookie cookie, SavedJourneys saved, Shares shares, IEnumerable<IToldTasks> told, IAccessLog log, Texts texts, IBusinessClock clock) : WalkPage(shelf, cookie, clock)
{
    /// <summary>By task.</summary>
    [BindProperty]
    public Dictionary<string, string?> Notes { get; set; } = [];

    /// <summary>Null where there is none, or it cannot be read.</summary>
    public SavedList? List { get; private set; }

    /// <summary>There is a list, and its key is gone.</summary>
    public bool IsUnreadable { get; private set; }

    /// <summary>Its rules do not hold any more.</summary>
    public bool HasEnded => !Journey.Valid.Holds(Today);

    public IReadOnlyList<Share> Shared { get; private set; } = [];

    public CardsView Cards { get; private set; } = null!;

    public int DoneCount { get; private set; }

    public int TodoCount { get; private set; }

    /// <summary>What a newer version asks and has not been answered.</summary>
    public Question? Unanswered { get; private set; }

    protected override bool ShowsEnded => true;

    public Task OnGetAsync(CancellationToken cancellation) => Load(cancellation);

    public Task<IActionResult> OnPostDoneAsync(string task, CancellationToken cancellation) => Done(task, true, cancellation);

    public Task<IActionResult> OnPostUndoAsync(string task, CancellationToken cancellation) => Done(task, false, cancellation);

    public async Task<IActionResult> OnPostNoteAsync(string task, CancellationToken cancellation)
    {
        if (Journey.Task(task) is null || !Notes.TryGetValue(task, out var typed)) return LocalRedirect($"{Start}/gemt");
        // A browser sends two characters for the end of a line and counts one.
        var note = typed?.ReplaceLineEndings("\n").Trim();
        if (note?.Length > SavedJourneys.LongestNote)
        {
            ModelState.AddModelError($"{nameof(Notes)}[{task}]", texts.Of("journeys.note.too-long", SavedJourneys.LongestNote, note.Length));
            await Load(cancellation);
            return Page();
        }
        await saved.Note(Actor.Of(HttpContext), Journey, task, string.IsNullOrEmpty(note) ? null : note, cancellation);
        return LocalRedirect($"{Start}/gemt");
    }

    /// <summary>The saved answers go back to the questions; what is done and noted stays until the list is saved again.</summary>
    public async Task<IActionResult> OnPostChangeAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        await log.Write(AccessEntry.OfOwn(actor, "journeys.view", []), cancellation);
        if (await saved.Find(actor.OnBehalfOf, Journey, cancellation) is not { } list) return LocalRedirect(Start);
        Keep(AnswerCookie.Read(Journey, list.Progress.Answers));
        return LocalRedirect(QuestionAt(Way.Next ?? Journey.Questions[0]));
    }

    public async Task<IActionResult> OnPostShareAsync(CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        if ((await saved.Of(actor.OnBehalfOf, cancellation)).Contains(Journey)) await shares.Make(actor, Journey.Id, cancellation);
        return LocalRedirect($"{Start}/gemt#del");
    }

    public async Task<IActionResult> OnPostEndAsync(Guid share, CancellationToken cancellation)
    {
        await shares.End(Actor.Of(HttpContext), share, cancellation);
        return LocalRedirect($"{Start}/gemt#del");
    }

    public async Task<IActionResult> OnPostDeleteAsync(CancellationToken cancellation)
    {
        await saved.Delete(Actor.Of(HttpContext), Journey, cancellation);
        await shares.EndAll(Actor.Of(HttpContext), Journey.Id, cancellation);
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
        if (List is null)
        {
            IsUnreadable = (await saved.Of(actor.OnBehalfOf, cancellation)).Contains(Journey);
            return;
        }
        Shared = await shares.Of(actor, Journey.Id, cancellation);
        var way = List.Way(Journey);
        Unanswered = way.Next;
        var tasks = Course.Tasks(Journey, way.Effective, Today, DayCalendar.Danish);
        var words = Standings.Words(Journey, tasks, List, await Standings.Asked(told, actor, tasks, cancellation));
        if (words.Count != List.Progress.Words.Count || words.Any(word => List.Progress.Words.GetValueOrDefault(word.Key) != word.Value)) await saved.Seen(actor, Journey, words, cancellation);
        Cards = new CardsView(Journey, tasks, Today, Standings.Of(tasks, List, words, texts));
        var todo = tasks.Where(task => task.Task.Kind != TaskKind.Automatic).ToList();
        (TodoCount, DoneCount) = (todo.Count, todo.Count(Cards.IsDone));
    }
}
