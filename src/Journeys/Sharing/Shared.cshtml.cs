using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;
using Overblik.Platform.Sharing;

namespace Overblik.Journeys;

/// <summary>A list that somebody else has shared with whoever is signed in: to see, not to change, and without the owner's notes.</summary>
[Authorize(Access.Citizen)]
internal sealed class SharedPage(JourneyShelf shelf, Shares shares, SavedJourneys saved, IEnumerable<IToldTasks> told, IAccessLog log, Texts texts, IBusinessClock clock) : PageModel
{
    /// <summary>Null where the link does not hold, or nobody has taken it yet.</summary>
    public CardsView? Cards { get; private set; }

    public NotShown NotShown { get; private set; }

    /// <summary>Whose it is; told once it has been taken.</summary>
    public string Owner { get; private set; } = "";

    public DateOnly Until { get; private set; }

    /// <summary>A newer version asks what the owner has not answered.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Its rules do not hold any more.</summary>
    public bool HasEnded { get; private set; }

    public async Task OnGetAsync(string code, CancellationToken cancellation)
    {
        var actor = Actor.Of(HttpContext);
        if (await shares.Find(actor, code, cancellation) is var (share, own) && shelf.Find(share.Part) is { } journey)
        {
            NotShown = own ? NotShown.Own : NotShown.Open;
            if (own || share.Helper is null) return;
            (Owner, Until, NotShown) = (shares.With(share).Owner, share.Until, NotShown.NoLonger);
            // Written before anything is read: whose list it is sees it there.
            await log.Write(new AccessEntry(share.Person, actor.Person, actor.Session, "journeys.shared", AccessEntry.SharedByYou, "gdpr-6-1-a", ""), cancellation);
            if (await saved.Find(share.Person, journey, cancellation) is { } list) Cards = await Load(journey, list, cancellation);
        }
        if (Cards is null) Response.StatusCode = StatusCodes.Status404NotFound;
    }

    public async Task<IActionResult> OnPostAsync(string code, CancellationToken cancellation)
    {
        await shares.Take(Actor.Of(HttpContext), code, cancellation);
        return LocalRedirect(Request.Path);
    }

    // By what the owner has seen and what authorities have told by themselves: no authority is asked about somebody else.
    private async Task<CardsView> Load(Journey journey, SavedList list, CancellationToken cancellation)
    {
        var way = list.Way(journey);
        (IsPartial, HasEnded) = (way.Next is not null, !journey.Valid.Holds(clock.Today));
        var tasks = Course.Tasks(journey, way.Effective, clock.Today, DayCalendar.Danish);
        var words = Standings.Words(journey, tasks, list, await Standings.Told(told, list.Row.Person, cancellation));
        return new CardsView(journey, tasks, clock.Today, Standings.Of(tasks, list, words, texts, shared: true)) { IsShared = true };
    }
}
