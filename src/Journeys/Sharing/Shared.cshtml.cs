using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>A list that somebody else has shared with whoever is signed in: to see, not to change, and without the owner's notes.</summary>
[Authorize(Access.Citizen)]
internal sealed class SharedPage(JourneyShelf shelf, Shares shares, SavedJourneys saved, IEnumerable<IToldTasks> told, IAccessLog log, Texts texts, IBusinessClock clock) : PageModel
{
    /// <summary>Null where the link does not hold, or nobody has taken it yet.</summary>
    public CardsView? Cards { get; private set; }

    /// <summary>It can be taken by whoever looks.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>It is their own list.</summary>
    public bool IsOwn { get; private set; }

    /// <summary>Whose it is; told once it has been taken.</summary>
    public string Owner { get; private set; } = "";

    public DateOnly Until { get; private set; }

    public async Task OnGetAsync(string code, CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        if (await shares.Find(actor, code, cancellation) is { } share && shelf.Find(share.Journey) is { } journey)
        {
            (IsOwn, IsOpen, Until) = (share.Person == actor.OnBehalfOf, share.Helper is null, share.Until);
            if (IsOwn || IsOpen) return;
            Owner = shares.With(share).Owner;
            // Written before anything is read: whose list it is sees it there.
            await log.Write(new AccessEntry(share.Person, actor.Person, actor.Session, "journeys.shared", AccessEntry.SharedByYou, "gdpr-6-1-a", ""), cancellation);
            if (await saved.Find(share.Person, journey, cancellation) is { } list) Cards = await Load(journey, list, cancellation);
        }
        if (Cards is null) Response.StatusCode = StatusCodes.Status404NotFound;
    }

    public async Task<IActionResult> OnPostAsync(string code, CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        if (await shares.Find(actor, code, cancellation) is { Helper: null } share && share.Person != actor.OnBehalfOf) await shares.Take(actor, share, cancellation);
        return LocalRedirect($"{Shares.Root}/{Uri.EscapeDataString(code)}");
    }

    // By what the owner has seen and what authorities have told by themselves: no authority is asked about somebody else.
    private async Task<CardsView> Load(Journey journey, SavedList list, CancellationToken cancellation)
    {
        var tasks = Course.Tasks(journey, Course.FollowKept(journey, AnswerCookie.Read(journey, list.Progress.Answers)).Effective, clock.Today, DayCalendar.Danish);
        var words = Standings.Words(journey, tasks, list, await Standings.Told(told, list.Row.Person, cancellation));
        return new CardsView(journey, tasks, clock.Today, tasks.ToDictionary(task => task.Task.Id, task => Standings.Of(task, list, words.GetValueOrDefault(task.Task.Id), texts) with { Note = null }, StringComparer.Ordinal)) { IsShared = true };
    }
}
