using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Overblik.JourneyFormat;
using Overblik.Platform;
using Overblik.Platform.Ports;

namespace Overblik.Journeys;

/// <summary>The entrance: the life events, and the lists that a signed-in person has kept.</summary>
[AllowAnonymous]
internal sealed class EntrancePage(JourneyShelf shelf, SavedJourneys saved, IAccessLog log, IBusinessClock clock) : PageModel
{
    public IReadOnlyList<Journey> All { get; } = [.. shelf.All.Where(journey => journey.Audience == Audience.Citizen && journey.Valid.Holds(clock.Today))];

    public IReadOnlyList<Journey> Saved { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellation)
    {
        if (Actor.Find(HttpContext) is not { NoticeSeen: true } actor) return;
        await log.Write(AccessEntry.OfOwn(actor, "journeys.view", []), cancellation);
        Saved = await saved.Of(actor.OnBehalfOf, cancellation);
    }
}
