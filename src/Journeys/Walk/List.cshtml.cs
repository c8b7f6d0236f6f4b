using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Overblik.Deadlines;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>The list: what to do, by when, and what happens by itself.</summary>
[AllowAnonymous]
internal sealed class ListPage(JourneyShelf shelf, AnswerCookie cookie, SavedJourneys saved, Shares shares, IAccessLog log, IBusinessClock clock) : WalkPage(shelf, cookie, clock)
{
    /// <summary>For those who write journeys: the list as on another day. Nothing can be saved then.</summary>
    [BindProperty(SupportsGet = true, Name = "dag")]
    public string? Day { get; set; }

    public DateOnly AsOf { get; private set; }

    public IReadOnlyList<Planned> Tasks { get; private set; } = [];

    /// <summary>Where whoever cannot save yet goes first, and then comes back: to the sign-in, or to the notice of what is processed.</summary>
    public string ToSave => $"{(SignedIn.Find(HttpContext) is Actor ? "/velkommen" : "/log-ind")}?retur={Uri.EscapeDataString(Start + "/liste")}";

    public bool CanSave => Actor.Find(HttpContext) is { NoticeSeen: true };

    /// <summary>There is a list already: these answers change it, or are of another event.</summary>
    public bool Saved { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellation)
    {
        var path = Way;
        if (path.Next is not null) return LocalRedirect(Answers.Values.Count == 0 ? Start : Next);
        AsOf = IsoDay.Read(Day) is { Year: >= 1900 and <= 2200 } day ? day : Today;
        Tasks = Course.Tasks(Journey, path.Effective, AsOf, DayCalendar.Danish);
        Saved = await HasKept(saved, log, cancellation);
        return Page();
    }

    public async Task<IActionResult> OnPostSaveAsync(bool anew, CancellationToken cancellation)
    {
        if (Actor.Find(HttpContext) is not { NoticeSeen: true } actor) return LocalRedirect(ToSave);
        if (Way is not { Next: null } path) return LocalRedirect(Next);
        // Whoever helped with the one before is not to see this one.
        if (anew || !(await saved.Of(actor.OnBehalfOf, cancellation)).Contains(Journey)) await shares.EndAll(actor, Journey.Id, cancellation);
        await saved.Save(actor, Journey, path.Effective, anew, cancellation);
        Forget();
        return LocalRedirect(Start + "/gemt");
    }
}
